"""The HTML door: one package for each workplace, what they share in parts.

It holds no rule and never imports models.
"""
