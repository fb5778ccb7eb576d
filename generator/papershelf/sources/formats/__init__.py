"""Readers of foreign bibliographic formats, one per format.

They take the bytes of a file or response and return a `ReadResult` of raw records. Damaged input
raises nothing; skipped parts are reported by line.
"""
