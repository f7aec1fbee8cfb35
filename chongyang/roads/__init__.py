"""The road network: nodes, edges, and how long it takes to go from one place to another.

It does not own who goes or what stands at either end.
"""
