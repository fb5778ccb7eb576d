"""Everything for machines: bibliographies, feeds, API, sitemaps, page metadata, text of digests.

Papers and the catalogue come in, texts and bytes of each format go out. Pure.
Each format has one module; `exporter` joins many papers to files.
"""
