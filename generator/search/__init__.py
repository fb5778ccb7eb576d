"""The search index: a catalogue comes in, small binary files go out that a browser can ask.

No server answers queries, so the index is cut into files that a query needs one or two of each:
postings by word (`shards`), what a result shows (`cards`), values to narrow by (`columns`), and
words to correct a typing mistake with (`spelling`). Each module tells the format of its files.
"""
