"""Digests as e-mail: body, MIME, recipients, SMTP and the log of deliveries.

A digest and a list of addresses come in, messages go to a mail server, each at most once.
What became of each message is logged before and after it is sent.
"""
