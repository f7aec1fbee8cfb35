"""What the pages share: who acts, a step with its refusal in words, names beside keys."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import get_language, gettext

from chongyang.core.words import N_
from chongyang.settlement import operations, papers
from chongyang.settlement.rules import lifecycle
from chongyang.settlement.rules.deductions import catalogue
from chongyang.territory import queries as territory
from chongyang.web.parts.doing import Doing, private, said
from chongyang.web.parts.templatetags.moments import area as area_name

__all__ = ["do", "item_of", "payers_of", "private", "reason_of", "reasons_of", "rows_of", "said"]

do = Doing((operations.UnableToSettle,)).do
TONES = {
    lifecycle.SENT: "note",
    lifecycle.OBJECTED: "warn",
    lifecycle.AGREED: "note",
    lifecycle.CHECKED: "note",
    lifecycle.APPROVED: "accent",
    lifecycle.PAID: "good",
}


def rows_of(statements: Iterable[Any]) -> list[dict[str, Any]]:
    """Statements with their words and whose they are."""
    held = list(statements)
    names = territory.organisation_names({row.organisation for row in held})
    return [
        {
            "row": row,
            "state": lifecycle.STATES[row.state],
            "tone": TONES[row.state],
            "provider": names.get(row.organisation, ""),
        }
        for row in held
    ]


def reasons_of(line: Any) -> list[str]:
    """Why something was taken off, in the reader's language."""
    return [reason_of(key) for key in line.reasons]


def reason_of(key: str) -> str:
    return catalogue().label_of(key, english=(get_language() or "").startswith("en"))


def item_of(key: str) -> str:
    """What was done, in the reader's language."""
    return papers.item_label(key, english=(get_language() or "").startswith("en"))


PAYERS = {
    "city": N_("市级财政"),
    "county": N_("县（市、区）财政"),
    "street": N_("街道"),
    "community": N_("社区自行支付"),
}


def payers_of(parts: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Who pays how much: finance by its area, streets and communities each in one sum with their number."""
    held: dict[tuple[str, int], list[int]] = {}
    for one in parts:
        area = one["area"] if one["level"] in ("city", "county") else 0
        held.setdefault((one["level"], area), []).append(one["amount_fen"])
    return [
        {"who": _payer(level, area, len(fens)), "fen": sum(fens)}
        for (level, area), fens in sorted(held.items(), key=lambda pair: list(PAYERS).index(pair[0][0]))
    ]


def _payer(level: str, area: int, count: int) -> str:
    word = gettext(PAYERS[level])
    if area:
        return f"{area_name(area)} · {word}"
    return gettext("%(word)s（%(count)s 处）") % {"word": word, "count": count}
