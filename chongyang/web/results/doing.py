"""What the public pages share: the tabs, the form's own token, how clauses and units are called."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import get_language, gettext

from chongyang.core.clock import now as clock_now
from chongyang.policy.rules.units import load_units
from chongyang.supervision import operations
from chongyang.supervision.rules import tables
from chongyang.supervision.rules.remarking import limits
from chongyang.supervision.rules.schemes import clauses
from chongyang.web.parts.doors import scope_of


def base(here: str) -> dict[str, Any]:
    return {"tab": here, "now": clock_now()}


def refused(step: Callable[[], Any]) -> tuple[str, int]:
    """Take a step: the sentence why not with its status, or nothing."""
    try:
        step()
    except operations.TooMany as many:
        return str(many), 429
    except operations.UnableToDo as fault:
        return str(fault), 422
    return "", 200


def by(request: HttpRequest) -> dict[str, Any]:
    """Who writes is nobody in particular, signed in or not: the same row comes of it."""
    return {"by": scope_of(request).actor, "now": clock_now()}


def token_for(about: str | UUID) -> str:
    """A form's own token."""
    return operations.sign_form(str(about), clock_now())


def row_of(row: Any) -> dict[str, Any]:
    """A remark as everybody reads it."""
    document, _, number = row.clause.partition("/")
    held = clauses().get(row.clause)
    unit = row.answered_for or row.unit
    return {
        "row": row,
        "document": document,
        "clause": number,
        "heading": (held.heading or held.label) if held else row.clause,
        "unit": load_units()[unit].short if unit in load_units() else unit,
        "is_late": row.due_at is not None and row.due_at < clock_now(),
        "state": gettext(tables.remark.state(row.state).label),
    }


def refusal_words(key: str) -> str:
    """Why something is not shown, in the reader's language."""
    told = limits().refusals.get(key)
    return told["english" if get_language() == "en" else "label"] if told else ""
