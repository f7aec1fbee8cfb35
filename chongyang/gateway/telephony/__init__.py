"""The exchange of the line 12349: events in, commands out, through one adapter chosen by settings."""
