"""Papershelf: turns a folder of paper records into a searchable static site."""

__version__ = "0.1.0"
