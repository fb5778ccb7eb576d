"""Reads a built site back and compares every view of a paper with its record.

Files of a site and the collection come in, problems go out. Each module but `check` is pure.
Nothing is trusted that the code of `pages` or `exports` says about itself.
"""
