"""Who opens the desk of the library, and a project under way with everything."""

from datetime import timedelta

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from chongyang.core.clock import now
from chongyang.projects.models import Project
from chongyang.territory.enums import Role
from tests import factories
from tests.projects.people import centre
from tests.web.test_seat import signed_in

PAGES = (
    *("projects", "projects_map", "projects_gantt", "projects_investment", "projects_leaders"),
    *("projects_envelopes", "projects_work", "projects_enterprises"),
)
TODAY = timezone.localdate(now())


LAST_MONTH = (TODAY.replace(day=1) - timedelta(days=1)).replace(day=1)


def county(code: str = "410105") -> Client:
    return signed_in(factories.make_account(Role.COUNTY_REVIEWER, None, code))


def office() -> Client:
    return signed_in(factories.make_account(Role.LEADING_GROUP_OFFICE))


def text(answer) -> str:
    return answer.content.decode()


def act(client: Client, action: str, row: Project | None = None, **form):
    return client.post(reverse("projects_act", args=[(row or centre()).id, action]), form)


def filled() -> None:
    """A project under way with everything."""
    client = county()
    assert act(client, "stage", stage="building", on=str(TODAY), reason="跨阶段").status_code == 302
    assert act(client, "plan", year=str(TODAY.year), money_city="300", money_bank="100").status_code == 302
    assert act(client, "need", year=str(TODAY.year), money_city="300").status_code == 302
    month = {"month": f"{LAST_MONTH:%Y-%m}", "share": "20", "money_city": "12.5", "says": "主体施工"}
    assert act(client, "month", **month).status_code == 302
    due = str(TODAY + timedelta(days=9))
    assert act(client, "problem", says="管线未迁改", solver="区住建局", due_on=due).status_code == 302
    grant = {"year": str(TODAY.year), "source": "city", "amount": "200", "document": "测试文件"}
    assert act(client, "grant", **grant).status_code == 302
    parcel = {"label": "JS-1", "size_m2": "1200.5", "supply": "allocated", "state": "needed"}
    assert act(client, "parcel", **parcel).status_code == 302
