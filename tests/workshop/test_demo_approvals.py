"""The demo has a building project in every state of the four stages, once."""

import pytest
from django.db.models import Q

from chongyang.approvals.models import Application, Item, JointReview, StageRun, UseFiling
from chongyang.core.clock import now
from chongyang.core.models import StageHolder
from chongyang.territory.models import Account, Post
from chongyang.workshop.accounts import make_demo_accounts
from chongyang.workshop.approvals import DEMOS, make_approvals
from tests.funding import people
from tests.projects.people import centre

pytestmark = pytest.mark.django_db


def test_every_state_stands_on_the_desks_once(db, settings, tmp_path):
    settings.FILES = tmp_path
    assert make_approvals(now()) == {}
    make_demo_accounts(now=now())
    clerk = Account.objects.get(username="institution_clerk")
    Post.objects.filter(account=clerk).update(organisation=people.organisation())
    assert make_approvals(now()) == {"approvals": len(DEMOS)}
    assert set(StageRun.objects.values_list("state", flat=True)) == {
        *("draft", "submitted", "completing", "processing", "suspended"),
        *("permitted", "refused", "withdrawn"),
    }
    assert Application.objects.filter(state="done").count() == 1
    linked = Application.objects.get(project__isnull=False)
    assert linked.project == centre().id
    assert StageRun.objects.filter(application=linked, state="permitted").count() == 3
    assert JointReview.objects.filter(state="called").count() == 1
    assert UseFiling.objects.count() == 2
    late = Item.objects.filter(Q(state="waiting"), escalated_at__isnull=False)
    assert late.exists()
    places = StageHolder.objects.values_list("case", "holder")
    assert len(places) == len(set(places))
    assert make_approvals(now()) == {}
    assert Application.objects.count() == len(DEMOS)
