"""Orders as an outsider meets them: two tabs, one click too many, a session that is over, no right to it."""

import pytest
from django.test import Client
from django.urls import reverse

from chongyang.orders.models import Assignment, Order
from chongyang.purchase.models import VoucherAccount
from chongyang.scheduling import operations as scheduling
from chongyang.territory.enums import Role
from chongyang.workforce.models import Credential
from tests import factories
from tests.orders.homes import family_of, placed, quota_of
from tests.orders.people import make_carer, offered_by, org_scope, walk
from tests.scheduling.days import DAY, EVENING, accepted, plan


@pytest.fixture
def elder(db):
    return factories.make_elder()


@pytest.fixture(autouse=True)
def _pages(settings):
    settings.WHITENOISE_AUTOREFRESH = True
    settings.SECOND_FACTOR_REQUIRED = False


def signed_in(account) -> Client:
    client = Client()
    client.force_login(account)
    return client


def step(client, row, action, name="ordering_step", **more):
    return client.post(reverse(name, args=[row.id]), {"do": action, **more}, follow=True)


def state(row) -> str:
    return Order.objects.values_list("state", flat=True).get(id=row.id)


def test_two_seats_accept_at_once_and_the_second_is_told_in_words(elder):
    offered_by()
    row = placed(elder)
    seats = [signed_in(factories.make_operator()) for _ in range(2)]
    answers = [step(seat, row, "accept") for seat in seats]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert "已记下" in answers[0].content.decode()
    assert "已记下" not in answers[1].content.decode()
    assert state(row) == "accepted"


def test_withdrawn_in_one_tab_and_withdrawn_again_in_the_other_gives_back_once(elder):
    offered_by()
    quota_of(elder)
    row = placed(elder)
    seat = signed_in(factories.make_operator())
    assert VoucherAccount.objects.get().held == row.covered_fen > 0
    for _ in range(2):
        assert step(seat, row, "withdraw", reason="changed_mind").status_code == 200
    held = VoucherAccount.objects.get()
    assert (held.held, held.spent, state(row)) == (0, 0, "withdrawn")


@pytest.mark.parametrize("name", ["ordering_step", "mine_step", "dispatching_move", "dispatching_pin"])
def test_a_session_that_is_over_leads_to_the_door_and_changes_nothing(elder, name):
    offered_by()
    row = placed(elder)
    answer = Client().post(reverse(name, args=[row.id]), {"do": "withdraw", "reason": "changed_mind"})
    assert answer.status_code == 302
    assert "login" in answer["Location"]
    assert state(row) == row.state


@pytest.mark.parametrize(
    "role", [Role.PURCHASER, Role.COUNTY_FINANCE, Role.CARE_WORKER, Role.PROVIDER_FINANCE, Role.AUDITOR]
)
def test_a_role_without_the_right_changes_nothing(elder, role):
    offered_by()
    row = walk(placed(elder), "accept")
    client = signed_in(factories.make_account(role))
    for name in ("ordering_step", "mine_step", "dispatching_move", "dispatching_pin"):
        assert step(client, row, "withdraw", name, reason="changed_mind").status_code in (403, 404)
    assert state(row) == "accepted"


def test_another_family_finds_neither_the_order_nor_its_steps(elder):
    offered_by()
    row = placed(elder)
    client = signed_in(family_of(factories.make_elder()))
    assert client.get(reverse("mine_order", args=[row.id])).status_code == 404
    assert step(client, row, "withdraw", "mine_step", reason="changed_mind").status_code == 404
    assert state(row) == row.state


def test_a_certificate_that_ended_after_the_plan_was_made_is_found_when_it_is_published(db):
    home = offered_by().organisation
    carer = make_carer(home)
    row = accepted(8, 11)
    own = org_scope(row)
    made = plan(row, own)
    Credential.objects.filter(carer=carer, skill="bathing").update(valid_to=DAY.date())
    told = {"scope": own, "by": own.actor, "now": EVENING}
    published = scheduling.publish(plan=made.id, **told)
    (refused,) = published.rows.all()
    assert "过期" in refused.outcome
    assert not Assignment.objects.exists()
