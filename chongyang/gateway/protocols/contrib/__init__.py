"""Protocols of vendors and standards; each is entered in the registry beside."""
