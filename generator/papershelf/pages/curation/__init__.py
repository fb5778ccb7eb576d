"""Pages for those who maintain a collection.

Takes a `SiteContext`; yields page tasks.
"""
