"""Opens data: readers of foreign formats, our own YAML and JSONL, and the writers of data files.

Bytes come in, raw records with their lines go out, in no other form than the source had.
Problems are collected beside the records; nothing here knows what a paper is.
"""
