"""The model of a paper: fields, names of persons, vocabularies, tag rules, loader and serializer.

Raw records come in, frozen and checked papers go out, together with every problem found.
Everything is pure; only `loader` is handed what `sources` read.
"""
