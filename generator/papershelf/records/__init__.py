"""The paper model: fields, person names, vocabularies, tag rules, loader and serializer.

Input: raw records. Output: validated, immutable papers and every problem found. All modules are
pure; `loader` receives what `sources` has read.
"""
