"""When somebody goes to see again whether a class by visit is still so."""

from datetime import date, timedelta
from typing import Any

from chongyang.core.words import N_
from chongyang.groups.enums import VisitOutcome
from chongyang.groups.rules import classes
from chongyang.registry.rules import forms

NOT_BY_VISIT = N_("这一类不经走访认定。")
NOTE_LONG = N_("说明最多 300 个字。")


def again_on(kind: str, outcome: str, visited_on: date) -> date:
    """The day of the next visit: soon where nobody was met, else after the period of the class."""
    rule = classes.class_rules()[kind]
    days = rule.retry_days if outcome == VisitOutcome.NOT_MET else rule.visit_days
    return visited_on + timedelta(days=days)


def read_visit(
    kind: str, outcome: str, visited_on: date | None, note: str, today: date
) -> tuple[dict[str, Any], dict[str, str]]:
    """The columns of a visit, and the reason of each field that cannot be taken."""
    readers = {
        "kind": classes.READERS["kind"],
        "outcome": forms.word(VisitOutcome),
        "visited_on": forms.past_day,
        "note": _note,
    }
    typed = {"kind": kind, "outcome": outcome, "visited_on": visited_on, "note": note}
    values, reasons = forms.read_fields(readers, typed, today)
    if "kind" not in reasons and not classes.is_by_visit(values["kind"]):
        reasons["kind"] = NOT_BY_VISIT
    return values, reasons


def _note(value: Any, _: date) -> str:
    text = str(value or "").strip()
    if len(text) > 300 or not text.replace("\n", "").isprintable():
        raise forms.Wrong(NOTE_LONG)
    return text
