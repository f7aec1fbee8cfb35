"""The desk of the four stages: the window, the departments, the applicant, public progress by number."""
