"""Brings papers into a data folder: from files, from services and by identifier.

Paths, days or identifiers come in, edited data files and a report for each record go out.
What was read before a failure is kept.
"""
