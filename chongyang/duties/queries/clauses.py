"""What the page of a clause tells of its duties. Plans are public, and so is what they ask for."""

from collections.abc import Callable
from datetime import datetime

from django.utils.translation import ngettext

from chongyang.duties.rules.items import items_of


def figure_of(clause: str) -> Callable[[datetime], str]:
    """How many items the clause was taken apart into; without a statement: a plan has eighty clauses."""

    def figure(now: datetime) -> str:
        count = len(items_of(clause))
        return ngettext("分解为 %(count)d 项", "分解为 %(count)d 项", count) % {"count": count}

    return figure
