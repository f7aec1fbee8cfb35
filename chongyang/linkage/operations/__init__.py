"""Writes of the linkage."""

from chongyang.linkage.operations.errors import UnableToDecide, UnableToMerge, UnableToRun
from chongyang.linkage.operations.linking import link_all

__all__ = ["UnableToDecide", "UnableToMerge", "UnableToRun", "link_all"]
