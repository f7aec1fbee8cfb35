"""Pure rules of reporting: no Django, no clock, no database."""
