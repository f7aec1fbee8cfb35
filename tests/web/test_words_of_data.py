"""What stands in data files is said in the reader's language, and each cell on a phone says what it is."""

import pytest
from django.urls import reverse
from lxml import html

from chongyang.alerting import operations as alerting
from chongyang.alerting.models import Chain
from chongyang.core.clock import now
from chongyang.core.events import record
from chongyang.core.scopes import SYSTEM
from chongyang.territory.enums import Role
from tests import factories
from tests.privacy import people
from tests.web.test_reading import clerk, finding
from tests.web.test_street import signed_in, text_of

__all__ = ["clerk", "finding"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("password_alone")]


def english(account):
    client = signed_in(account)
    client.cookies["django_language"] = "en"
    return client


def test_terms_and_laws_of_retention(db):
    page = text_of(english(people.steward()).get(reverse("reading_records")))
    assert "Elder's file" in page
    assert "Personal Information Protection Law, article 19" in page
    assert "个人信息保护法" not in page


def test_where_a_chain_of_escalation_comes_from(db):
    alerting.load_chains(now=now())
    client = english(factories.make_account(Role.SHIFT_LEAD))
    for code in Chain.objects.order_by("code").values_list("code", flat=True):
        page = text_of(client.get(reverse("alerting_chain", args=[code])))
        assert "tarting value" in page, code
        assert "平台默认值" not in page


def test_rules_of_care_calls(db):
    page = text_of(english(factories.make_account(Role.SHIFT_LEAD)).get(reverse("hotline_rule_new")))
    assert "Daily greeting for those who live alone" in page


def test_the_trail_says_what_an_event_holds(db):
    told = {"by": SYSTEM, "now": now(), "area": factories.JINSHUI, "subject_type": "registration.batch"}
    record("registration.batch.done", payload={"rows": 3, "registered": 2}, **told)
    page = text_of(english(people.auditor()).get(reverse("administration_audit")))
    assert "Registered 2 Rows 3" in page
    assert "rows=" not in page


@pytest.mark.parametrize("name", ["reading", "reading_rights", "reading_records"])
def test_on_a_phone_each_cell_of_a_list_says_what_it_is(finding, name):
    page = html.fromstring(signed_in(people.steward()).get(reverse(name)).content.decode())
    for cell in page.xpath("//div[contains(@class, 'as-cards')]//td[not(.//form)][normalize-space()]"):
        assert cell.get("data-label"), cell.text_content()
