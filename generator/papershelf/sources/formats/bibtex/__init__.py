"""Reader of BibTeX and biblatex.

Takes the bytes of a `.bib` file and returns a raw record per paper. Malformed entries are reported
with their line, and the rest of the file is read.
"""
