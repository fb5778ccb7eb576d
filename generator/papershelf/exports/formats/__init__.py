"""The export formats of papers, with one module each.

`EXPORT_FORMATS` in `registry` lists them.
"""
