"""The plan of a day: which carer goes where and when, what is pinned, what stays unserved and why; rosters.

The algorithm is `routing`; it does not own carers (`workforce`).
"""
