"""The adjudication desk: pairs that a machine does not decide, questions between counties, merges undone."""
