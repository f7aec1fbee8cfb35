"""The desk of escalation: chains and their versions, rotas, who cannot be reached, what runs now."""
