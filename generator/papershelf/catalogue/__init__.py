"""All papers of a collection with their indexes: groups, citation keys, trending, selection, news.

Loaded papers come in, immutable indexes go out. Pure.
A value that is not in the collection is a `PapersError` that names the nearest one.
"""
