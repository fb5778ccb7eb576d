"""Text processing without knowledge of papers: cleaning, folding, escaping, LaTeX and MathML.

Input: text of any origin. Output: clean text, escaped text, HTML or LaTeX. Malformed input raises
no error: what cannot be parsed stays plain text.
"""
