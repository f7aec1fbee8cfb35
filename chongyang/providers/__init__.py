"""Institutions, community facilities, stations and the responders who answer for them.

It does not own carers' careers or dispatches.
"""
