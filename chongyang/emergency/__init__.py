"""Calls, incidents, triage, dispatch and the response chain.

It does not own devices or responders.
"""
