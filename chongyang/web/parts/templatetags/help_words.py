"""Words that the emergency pages share: covered names, distances, floors, outcomes."""

from collections.abc import Iterable

from django import template
from django.utils.translation import gettext

from chongyang.core.identifiers import mask_name
from chongyang.emergency.rules.outcomes import FalseReason, Outcome
from chongyang.web.parts.lists import joined

register = template.Library()


@register.filter
def cover_name(name: str) -> str:
    """张小三 → 张*三."""
    return mask_name(name)


@register.filter
def distance(metres: int | None) -> str:
    """350 米, 1.2 公里."""
    if metres is None:
        return ""
    if metres < 1000:
        return gettext("%(n)s 米") % {"n": metres}
    return gettext("%(n)s 公里") % {"n": f"{metres / 1000:.1f}"}


@register.filter
def spaced(number: str) -> str:
    """A telephone number in groups that can be read out: 138 0371 0001."""
    return f"{number[:3]} {number[3:7]} {number[7:]}" if len(number) == 11 and number.isdigit() else number


@register.filter
def words_of(labels: Iterable[str]) -> str:
    """Words one after another; that none are known is said."""
    return joined(gettext(label) for label in labels) or gettext("无记录")


@register.filter
def floor_words(floor: int | None, has_lift: bool | None) -> str:
    """5 层，无电梯."""
    lift = {True: gettext("有电梯"), False: gettext("无电梯"), None: ""}[has_lift]
    level = gettext("%(n)s 层") % {"n": floor} if floor is not None else gettext("楼层未登记")
    return gettext("，").join(part for part in (level, lift) if part)


@register.filter
def outcome_word(code: str) -> str:
    word = dict(Outcome.choices()).get(code, "")
    return gettext(word) if word else ""


@register.filter
def false_reason_word(code: str) -> str:
    word = dict(FalseReason.choices()).get(code, "")
    return gettext(word) if word else ""
