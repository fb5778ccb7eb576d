"""The report of a build.

Input: the manifest of a site. Output: counts, sizes and warnings, and their text.
"""
