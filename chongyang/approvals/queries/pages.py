"""Not found, and a page after a cursor: as in funding, so that every door answers alike."""

from chongyang.funding.queries.pages import After, NotFound, by_moment

__all__ = ["After", "NotFound", "by_moment"]
