"""Finds related papers by TF-IDF and vectors, from scratch or incrementally, and caches the state between builds.

Takes papers; returns the most similar papers of each, with reasons. A damaged or foreign cache is
ignored.
"""
