"""The settlement desk: a provider's month, deductions, objections, statements, own payments."""
