"""What has no domain word: scopes, events and their hash chain, life cycles, outbox, sealed fields, clock.

It knows nothing of elders, incidents or plans.
"""
