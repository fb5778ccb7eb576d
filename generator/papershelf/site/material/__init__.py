"""Shows generated pages inside Material for MkDocs.

Input: the configuration of MkDocs, and a build plan. Output: the configuration with our templates, and
the search index of Material with the generated pages.
"""
