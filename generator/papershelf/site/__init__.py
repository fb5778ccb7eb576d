"""Builds the site: plan, incremental build, bridge to MkDocs, report.

A project comes in, `docs/` and `site/` and a report go out.
Errors in the data end a build before it writes.
"""
