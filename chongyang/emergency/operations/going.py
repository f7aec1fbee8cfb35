"""A dispatch moved on by whoever tells it: the responder on her phone page, or the seat whom she phones."""

from dataclasses import dataclass
from datetime import datetime

from chongyang.core.access import enter
from chongyang.core.models import Case
from chongyang.core.operations import cases
from chongyang.core.scopes import Scope, system_scope
from chongyang.emergency.models import Dispatch, Incident
from chongyang.emergency.operations import files, steps
from chongyang.emergency.operations.sending import withdraw_others


@dataclass(frozen=True, slots=True)
class Teller:
    """Who says it, when, and how it is known.

    Its steps run in the system's scope, in the caller's transaction: a sanctioned crossing, for the offer is
    the responder's right.
    """

    scope: Scope
    now: datetime
    how: str

    def accept(self, row: Dispatch) -> Dispatch:
        """The first acceptance assigns the incident, takes back the other offers and opens the file."""
        with enter(system_scope(self.how, actor=self.scope.actor)):
            incident = self.hold(row)
            self.step(row, "accept")
            self.follow(incident, row, "accept", "dispatching")
            withdraw_others(incident, now=self.now, but=row.id)
            files.open_for(row, incident, by=self.scope.actor, now=self.now)
        return refreshed(row)

    def refuse(self, row: Dispatch, reason: str) -> Dispatch:
        """She cannot, and why; the seat sees it at once."""
        with enter(system_scope(self.how, actor=self.scope.actor)):
            incident = self.hold(row)
            self.step(row, "refuse", reason)
            self.follow(incident, row, "refuse_offer", "dispatching")
        return refreshed(row)

    def arrive(self, row: Dispatch) -> Dispatch:
        """At the door. The first arrival is the incident's."""
        with enter(system_scope(self.how, actor=self.scope.actor)):
            incident = self.hold(row)
            self.step(row, "arrive")
            self.follow(incident, row, "arrive", "assigned")
        return refreshed(row)

    def hold(self, row: Dispatch) -> Incident:
        """The incident as it is and stays; before the dispatch's own step, as every operation locks."""
        cases.hold(row.incident_id)
        return Incident.objects.get(id=row.incident_id)

    def step(self, row: Dispatch, action: str, reason: str = "") -> None:
        """A step of the dispatch."""
        case, by = Case(id=row.id), self.scope.actor
        cases.perform(case=case, action=action, by=by, now=self.now, reason=reason, how=self.how)

    def follow(self, incident: Incident, row: Dispatch, action: str, state: str) -> None:
        """The incident's step with it, if it waits for that."""
        if incident.state == state:
            evidence = steps.as_evidence(dispatch=row.id, responder=row.responder)
            steps.take(action, incident, by=self.scope.actor, now=self.now, how=self.how, evidence=evidence)


def refreshed(row: Dispatch) -> Dispatch:
    """The row as the hooks of its steps left it."""
    row.refresh_from_db()
    return row
