"""The reader of BibTeX and biblatex, from the syntax to identifiers, links and names.

Bytes of a `.bib` file come in, a raw record for every entry of a paper goes out.
Broken entries are reported with their line, and the rest of the file is read.
"""
