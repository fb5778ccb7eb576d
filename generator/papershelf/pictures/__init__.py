"""Pictures of a site: the figures of papers, and the cards that links to pages show elsewhere.

The only package that reads and encodes images. Encoded images are named after a hash of their inputs,
since other versions of the encoders make other bytes.
"""
