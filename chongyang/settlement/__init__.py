"""The month of a provider: accepted visits, deductions, objections, the final statement by payer, its
payment.

It knows only visits whose evidence was accepted; money moves in `treasury`.
"""
