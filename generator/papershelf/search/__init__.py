"""The search index: a catalogue comes in, small binary files go out that a browser can query.

No server answers queries, so the index is split into files; a query needs one or two of each:
postings by word (`shards`), results (`result_cards`), filters (`facets`), corrections (`spelling`).
"""
