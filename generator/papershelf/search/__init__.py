"""The search index: turns a catalogue into small binary files that a browser can query.

There is no search server, so the index is split into files and a query needs only one or two of
each kind: postings by word (`shards`), results (`result_cards`), filters (`facets`) and spelling
corrections (`spelling`).
"""
