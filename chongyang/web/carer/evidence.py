"""A visit's evidence as the desk shows it: the score by its reasons, what was told when and where."""

import json
from typing import Any

from django.utils.translation import gettext

from chongyang.core.scopes import Scope
from chongyang.core.words import N_
from chongyang.visits import operations, queries
from chongyang.visits.enums import CallBackOutcome, Closed, Conflict, Kind, Mark, Verdict
from chongyang.visits.operations import UnableToVerify
from chongyang.visits.rules.entries import read_moment
from chongyang.visits.rules.missed import steps
from chongyang.visits.rules.settings import settings
from chongyang.web.carer.shown import item_name, state_name, step_name
from chongyang.workforce import queries as workforce

TONES = {"accepted": "good", "below": "warn", "verified": "good", "rejected": "bad", "": ""}
MEASURES = {
    "pulse": N_("脉搏"),
    "systolic": N_("高压"),
    "diastolic": N_("低压"),
    "temperature": N_("体温"),
    "glucose": N_("血糖"),
    "oxygen": N_("血氧"),
}


def row_of(row: Any) -> dict[str, Any]:
    """A line of the list."""
    verdict = gettext(Verdict.of(row.verdict).label) if row.verdict else gettext("未评定")
    return {
        "row": row,
        "item": item_name(row.item),
        "verdict": verdict,
        "tone": TONES[row.verdict],
        "marks": [gettext(Mark.of(mark).label) for mark in row.marks],
        "line": settings("score")["line"],
        "why": [told for told in reasons_of(row) if told["lacks"]],
    }


def reasons_of(row: Any) -> list[dict[str, Any]]:
    """Each reason of the score in words: the lines that cost most first."""
    told = [
        {
            "says": _filled(one),
            "points": one["points"],
            "of": one["of"],
            "lacks": one["of"] - one["points"],
        }
        for one in row.score_reasons
    ]
    return sorted(told, key=lambda one: -one["lacks"])


def _filled(reason: dict[str, Any]) -> str:
    says: str = reason["says"]
    return str(gettext(says) % reason["values"])


def missed_of(row: Any) -> dict[str, Any]:
    told = steps()[: row.told]
    return {
        "row": row,
        "minutes": int(told[-1].after.total_seconds() // 60) if told else 0,
        "closed": gettext(Closed.of(row.closed_why).label) if row.closed_why else "",
    }


def evidence_of(row: Any, order: Any) -> dict[str, Any]:
    """All that is known of one visit."""
    told = queries.entries_of(row)
    return {
        "reasons": reasons_of(row),
        "entries": [entry_of(one, row.item) for one in told],
        "photos": [photo_of(one) for one in queries.photos_of(row)],
        "call_backs": [
            {"row": one, "outcome": gettext(CallBackOutcome.of(one.outcome).label), "note": one.note.plain}
            for one in queries.call_backs_of(row)
        ],
        "carers": sorted(workforce.names_of(row.carers).values()),
        "elder": {"name": order.name.plain, "phone": order.phone.plain} if order else None,
        "state": state_name(order.state) if order else "",
        "points": _points(told, order),
    }


def entry_of(one: Any, item: str) -> dict[str, Any]:
    """What an entry said; a contested one with what stood here."""
    return {
        "row": one,
        "kind": gettext(Kind.of(one.kind).label),
        "detail": _detail(one, item),
        "conflict": gettext(Conflict.of(one.conflict).label) if one.conflict else "",
        "ours_at": read_moment(one.ours.get("at")),
        "ours_state": state_name(str(one.ours.get("state", ""))) if one.ours else "",
    }


def _detail(one: Any, item: str) -> str:
    parts = [step_name(item, one.payload["step"])] if "step" in one.payload else []
    if "metres" in one.payload:
        parts.append(gettext("距门口约 %(metres)s 米") % {"metres": one.payload["metres"]})
    if "matches" in one.payload:
        parts.append(gettext("核对无误") if one.payload["matches"] else gettext("核对不符"))
    said = json.loads(one.said.plain) if one.said else {}
    parts += [
        f"{gettext(MEASURES.get(name, name))} {value:g}" for name, value in said.get("values", {}).items()
    ]
    parts += [said["note"]] if "note" in said else []
    return gettext("，").join(parts)


def photo_of(one: Any) -> dict[str, Any]:
    return {"row": one, "is_there": one.file is not None, "is_signature": one.kind == "signature"}


def _points(told: list[Any], order: Any) -> list[dict[str, Any]]:
    """The door, and where the phone was: positions that were forgotten are not shown."""
    found = []
    if order and order.longitude is not None and order.latitude is not None:
        door = {"longitude": order.longitude, "latitude": order.latitude}
        found.append({**door, "label": gettext("老人家"), "kind": "elder"})
    for one in told:
        longitude, _, rest = one.place.plain.partition(",")
        if rest and one.kind in ("arrive", "start", "end"):
            here = {"longitude": float(longitude), "latitude": float(rest.partition(",")[0])}
            found.append({**here, "label": gettext(Kind.of(one.kind).label), "kind": "responder"})
    return found


def why_not(scope: Scope, row: Any) -> str:
    """Why this reader decides nothing here; empty where she may."""
    try:
        operations.refuse_own(scope, row)
    except UnableToVerify as error:
        return gettext(error.reason)
    return ""
