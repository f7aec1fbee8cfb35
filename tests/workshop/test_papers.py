"""The demo's papers: made once, by two people where two are asked for; a simulated colleague at them."""

from datetime import timedelta
from uuid import UUID

import pytest

from chongyang.core.clock import now
from chongyang.core.scopes import SYSTEM
from chongyang.hotline import operations as hotline
from chongyang.hotline.models import (
    ArticleVersion,
    CareCall,
    CareRule,
    CareTry,
    Complaint,
    FollowUp,
    Order,
)
from chongyang.territory.enums import Role
from chongyang.territory.models import Account
from chongyang.workshop import papers
from chongyang.workshop.staff_papers import AWAY, EVERY, NEEDS, NOT_REACHED, Papers, _said
from tests import factories
from tests.hotline.care import MORNING, NINE, adopt, morning


@pytest.fixture
def demo(db):
    """The three demo accounts in whose names papers are made."""
    said = ((papers.SEAT, Role.OPERATOR, ()), (papers.LEAD, Role.SHIFT_LEAD, ()))
    for name, role, codes in (*said, (papers.CLERK, Role.STREET_CLERK, (papers.STREET,))):
        account = factories.make_account(role, None, *codes)
        Account.objects.filter(id=account.id).update(username=name, is_demo=True)


def test_papers_are_made_once(demo):
    made = papers.make_papers(now())
    assert made["orders"] == Order.objects.count() == len(papers.ORDERS)
    assert made["complaints"] == Complaint.objects.count() == len(papers.COMPLAINTS)
    assert made["rules"] == CareRule.objects.count() == len(papers.ADOPTED)
    again = papers.make_papers(now())
    assert not any(again.values())
    waiting = ArticleVersion.objects.filter(state="review").values_list("article__key", flat=True)
    assert set(waiting) == set(papers.LEFT_WAITING)


def test_without_demo_accounts_nothing_is_made(db):
    assert papers.make_papers(now()) == {}
    assert not Order.objects.exists()


@pytest.fixture
def colleague(db):
    return Papers(factories.scope_of(factories.make_operator()))


def rounds(colleague, steps, at=NINE):
    return sum(colleague.work_once(at + timedelta(minutes=one)) for one in range(steps * EVERY))


def test_the_colleague_makes_a_care_call_by_the_operations_of_the_desk(colleague):
    factories.make_elder()
    adopt()
    morning(MORNING)
    rounds(colleague, 3)
    assert CareTry.objects.get().account == colleague.scope.actor.account
    assert CareCall.objects.get().tries == 1


def test_the_colleague_makes_follow_ups_and_has_nothing_to_do_on_an_empty_desk(colleague):
    assert rounds(colleague, 3) == 0
    elder = factories.make_elder()
    hotline.open_follow_up(
        about="care_call", subject=elder.id, person=elder.id, area=elder.area, by=SYSTEM, now=NINE
    )
    assert rounds(colleague, 3, NINE + timedelta(hours=1)) == 1
    assert FollowUp.objects.get().is_safe is True


def test_what_a_simulated_elder_says_is_drawn_from_her_call_alone():
    told = [_said(UUID(int=number))["outcome"] for number in (0, NOT_REACHED, NEEDS, AWAY)]
    assert told == ["not_reached", "needs", "hospital", "well"]
