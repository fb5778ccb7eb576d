"""Decides which records are one paper, and which value of a field is kept. Pure.

Records of a collection and incoming ones come in, a plan of additions and changes goes out.
Records with contradicting evidence are never merged; the plan says why.
"""
