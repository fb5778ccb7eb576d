"""What every package may use: errors, identifiers, the table of fields, settings, project paths.

Plain values come in, checked values go out; bad ones raise `PapersError` with a `Problem` for each.
Only `config_file`, `disk_files`, `project` and `progress` touch anything outside of the process.
"""
