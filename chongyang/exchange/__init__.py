"""The query door for departments: agreements, questions with quota and log, subscriptions to changes.

It does not own what is answered.
"""
