"""The door for machines: devices over MQTT, later telephony, feeds and county nodes.

It feeds rooms and holds no rule.
"""
