"""The log of events by role: the auditor's trail, the readers of one file, and the same by JSON."""

import pytest
from django.urls import reverse

from chongyang.core import events
from chongyang.core.access import enter
from chongyang.core.clock import now
from chongyang.core.scopes import SYSTEM, system_scope
from chongyang.territory.enums import Role, TokenName
from chongyang.territory.rules.capabilities import BY_GRANT_ALONE, Can, can
from chongyang.territory.rules.token_names import names_for
from tests import factories
from tests.api.callers import caller
from tests.privacy import people
from tests.web.test_street import at, signed_in, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("password_alone")]
HERE, ELSEWHERE = "410105", "410181"
SERVICE, OTHERS = "service", "workshop.log.elsewhere"


@pytest.fixture
def elder(db):
    """Her file was read once, by a clerk; and something happened in another county."""
    row = factories.make_elder()
    people.read(people.clerk(), row, purpose=SERVICE)
    with enter(system_scope("test")):
        events.record(
            OTHERS, by=SYSTEM, now=now(), area=factories.ZHONGYUAN, subject_type="workshop.log", payload={}
        )
    return row


def trail_of(account) -> tuple[int, bool, bool]:
    """The page's status; whether the reading, and what happened in the other county, stand on it."""
    answer = signed_in(account).get(reverse("administration_audit"))
    text = text_of(answer)
    return answer.status_code, "registry.file.read" in text, OTHERS in text


@pytest.mark.parametrize("role", list(Role))
def test_the_trail_is_the_auditors_and_of_his_areas(elder, role):
    may = can(role, Can.READ_AUDIT)
    assert trail_of(factories.make_account(role, None, HERE)) == (
        (200, True, False) if may else (403, False, False)
    )
    assert trail_of(factories.make_account(role, None, ELSEWHERE))[1:] == (False, False)


def told_to(who, elder) -> tuple[int, list[tuple[str, str]]]:
    answer = who.get(f"/elders/{elder.id}/readings")
    rows = answer.json() if answer.status_code == 200 else []
    return answer.status_code, [(row["role"], row["purpose"]) for row in rows]


@pytest.mark.parametrize("role", list(Role))
def test_readings_by_json_are_for_who_reaches_the_file(elder, role):
    refused: tuple[int, list[tuple[str, str]]] = (404, [])
    if TokenName.ELDERS_READ not in names_for(role):
        refused = (403, [])
    is_reached = refused[0] == 404 and role not in BY_GRANT_ALONE
    seen = (200, [(Role.STREET_CLERK.value, SERVICE)])
    assert told_to(caller(role, HERE), elder) == (seen if is_reached else refused)
    assert told_to(caller(role, ELSEWHERE), elder) == refused


def test_the_family_sees_the_readings_of_its_own_elder_on_the_page_and_by_json(elder):
    family, stranger = people.family_of(elder), people.family_of(factories.make_elder())
    page = text_of(signed_in(family).get(at("family_readers", elder)))
    assert "安排服务" in page
    assert told_to(caller(Role.FAMILY, account=family), elder)[1] == [(Role.STREET_CLERK.value, SERVICE)]
    assert signed_in(stranger).get(at("family_readers", elder)).status_code == 404
    assert told_to(caller(Role.FAMILY, account=stranger), elder) == (404, [])
