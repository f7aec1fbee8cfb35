"""Sending someone: offers to responders, the next one when nobody accepts in time."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from chongyang.core import live
from chongyang.core.access import enter
from chongyang.core.models import Case, Step
from chongyang.core.operations import cases
from chongyang.core.scopes import SYSTEM, Actor, Scope, system_scope
from chongyang.core.words import N_
from chongyang.emergency import queries
from chongyang.emergency.models import Dispatch, Incident
from chongyang.emergency.operations import files, steps
from chongyang.emergency.rules.lifecycle import DISPATCH
from chongyang.emergency.rules.nearest import ABOUT_ELDER
from chongyang.providers import queries as providers
from chongyang.territory import queries as territory
from chongyang.territory.permissions import demand
from chongyang.territory.rules.capabilities import Can

ENDED = ("finished", "refused", "expired", "withdrawn")
TAKEN = N_("已有人接单")
JUDGED = N_("事件已处置")
WITHDRAWN = N_("坐席撤回")


class UnableToOffer(Exception):
    """No responder was chosen, or one cannot be asked; Chinese source text."""


@transaction.atomic
def offer(*, incident: UUID, responders: Sequence[UUID], scope: Scope, now: datetime) -> list[Dispatch]:
    """Ask responders to go. The first who accepts has it; the offer tells nothing personal."""
    demand(scope, Can.ANSWER_CALLS)
    row = steps.access_held(scope, incident)
    if not responders:
        raise UnableToOffer(N_("请选择响应人员"))
    action = "send_another" if row.state in ("assigned", "arrived") else "offer"
    made = [_offer_to(row, responder, scope=scope, by=scope.actor, now=now) for responder in responders]
    evidence = {"dispatches": [str(dispatch.id) for dispatch in made]}
    steps.take(action, row, by=scope.actor, now=now, facts={"responder"}, how="desk", evidence=evidence)
    return made


def _offer_to(row: Incident, responder: UUID, *, scope: Scope, by: Actor, now: datetime) -> Dispatch:
    asked = providers.get_responder(responder)
    if asked is None or asked.account is None or not territory.is_open(asked.account):
        raise UnableToOffer(N_("此人员没有可接单的账号"))
    if row.dispatches.filter(responder=responder, ended_at=None).exists():
        raise UnableToOffer(N_("此人员已有本事件的派单"))
    ranked = queries.rank_one(scope, row, asked, now=now)
    dispatch = Dispatch.objects.create(
        incident=row,
        responder=responder,
        account=asked.account,
        organisation=asked.organisation,
        area=row.area,
        incident_kind=row.kind,
        level=row.level,
        state="offered",
        reasons=[why for why in ranked.reasons if why not in ABOUT_ELDER],
        distance_metres=ranked.metres,
        travel_seconds=ranked.way.seconds if ranked.way else None,
        basis=ranked.way.basis.value if ranked.way else "",
        offered_at=now,
    )
    cases.open_case(
        lifecycle=DISPATCH,
        area=row.area,
        organisation=asked.organisation,
        by=by,
        now=now,
        case_id=dispatch.id,
        how="desk",
        evidence=steps.as_evidence(incident=row.id, metres=ranked.metres),
    )
    return dispatch


@transaction.atomic
def withdraw(*, dispatch: UUID, scope: Scope, now: datetime) -> Dispatch:
    """Take an offer or a journey back; an incident to which nobody goes any more is to be sent anew."""
    demand(scope, Can.ANSWER_CALLS)
    row = queries.access_dispatch(scope, dispatch)
    with enter(system_scope("withdraw", actor=scope.actor)):
        cases.hold(row.incident_id)
        cases.perform(case=Case(id=row.id), action="withdraw", by=scope.actor, now=now, reason=WITHDRAWN)
        incident = Incident.objects.get(id=row.incident_id)
        release_if_alone(incident, row, by=scope.actor, now=now, reason=WITHDRAWN, how="desk")
    row.refresh_from_db()
    return row


def release_if_alone(
    incident: Incident, left: Dispatch, *, by: Actor, now: datetime, reason: str, how: str
) -> None:
    """Who was assigned does not come, and nobody else is on the way: the incident is to be sent anew."""
    if incident.state != "assigned" or incident.dispatches.filter(state__in=files.GONE_OUT).exists():
        return
    evidence = steps.as_evidence(dispatch=left.id, responder=left.responder)
    steps.take("release", incident, by=by, now=now, how=how, evidence=evidence, reason=reason)


def withdraw_others(
    incident: Incident, *, now: datetime, but: UUID | None = None, reason: str = TAKEN
) -> None:
    """The offers that nobody needs any more; whoever is already on the way goes on."""
    offered = incident.dispatches.filter(state="offered").order_by("id")
    for dispatch in offered.exclude(id=but) if but else offered:
        cases.perform(case=Case(id=dispatch.id), action="withdraw", by=SYSTEM, now=now, reason=reason)


def follow_dispatch(*, case: Case, step: Step, by: Actor, now: datetime) -> None:
    """Hook on every step of a dispatch: keep its row abreast, close its file, and tell the desks."""
    dispatch = Dispatch.objects.filter(id=case.id).first()
    if dispatch is None:
        return
    dispatch.state = case.state
    if case.state == "accepted":
        dispatch.accepted_at = now
    if case.state == "arrived":
        dispatch.arrived_at = now
    if case.state in ENDED:
        dispatch.ended_at, dispatch.refusal = now, step.reason[:200]
        files.close_for(dispatch, by=by, now=now)
    dispatch.save(update_fields=["state", "accepted_at", "arrived_at", "ended_at", "refusal"])
    live.announce("incidents", area=dispatch.area, key=str(dispatch.incident_id))
    live.announce("dispatches", area=dispatch.area, key=str(dispatch.account))


def offer_next(*, case: Case, step: Step, by: Actor, now: datetime) -> None:
    """Hook on the timer `re_offer`: ask the next nearest whom nobody asked; desks see if there is none."""
    scope = system_scope("re-offer", actor=by)
    with enter(scope):
        incident = Incident.objects.get(id=case.id)
        asked = set(incident.dispatches.values_list("responder", flat=True))
        for one in queries.rank_responders(scope, incident, now=now):
            if one.responder.id in asked or not one.responder.on_duty:
                continue
            try:
                _offer_to(incident, one.responder.id, scope=scope, by=by, now=now)
            except UnableToOffer:  # her account closed, and her duty is not ended yet: the next one is asked
                continue
            return
