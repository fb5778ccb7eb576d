"""Machine-readable output: bibliographies, feeds, API, sitemaps, page metadata and digest text.

Takes papers and the catalogue; returns text or bytes in each format. Has no side effects. Each
format has its own module; `exporter` writes files of many papers.
"""
