"""Runs MkDocs for the frame of pages: its templates, navigation, look and content policy.

Input: the configuration of a project. Output: templates for generated pages, and the folder that
MkDocs built. Errors: `PapersError` with the messages of MkDocs.
"""
