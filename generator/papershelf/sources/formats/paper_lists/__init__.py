"""The reader of lists of papers in Markdown or HTML ("awesome lists").

Bytes of a page come in, a raw record for every entry that names a paper goes out.
Entries that are no papers are counted in the report.
"""
