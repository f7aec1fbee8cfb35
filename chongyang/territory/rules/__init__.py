"""Pure rules of the territory room: no Django, no clock, no database."""
