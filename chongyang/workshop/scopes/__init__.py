"""What check_scope compares: every role, every kind of place, every door."""
