"""Rules of designations: pure Python."""
