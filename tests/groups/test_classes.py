"""Classes: each only from its office of the day, dated, ended, counted; by age from the birthday alone."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from chongyang.core.access import enter
from chongyang.core.clock import now as clock_now
from chongyang.core.models import Event
from chongyang.core.scopes import system_scope
from chongyang.groups import operations, queries
from chongyang.groups.models import Membership
from chongyang.groups.operations import GrantForm, UnableToGrant
from chongyang.groups.operations.following import follow_life, follow_registration
from chongyang.groups.permissions import NotAllowed
from chongyang.groups.rules import classes as rules
from chongyang.registry import operations as registry
from chongyang.registry import queries as registry_queries
from chongyang.registry.enums import PersonClass
from chongyang.registry.models import Elder, Mandate, Profile
from chongyang.territory.enums import Role
from chongyang.territory.models import Organisation
from tests import factories
from tests.groups.people import MINIMUM, TODAY, clerk, does, grant, outsider, scope_of

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def elder(db):
    return factories.make_elder(born_on=date(1960, 3, 8))


@pytest.fixture
def office(db):
    return scope_of()


def reasons(act, *args, **more) -> dict[str, str]:
    with pytest.raises(UnableToGrant) as told:
        act(*args, **more)
    return told.value.reasons


def file_of(elder) -> list[str]:
    return list(Profile.objects.get(id=elder.id).classes)


def test_every_class_has_its_rule_and_its_office():
    assert list(rules.class_rules()) == [kind.value for kind in PersonClass]
    assert [kind for kind in PersonClass if not rules.class_rules()[kind].evidence] == list(rules.BY_AGE)
    for kind, rule in rules.class_rules().items():
        assert rules.is_by_office(kind) == bool(rules.offices_of(rule.office))


def test_the_offices_of_the_data_exist(db):
    keys = set(Organisation.objects.values_list("key", flat=True))
    named = {
        key
        for rule in rules.class_rules().values()
        for office in rules.offices_of(rule.office)
        for key in office.keys
        if "*" not in key
    }
    assert named <= keys


def test_the_office_grants_and_the_file_says_so(office, elder):
    held = grant(office, elder)
    assert (held.kind, held.authority, held.valid_to) == ("minimum_living", "civil_affairs", None)
    assert held.review_on == MINIMUM.valid_from + timedelta(days=366)
    assert file_of(elder) == ["minimum_living"]
    profile = Profile.objects.get(id=elder.id)
    assert profile.sources["classes"] == ["civil_affairs", TODAY.isoformat()]
    kinds = set(Event.objects.filter(person=elder.id).values_list("kind", flat=True))
    assert {"groups.class.granted", "registry.classes.set"} <= kinds
    payloads = str([event.payload for event in Event.objects.filter(person=elder.id)])
    assert "minimum" not in payloads
    assert "金民社救" not in payloads


@pytest.mark.parametrize(
    ("kind", "evidence", "key"),
    [
        ("minimum_living", "decision", "city.health-commission"),
        ("minimum_living", "decision", "city.disabled-federation"),
        ("special_family_planning", "certificate", "county.410105.civil-affairs"),
        ("disabled", "certificate", "county.410105.civil-affairs"),
        ("preferential", "decision", "county.410105.civil-affairs"),
        ("destitute", "decision", "city.veterans-affairs"),
        ("destitute", "decision", "city.finance"),
    ],
)
def test_no_other_office_may(elder, kind, evidence, key):
    level = "2" if kind == "disabled" else ""
    last = TODAY + timedelta(days=300) if kind == "disabled" else None
    form = GrantForm(kind, evidence, "第1号", TODAY, last, level)
    assert "有权的部门" in reasons(grant, scope_of(key), elder, form)["kind"]
    assert file_of(elder) == []


@pytest.mark.parametrize(
    ("kind", "evidence", "key", "level"),
    [
        ("special_family_planning", "certificate", "city.health-commission", ""),
        ("disabled", "certificate", "city.disabled-federation", "2"),
        ("preferential", "decision", "city.veterans-affairs", ""),
        ("ability_loss", "assessment", "county.410105.civil-affairs", "3"),
        ("destitute", "decision", "zone.zhengdong.committee", ""),
    ],
)
def test_each_office_grants_its_own(elder, kind, evidence, key, level):
    last = TODAY + timedelta(days=300) if level else None
    grant(scope_of(key), elder, GrantForm(kind, evidence, "第1号", TODAY, last, level))
    assert file_of(elder) == [kind]


def test_the_office_of_the_day_is_the_former_one(elder):
    """A decision of 2017 is that of the commission before the reform; its successor writes it down."""
    form = GrantForm("special_family_planning", "decision", "郑卫〔2017〕3号", date(2017, 5, 1))
    held = grant(scope_of("city.health-commission"), elder, form)
    assert Organisation.objects.get(id=held.office).key == "city.health-family-planning"
    veteran = GrantForm("preferential", "decision", "郑民优〔2016〕8号", date(2016, 5, 1))
    kept = grant(scope_of("city.veterans-affairs"), elder, veteran)
    assert Organisation.objects.get(id=kept.office).key == "city.civil-affairs"


def test_a_named_office_must_be_the_recorders_own(elder):
    form = replace(MINIMUM, office="county.410102.civil-affairs")
    assert "前身" in reasons(grant, scope_of(), elder, form)["office"]


@pytest.mark.parametrize("kind", ["aged", "centenarian", "living_alone", "empty_nest", "left_behind"])
def test_what_no_office_grants(office, elder, kind):
    form = GrantForm(kind, "decision", "第1号", TODAY)
    told = reasons(grant, office, elder, form)["kind"]
    assert ("出生日期" in told) == (kind in rules.BY_AGE)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"kind": "friend"}, "kind"),
        ({"evidence": "certificate"}, "evidence"),
        ({"number": " "}, "number"),
        ({"number": "x" * 61}, "number"),
        ({"valid_from": None}, "valid_from"),
        ({"valid_from": TODAY + timedelta(days=2)}, "valid_from"),
        ({"valid_from": date(1900, 1, 1)}, "valid_from"),
        ({"last_day": MINIMUM.valid_from - DAY}, "last_day"),
        ({"level": "2"}, "level"),
        ({"kind": "near_minimum", "last_day": None}, "last_day"),
        ({"kind": "near_minimum", "last_day": TODAY + timedelta(days=2000)}, "last_day"),
        ({"kind": "ability_loss", "evidence": "assessment", "level": "0"}, "level"),
    ],
)
def test_rubbish_is_told_beside_its_field(office, elder, changes, field):
    assert field in reasons(grant, office, elder, replace(MINIMUM, **changes))
    assert not Membership.objects.exists()


def test_two_at_a_time_are_refused_by_the_database(office, elder):
    held = grant(office, elder, replace(MINIMUM, last_day=TODAY + timedelta(days=10)))
    assert "已有同一类别" in reasons(grant, office, elder)["kind"]
    told = {name: getattr(held, name) for name in ("person", "area", "kind", "authority", "evidence")}
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.create(**told, valid_from=TODAY, granted_at=clock_now())
    Membership.objects.create(**told, valid_from=held.valid_to, granted_at=clock_now())


def test_nobody_decides_about_herself(office, elder):
    Mandate.objects.create(
        person=elder.id,
        area=elder.area,
        account=office.actor.account,
        basis="agreed_guardian",
        channel="paper",
        text_version="1",
        allows=["read_file"],
        valid_from=clock_now(),
        given_at=clock_now(),
    )
    assert "本人" in reasons(grant, office, elder)["elder"]


def test_the_dead_are_granted_nothing(office, elder):
    Elder.objects.filter(id=elder.id).update(life_status="dead", status_on=TODAY)
    assert "去世" in reasons(grant, office, elder)["elder"]


@pytest.mark.parametrize("role", [Role.STREET_CLERK, Role.COMMUNITY_OFFICER, Role.DATA_STEWARD, Role.AUDITOR])
def test_other_roles_grant_nothing(elder, role):
    with pytest.raises(NotAllowed):
        grant(scope_of(role=role), elder)


def test_an_office_of_another_county_does_not_find_her(elder):
    with pytest.raises(registry_queries.NotFound):
        grant(scope_of("county.410102.civil-affairs", code="410102"), elder)


def test_an_end_before_its_day(office, elder):
    held = grant(office, elder)
    told = reasons(does, "end_class", office, membership=held.id, on=TODAY, reason="death")
    assert "reason" in told
    does("end_class", office, membership=held.id, on=TODAY, reason="no_longer")
    held.refresh_from_db()
    assert (held.valid_to, held.end_reason) == (TODAY, "no_longer")
    assert file_of(elder) == []
    again = reasons(does, "end_class", office, membership=held.id, on=TODAY, reason="no_longer")
    assert "已经结束" in again["membership"]


def test_a_mistake_never_held(office, elder):
    held = grant(office, elder)
    does("end_class", office, membership=held.id, on=TODAY, reason="mistake")
    with enter(office):
        assert queries.classes_of(office, elder.id, TODAY - timedelta(days=5)) == []
    grant(office, elder)


def test_another_office_ends_nothing_of_it(office, elder):
    held = grant(office, elder)
    health = scope_of("city.health-commission")
    assert "kind" in reasons(does, "end_class", health, membership=held.id, on=TODAY, reason="revoked")


def kinds_on(scope, elder, day):
    with enter(scope):
        return [held.kind for held in queries.classes_of(scope, elder.id, day)]


def test_who_was_in_it_on_which_day(office, elder):
    grant(office, elder, replace(MINIMUM, last_day=TODAY + timedelta(days=10)))
    first, last = MINIMUM.valid_from, TODAY + timedelta(days=10)
    for day, is_in in ((first - DAY, False), (first, True), (last, True), (last + DAY, False)):
        assert (kinds_on(office, elder, day) == ["minimum_living"]) == is_in
        with enter(office):
            listed = [one.elder.id for one in queries.list_in_class(office, "minimum_living", day)]
            counted = queries.count_in_classes(office, day)
        assert (listed == [elder.id]) == is_in
        assert counted.get(410105001000, {}).get("minimum_living", 0) == int(is_in)


def test_the_outsider_and_roles_without_lists(office, elder):
    grant(office, elder)
    far = outsider()
    with enter(far):
        assert queries.list_in_class(far, "minimum_living", TODAY) == []
        assert queries.count_in_classes(far, TODAY) == {}
    seat = factories.scope_of(factories.make_operator())
    with enter(seat), pytest.raises(NotAllowed):
        queries.list_in_class(seat, "minimum_living", TODAY)


def test_age_is_computed_on_any_day(office):
    elder = factories.make_elder(born_on=date(1944, 2, 29))
    assert kinds_on(office, elder, date(2024, 2, 28)) == []
    assert kinds_on(office, elder, date(2024, 2, 29)) == ["aged"]
    assert kinds_on(office, elder, date(2044, 2, 29)) == ["aged", "centenarian"]
    with enter(office):
        assert queries.list_in_class(office, "aged", date(2024, 2, 28)) == []
        [one] = queries.list_in_class(office, "aged", date(2024, 2, 29))
        assert queries.count_in_classes(office, date(2024, 2, 29))[410105001000] == {"aged": 1}
    assert (one.since, one.until) == (date(2024, 2, 29), None)


@given(born=st.dates(date(1900, 1, 1), date(2000, 12, 31)), day=st.dates(date(1980, 1, 1), date(2100, 1, 1)))
def test_the_two_ways_to_ask_for_an_age_agree(born, day):
    for kind in rules.BY_AGE:
        age = rules.class_rules()[kind].from_age
        assert (born <= rules.born_by(kind, day)) == (rules.birthday_at(born, age) <= day)


def test_the_daily_round_follows_ends_and_birthdays(office):
    turning = factories.make_elder(born_on=TODAY.replace(year=TODAY.year - 80) + DAY)
    poor = factories.make_elder(name="李桂芳", born_on=date(1960, 1, 1))
    grant(office, poor, replace(MINIMUM, last_day=TODAY))
    operations.bring_day_up(now=clock_now())
    assert (file_of(turning), file_of(poor)) == ([], ["minimum_living"])
    assert operations.bring_day_up(now=clock_now() + DAY) == 2
    assert (file_of(turning), file_of(poor)) == (["aged"], [])
    assert operations.bring_day_up(now=clock_now() + DAY) == 0


def test_a_round_of_many_files_takes_few_statements_and_tells_each(office, django_assert_max_num_queries):
    elders = [factories.make_elder(born_on=TODAY.replace(year=TODAY.year - 80) + DAY) for _ in range(30)]
    operations.bring_day_up(now=clock_now())
    with django_assert_max_num_queries(40):
        assert operations.bring_day_up(now=clock_now() + DAY) == 30
    assert {tuple(file_of(elder)) for elder in elders} == {("aged",)}
    told = Event.objects.filter(kind="registry.classes.set", person__in=[elder.id for elder in elders])
    assert told.count() == 30


def test_a_death_ends_it_and_a_mistaken_one_gives_it_back(office, elder):
    held = grant(office, elder)
    street = system_scope("decided", clerk().actor)

    def tell(status, on=None):
        with enter(street):
            registry.change_life_status(
                elder=elder.id,
                status=status,
                on=on,
                evidence="police",
                scope=street,
                by=street.actor,
                now=clock_now(),
            )
        follow_life(Event.objects.filter(kind="registry.elder.status_changed").order_by("-seq").first())
        held.refresh_from_db()

    tell("dead", TODAY)
    assert (held.valid_to, held.end_reason, file_of(elder)) == (TODAY, "death", [])
    tell("alive")
    assert (held.valid_to, held.end_reason, file_of(elder)) == (None, "", ["minimum_living"])


def test_it_moves_with_her(office, elder):
    held = grant(office, elder)
    Elder.objects.filter(id=elder.id).update(area=factories.ZHONGYUAN)
    event = Event(kind="registry.elder.updated", subject=elder.id, at=clock_now())
    follow_registration(event)
    held.refresh_from_db()
    assert held.area == factories.ZHONGYUAN


def test_classes_are_not_typed_into_a_file(elder):
    street = clerk()
    with enter(street), pytest.raises(registry.UnableToUpdate) as told:
        registry.update_elder(
            elder=elder.id,
            changes={"classes": ["destitute"]},
            expected_version=elder.version,
            scope=street,
            by=street.actor,
            now=clock_now(),
        )
    assert "有权的部门" in told.value.reasons["classes"]
