"""An incident that nobody answers is escalated by a chain; what the chain does becomes steps of the incident.

The chain begins when an incident opens or is reported again. Any step that a seat takes ends it: somebody
is at it, also who opens it again herself. What the chain did comes back as an event, later and at least
once, so a step that no longer fits is left out.
"""

from datetime import datetime

from chongyang.alerting import operations as alerting
from chongyang.core.models import Case, Event, Step
from chongyang.core.operations.cases import UnableToStep
from chongyang.core.scopes import SYSTEM, Actor
from chongyang.emergency.models import Incident
from chongyang.emergency.operations import steps
from chongyang.emergency.rules.lifecycle import SEATS

CHAIN = "incident.unanswered"
BEGINNING = ("open", "report_again")
OVER = ("merge", "join", "close", "resolve", "resolve_on_site")
STEP_OF_KIND = {
    "overflow": "overflow",
    "tell_supervisor": "alert_shift_lead",
    "list_call_back": "flag_call_back",
}


def follow_incident(*, case: Case, step: Step, by: Actor, now: datetime) -> None:
    """Hook on every step: begin the chain, or end it because a seat has acted."""
    if step.action in BEGINNING:
        _begin(case, by, now)
    elif by.kind == "person" and by.role in SEATS:
        alerting.acknowledge(subject=case.id, by=by, now=now)
    elif step.action in OVER:
        alerting.stop(subject=case.id, by=by, now=now)


def _begin(case: Case, by: Actor, now: datetime) -> None:
    """Two statements, in the scope of the step: while an incident opens, a press is being received."""
    alerting.start(
        chain=CHAIN,
        subject_key=f"incident:{case.id}",
        subject=case.id,
        area=case.area,
        person=case.person,
        by=by,
        now=now,
    )


def follow_chain(event: Event) -> None:
    """Handler of `alerting.step.taken`: the chain's steps stand in the incident's own line of steps."""
    told = event.payload or {}
    action = STEP_OF_KIND.get(told.get("kind", ""))
    if event.subject_type != "incident" or action is None or event.subject is None:
        return
    incident = Incident.objects.get(id=event.subject)
    evidence = steps.as_evidence(run=told["run"], round=told["round"])
    try:
        steps.take(action, incident, by=SYSTEM, now=event.at, how="chain", evidence=evidence)
    except UnableToStep:
        return  # somebody answered meanwhile
