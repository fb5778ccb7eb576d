"""Papers as entries of lists: the entry itself, its actions, and the marks of a paper.

Takes a paper and the catalogue; returns HTML, which is the same in every list. Has no side effects.
"""
