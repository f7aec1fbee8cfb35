"""Timetables, who may enrol, what goes back, and the life cycle of an enrolment: no rows."""
