"""Checks a built site: reads it back and compares every view of a paper with its record.

Takes the files of a site and the collection; returns problems. All modules except `check` have no
side effects. The checks do not rely on the code of `pages` or `exports`.
"""
