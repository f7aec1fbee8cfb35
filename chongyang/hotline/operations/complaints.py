"""Complaints: taken down, given to somebody independent, answered, appealed once to the next level."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from chongyang.core import identifiers, live
from chongyang.core.models import Case
from chongyang.core.operations import cases
from chongyang.core.scopes import Scope
from chongyang.core.words import N_
from chongyang.hotline import queries
from chongyang.hotline.models import Complaint
from chongyang.hotline.operations.papers import number_of, queue, refuse
from chongyang.hotline.rules import complaints as rules
from chongyang.hotline.rules import deadlines
from chongyang.hotline.rules.roles import INVESTIGATORS
from chongyang.registry import queries as registry
from chongyang.territory import queries as territory
from chongyang.territory.permissions import demand
from chongyang.territory.rules.capabilities import Can

NOBODY = N_("没有这个账号，或该账号不能办理投诉")
NOT_YOURS = N_("这件投诉由别人调查")
ANSWER_LACKS = N_("请写明给投诉人的答复")


@dataclass(frozen=True, kw_only=True)
class ComplaintForm:
    """A complaint as it was told. `against_username` is the account of a seat, carer or clerk, if known."""

    came_by: str
    against: str
    content: str
    against_name: str = ""
    against_username: str = ""
    complainant_name: str = ""
    complainant_phone: str = ""
    level: str = rules.Handling.STREET.value


def _faults(form: ComplaintForm) -> dict[str, str]:
    faults: dict[str, str] = {}
    if form.against not in set(rules.Against) or form.came_by not in set(rules.From):
        faults["against"] = rules.AGAINST_LACKS
    if not form.content.strip():
        faults["content"] = rules.CONTENT_LACKS
    if form.level not in set(rules.Handling):
        faults["level"] = rules.NO_HIGHER
    return faults


@transaction.atomic
def receive_complaint(
    *,
    form: ComplaintForm,
    scope: Scope,
    now: datetime,
    person: UUID | None = None,
    reference: UUID | None = None,
) -> Complaint:
    """Take a complaint down; one that came by the same call or order before is that same complaint."""
    demand(scope, Can.HANDLE_ORDERS)
    refuse(_faults(form))
    queue(f"complaint/{form.came_by}/{reference or now.isoformat()}")
    if reference and (kept := Complaint.objects.filter(came_by=form.came_by, reference=reference).first()):
        return kept
    elder = registry.access_elder(scope, person) if person else None
    due = deadlines.complaint_due(now)
    row = Complaint(
        number=number_of("hotline_complaint_number", "T", now),
        came_by=form.came_by,
        reference=reference,
        person=elder.id if elder else None,
        area=elder.area if elder else _area_of(scope),
        complainant_name=form.complainant_name.strip()[:60],
        complainant_phone=_phone(form.complainant_phone) or None,
        content=form.content.strip(),
        level=form.level,
        state="received",
        received_at=now,
        due_at=due.due_at,
        remind_at=due.remind_at,
        account=scope.actor.account,
        **_against(form, now),
    )
    row.save(force_insert=True)
    cases.open_case(
        lifecycle=rules.COMPLAINT, area=row.area, person=row.person, by=scope.actor, now=now, case_id=row.id
    )
    live.announce("complaints", area=row.area)
    return row


def _area_of(scope: Scope) -> int:
    return scope.intervals[0][0] if scope.intervals else territory.city_interval()[0]


def _against(form: ComplaintForm, now: datetime) -> dict[str, Any]:
    """Whom it is about: the account and its organisation, or the organisation of exactly that name."""
    told: dict[str, Any] = {"against": form.against, "against_name": form.against_name.strip()[:120]}
    if form.against_username.strip():
        worker = territory.find_worker(form.against_username, now)
        if worker is None:
            refuse({"against_username": NOBODY})
        else:
            first = worker[1][0].organisation_id if worker[1] else None
            told |= {"against_account": worker[0], "against_organisation": first}
    elif form.against_name.strip():
        named = territory.find_organisations(form.against_name)
        same = [one.id for one in named if form.against_name.strip() in (one.name, one.short_name)]
        told["against_organisation"] = same[0] if len(same) == 1 else None
    return told


def _phone(raw: str) -> str:
    if not raw.strip():
        return ""
    try:
        return identifiers.read_phone(raw).number
    except identifiers.InvalidIdentifier as error:
        refuse({"complainant_phone": error.reason})
        return ""


def _held(scope: Scope, complaint: UUID) -> Complaint:
    demand(scope, Can.HANDLE_ORDERS)
    cases.hold(complaint)
    return queries.access_complaint(scope, complaint)


def _perform(row: Complaint, action: str, scope: Scope, now: datetime, **said: Any) -> Complaint:
    case = cases.perform(case=Case(id=row.id), action=action, by=scope.actor, now=now, how="desk", **said)
    row.state, row.closed_at = case.state, case.ended_at
    row.save()
    live.announce("complaints", area=row.area)
    return row


@transaction.atomic
def assign_complaint(*, complaint: UUID, username: str, scope: Scope, now: datetime) -> Complaint:
    """Give it to an investigator, after an appeal to a reviewer: independent of whom it is about."""
    row = _held(scope, complaint)
    worker = territory.find_worker(username, now)
    posts = [post for post in worker[1] if post.role in INVESTIGATORS] if worker else []
    if worker is None or not posts:
        refuse({"username": NOBODY})
        return row
    who = rules.Investigator(worker[0], frozenset(post.organisation_id for post in worker[1]))
    if not rules.is_independent(who, row.against_account, row.against_organisation):
        refuse({"username": rules.NOT_INDEPENDENT})
    if row.state in ("appealed", "reviewing"):
        if who.account == row.investigator:
            refuse({"username": rules.SAME_INVESTIGATOR})
        row.reviewer, row.reviewer_organisation = who.account, posts[0].organisation_id
        action = "assign_review"
    else:
        row.investigator, row.investigator_organisation = who.account, posts[0].organisation_id
        action = "assign"
    return _perform(row, action, scope, now, facts={"independent"}, evidence={"to": str(who.account)})


@transaction.atomic
def answer_complaint(*, complaint: UUID, finding: str, answer: str, scope: Scope, now: datetime) -> Complaint:
    """What was found, in words for the complainant; by whoever was given it, and by nobody else."""
    row = _held(scope, complaint)
    again = row.state == "reviewing"
    if scope.actor.account != (row.reviewer if again else row.investigator):
        refuse({"finding": NOT_YOURS})
    if finding not in set(rules.Finding):
        refuse({"finding": rules.FINDING_LACKS})
    if not answer.strip():
        refuse({"answer": ANSWER_LACKS})
    if again:
        row.review_finding, row.review_answer = finding, answer.strip()
    else:
        row.finding, row.answer = finding, answer.strip()
    action = "answer_review" if again else "answer"
    return _perform(row, action, scope, now, facts={"finding"}, evidence={"finding": finding})


@transaction.atomic
def appeal_complaint(*, complaint: UUID, reason: str, scope: Scope, now: datetime) -> Complaint:
    """Once, to the level above, where somebody else looks again."""
    row = _held(scope, complaint)
    higher = rules.next_level(row.level)
    if not higher:
        refuse({"reason": rules.NO_HIGHER})
    due = deadlines.complaint_due(now, appeal=True)
    row.level, row.appealed_at, row.due_at, row.remind_at = higher, now, due.due_at, due.remind_at
    row.reminded_at = row.escalated_at = None
    return _perform(row, "appeal", scope, now, reason=reason, facts={"higher"})


@transaction.atomic
def step_complaint(
    *, complaint: UUID, action: str, scope: Scope, now: datetime, reason: str = ""
) -> Complaint:
    """Close an answered complaint, or take note that it was withdrawn."""
    return _perform(_held(scope, complaint), action, scope, now, reason=reason)


def follow_step(*, case: Any, step: Any, by: Any, now: datetime) -> None:
    """Hook: a complaint that nobody appealed is closed by a timer; the row follows."""
    if by.kind == "system" and step.target != step.source:
        Complaint.objects.filter(id=case.id).update(state=case.state, closed_at=case.ended_at)
        live.announce("complaints", area=case.area)
