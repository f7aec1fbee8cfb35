"""One module for each vendor."""
