"""Who may be sent: employed, there, and with certificates that hold on that day."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from chongyang.core.keys import new_key
from chongyang.territory.enums import Role
from chongyang.territory.permissions import NotAllowed
from chongyang.workforce import queries
from chongyang.workforce.enums import Standing
from chongyang.workforce.models import Absence
from chongyang.workforce.rules.skills import standing
from tests import factories
from tests.workforce import made

AT = datetime(2019, 6, 3, 1, 0, tzinfo=UTC)  # nine in the morning in the city
HOUR = timedelta(hours=1)
DAY = date(2019, 6, 3)


def fault(carer, *needs, at=AT):
    return queries.fault_of(carer.id, needs=needs, from_at=at, to_at=at + HOUR)


@pytest.fixture
def org(db):
    return made.organisation().id


def test_nothing_speaks_against_who_holds_it_all(org):
    assert fault(made.make_carer(org), "care_worker", "health") == ""


def test_a_missing_and_an_expired_certificate_are_told_by_name(org):
    carer = made.make_carer(org, skills=("health",))
    made.certify(carer, "bathing", valid_to=DAY)
    assert fault(carer, "care_worker") == "这位护理员没有养老护理员职业技能等级证书，不能提供这项服务。"
    assert "助浴服务培训合格证那天已过期" in fault(carer, "bathing")
    with translation.override("en"):
        assert "Training in assisted bathing" in fault(carer, "bathing")


def test_a_certificate_holds_up_to_the_day_before_its_end(org):
    carer = made.make_carer(org, skills=())
    made.certify(carer, "health", valid_to=DAY + timedelta(days=1))
    assert fault(carer, "health") == ""
    assert fault(carer, "health", at=AT + timedelta(days=1)) != ""


def test_a_renewed_certificate_counts_beside_the_expired_one(org):
    carer = made.make_carer(org, skills=())
    made.certify(carer, "health", valid_to=DAY)
    made.certify(carer, "health", valid_from=DAY)
    assert fault(carer, "health") == ""
    assert not queries.list_endings(made.contractor(made.organisation()), DAY)


def test_a_visit_over_midnight_needs_both_days(org):
    carer = made.make_carer(org, skills=())
    made.certify(carer, "health", valid_to=DAY + timedelta(days=1))
    late = AT + timedelta(hours=14, minutes=30)  # half past eleven at night
    assert fault(carer, "health", at=late) != ""


def test_who_is_away_or_does_not_work_there_is_not_sent(org):
    carer = made.make_carer(org, ends_on=DAY)
    assert fault(carer) == "这位护理员那天不在职。"
    other = made.make_carer(org)
    told = {"carer": other, "area": other.area, "organisation": org, "kind": "leave"}
    Absence.objects.create(from_at=AT, to_at=AT + HOUR, **told)
    assert "不在岗" in fault(other)
    assert fault(other, at=AT + HOUR) == "", "half open"
    assert set(queries.absences_of([carer.id, other.id], AT, AT + HOUR)) == {other.id}
    assert queries.absences_of([other.id], AT + HOUR, AT + 2 * HOUR) == {}
    assert queries.fault_of(new_key(), needs=(), from_at=AT, to_at=AT + HOUR) == "没有这位护理员。"
    with pytest.raises(IntegrityError), transaction.atomic():
        Absence.objects.create(from_at=AT, to_at=AT + 2 * HOUR, **told)


def test_skills_of_many_in_one_answer(org):
    first, second = made.make_carer(org), made.make_carer(org, skills=())
    made.certify(second, "nurse", valid_to=DAY)
    held = queries.skills_on([first.id, second.id], DAY)
    assert held == {first.id: frozenset(made.EVER), second.id: frozenset()}


def test_one_identity_works_for_one_provider_at_a_time(org):
    number = factories.identity_number(date(1980, 1, 1))
    made.make_carer(org, number=number, ends_on=DAY)
    made.make_carer(made.organisation().id, number=number, starts_on=DAY)
    with pytest.raises(IntegrityError), transaction.atomic():
        made.make_carer(made.organisation().id, number=number, starts_on=DAY)


def test_a_provider_sees_its_own_carers_and_an_outsider_none(db):
    own, other = made.organisation(), made.organisation()
    mine = made.make_carer(own.id)
    theirs = made.make_carer(other.id, area=410102001002)
    scope = made.contractor(own)
    assert [one.id for one in queries.list_carers(scope, on=DAY)] == [mine.id]
    assert queries.access_carer(scope, mine.id).name == "周护理"
    with pytest.raises(queries.NotFound):
        queries.access_carer(scope, theirs.id)
    county = factories.scope_of(factories.make_account(Role.COUNTY_REVIEWER, None, "410105"))
    assert [one.id for one in queries.list_carers(county)] == [mine.id]
    with pytest.raises(NotAllowed):
        queries.list_carers(factories.scope_of(factories.make_account(Role.PLANNER)))


def test_a_carer_finds_herself_by_her_account(db):
    own = made.organisation()
    account = factories.make_account(Role.CARE_WORKER, own)
    carer = made.make_carer(own.id, account=account.id)
    scope = factories.scope_of(account)
    assert queries.carer_of_account(scope, account.id) == carer
    with pytest.raises(NotAllowed):
        queries.carer_of_account(scope, new_key())


def test_a_certificate_stands_by_its_days():
    assert standing(DAY, None, DAY) is Standing.HOLDS
    assert standing(DAY + timedelta(days=1), None, DAY) is Standing.TO_COME
    assert standing(DAY - timedelta(days=9), DAY, DAY) is Standing.ENDED
    assert standing(DAY - timedelta(days=9), DAY + timedelta(days=30), DAY) is Standing.ENDING
    assert standing(DAY - timedelta(days=9), DAY + timedelta(days=31), DAY) is Standing.HOLDS


def test_many_are_asked_about_in_as_many_statements_as_one(org):
    carers = [made.make_carer(org, skills=("health", "nurse")) for _ in range(4)]
    told = {"carer": carers[1], "area": carers[1].area, "organisation": org, "kind": "leave"}
    Absence.objects.create(from_at=AT, to_at=AT + HOUR, **told)
    counts = []
    for some in (carers[:1], carers):
        sent = [queries.Sent(one.id, frozenset({"nurse"}), AT, AT + HOUR) for one in some]
        with CaptureQueriesContext(connection) as found:
            faults = queries.faults_of(sent)
        counts.append(len(found))
    assert [bool(fault) for fault in faults] == [False, True, False, False]
    assert counts[0] == counts[1]
    assert queries.faults_of([]) == []
