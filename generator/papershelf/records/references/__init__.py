"""Reads the files of a collection that name its papers by id: redirects, reading lists and people.

Input: raw records and the papers. Output: current addresses and ids, the problems found, and the
texts of these files with the new ids of renamed papers.
"""
