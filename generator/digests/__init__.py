"""The digest: what came into the collection, as a mail and as pages of the site.

`days`, `digest`, `letters`, `mailboxes` and `messages` are pure; `sending` and what it uses talk
to the world.
"""
