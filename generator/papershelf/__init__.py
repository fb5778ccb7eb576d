"""Papershelf: a folder of paper records in, a searchable static site out."""

__version__ = "0.1.0"
