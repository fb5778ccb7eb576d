"""Words: tokens of a text, forms of one word, and stop words.

Takes texts; returns words as the search index and the table of word vectors have them.
"""
