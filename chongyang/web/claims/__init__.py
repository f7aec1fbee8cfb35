"""The desk of claims: who said what about a person, disagreements, told deaths, contests."""
