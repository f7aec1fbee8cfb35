"""What if: parameters changed in a scenario, money beside today's, a forecast of years.

It writes nothing but scenarios. Named, and empty until issue 6 (ADR 0040).
"""
