"""The formats in which papers are exported, one module each.

`EXPORT_FORMATS` of `registry` is the list of them.
"""
