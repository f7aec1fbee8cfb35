"""入网登记: find first, then create; change requests, hand-overs between areas, cards, invitations, progress.

It does not own the elder's file.
"""
