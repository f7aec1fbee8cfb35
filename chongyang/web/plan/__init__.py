"""The plan pages: every clause in its published wording, and beside it what runs it today."""
