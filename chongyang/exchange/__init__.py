"""The query door for departments: agreements, questions by identity with quota and log, subscriptions to changes.

It does not own what is answered.
"""
