"""Builds the site: plan, incremental build, plugin for MkDocs, report.

Input: a project. Output: `docs/`, `site/` and a report.
Errors in the data end a build before anything is written.
"""
