"""The key-project library and the four-stage approval. Nothing stands here yet."""
