"""What if: parameters changed in a scenario, money beside today's, a forecast of years.

It reads rules and rows of the rooms below, runs both sides through the engine of `policy`, and writes nothing
but scenarios and their figures. It owns neither parameters nor rows, and decides nothing (ADR 0040, 0044).
"""
