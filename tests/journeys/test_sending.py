"""Who goes: a phone shares where it is, the seat sees it in the list, the offer is accepted with its way."""

import re

import pytest

from chongyang.core.access import enter
from chongyang.core.clock import now
from chongyang.core.operations.counts import recount
from chongyang.emergency import operations as emergency
from chongyang.providers.models import ResponderPosition
from tests import factories
from tests.emergency.races import as_system
from tests.web.test_seat import press

pytestmark = pytest.mark.browser
NEAR = {"longitude": 113.6801, "latitude": 34.7702}


def sharing(page, near=NEAR):
    """Her telephone tells its place when the page asks."""
    page.context.grant_permissions(["geolocation"])
    page.context.set_geolocation(near)


def judged(elder, operator):
    """An incident for which the seat now chooses whom to send."""
    scope = as_system(lambda: factories.scope_of(operator))
    incident = as_system(lambda: press(elder))
    with enter(scope):
        emergency.acknowledge(incident=incident.id, scope=scope, now=now())
        emergency.record_attempt(
            incident=incident.id, target="elder", result="answered", scope=scope, now=now()
        )
        emergency.triage(incident=incident.id, answers={"cannot_rise": True}, scope=scope, now=now())
    return incident


def test_from_sharing_a_place_to_accepting_with_the_way(open_as):
    from playwright.sync_api import expect

    elder = as_system(factories.make_elder)
    as_system(lambda: factories.make_contact(elder))
    near, far = as_system(
        lambda: (
            factories.make_responder(longitude=113.76),
            factories.make_responder(longitude=113.70, latitude=34.77),
        )
    )
    as_system(lambda: recount(now=now()))
    phone = open_as(as_system(lambda: factories.account_of(near)), "/go/", phone=True)
    sharing(phone)
    phone.get_by_text("共享位置（可选）").click()
    phone.get_by_role("button", name="同意并共享位置").click()
    expect(phone.locator("#sharing-state")).to_contain_text("位置已发送")
    assert as_system(lambda: ResponderPosition.objects.get().responder_id) == near.id

    operator = as_system(factories.make_operator)
    incident = judged(elder, operator)
    seat = open_as(operator, f"/seat/{incident.id}/")
    rows = seat.locator("#offer-form .toggle")
    expect(rows).to_have_count(3)
    mine = rows.filter(has=seat.locator(f"[value='{near.id}']"))
    expect(mine).to_contain_text("约 1 分钟")
    expect(mine).to_contain_text("按直线估算")
    expect(rows.filter(has=seat.locator(f"[value='{far.id}']"))).to_contain_text("无最新位置")
    expect(rows.filter(has_text="只能电话联系")).to_contain_text("女儿")
    assert seat.evaluate("document.documentElement.scrollWidth <= innerWidth")
    seat.locator("#next").click()

    phone.locator(".task").click()
    expect(phone.locator("#journey header")).to_contain_text("约 1 分钟")
    phone.get_by_role("button", name="接单").click()
    expect(phone.get_by_role("link", name="用地图导航")).to_have_attribute("href", re.compile(r"^geo:34\.77"))
    assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth")
