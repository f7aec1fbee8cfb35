"""Pure rules of the emergency line: life cycles, triage, outcomes, response chain, nearest responders."""
