"""Digests by e-mail: body, MIME message, recipients, SMTP client and delivery log.

Takes a digest and a list of addresses; sends each message to a mail server at most once. The state
of each message is logged before and after it is sent.
"""
