"""The desk of the ledger of duties: items, progress, lights, letters, meetings."""
