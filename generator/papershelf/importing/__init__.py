"""Imports papers into a data folder: from files, from services, and by identifier.

Takes paths, days or identifiers; writes data files and reports on every record. If a service or
file fails, everything read before is kept.
"""
