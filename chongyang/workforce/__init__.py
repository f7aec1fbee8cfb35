"""Carers: who works for whom, what each may do until when, when each is away.

It does not own posts' allowances (`funding`), nor who goes where on a day (`scheduling`).
"""
