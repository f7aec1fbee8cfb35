"""Places and responders: what is refused and why, who is nearest, who is on duty."""

from dataclasses import replace
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest

from chongyang.core.access import enter
from chongyang.core.clock import now
from chongyang.core.models import Event
from chongyang.core.scopes import Actor, Scope, interval_of
from chongyang.providers import operations, queries
from chongyang.providers.models import Provider, Responder
from chongyang.providers.operations import ProviderForm, ResponderForm
from chongyang.territory.models import Post
from tests import factories

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
HOME = ProviderForm(
    name="金水区经八路综合养老服务中心",
    kind="integrated_care_centre",
    owner_kind="public",
    area="410105001",
    address="经八路1号",
    longitude=113.68,
    latitude=34.77,
    beds=20,
)
HELPER = ResponderForm("李强", "station_staff", "410105001", 113.68, 34.77, skills=("first_aid",))


def scope(*codes: str) -> Scope:
    return Scope(tuple(map(interval_of, codes)), Actor("person", "dispatcher"), role="dispatcher")


def test_a_place_is_registered_by_who_looks_after_its_area(db):
    with enter(scope("410105")):
        place = operations.register_provider(scope=scope("410105"), form=HOME, by=scope().actor, now=NOW)
    assert Provider.objects.get(id=place.id).area == 410105001000
    assert Event.objects.get(subject=place.id).kind == "providers.provider.registered"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", " "),
        ("kind", "castle"),
        ("owner_kind", "king"),
        ("area", "410199"),
        ("area", "410102002"),
        ("longitude", 34.77),
        ("phone", "1"),
        ("credit_code", "91350100M000100Y44"),
        ("nursing_beds", 21),
    ],
)
def test_a_wrong_field_says_why(db, field, value):
    with pytest.raises(operations.UnableToRegister) as refused:
        operations.register_provider(
            scope=scope("410105"), form=replace(HOME, **{field: value}), by=scope().actor, now=NOW
        )
    assert set(refused.value.reasons) == {field}


def test_one_credit_code_is_one_open_place(db):
    form = replace(HOME, credit_code="91350100M000100Y43")
    told: dict[str, Any] = {"scope": scope("410105"), "form": form, "by": scope().actor, "now": NOW}
    operations.register_provider(**told)
    with pytest.raises(operations.UnableToRegister) as refused:
        operations.register_provider(**told)
    assert set(refused.value.reasons) == {"credit_code"}


def test_the_nearest_come_first_and_a_limit_cuts_off_the_far(db):
    for east in (0.05, 0.01, 0.03):
        operations.register_provider(
            scope=scope("4101"), form=replace(HOME, longitude=113.68 + east), by=scope().actor, now=NOW
        )
    near = queries.list_providers_near((113.68, 34.77), limit=2)
    assert [round(place.longitude, 2) for place in near] == [113.69, 113.71]
    assert queries.count_providers("integrated_care_centre", interval_of("410105")) == 3


def test_duty_is_seen_within_reach_alone(db):
    inside = scope("410105")
    with enter(inside):
        row = operations.register_responder(scope=inside, form=HELPER, by=inside.actor, now=NOW)
        assert queries.list_responders_on_duty(inside) == []
        for _ in range(2):
            operations.set_duty(responder=row.id, on_duty=True, scope=inside, by=inside.actor, now=NOW)
        assert [duty.skills for duty in queries.list_responders_on_duty(inside)] == [("first_aid",)]
    assert Event.objects.filter(kind="providers.responder.duty_set").count() == 1
    outside = scope("410102")
    with enter(outside):
        assert queries.list_responders_on_duty(outside) == []
        with pytest.raises(operations.UnableToSetDuty):
            operations.set_duty(responder=row.id, on_duty=False, scope=outside, by=outside.actor, now=NOW)


def test_a_responder_with_an_unknown_skill_is_refused(db):
    form = replace(HELPER, skills=("flying",), kind="angel")
    with pytest.raises(operations.UnableToRegister) as refused:
        operations.register_responder(scope=scope("410105"), form=form, by=scope().actor, now=NOW)
    assert set(refused.value.reasons) == {"skills", "kind"}
    assert not Responder.objects.exists()


def test_whose_last_post_ended_is_on_duty_no_more(db):
    responder = factories.make_responder()
    ended = SimpleNamespace(subject=responder.account, at=now())
    operations.follow_ended_post(ended)
    responder.refresh_from_db()
    assert responder.is_on_duty  # another post to respond is still hers
    Post.objects.filter(account=responder.account).update(valid_to=now())
    operations.follow_ended_post(SimpleNamespace(subject=responder.account, at=now()))
    responder.refresh_from_db()
    assert not responder.is_on_duty
