"""Pure rules of the policy room: no Django, no clock, no database."""
