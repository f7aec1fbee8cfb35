"""What the pages share: who acts, a step with its refusal in words, how items, units and states are said."""

from collections.abc import Callable, Iterable
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import get_language, gettext

from chongyang.core.clock import now as clock_now
from chongyang.core.lifecycles import registry
from chongyang.core.operations.cases import UnableToStep
from chongyang.core.words import N_
from chongyang.supervision import operations
from chongyang.supervision.rules import tables
from chongyang.territory import queries as territory
from chongyang.territory.permissions import may
from chongyang.territory.rules.capabilities import Can
from chongyang.web.parts.doors import scope_of

OPENED = N_("建立")
TONES = {
    tables.LOCKED: "good",
    tables.PUBLISHED: "good",
    tables.SHOWN: "good",
    tables.ABANDONED: "",
    tables.WITHDRAWN: "bad",
    tables.DECLINED: "bad",
    tables.REFUSED: "",
}


def said(request: HttpRequest) -> dict[str, Any]:
    """Scope, actor and moment, as operations ask for them."""
    scope = scope_of(request)
    return {"scope": scope, "by": scope.actor, "now": clock_now()}


def base(request: HttpRequest, here: str) -> dict[str, Any]:
    """What every page of the desk knows."""
    scope = scope_of(request)
    return {
        "tab": here,
        "now": clock_now(),
        "may_assess": may(scope, Can.ASSESS),
        "may_publish": may(scope, Can.PUBLISH_RESULTS),
        "may_assign": may(scope, Can.ASSIGN_DUTIES),
        "may_read": may(scope, Can.READ_ASSESSMENT),
        "may_answer": may(scope, Can.ANSWER_REMARKS),
    }


def do(request: HttpRequest, step: Callable[[], Any], done: str) -> bool:
    """Take a step; what it refuses is told in words. Whether it was taken."""
    try:
        step()
    except UnableToStep as refused:
        messages.error(request, gettext(refused.reason))
    except operations.UnableToDo as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, done)
        return True
    return False


def handed(request: HttpRequest, field: str) -> list[operations.Handed]:
    """The files of a form."""
    sent = request.FILES.getlist(field)
    return [operations.Handed(file.name or "", file.chunks(), file.size) for file in sent]


def number_of(text: str) -> Decimal | None:
    """A number that somebody typed; None where it is none."""
    try:
        number = Decimal(text.strip())
    except InvalidOperation:
        return None
    return number if number.is_finite() and abs(number.adjusted()) < 6 else None


def label_of(item: Any) -> str:
    """An item in the reader's language."""
    return str(item.english if get_language() == "en" else item.label)


def names(accounts: Iterable[UUID | None]) -> dict[UUID, str]:
    """How those who acted are called at work."""
    return territory.names_of(account for account in accounts if account)


def state_of(lifecycle: str, state: str) -> tuple[str, str]:
    """The word of a state and its tone."""
    return gettext(registry.get(lifecycle).state(state).label), TONES.get(state, "note")


def steps(rows: Iterable[Any], lifecycle: str) -> list[dict[str, Any]]:
    """The way of a case for the timeline; who is told by her work name."""
    rows = list(rows)
    called = names(row.actor_account for row in rows)
    return [
        {
            "label": gettext(_step_label(lifecycle, row.action)),
            "at": row.at,
            "who": called.get(row.actor_account, ""),
            "detail": row.reason,
            "state": "done",
        }
        for row in rows
    ]


def _step_label(lifecycle: str, action: str) -> str:
    table = registry.get(lifecycle)
    return table.action(action).label if table.has_action(action) else OPENED
