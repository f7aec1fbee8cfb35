"""One incident as the ledger shows it: each link with its lines, and everything that was done."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.utils.timezone import localtime
from django.utils.translation import gettext

from chongyang.alerting import queries as alerting
from chongyang.core.scopes import Scope
from chongyang.core.words import N_
from chongyang.emergency import queries
from chongyang.emergency.rules import ledger
from chongyang.emergency.rules.chain import BY_THE_PLATFORM, ChainLink
from chongyang.emergency.rules.told import HOW_KNOWN
from chongyang.territory import queries as territory
from chongyang.territory.enums import ROLE_LABELS
from chongyang.territory.permissions import may
from chongyang.territory.rules.capabilities import Can
from chongyang.web.ledger import shown
from chongyang.web.ledger.words import say_evidence, say_seconds

MACHINES = {"device": N_("设备"), "system": N_("系统")}
ROLES = {role.value: label for role, label in ROLE_LABELS.items()}
RESULTS = {
    "answered": N_("已接通"),
    "no_answer": N_("无人接听"),
    "busy": N_("占线"),
    "silent": N_("静听无声"),
    "handed_over": N_("已转接"),
}
TARGETS = {"elder": N_("老人"), "contact": N_("联系人")}


def context_of(scope: Scope, incident: UUID) -> dict[str, Any]:
    """Everything that is written of one incident; raises NotFound."""
    row = queries.access_times(scope, incident)
    links = queries.list_links(scope, incident)
    who = Names(line.actor for one in links for line in one.lines)
    return {
        "row": row,
        "told": shown.register_of([row])[0],
        "links": [_link(one, row, who) for one in links],
        "related": queries.list_related(scope, row.incident),
        "steps": [_step(one) for one in queries.list_steps(scope, incident)],
        "attempts": [_attempt(one) for one in queries.list_attempts(scope, incident)],
        "dispatches": [_dispatch(one) for one in queries.list_dispatches(scope, incident)],
        "deliveries": _deliveries(scope, incident),
        "targets": shown.targets(),
        "correctable": [link for link in ChainLink if link not in BY_THE_PLATFORM],
        "may_correct": may(scope, Can.LEAD_SHIFT),
        "may_reveal": may(scope, Can.REVEAL_FIELDS) and row.incident.person is not None,
        "is_reopened": row.closed_at is None and links[-1].line is not None,
    }


class Names:
    """Who wrote the lines: people by their name at work, machines by what they are."""

    def __init__(self, actors: Iterable[str]) -> None:
        parts = {actor.partition(":")[2] for actor in actors if actor.startswith("person:")}
        self.names = territory.names_of(UUID(key) for key in parts if len(key) == 36)

    def of(self, actor: str) -> str:
        kind, _, key = actor.partition(":")
        if kind == "person" and len(key) == 36:
            return self.names.get(UUID(key), gettext("已停用的账号"))
        word = ROLES.get(key) or MACHINES.get(kind, "")
        return gettext(word) if word else ""


def _link(one: queries.LinkLines, row: Any, who: Names) -> dict[str, Any]:
    line = one.line
    return {
        "link": one.link,
        "label": gettext(one.link.label),
        "line": _line(line, who) if line else None,
        "former": [_line(each, who) for each in one.former],
        "is_clock_wrong": one.is_clock_wrong,
        "since": _since(one, row),
        "is_late": _is_late(one.link, row),
    }


def _line(line: Any, who: Names) -> dict[str, Any]:
    return {
        "row": line,
        "at": localtime(line.at),
        "who": who.of(line.actor),
        "how": gettext(HOW_KNOWN[line.how]) if line.how in HOW_KNOWN else "",
        "evidence": say_evidence(line.evidence),
    }


def _since(one: queries.LinkLines, row: Any) -> str:
    """Time from where measuring begins, which is the press, or the receipt."""
    if one.line is None or one.link in (ChainLink.PRESSED, ChainLink.RECEIVED):
        return ""
    return say_seconds(max((one.line.at - row.began_at).total_seconds(), 0))


def _is_late(link: ChainLink, row: Any) -> bool:
    seconds, target = {
        ChainLink.ANSWERED: (row.answer_seconds, ledger.target_seconds(ledger.ANSWER_TARGET)),
        ChainLink.ARRIVED: (row.door_seconds, ledger.door_target(row.is_rural)),
    }.get(link, (None, 0))
    return seconds is not None and seconds > target


def _step(row: Any) -> dict[str, Any]:
    return {
        "label": queries.word_of_action(row.action),
        "at": row.at,
        "who": gettext(ROLES.get(row.actor_role, "")) if row.actor_role in ROLES else gettext("系统"),
        "detail": row.reason,
        "state": "done",
    }


def _attempt(row: Any) -> dict[str, Any]:
    number = gettext("受理号 %(n)s") % {"n": row.case_number} if row.case_number else ""
    return {
        "label": gettext(TARGETS[row.target]) if row.target in TARGETS else row.target,
        "at": row.at,
        "who": "",
        "detail": " · ".join(filter(None, (gettext(RESULTS.get(row.result, row.result)), number))),
        "state": "done" if row.result in ("answered", "handed_over") else "bad",
    }


def _dispatch(row: Any) -> dict[str, Any]:
    return {"row": row, "state": queries.word_of_dispatch(row.state), "metres": row.distance_metres}


def _deliveries(scope: Scope, incident: UUID) -> list[dict[str, Any]]:
    """Whom the escalation told, for who may read it; sent is not reached."""
    if not may(scope, Can.READ_ESCALATION):
        return []
    return [
        {
            "name": one.name or gettext("系统"),
            "at": one.delivery.queued_at,
            "progress": gettext(one.progress.label),
            "channel": one.delivery.channel,
        }
        for one in alerting.list_told(scope, incident)
    ]
