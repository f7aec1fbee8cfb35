"""The JSON door. Nothing stands here yet."""
