"""Tags on pages: their index and listings, links in the color of their group, and numbers by year.

Takes the catalogue; returns page tasks, HTML and numbers. Has no side effects.
"""
