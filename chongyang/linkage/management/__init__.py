"""Commands of the linkage."""
