"""The gallery at /ui/: every component in all its states."""
