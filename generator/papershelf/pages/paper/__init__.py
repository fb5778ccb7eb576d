"""The page of one paper: its details, links, citation and related papers.

A paper and the site context come in, HTML of the page goes out. Pure.
The page is complete without JavaScript.
"""
