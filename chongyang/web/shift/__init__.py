"""The shift desk 值班台: the line now, service levels, listening in, hand-over, the monthly sample."""
