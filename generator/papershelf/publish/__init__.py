"""Sends a built site to a host: only what changed, deletions last, and resumable.

Takes a site folder and a target; returns a plan, and carries it out with `rclone`, `rsync` or `git`.
Raises `PapersError` if the site is incomplete or a program fails.
"""
