"""Rules of the line 12349: pure, without Django."""
