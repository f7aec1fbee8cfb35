"""Pure rules of scenarios: what changes, who stands behind a programme, what it costs, how a city ages."""
