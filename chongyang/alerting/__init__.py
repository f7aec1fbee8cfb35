"""Who is told, in which order, until somebody is reached: chains, rotas, channels, deliveries, tests of them.

It does not own what they are told about: an incident, a visit, a device.
"""
