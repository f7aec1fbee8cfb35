"""Rules of the road network: pure Python and numpy."""
