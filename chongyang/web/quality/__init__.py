"""The quality desk: ratings, call-backs, complaints, scores, warnings and appeals."""
