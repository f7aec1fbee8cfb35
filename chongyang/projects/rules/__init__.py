"""Pure rules of the project library: no Django, no clock, no database."""
