"""The desk of integrity: who enters, counts within reach, the way to the mending desk, exceptions."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from chongyang.core.clock import now
from chongyang.core.integrity import list_checks
from chongyang.core.models import Event, IntegrityExcuse
from chongyang.core.operations.integrity import run_checks
from chongyang.territory.enums import Role
from chongyang.territory.rules.capabilities import Can, can
from chongyang.web.integrity.words import DESKS
from tests import factories
from tests.core.integrity_rows import BAD, TODAY
from tests.web.test_street import office, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("password_alone")]
OWN, OTHER = "410105001", "410102002"
ONE = "registry.born_in_future"


@pytest.fixture
def bad(db):
    row = BAD[ONE]()
    run_checks(now=now())
    return row


@pytest.fixture
def clerk(db):
    return signed_in(factories.make_account(Role.STREET_CLERK, office(OWN)))


@pytest.fixture
def outsider(db):
    return signed_in(factories.make_account(Role.STREET_CLERK, office(OTHER)))


@pytest.fixture
def steward(db):
    return signed_in(factories.make_account(Role.DATA_STEWARD, None, "410105"))


@pytest.mark.parametrize("role", list(Role))
def test_each_role_enters_what_it_may(bad, role):
    client = signed_in(factories.make_account(role))
    wanted = 200 if can(role, Can.CHECK_INTEGRITY) else 403
    assert client.get(reverse("integrity")).status_code == wanted
    assert client.get(reverse("integrity_check", args=[ONE])).status_code == wanted


def test_the_clerk_sees_her_streets_findings_masked_and_the_way_to_the_file(clerk, bad):
    page = clerk.get(reverse("integrity")).content.decode()
    assert "出生日期在今天之后" in page
    page = clerk.get(reverse("integrity_check", args=[ONE])).content.decode()
    assert reverse("street_elder", args=[bad]) in page
    assert "陈*" in page
    assert "这样是对的" not in page


def test_a_colleague_of_another_county_sees_none(outsider, bad):
    assert (
        reverse("street_elder", args=[bad])
        not in outsider.get(reverse("integrity_check", args=[ONE])).content.decode()
    )
    assert outsider.post(reverse("integrity_excuse", args=[ONE, bad])).status_code == 403


def test_every_check_has_a_page_and_its_desk_a_word(steward, bad):
    for check in list_checks():
        assert steward.get(reverse("integrity_check", args=[check.name])).status_code == 200, check.name
        assert not check.mend or check.mend.partition("_")[0] in DESKS, check.name
    assert steward.get(reverse("integrity_check", args=["nothing"])).status_code == 404
    assert steward.get(reverse("integrity_check", args=[ONE]), {"after": "x"}).status_code == 200


def test_the_desk_that_mends_a_check_has_an_address():
    """`mend_of` leaves the link out where the address is none."""
    for check in list_checks():
        if check.mend:
            assert reverse(check.mend, args=[uuid4()] if check.opens else []).startswith("/"), check.name


def test_what_may_be_right_is_excused_with_a_reason_until_a_day_and_taken_back(steward, bad):
    address = reverse("integrity_excuse", args=[ONE, bad])
    for told, field in (
        ({"reason": "", "until": TODAY + timedelta(days=9)}, "reason"),
        ({"reason": "证件如此", "until": TODAY}, "until"),
        ({"reason": "证件如此", "until": "明天"}, "until"),
        ({"reason": "证件如此", "until": TODAY + timedelta(days=4000)}, "until"),
    ):
        refused = steward.post(address, told)
        assert refused.status_code == 422
        assert f'id="id_{field}_{bad}_error"' in refused.content.decode()
        assert str(told["until"]) in refused.content.decode()
        assert told["reason"] in refused.content.decode()
    assert not IntegrityExcuse.objects.exists()
    steward.post(address, {"reason": "证件如此", "until": TODAY + timedelta(days=9)})
    steward.post(address, {"reason": "再来一次", "until": TODAY + timedelta(days=9)})
    held = IntegrityExcuse.objects.get()
    assert (held.reason, held.row) == ("证件如此", bad)
    assert "证件如此" in steward.get(reverse("integrity_check", args=[ONE])).content.decode()
    event = Event.objects.get(kind="core.integrity.excused")
    assert event.person == bad
    assert "证件" not in str(event.payload)
    steward.post(reverse("integrity_withdraw", args=[ONE, held.id]))
    held.refresh_from_db()
    assert held.ended_by is not None


def test_a_steward_of_another_county_excuses_nothing(bad):
    other = signed_in(factories.make_account(Role.DATA_STEWARD, None, "410102"))
    other.post(
        reverse("integrity_excuse", args=[ONE, bad]),
        {"reason": "x", "until": TODAY + timedelta(days=9)},
    )
    assert not IntegrityExcuse.objects.exists()


def test_asked_again_what_was_mended_is_gone(clerk, bad):
    from tests.core.integrity_rows import Elder

    Elder.objects.filter(id=bad).update(born_on="1941-03-08")
    answer = clerk.post(reverse("integrity_again", args=[ONE]), follow=True)
    assert "没有发现问题" in answer.content.decode()


def test_before_the_first_run_the_page_says_so(clerk):
    assert "还没有核查过" in clerk.get(reverse("integrity")).content.decode()
