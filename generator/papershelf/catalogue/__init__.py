"""All papers of a collection with their indexes: groups, citation keys, trending, selection, news.

Takes loaded papers; returns immutable indexes. Has no side effects. For a value that is not in the
collection, it raises a `PapersError` that suggests the nearest one.
"""
