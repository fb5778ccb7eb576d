"""The MkDocs theme `papershelf`: templates and assets, no code.

MkDocs finds this folder through the entry point `mkdocs.themes`; `mkdocs_theme.yml` has its
settings.
"""
