"""The desk of integrity: what cannot be right within reach, since when, and which desk mends it."""
