"""The desk of titles and the map of the layout that they stand in."""
