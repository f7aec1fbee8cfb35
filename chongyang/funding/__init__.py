"""Subsidies and awards as cases: applications, evidence, review, joint check, public notice, decision,
letter.

It does not own the rules and amounts (policy) nor the money that leaves (treasury): a decided case orders its
payment there and hears what became of it.
"""
