"""Rules of providers and responders: pure Python."""
