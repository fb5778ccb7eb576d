"""Edits of a data folder that a command asks for: fix, rename, merge, citation keys, change dates.

A project and what to change come in, edited data files and a report go out.
Everything is checked before the first file is written.
"""
