"""The desk of indicators: value, target and light beside each clause, places below, rows behind a number."""
