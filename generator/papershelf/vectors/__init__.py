"""Vectors of words, for search by meaning.

Takes the file of a table of word vectors; returns the table. A damaged file is a `PapersError`.
"""
