"""Days are planned, moved by hand, published, and planned anew at ten in the morning."""
