"""Text without knowledge of papers: cleaning, folding, escaping, URLs, LaTeX and MathML.

Text of any origin comes in; clean text, escaped text, HTML or LaTeX goes out.
Nothing raises an error for odd input: what cannot be read stays as plain text.
"""
