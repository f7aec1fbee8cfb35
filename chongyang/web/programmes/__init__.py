"""The public catalogue of programmes: who may apply, how much and why, and a calculator in plain words."""
