"""Figures and incidents as the pages say them."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext

from chongyang.core.words import N_
from chongyang.emergency import queries as emergency
from chongyang.emergency.rules import ledger
from chongyang.emergency.rules.ledger import By, Choice, Sought
from chongyang.territory import queries as territory
from chongyang.web.ledger.asking import LISTS, Asked
from chongyang.web.ledger.words import KINDS, OUTCOMES, SOURCES, UNJUDGED, label_of, say_seconds

COVERED = {"small": N_("不足 5 起"), "tells_another": N_("从略")}
HEADS = (
    N_("事件"),
    N_("已应答"),
    N_("应答中位数"),
    N_("应答90分位"),
    N_("从未应答"),
    N_("派过人"),
    N_("已到达"),
    N_("到达中位数"),
    N_("到达90分位"),
    N_("派单后无人到达"),
    N_("更正"),
)


def cells_of(one: emergency.Measured) -> list[str]:
    """One row of the table, in the order of HEADS; a covered group says why, and nothing else."""
    if one.cover:
        return [gettext(COVERED[one.cover.value]), *["·"] * (len(HEADS) - 1)]
    answer, door = one.answer or (None, None), one.door or (None, None)
    return [
        f"{one.incidents:,}",
        f"{one.answered:,}",
        say_seconds(answer[0]),
        say_seconds(answer[1]),
        f"{one.never_answered:,}",
        f"{one.sent:,}",
        f"{one.arrived:,}",
        say_seconds(door[0]),
        say_seconds(door[1]),
        f"{one.not_arrived:,}",
        f"{one.corrected:,}",
    ]


def rows_of(figures: emergency.Figures, by: By) -> list[dict[str, Any]]:
    return [{"label": label_of(by, one.key), "cells": cells_of(one)} for one in figures.groups]


def tiles_of(total: emergency.Measured) -> list[dict[str, Any]]:
    """The four large numbers, each with how many never came so far."""
    if total.cover:
        return [_tile(gettext("事件"), gettext(COVERED[total.cover.value]), "")]
    answer, door = total.answer or (None, None), total.door or (None, None)
    return [
        _tile(gettext("事件"), f"{total.incidents:,}", gettext("并入其他事件的只算一次")),
        _tile(
            gettext("按下到应答，中位数"),
            say_seconds(answer[0]),
            gettext("90分位 %(p)s；从未应答 %(n)s 起")
            % {"p": say_seconds(answer[1]), "n": total.never_answered},
        ),
        _tile(
            gettext("按下到上门，中位数"),
            say_seconds(door[0]),
            gettext("90分位 %(p)s；派单后无人到达 %(n)s 起")
            % {"p": say_seconds(door[1]), "n": total.not_arrived},
        ),
        _tile(
            gettext("在目标时间内"),
            _share(total.answered_in_time, total.incidents),
            gettext("应答；到达 %(share)s") % {"share": _share(total.arrived_in_time, total.arrived)},
        ),
    ]


def _tile(label: str, number: str, note: str) -> dict[str, str]:
    return {"label": label, "number": number, "note": note}


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f}%" if whole else "—"


def targets() -> list[dict[str, Any]]:
    """The target lines, each with its source and whether the city has confirmed it."""
    names = (ledger.ANSWER_TARGET, ledger.DOOR_TARGET, ledger.DOOR_TARGET_RURAL)
    return [{"row": ledger.target(name), "words": say_seconds(ledger.target_seconds(name))} for name in names]


def filters_of(asked: Asked) -> list[dict[str, Any]]:
    """The lists of the form, with what is chosen."""
    labels = {
        "source": gettext("来源"),
        "level": gettext("等级"),
        "kind": gettext("类别"),
        "outcome": gettext("结果"),
        "sought": gettext("只看"),
    }
    return [
        {
            "name": name,
            "label": labels[name],
            "chosen": getattr(asked.choice, name),
            "options": [(code, gettext(word)) for code, word in words.items()],
        }
        for name, words in LISTS.items()
    ]


def register_of(rows: Iterable[Any]) -> list[dict[str, Any]]:
    """A page of the register: no name and no number of a person."""
    held = list(rows)
    places = territory.area_names(row.area for row in held)
    return [{"row": row, "place": places[row.area], **_words(row)} for row in held]


def _words(row: Any) -> dict[str, Any]:
    return {
        "kind": gettext(KINDS.get(row.kind, row.kind)),
        "source": gettext(SOURCES.get(row.source, row.source)),
        "level": row.level or gettext(UNJUDGED),
        "outcome": gettext(OUTCOMES.get(row.outcome, row.outcome)) if row.outcome else "",
        "answer": say_seconds(row.answer_seconds),
        "door": say_seconds(row.door_seconds),
        "answer_late": _is_late(row.answer_seconds, ledger.target_seconds(ledger.ANSWER_TARGET)),
        "door_late": _is_late(row.door_seconds, ledger.door_target(row.is_rural)),
        "never_at_door": row.door_seconds is None and row.assigned_at is not None,
    }


def _is_late(seconds: float | None, target: int) -> bool:
    return seconds is not None and seconds > target


def sought_word(choice: Choice) -> str:
    return gettext(Sought.of(choice.sought).label) if choice.sought else ""
