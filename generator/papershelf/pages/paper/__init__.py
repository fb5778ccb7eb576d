"""The page of one paper: its details, links, citation and related papers.

Takes a paper and the site context; returns the HTML of the page. Has no side effects. The page is
complete without JavaScript.
"""
