"""Reader of paper lists in Markdown or HTML ("awesome lists").

Takes the bytes of a page and returns a raw record per listed paper. Entries that are not papers are
counted in the report.
"""
