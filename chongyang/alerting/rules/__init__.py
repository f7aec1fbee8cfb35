"""Pure rules of alerting: what a chain may say, when its next step is due, what a rota leaves open."""
