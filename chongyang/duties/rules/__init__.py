"""Pure rules of duties: items from the plans, runs, lights, escalation, letters."""
