"""Reads and edits the data folder: our YAML and JSONL and its other files.

Takes paths and returns raw records and vocabularies; writes edits in place. Comments, order and
quotes of hand-written files are preserved.
"""
