"""Writes of the linkage."""

from chongyang.linkage.operations.deciding import answer_ask, decide, undo_decision, withdraw_ask
from chongyang.linkage.operations.doubles import say_double
from chongyang.linkage.operations.errors import UnableToDecide, UnableToMerge, UnableToRun
from chongyang.linkage.operations.linking import link_all
from chongyang.linkage.operations.merging import Group, merge_files, part_files, written_since
from chongyang.linkage.operations.showing import reveal_field

__all__ = [
    "Group",
    "UnableToDecide",
    "UnableToMerge",
    "UnableToRun",
    "answer_ask",
    "decide",
    "link_all",
    "merge_files",
    "part_files",
    "reveal_field",
    "say_double",
    "undo_decision",
    "withdraw_ask",
    "written_since",
]
