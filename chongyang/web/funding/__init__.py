"""The desk of subsidies and awards: what waits, one case with its trace, notices, and my own applications."""
