"""Families and elders ask from their own desk: registration, changes; the answer comes back there."""

import pytest
from django.urls import reverse

from chongyang.core.access import enter
from chongyang.core.clock import now
from chongyang.registration import operations
from chongyang.registration.models import Application, ChangeRequest
from chongyang.registry.models import Elder
from chongyang.territory.enums import Role
from chongyang.territory.models import Account
from tests import factories
from tests.registration.people import clerk as clerk_scope
from tests.registration.people import elder_of, family_of
from tests.web.test_registration import signed_in, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("password_alone")]
FORM = {
    "relation": "daughter",
    "name": "周桂英",
    "phone": "13803714444",
    "county": "410105",
    "street": "410105001",
    "area": "410105001003",
    "address": "某小区2号楼1单元101",
    "contact_name": "周小明",
    "contact_phone": "13803715555",
}


@pytest.fixture
def daughter(db):
    elder = elder_of()
    scope = family_of(elder)
    client = signed_in(Account.objects.get(id=scope.actor.account))
    client.elder = elder
    return client


def test_a_family_applies_and_reads_the_answer(daughter):
    url = reverse("family_apply")
    assert "经八路街道" in text_of(daughter.get(url + "?county=410105"))
    assert "体育社区" in text_of(daughter.get(url + "?county=410105&street=410105001"))
    told = {**FORM, "identity_number": factories.identity_number()}
    assert daughter.post(url, told).url == reverse("family_asked")
    assert "待受理" in text_of(daughter.get(reverse("family_asked")))
    row, scope = Application.objects.get(), clerk_scope()
    with enter(scope):
        operations.accept_application(application=row.id, scope=scope, by=scope.actor, now=now())
    assert "已登记" in text_of(daughter.get(reverse("family_asked")))
    elder = Elder.objects.get(name="周桂英")
    assert (elder.area, elder.source) == (410105001003, "family")
    assert daughter.get(reverse("family_person", args=[elder.id])).status_code == 404


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("name", "", "姓名"),
        ("identity_number", "410105194103080001", "校验码"),
        ("area", "410105001999", "选项"),
        ("contact_phone", "12", "号码"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_kept(daughter, field, value, words):
    told = {**FORM, "identity_number": factories.identity_number(), field: value}
    assert words in text_of(daughter.post(reverse("family_apply"), told))
    assert not Application.objects.exists()


def test_the_same_application_twice_and_too_many_are_refused(daughter):
    told = {**FORM, "identity_number": factories.identity_number()}
    daughter.post(reverse("family_apply"), told)
    assert "正在办理" in text_of(daughter.post(reverse("family_apply"), told))
    for _ in range(2):
        daughter.post(reverse("family_apply"), {**FORM, "identity_number": factories.identity_number()})
    again = {**FORM, "identity_number": factories.identity_number()}
    assert "正在办理" in text_of(daughter.post(reverse("family_apply"), again))
    assert Application.objects.count() == 3


def test_an_elder_applies_for_herself(db):
    client = signed_in(factories.make_account(Role.ELDER))
    told = {**FORM, "identity_number": factories.identity_number()}
    told.pop("relation")
    assert client.post(reverse("family_apply"), told).status_code == 302
    assert Application.objects.get().relation == ""


def test_a_change_is_asked_for_in_two_clicks_and_its_answer_is_new_once(daughter):
    url = reverse("family_change", args=[daughter.elder.id])
    assert "社区或街道经办人" in text_of(daughter.get(url + "?field=phone"))
    assert daughter.post(url + "?field=phone", {"value": "13803719999"}).status_code == 302
    row, scope = ChangeRequest.objects.get(), clerk_scope()
    with enter(scope):
        operations.approve_change(request=row.id, seen=1, scope=scope, by=scope.actor, now=now())
    assert "新答复" in text_of(daughter.get(reverse("family_asked")))
    assert "新答复" not in text_of(daughter.get(reverse("family_asked")))


def test_a_contact_is_added_and_the_others_stay(daughter):
    held = factories.make_contact(daughter.elder)
    url = reverse("family_change", args=[daughter.elder.id]) + "?field=contacts"
    daughter.post(url, {"name": "王大力", "relation": "neighbour", "phone": "13900001111"})
    told = ChangeRequest.objects.get()
    assert str(held.id) in told.values.plain


def test_another_family_changes_and_withdraws_nothing(daughter):
    other = signed_in(factories.make_account(Role.FAMILY))
    url = reverse("family_change", args=[daughter.elder.id]) + "?field=phone"
    assert other.get(url).status_code == 404
    daughter.post(url, {"value": "13803719999"})
    row = ChangeRequest.objects.get()
    gone = reverse("family_withdraw_asked", args=["change", row.id])
    assert other.post(gone).status_code == 404
    assert daughter.post(gone).status_code == 302
    assert ChangeRequest.objects.get().state == "withdrawn"


def test_another_account_withdraws_no_application(daughter):
    daughter.post(reverse("family_apply"), {**FORM, "identity_number": factories.identity_number()})
    other = signed_in(factories.make_account(Role.FAMILY))
    row = Application.objects.get()
    gone = reverse("family_withdraw_asked", args=["application", row.id])
    assert other.post(gone).status_code == 404
    assert daughter.post(gone).status_code == 302
    assert Application.objects.get().state == "withdrawn"
