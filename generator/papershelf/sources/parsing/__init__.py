"""Helpers shared by readers: encodings, dates, author names, links, JSON, XML and tagged lines.

They take values of foreign formats and return values of our own format. Values that cannot be
parsed are kept verbatim or reported, never dropped silently.
"""
