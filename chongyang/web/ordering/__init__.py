"""The service desk: an order for a caller or an elder of the area, what is open, complaints and redo."""
