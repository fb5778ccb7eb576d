"""Papers as entries of lists: the entry, its actions and marks, and what lists are filtered by.

Takes a paper and the catalogue; returns HTML, which is the same in every list. Has no side effects.
"""
