"""The clause shows a live figure, with words for nothing yet; the demo's street has work, once."""

import pytest

from chongyang.core.clock import now
from chongyang.core.operations.counts import recount
from chongyang.core.running import list_running
from chongyang.policy import queries as policy
from chongyang.registration import figures, queries
from chongyang.registration.models import Application, ChangeRequest, HandOver, Invitation
from chongyang.workshop.accounts import make_demo_accounts
from chongyang.workshop.registration import make_registration
from tests import factories
from tests.registration.people import ZHONGYUAN_HOME, elder_of

pytestmark = pytest.mark.django_db


def test_the_clause_exists_and_its_figure_has_words_for_nothing(db):
    assert policy.get_clause(queries.CLAUSE)
    labels = {one.label: one for one in list_running(queries.CLAUSE)}
    assert labels["入网登记"].url_name == "registration_progress"
    assert figures.registered(now()) == "还没有入网登记的老人"


def test_the_figure_counts_who_joined_among_those_known(db):
    elder_of()
    factories.make_elder()
    recount(now=now())
    told = figures.registered(now())
    assert "已登记 1 人" in told
    assert "目标 80%" in told
    assert "占已知老人 50.0%" in told


def test_the_demo_has_work_once_and_none_without_its_accounts(db):
    assert make_registration(now()) == {}
    make_demo_accounts(now=now())
    for number in range(8):
        elder_of(area=410105001003, name=f"王{'一二三四五六七八'[number]}")
    elder_of(area=ZHONGYUAN_HOME)
    factories.make_elder(area=410105001003)
    made = make_registration(now())
    assert made["changes"] == 5
    assert (made["hand_overs"], made["applications"], made["invitations"]) == (2, 2, 1)
    assert made["cards"] == 6
    assert make_registration(now()) == {}
    counted = [model.objects.count() for model in (ChangeRequest, HandOver, Application, Invitation)]
    assert counted == [5, 2, 2, 1]
