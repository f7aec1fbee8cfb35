"""The planner's compiled loops. Nothing here is imported before somebody plans: numba takes its time."""
