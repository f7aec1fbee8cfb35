"""What happened at the door: arrivals, steps, photos, confirmations from a phone without a signal, and
their score.

Location is evidence with a score, not proof. It does not own the money (`settlement`).
"""
