"""Rows of linkage: runs, people known from claims alone, pairs before a person, merges that can be undone."""

from chongyang.linkage.models.merges import Merge, Moved
from chongyang.linkage.models.pairs import Ask, Pair, Verdict
from chongyang.linkage.models.persons import Known, LinkRun

__all__ = ["Ask", "Known", "LinkRun", "Merge", "Moved", "Pair", "Verdict"]
