"""Which records are of one person: scores, bands, adjudication, merges and their undoing.

It does not own what the records say.
"""
