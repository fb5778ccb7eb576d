"""Deduplicates incoming records against the collection and merges their fields. Pure.

Input: the records of a collection and incoming records. Output: a plan of additions and changes.
Records with contradicting evidence are never merged; the plan gives the reason.
"""
