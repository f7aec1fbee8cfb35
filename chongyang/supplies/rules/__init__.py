"""Rules of supplies: pure Python."""
