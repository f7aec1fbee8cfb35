"""Pure rules of indicators: no Django, no clock, no database."""
