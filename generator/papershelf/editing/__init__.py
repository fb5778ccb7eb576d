"""Edits data folders for commands: fix, rename, merge, citation keys, change log.

Takes a project and the requested change; writes edited data files and returns a report. Everything
is checked before the first file is written.
"""
