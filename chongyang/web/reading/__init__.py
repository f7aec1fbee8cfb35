"""The desk of who read what and of a person's rights: findings, broken glass, requests, records, exports."""
