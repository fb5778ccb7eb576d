"""Every setting of `mkdocs.yml`, and what Papershelf does with it.

`registry` has the table, `check` compares a configuration with it. All modules are pure.
"""
