"""The response chain of an incident, and the time from press to door."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.utils.translation import gettext

from chongyang.core.access import visible
from chongyang.core.scopes import Scope
from chongyang.core.words import N_
from chongyang.emergency.models import IncidentTimes, Link
from chongyang.emergency.rules.chain import ChainLink, is_press_plausible
from chongyang.emergency.rules.lifecycle import dispatch as dispatch_table
from chongyang.emergency.rules.lifecycle import incident as incident_table

OPENED = N_("建立事件")


@dataclass(frozen=True, slots=True)
class ChainStep:
    """One link as reached: the moment, who, how it is known, the evidence, the time since the link before."""

    link: ChainLink
    at: Any = None
    actor: str = ""
    how: str = ""
    evidence: Any = None
    since: timedelta | None = None


@dataclass(frozen=True, slots=True)
class LinkLines:
    """One link with all its lines, the oldest first. A press by a wrong clock is marked, not measured."""

    link: ChainLink
    lines: list[Link]
    is_clock_wrong: bool = False

    @property
    def line(self) -> Link | None:
        """The line that holds: the last, None where the link was not reached."""
        return self.lines[-1] if self.lines and not self.lines[-1].is_void else None

    @property
    def former(self) -> list[Link]:
        """What was written before and does not hold any more."""
        return self.lines if self.line is None else self.lines[:-1]


def response_chain(scope: Scope, incident: UUID) -> list[ChainStep]:
    """The nine links in their order, each as it was last corrected; one not reached has no moment."""
    chain: list[ChainStep] = []
    before = None
    for one in list_links(scope, incident):
        row = one.line
        if row is None:
            chain.append(ChainStep(one.link))
            continue
        since = max(row.at - before, timedelta(0)) if before else None
        chain.append(ChainStep(one.link, row.at, row.actor, row.how, row.evidence, since))
        before = row.at
    return chain


def list_links(scope: Scope, incident: UUID) -> list[LinkLines]:
    """The nine links in their order, each with every line that was written for it."""
    lines: dict[str, list[Link]] = {link.value: [] for link in ChainLink}
    for row in visible(Link.objects.filter(incident=incident), scope).order_by("id"):
        lines[row.link].append(row)
    chain = {link: lines[link.value][-1].at for link in ChainLink if lines[link.value]}
    pressed, received = chain.get(ChainLink.PRESSED), chain.get(ChainLink.RECEIVED)
    is_wrong = bool(pressed and received and not is_press_plausible(pressed, received))
    return [
        LinkLines(link, lines[link.value], is_clock_wrong=is_wrong and link is ChainLink.PRESSED)
        for link in ChainLink
    ]


def seconds_to_door(since: Any) -> list[float]:
    """Press to door, in seconds, of incidents opened since: the same numbers as the ledger's."""
    rows = IncidentTimes.objects.filter(opened_at__gte=since, merged_into=None, door_seconds__isnull=False)
    return [
        seconds
        for seconds in rows.order_by("id").values_list("door_seconds", flat=True)
        if seconds is not None
    ]


def word_of_action(action: str) -> str:
    """What a step of an incident or of a journey is called, in the reader's language."""
    for table in (incident_table, dispatch_table):
        if table.has_action(action):
            return gettext(next(one.label for one in table.actions if one.name == action))
    return gettext(OPENED) if action == "open" else action


def word_of_dispatch(state: str) -> str:
    """What a state of a journey is called."""
    return gettext(next((one.label for one in dispatch_table.states if one.name == state), state))
