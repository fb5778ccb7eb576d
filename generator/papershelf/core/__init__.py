"""Basics used by every package: errors, identifiers, the field table, settings, project paths.

Invalid values raise `PapersError` with one `Problem` each. Only `config_file`, `disk_files`,
`project` and `progress` have side effects or read the file system.
"""
