"""Complaints: an independent investigator, one answer, one appeal to the next level."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from chongyang.core.access import enter
from chongyang.core.clock import now
from chongyang.core.operations.cases import UnableToStep, fire_due_timers
from chongyang.hotline import operations as hotline
from chongyang.hotline import queries
from chongyang.hotline.models import Complaint
from chongyang.hotline.operations import ComplaintForm, UnableToHandle
from chongyang.territory.enums import Role
from chongyang.territory.models import Organisation
from tests.factories import make_account, make_elder, scope_of

NOW = now() + timedelta(days=1)  # after everybody here was given a post


def office(key="test.street"):
    return Organisation.objects.create(
        key=key, name=f"{key} 办事处", short_name=key, kind="street", area=410105001000,
        intervals=[[410105001000, 410105001999]],
    )  # fmt: skip


def receive(desk, elder, **words):
    form = ComplaintForm(**{"came_by": "call", "against": "carer", "content": "没有按时来", **words})
    with enter(desk):
        return hotline.receive_complaint(form=form, scope=desk, now=NOW, person=elder.id)


def assign(desk, row, account, now=NOW):
    with enter(desk):
        return hotline.assign_complaint(complaint=row.id, username=account.username, scope=desk, now=now)


def answer(account, row, finding="upheld", now=NOW):
    scope = scope_of(account)
    with enter(scope):
        return hotline.answer_complaint(
            complaint=row.id, finding=finding, answer="已道歉", scope=scope, now=now
        )


def test_the_whole_way_with_an_appeal(db):
    desk, clerk = scope_of(make_account(Role.SHIFT_LEAD)), make_account(Role.STREET_CLERK, office())
    reviewer = make_account(Role.COUNTY_REVIEWER, office("test.county"), "410105")
    row = receive(desk, make_elder())
    assign(desk, row, clerk)
    assert answer(clerk, row).state == "answered"
    with enter(desk):
        row = hotline.appeal_complaint(complaint=row.id, reason="处理太轻", scope=desk, now=NOW)
        assert (row.level, row.state) == ("county", "appealed")
        with pytest.raises(UnableToStep):
            hotline.appeal_complaint(complaint=row.id, reason="再来一次", scope=desk, now=NOW)
    with pytest.raises(UnableToHandle):
        assign(desk, row, clerk)
    assign(desk, row, reviewer)
    assert answer(reviewer, row, "partly").state == "answered_again"
    with enter(desk), pytest.raises(UnableToStep):
        hotline.appeal_complaint(complaint=row.id, reason="第三次", scope=desk, now=NOW)


def test_nobody_investigates_himself_or_his_organisation(db):
    desk, street = scope_of(make_account(Role.SHIFT_LEAD)), office()
    one, colleague = make_account(Role.STREET_CLERK, street), make_account(Role.STREET_CLERK, street)
    row = receive(desk, make_elder(), against="unit", against_username=one.username)
    for account in (one, colleague):
        with pytest.raises(UnableToHandle):
            assign(desk, row, account)
    with pytest.raises(IntegrityError), transaction.atomic():
        Complaint.objects.filter(id=row.id).update(investigator=one.id)


def test_a_seat_does_not_read_the_complaint_about_herself(db):
    account = make_account(Role.OPERATOR)
    desk = scope_of(make_account(Role.SHIFT_LEAD))
    row = receive(desk, make_elder(), against="seat", against_username=account.username)
    own = scope_of(account)
    with enter(own):
        assert queries.list_complaints(own) == []
        with pytest.raises(queries.NotFound):
            queries.access_complaint(own, row.id)
    with enter(desk):
        assert len(queries.list_complaints(desk)) == 1


def test_only_the_investigator_answers(db):
    desk, clerk = scope_of(make_account(Role.SHIFT_LEAD)), make_account(Role.STREET_CLERK, office())
    other = make_account(Role.STREET_CLERK, office("test.other"))
    row = receive(desk, make_elder())
    assign(desk, row, clerk)
    with pytest.raises(UnableToHandle):
        answer(other, row)


def test_an_answer_that_nobody_appealed_is_closed_by_itself(db):
    desk, clerk = scope_of(make_account(Role.SHIFT_LEAD)), make_account(Role.STREET_CLERK, office())
    row = receive(desk, make_elder())
    assign(desk, row, clerk)
    answer(clerk, row)
    fire_due_timers(now=NOW + timedelta(days=31))
    row.refresh_from_db()
    assert (row.state, bool(row.closed_at)) == ("closed", True)
