"""Reads a built site back and holds every view of a paper against its record.

Each module but `site` is pure: texts of a site come in, facts or problems go out.
"""
