"""Finds related papers by TF-IDF, from nothing or after a change, and keeps the state between runs.

Papers come in, for each its nearest papers with reasons go out.
A damaged or foreign state is as good as none.
"""
