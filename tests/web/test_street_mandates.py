"""At the street: mandates renewed and ending, consents by purpose with their words, the form on paper."""

from datetime import timedelta

import pytest
from django.urls import reverse

from chongyang.core.access import enter
from chongyang.core.clock import now as clock_now
from chongyang.core.models import Event
from chongyang.core.scopes import system_scope
from chongyang.registry.models import Consent, Mandate
from chongyang.territory.enums import Role
from chongyang.territory.models import Grant
from tests import factories
from tests.web.test_family import daughter, give, held_by, page_of
from tests.web.test_street import at, clerk, colleague, elder, open_for, outsider, signed_in, text_of

__all__ = ["clerk", "colleague", "daughter", "elder", "outsider"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("password_alone")]
NEXT_YEAR = (clock_now() + timedelta(days=360)).date().isoformat()
RENEWAL = {"last_day": NEXT_YEAR, "reason": "elder_wish", "channel": "paper", "text_version": "2026-2"}


def renew_url(elder, account):
    return reverse("street_renew", args=[elder.id, held_by(account).id])


def soon(days):
    """The mandate ends in so many days."""
    with enter(system_scope("test")):
        until = clock_now() + timedelta(days=days)
        since = until - timedelta(days=100)
        Mandate.objects.update(valid_from=since, valid_to=until)
        Grant.objects.update(valid_from=since, valid_to=until)


def test_one_that_is_ending_is_listed_and_renewed(clerk, elder, daughter):
    give(clerk, elder, daughter)
    assert "没有将到期的委托" in text_of(clerk.get(reverse("street_ending")))
    soon(10)
    told = text_of(clerk.get(reverse("street_ending")))
    for words in ("陈*兰", "女儿", "到期"):
        assert words in told
    url = renew_url(elder, daughter)
    assert "续期" in text_of(clerk.get(url))
    assert clerk.post(url, RENEWAL).status_code == 302
    told = text_of(clerk.get(at("street_elder", elder)))
    assert "已续期" in told
    assert page_of(daughter, elder).status_code == 200
    assert "没有将到期的委托" in text_of(clerk.get(reverse("street_ending")))


def test_an_expired_one_is_renewed_and_opens_the_file_again(clerk, elder, daughter):
    give(clerk, elder, daughter)
    soon(-2)
    assert page_of(daughter, elder).status_code == 404
    assert "已到期" in text_of(clerk.get(reverse("street_ending")))
    assert clerk.post(renew_url(elder, daughter), RENEWAL).status_code == 302
    assert page_of(daughter, elder).status_code == 200


def test_never_by_a_short_message(clerk, elder, daughter):
    for channel in ("sms", "phone", "online"):
        assert give(clerk, elder, daughter, channel=channel).status_code == 200
    assert not Mandate.objects.exists()
    give(clerk, elder, daughter)
    assert clerk.post(renew_url(elder, daughter), RENEWAL | {"channel": "sms"}).status_code == 200
    told = text_of(clerk.post(renew_url(elder, daughter), RENEWAL | {"last_day": "2020-01-01"}))
    assert "到期日已经过去" in told


def test_the_outsider_and_a_colleague(clerk, outsider, colleague, elder, daughter):
    give(clerk, elder, daughter)
    soon(10)
    assert outsider.post(renew_url(elder, daughter), RENEWAL).status_code == 404
    assert "陈*兰" not in text_of(outsider.get(reverse("street_ending")))
    open_for(colleague, elder)
    assert colleague.post(renew_url(elder, daughter), RENEWAL).status_code == 302
    reviewer = signed_in(factories.make_account(Role.COUNTY_REVIEWER, None, "410105"))
    for name in ("street_ending", "street_outdated"):
        assert reviewer.get(reverse(name)).status_code == 403


def test_torn_addresses_begin_anew(clerk):
    for after in ("x", "2026-01-01~x", "~", "2026-01-01T00:00:00~" + "0" * 32):
        assert clerk.get(reverse("street_ending"), {"after": after}).status_code == 200
    assert clerk.get(reverse("street_outdated"), {"after": "x"}).status_code == 200


def agree(clerk, elder, **more):
    open_for(clerk, elder)
    said = {"purpose": "location", "basis": "consent", "channel": "paper", "given_by": "elder", **more}
    return clerk.post(at("street_consent", elder), said)


def test_the_words_agreed_to_are_shown_and_asked_anew(clerk, elder):
    agree(clerk, elder, text_version="1")
    told = text_of(clerk.get(at("street_consents", elder)))
    for words in ("文本已更新", "当时同意的原文", "在我求助或走失时找到我", "最多保存 30 天", "没有征求过"):
        assert words in told
    listed = text_of(clerk.get(reverse("street_outdated")))
    assert "陈*兰" in listed
    agree(clerk, elder, text_version="")
    with enter(system_scope("test")):
        assert Consent.objects.get(withdrawn_at=None).text_version == "2"
    assert "没有需要重新征求" in text_of(clerk.get(reverse("street_outdated")))
    assert "没有这个版本" in text_of(agree(clerk, elder, text_version="99"))


def test_after_a_withdrawal_what_stops_is_told(clerk, elder):
    agree(clerk, elder, text_version="2")
    clerk.post(at("street_withdraw", elder), {"purpose": "location"})
    told = text_of(clerk.get(at("street_consents", elder)))
    assert "因撤回而停止：不再显示定位设备的位置" in told


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_form_is_a_pdf_and_its_printing_is_written_down(clerk, elder, language):
    open_for(clerk, elder)
    clerk.cookies["django_language"] = language
    answer = clerk.post(at("street_consent_paper", elder), {"purpose": ["location", "calls"]})
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")
    with enter(system_scope("test")):
        event = Event.objects.filter(kind="registry.file.read").order_by("-seq").first()
    assert event.payload["fields"] == ["consent_form"]


def test_consents_of_another_place_are_not_there(outsider, clerk, elder):
    agree(clerk, elder, text_version="1")
    assert outsider.get(at("street_consents", elder)).status_code == 404
    assert outsider.post(at("street_consent_paper", elder)).status_code == 404
    assert "陈*兰" not in text_of(outsider.get(reverse("street_outdated")))
