"""Pages about persons: authors, members of a lab, and submitters.

Takes a `SiteContext`; yields page tasks.
"""
