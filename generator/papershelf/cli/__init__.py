"""The command line: options in, work of the other packages, reports and exit codes out.

Only this package prints results and ends the process.
Exit codes: 0 fine, 1 problems in the data, 2 wrong usage.
"""
