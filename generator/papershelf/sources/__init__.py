"""Reads and writes data files: readers of foreign formats, our YAML and JSONL, and writers.

Readers take bytes and return raw records with line numbers, in the form of the source. Problems are
returned with the records. Nothing in this package validates papers.
"""
