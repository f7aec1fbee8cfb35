"""The desk of groups 类别与家庭: who is of which class, who lives with whom, who cares; what waits to be
decided or visited.
"""
