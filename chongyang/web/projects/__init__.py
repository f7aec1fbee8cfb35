"""The desk of the project library: list, map, Gantt, investment, one project with its months and problems."""
