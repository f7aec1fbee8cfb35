"""How good the help was: ratings, call-backs, complaints with deadlines, a provider's score from events,
warning, exit.

A score comes from events alone, with notice, appeal and decay.
"""
