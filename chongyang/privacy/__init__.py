"""Who read what, and the person's rights: unusual reading, break-glass with its review, requests, retention, destruction, approved exports.

It does not own what is read.
"""
