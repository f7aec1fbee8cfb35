"""Four-stage approvals of building projects: applications, parallel items, materials, clocks, letters.

It tracks what departments permit and records their document numbers; it permits nothing itself (ADR 0051).
"""
