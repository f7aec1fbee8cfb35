"""A provider keeps its carers: entering, papers, absences, ending, the account; nobody else does."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from chongyang.core.access import enter
from chongyang.core.clock import now
from chongyang.core.models import Event
from chongyang.territory.enums import Role
from chongyang.territory.permissions import NotAllowed
from chongyang.workforce import operations, queries
from chongyang.workforce.models import Absence, Carer, Credential
from chongyang.workforce.operations import CarerForm, CredentialForm, UnableToDo
from tests import factories
from tests.workforce import made

DAY = timedelta(days=1)
PDF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer << /Root 1 0 R >>\n%%EOF\n"


def do(operation, who, **told):
    with enter(who):
        return operation(scope=who, by=who.actor, **{"now": now(), **told})


@pytest.fixture
def org(db):
    return made.organisation()


@pytest.fixture
def own(org):
    return made.contractor(org)


@pytest.fixture
def today():
    return timezone.localdate(now())


def form(**told):
    values = {
        "name": "周护理",
        "identity_number": factories.identity_number(date(1980, 1, 1)),
        "phone": "13603710001",
        "dialects": ("central_plains",),
        "area": made.PLACE,
        "longitude": 113.68,
        "latitude": 34.77,
        "starts_on": date(2019, 1, 1),
        **told,
    }
    return CarerForm(**values)


def test_a_carer_is_entered_with_what_is_personal_sealed(own):
    row = do(operations.enter, own, form=form())
    held = Carer.objects.get(id=row.id)
    assert (held.organisation, held.weekly_minutes) == (own.organisation, 2400)
    assert str(held.phone) == "136****0001"
    assert held.identity_index
    [event] = Event.objects.filter(kind="workforce.carer.entered")
    assert event.payload == {}


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"name": "周"}, "name"),
        ({"identity_number": "41010519800101001X"}, "identity_number"),
        ({"phone": "123"}, "phone"),
        ({"dialects": ("martian",)}, "dialects"),
        ({"longitude": None}, "longitude"),
        ({"longitude": float("nan")}, "longitude"),
        ({"area": 999999999999}, "area"),
        ({"area": None}, "area"),
        ({"travel_mode": "rocket"}, "travel_mode"),
        ({"weekly_hours": 61}, "weekly_hours"),
        ({"weekly_hours": float("nan")}, "weekly_hours"),
        ({"starts_on": None}, "starts_on"),
    ],
)
def test_what_is_wrong_is_told_by_its_field(own, told, field):
    with pytest.raises(UnableToDo) as refused:
        do(operations.enter, own, form=form(**told))
    assert set(refused.value.faults) == {field}


def test_a_child_is_no_carer(own):
    number = factories.identity_number(date(2004, 1, 1))
    with pytest.raises(UnableToDo, match="16 周岁"):
        do(operations.enter, own, form=form(identity_number=number))


def test_the_same_identity_is_refused_at_another_provider_too(own):
    told = form()
    do(operations.enter, own, form=told)
    for who in (own, made.contractor(made.organisation())):
        with pytest.raises(UnableToDo, match="不能同时登记两次"):
            do(operations.enter, who, form=told)


def test_a_change_names_its_fields_and_the_identity_stays(own):
    row = do(operations.enter, own, form=form())
    do(operations.update, own, carer=row.id, form=form(phone="13603710002", identity_number=""))
    [event] = Event.objects.filter(kind="workforce.carer.updated")
    assert event.payload == {"fields": ["phone"]}
    do(operations.update, own, carer=row.id, form=form(phone="13603710002", identity_number=""))
    assert Event.objects.filter(kind="workforce.carer.updated").count() == 1


def test_another_provider_the_county_and_the_carer_herself_write_nothing(org, own):
    row = do(operations.enter, own, form=form())
    county = factories.scope_of(factories.make_account(Role.COUNTY_REVIEWER, None, "410105"))
    carer = factories.scope_of(factories.make_account(Role.CARE_WORKER, org))
    for who in (county, carer):
        with pytest.raises(NotAllowed):
            do(operations.end, who, carer=row.id, ends_on=date(2030, 1, 1))
    with pytest.raises(queries.NotFound):
        do(operations.end, made.contractor(made.organisation()), carer=row.id, ends_on=date(2030, 1, 1))


def test_a_certificate_with_its_paper(own, today):
    row = do(operations.enter, own, form=form())
    paper = CredentialForm(skill="health", issuer="测试医院", number="J1", valid_from=today, last_on=today)
    held = do(operations.certify, own, carer=row.id, form=paper, chunks=[PDF], name="健康证.pdf")
    assert held.valid_to == today + DAY, "the last day is on the paper, half open in the row"
    assert held.file is not None
    assert str(held.number) == "＊＊＊"
    for told, field in (
        ({"skill": "flying"}, "skill"),
        ({"issuer": ""}, "issuer"),
        ({"valid_from": None}, "valid_from"),
        ({"last_on": today - 9 * DAY}, "last_on"),
    ):
        values = {"skill": "health", "issuer": "测试医院", "valid_from": today, **told}
        with pytest.raises(UnableToDo) as refused:
            do(operations.certify, own, carer=row.id, form=CredentialForm(**values))
        assert set(refused.value.faults) == {field}
    with pytest.raises(UnableToDo) as refused:
        do(operations.certify, own, carer=row.id, form=paper, chunks=[b"MZ"], name="x.exe")
    assert set(refused.value.faults) == {"file"}


def test_a_withdrawn_certificate_counts_no_more_from_today(own, today):
    row = do(operations.enter, own, form=form())
    old = made.certify(row, "health")
    do(operations.end_credential, own, credential=old.id)
    assert queries.skills_on([row.id], today) == {row.id: frozenset()}
    assert queries.skills_on([row.id], today - DAY) == {row.id: frozenset({"health"})}
    with pytest.raises(UnableToDo):
        do(operations.end_credential, own, credential=old.id)
    with pytest.raises(queries.NotFound):
        queries.access_credential(made.contractor(made.organisation()), old.id)


def test_a_certificate_that_ends_is_told_once_thirty_days_before(own, today):
    row = do(operations.enter, own, form=form())
    made.certify(row, "health", valid_to=today + 31 * DAY)
    assert operations.remind(now=now()) == 0
    assert operations.remind(now=now() + DAY) == 1
    assert operations.remind(now=now() + 2 * DAY) == 0
    [told] = queries.list_endings(own, today + DAY)
    assert (told.name, told.skill, told.is_over) == ("周护理", "health", False)
    [event] = Event.objects.filter(kind="workforce.carer.certificate_ending")
    assert set(event.payload) == {"skill", "on"}


def test_absences(own):
    row, at = do(operations.enter, own, form=form()), now()
    held = do(operations.add_absence, own, carer=row.id, from_at=at + DAY, to_at=at + 3 * DAY, kind="leave")
    for told in (
        {"from_at": at + 2 * DAY, "to_at": at + 4 * DAY, "kind": "sick"},
        {"from_at": at + DAY, "to_at": at + DAY, "kind": "sick"},
        {"from_at": at - 2 * DAY, "to_at": at - DAY, "kind": "sick"},
        {"from_at": at + 9 * DAY, "to_at": at + 900 * DAY, "kind": "sick"},
        {"from_at": at + 9 * DAY, "to_at": at + 10 * DAY, "kind": "holiday"},
    ):
        with pytest.raises(UnableToDo):
            do(operations.add_absence, own, carer=row.id, **told)
    assert set(queries.absences_of([row.id], at + DAY, at + 2 * DAY)) == {row.id}
    with pytest.raises(queries.NotFound):
        do(operations.cancel_absence, made.contractor(made.organisation()), absence=held.id)
    do(operations.cancel_absence, own, absence=held.id)
    assert not Absence.objects.exists()


def test_who_left_is_sent_no_more_and_gives_her_account_back(org, own, today):
    row = do(operations.enter, own, form=form())
    account = factories.make_account(Role.CARE_WORKER, org)
    for username in ("nobody", factories.make_account(Role.CARE_WORKER).username, ""):
        with pytest.raises(UnableToDo):
            do(operations.link_account, own, carer=row.id, username=username)
    do(operations.link_account, own, carer=row.id, username=account.username)
    assert queries.carer_of_account(factories.scope_of(account), account.id) == row
    for day in (row.starts_on, today - DAY):
        with pytest.raises(UnableToDo):
            do(operations.end, own, carer=row.id, ends_on=day)
    do(operations.end, own, carer=row.id, ends_on=today + 5 * DAY)
    assert operations.release_ended(now=now()) == 0
    assert operations.release_ended(now=now() + 5 * DAY) == 1
    later = {"ends_on": today + 9 * DAY, "now": now() + 6 * DAY}
    with pytest.raises(UnableToDo, match="已经离职"):
        do(operations.end, own, carer=row.id, **later)
    assert Credential.objects.count() == 0
