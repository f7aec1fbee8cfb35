"""A class is proposed by a clerk or a feed, and granted or declined by another person of the office."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from chongyang.core import access
from chongyang.core.models import Case
from chongyang.core.operations import cases
from chongyang.core.scopes import Actor, Scope, system_scope
from chongyang.core.words import N_
from chongyang.groups import permissions
from chongyang.groups.enums import Told
from chongyang.groups.models import Membership, Proposal
from chongyang.groups.operations.classes import SELF, person_reasons, write_membership
from chongyang.groups.operations.errors import UnableToGrant
from chongyang.groups.operations.force import bring_files_up
from chongyang.groups.operations.offices import office_of
from chongyang.groups.queries import NotFound
from chongyang.groups.queries.force import classes_in_force
from chongyang.groups.rules import classes as rules
from chongyang.groups.rules.classes import GrantForm
from chongyang.groups.rules.proposals import PROPOSAL
from chongyang.registry import queries as registry
from chongyang.registry.enums import Source
from chongyang.registry.models import Elder
from chongyang.registry.rules import forms

WAITS = N_("这一类别已有一条待认定的提议。")
HAS_IT = N_("老人今天已属于这一类别。")
NOT_OPEN = N_("这条提议已经办结。")
ANSWERED = ("granted", "declined")


@dataclass(frozen=True, slots=True)
class Proposed:
    """What a feed says of a person: that she is of a class, on what paper, since when."""

    person: UUID
    kind: str
    number: str = ""
    valid_from: date | None = None
    last_day: date | None = None
    level: str = ""
    evidence: str = ""


@transaction.atomic
def propose_class(
    *, elder: UUID, kind: str, source: str, scope: Scope, by: Actor, now: datetime, level: str = ""
) -> Proposal:
    """A clerk says that an office should look at this person; nothing is in force by it.

    Raises NotFound, NotAllowed, UnableToGrant.
    """
    permissions.demand_write(scope)
    row = registry.access_elder(scope, elder)
    today = timezone.localdate(now)
    readers = {"kind": rules.READERS["kind"], "level": rules.READERS["level"], "source": forms.word(Source)}
    _, reasons = forms.read_fields(readers, {"kind": kind, "level": level, "source": source}, today)
    if not reasons and not rules.is_by_office(kind):
        reasons["kind"] = rules.BY_VISIT if rules.is_by_visit(kind) else rules.BY_RULE
    if reasons := reasons | person_reasons(row, None, by):
        raise UnableToGrant(reasons)
    if kind in classes_in_force([row.id], today)[row.id]:
        raise UnableToGrant({"kind": HAS_IT})
    proposed = Proposed(row.id, kind, level=level)
    return _propose(row, proposed, Told.CLERK, source, by, now)


@transaction.atomic
def propose_told(
    *, elder: UUID, kinds: Iterable[str], source: str, scope: Scope, by: Actor, now: datetime
) -> int:
    """What somebody said at registration: each class that an office decides is proposed once; what follows
    from a rule or wants a visit is left to them. Returns how many are new.
    """
    row = registry.access_elder(scope, elder)
    told = [Proposed(row.id, kind) for kind in kinds if rules.is_by_office(kind)]
    held = classes_in_force([row.id], timezone.localdate(now))[row.id]
    waiting = Proposal.objects.filter(person=row.id, state="open").values_list("kind", flat=True)
    fresh = [one for one in told if one.kind not in {*held, *waiting}]
    if fresh:
        permissions.demand_write(scope)
    for one in fresh:
        _propose(row, one, Told.CLERK, source, by, now)
    return len(fresh)


def _propose(row: Elder, told: Proposed, who: Told, source: str, by: Actor, now: datetime) -> Proposal:
    columns = {name: getattr(told, name) for name in Proposed.__dataclass_fields__ if name != "person"}
    proposal = Proposal(
        person=row.id,
        area=row.area,
        told_by=who.value,
        source=source,
        proposed_by=by.account,
        proposed_at=now,
        **columns,
    )
    try:
        with transaction.atomic():
            proposal.save(force_insert=True)
    except IntegrityError:
        raise UnableToGrant({"kind": WAITS}) from None
    cases.open_case(
        lifecycle=PROPOSAL, area=row.area, person=row.id, case_id=proposal.id, by=by, now=now, how=who.value
    )
    return proposal


@transaction.atomic
def propose_from_feed(*, told: Iterable[Proposed], source: str, by: Actor, now: datetime) -> int:
    """What a department's feed says, as proposals: each class of a person once, what holds or waits already
    left out, and what an office has answered in the same words. A re-run proposes nothing. Returns how many
    are new. For rooms above, in the system's name.
    """
    rows = {(one.person, one.kind): one for one in told if rules.is_by_office(one.kind)}
    with access.enter(system_scope("proposals", actor=by)):
        persons = list({person for person, _ in rows})
        alive = Elder.objects.filter(id__in=persons, life_status="alive").order_by("id")
        elders = {row.id: row for row in alive}
        held = classes_in_force(persons, timezone.localdate(now))
        is_known = _known(persons, source)
        fresh = [
            one
            for one in rows.values()
            if one.person in elders and one.kind not in held[one.person] and not is_known(one)
        ]
        return sum(_propose_once(elders[one.person], one, source, by, now) for one in fresh)


def _known(persons: list[UUID], source: str) -> Callable[[Proposed], bool]:
    """Whether a class waits for its office, or these very words of this source were answered before."""
    rows = Proposal.objects.filter(person__in=persons).order_by("id")
    waiting = set(rows.filter(state="open").values_list("person", "kind"))
    said = rows.filter(source=source, state__in=ANSWERED)
    answered = set(said.values_list("person", "kind", "number", "valid_from", "last_day"))
    return lambda one: (
        (one.person, one.kind) in waiting
        or (one.person, one.kind, one.number, one.valid_from, one.last_day) in answered
    )


def _propose_once(row: Elder, told: Proposed, source: str, by: Actor, now: datetime) -> bool:
    """False when a clerk proposed the same a moment ago."""
    try:
        _propose(row, told, Told.FEED, source, by, now)
    except UnableToGrant:
        return False
    return True


@transaction.atomic
def grant_proposal(*, proposal: UUID, form: GrantForm, scope: Scope, by: Actor, now: datetime) -> Membership:
    """Another person than the proposer, of the office that decides, grants what was proposed.

    Raises NotFound, NotAllowed, UnableToGrant, UnableToStep.
    """
    permissions.demand_grant(scope)
    row = _locked(scope, proposal)
    form = replace(form, kind=row.kind)
    elder = registry.access_elder(scope, row.person)
    today = timezone.localdate(now)
    values, reasons = rules.read_grant(form, today)
    if reasons := reasons | person_reasons(elder, values.get("valid_from"), by):
        raise UnableToGrant(reasons)
    rule = rules.class_rules()[row.kind]
    office = office_of(scope, rule.office, form.office, values["valid_from"], today)
    _step(row, "grant", scope, by, now)
    membership = write_membership(elder, values | {"authority": rule.office, "office": office.id}, by, now)
    _settle(row, "granted", by, now, membership)
    bring_files_up([elder.id], source=rules.SOURCES[rule.office], by=by, now=now)
    return membership


@transaction.atomic
def decline_proposal(*, proposal: UUID, reason: str, scope: Scope, by: Actor, now: datetime) -> Proposal:
    """The office says no, and why. Raises NotFound, NotAllowed, UnableToGrant, UnableToStep."""
    permissions.demand_grant(scope)
    row = _locked(scope, proposal)
    today = timezone.localdate(now)
    if registry.is_own_or_helper(by.account, registry.get_cluster(row.person)):
        raise UnableToGrant({"elder": SELF})
    office_of(scope, rules.class_rules()[row.kind].office, "", today, today)
    _step(row, "decline", scope, by, now, reason)
    return _settle(row, "declined", by, now)


@transaction.atomic
def withdraw_proposal(*, proposal: UUID, scope: Scope, by: Actor, now: datetime) -> Proposal:
    """A clerk of the place takes it back. Raises NotFound, NotAllowed, UnableToGrant, UnableToStep."""
    permissions.demand_write(scope)
    row = _locked(scope, proposal)
    _step(row, "withdraw", scope, by, now)
    row.state = "withdrawn"
    row.save(update_fields=["state"])
    return row


def _locked(scope: Scope, proposal: UUID) -> Proposal:
    cases.hold(proposal)
    rows = access.visible(Proposal.objects.filter(id=proposal), scope)
    row = (rows if permissions.may_list(scope) else rows.none()).select_for_update(of=("self",)).first()
    if row is None:
        raise NotFound(str(proposal))
    return row


def _step(row: Proposal, action: str, scope: Scope, by: Actor, now: datetime, reason: str = "") -> None:
    if row.state != "open":
        raise UnableToGrant({"proposal": NOT_OPEN})
    cases.perform(case=Case(id=row.id), action=action, by=by, now=now, reason=reason, how="desk")


def _settle(
    row: Proposal, state: str, by: Actor, now: datetime, membership: Membership | None = None
) -> Proposal:
    told: dict[str, Any] = {"state": state, "decided_by": by.account, "decided_at": now}
    for name, value in (told | {"membership": membership}).items():
        setattr(row, name, value)
    row.save(update_fields=[*told, "membership"])
    return row
