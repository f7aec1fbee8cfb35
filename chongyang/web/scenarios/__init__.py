"""The desk of scenarios: change a rule in plain words, see its money beside today's, compare, export."""
