"""Who read what, and the person's rights.

Unusual reading, break-glass with its review, requests, retention, destruction, approved exports.

It does not own what is read.
"""
