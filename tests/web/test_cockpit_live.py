"""The live strip over real commits: who has no area of her own hears of her city all the same."""

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from chongyang.core.access import enter
from chongyang.core.clock import now
from chongyang.core.live import announce
from chongyang.core.scopes import system_scope
from chongyang.territory import queries as territory
from chongyang.territory.enums import Role
from chongyang.web.cockpit.pulse import strip_of
from chongyang.web.parts import live
from tests import factories

pytestmark = pytest.mark.usefixtures("committed", "password_alone")


@pytest.fixture
def hub(monkeypatch):
    made = live.Hub()
    monkeypatch.setattr(live, "hub", made)
    yield made
    made.stop()
    made.join(60)


def test_a_deputy_leader_is_told_of_what_changes_in_the_city(hub):
    with enter(system_scope("test")):
        scope = factories.scope_of(factories.make_account(Role.DEPUTY_LEADER))
    with enter(scope):
        reach = territory.figure_scope(scope, now=now())
    assert not scope.intervals
    desk = hub.subscribe([strip_of(reach)], scope, "zh-hans")
    assert hub.listening.wait(60)
    (fragment,) = desk.wait(60)
    assert "件呼救未办结" in fragment.html
    while desk.wait(1):
        continue
    with transaction.atomic():
        announce("incidents", area=factories.JINSHUI)
    assert desk.wait(60)


def test_the_stream_begins_with_the_strip(hub):
    with enter(system_scope("test")):
        account = factories.make_account(Role.CITY_REVIEWER)
    client = Client()
    client.force_login(account)
    answer = client.get(reverse("cockpit_live"))
    events = iter(answer.streaming_content)
    assert b"retry" in next(events)
    assert b"event: strip" in next(events)
    answer.close()
