"""The theme `papershelf` of MkDocs: templates and assets, no code.

MkDocs finds this folder by the entry point `mkdocs.themes`; `mkdocs_theme.yml` has its settings.
What comes in is a page of MkDocs, what goes out is HTML.
"""
