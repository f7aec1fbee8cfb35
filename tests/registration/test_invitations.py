"""Who is on the list: files that have not joined, people of claims; never the dead, the young."""

import json
from datetime import date, timedelta

import pytest
from django.utils import timezone

from chongyang.claims.models import Belonging, Claim
from chongyang.core.access import enter
from chongyang.core.clock import now
from chongyang.core.keys import new_key
from chongyang.linkage.models import Known
from chongyang.registration import operations, queries
from chongyang.registration.models import Invitation
from chongyang.registry.models import Elder
from chongyang.registry.rules.forms import ElderForm
from tests import factories
from tests.registration.people import ZHONGYUAN_HOME, ZHONGYUAN_STREET, clerk, elder_of

pytestmark = pytest.mark.django_db
HOME = 410105001003


def said(scope):
    return {"scope": scope, "by": scope.actor, "now": now()}


def claimed(area=HOME, file=None, **fields):
    """Somebody of whom one department tells."""
    person, record = new_key(), new_key().bytes
    told = {"name": "周桂英", "sex": "female", "born_on": "1948-05-06", "phone": "13803714444", **fields}
    claim = Claim(
        area=area,
        feed="police_population",
        source="police",
        run=new_key(),
        record_index=record,
        digest=b"",
        valid_from=date(2026, 1, 1),
    )
    claim.fields = json.dumps(told, ensure_ascii=False)
    claim.save(force_insert=True)
    Belonging.objects.create(
        feed=claim.feed, record_index=record, person=person, area=area, how="link", since=now()
    )
    Known.objects.create(
        id=person, area=area, records=1, feeds=[claim.feed], since=now(), file=file.id if file else None
    )
    return person


def made(scope):
    with enter(scope):
        return operations.make_list(**said(scope))


def test_files_and_people_of_claims_are_listed_once(db):
    waiting = factories.make_elder(area=HOME, name="孙玉兰", name_key="sun yu lan")
    elder_of(area=HOME)
    person = claimed()
    scope = clerk()
    assert made(scope) == 2
    assert made(scope) == 0
    with enter(scope):
        rows = queries.list_invitations(scope)
    assert {row.subject for row in rows} == {waiting.id, person}
    told = next(row for row in rows if row.subject == person)
    assert queries.card_of_invited(told)["phone"] == "13803714444"
    assert told.feeds == ["police_population"]


@pytest.mark.parametrize(
    "fields",
    [{"died_on": "2025-03-04"}, {"moved_on": "2025-03-04"}, {"born_on": "1999-01-01"}, {"name": ""}],
)
def test_the_dead_the_gone_the_young_and_the_nameless_are_not_invited(db, fields):
    claimed(**fields)
    assert made(clerk()) == 0


def test_another_county_lists_nobody_of_ours(db):
    claimed()
    claimed(area=ZHONGYUAN_HOME)
    other = clerk(ZHONGYUAN_STREET)
    assert made(other) == 1
    with enter(other):
        assert Invitation.objects.count() == 1


def test_somebody_of_claims_is_registered_with_what_is_known(db):
    claimed()
    scope = clerk()
    made(scope)
    with enter(scope):
        (row,) = queries.list_invitations(scope)
        card = queries.card_of_invited(row)
        form = ElderForm(
            name=card["name"],
            sex=card["sex"],
            born_on=date.fromisoformat(card["born_on"]),
            phone=card["phone"],
            area=HOME,
            source="street",
            sourced_on=now().date(),
        )
        elder = operations.register_invited(invitation=row.id, form=form, **said(scope))
        with pytest.raises(operations.UnableToDecide, match="已经登记"):
            operations.register_invited(invitation=row.id, form=form, **said(scope))
    assert Elder.objects.get(id=elder.id).registered_at
    assert Invitation.objects.get().person == elder.id


def test_who_joined_by_another_way_leaves_the_list(db):
    waiting = factories.make_elder(area=HOME, name="孙玉兰", name_key="sun yu lan")
    person = claimed()
    scope = clerk()
    made(scope)
    Elder.objects.filter(id=waiting.id).update(registered_at=now())
    joined = elder_of(area=HOME)
    Known.objects.filter(id=person).update(file=joined.id)
    made(scope)
    with enter(scope):
        assert queries.list_invitations(scope) == []
        assert queries.count_invitations(scope) == {"registered": 2}
    assert Invitation.objects.get(subject=person).person == joined.id


def test_who_refuses_is_asked_again_after_the_days_of_the_data(db):
    factories.make_elder(area=HOME, name="孙玉兰", name_key="sun yu lan")
    scope = clerk()
    made(scope)
    with enter(scope):
        (row,) = queries.list_invitations(scope)
        told = operations.record_try(invitation=row.id, way="visit", result="refused", note="", **said(scope))
    assert told.state == "refused"
    assert told.next_on == timezone.localdate(now()) + timedelta(days=180)


def test_a_list_that_is_too_long_is_not_exported(db, monkeypatch):
    from chongyang.registration.rules import settings

    for number in range(3):
        factories.make_elder(area=HOME, name="孙玉兰", name_key=f"sun {number}")
    scope = clerk()
    made(scope)
    monkeypatch.setitem(settings.load("invitations"), "most_exported", 2)
    with enter(scope), pytest.raises(operations.UnableToAsk, match="太多"):
        operations.export_invitations(**said(scope))
