"""The demo's assessments and remarks: every state is there, and a second run changes nothing."""

import pytest

from chongyang.core.clock import now
from chongyang.supervision import queries
from chongyang.supervision.models import Appeal, Judgement, Remark, Run, Standing
from chongyang.supervision.queries.reports import list_published as list_reports
from chongyang.workshop.accounts import make_demo_accounts
from chongyang.workshop.supervision import make_supervision

pytestmark = pytest.mark.usefixtures("db")


def test_assessments_and_remarks_in_every_state_once():
    make_demo_accounts(now=now())
    made = make_supervision(now())
    assert (made["runs"], made["remarks"], made["reports"]) == (2, 8, 3)
    assert [row.period for row in list_reports()] == ["2018Q4"]
    assert set(Run.objects.values_list("listing", "state")) == {
        ("counties", "locked"),
        ("departments", "announced"),
    }
    assert {"received", "routed", "answered", "shown", "refused"} == set(
        Remark.objects.values_list("state", flat=True)
    )
    (shown,) = queries.list_published()
    assert [row["rank"] for row in shown.extract["rows"]] == sorted(
        row["rank"] for row in shown.extract["rows"]
    )
    assert Standing.objects.count() == 16 + 28
    assert Appeal.objects.filter(decided_at=None).count() == 1
    held = Judgement.objects.count()
    assert make_supervision(now()) == {}
    assert Judgement.objects.count() == held


def test_without_demo_accounts_nothing_is_made():
    assert make_supervision(now()) == {}
    assert not Run.objects.exists()
