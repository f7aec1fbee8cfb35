"""The family reads who said what about her, says what is wrong, and reads the answer; nobody else does."""

import re

import pytest
from django.urls import reverse

from chongyang.claims.models import Contest
from chongyang.claims.operations import contests
from chongyang.core.clock import now
from chongyang.core.models import Event
from chongyang.core.scopes import Actor, system_scope
from chongyang.territory.enums import Role
from tests import factories
from tests.claims.words import tell
from tests.web.test_family import daughter, give
from tests.web.test_street import at, clerk, elder, signed_in, text_of

__all__ = ["clerk", "daughter", "elder"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("password_alone")]
STEWARD = Actor(kind="person", label="data_steward", role="data_steward")


@pytest.fixture
def family(clerk, elder, daughter):
    tell(elder, name="陈秀芝", phone="13912345678", area=410102002000)
    give(clerk, elder, daughter)
    return signed_in(daughter)


def word_of(text, name="name"):
    form = text.split(f'name="field" value="{name}"')[1]
    return re.search(r'<option value="([^"]+)"', form)[1]


def test_she_reads_in_plain_words_and_the_reading_is_hers(family, elder, daughter):
    answer = family.get(at("family_said", elder))
    shown = text_of(answer)
    for words in ("公安", "街道录入", "说法不一", "这里不对"):
        assert words in shown
    assert "13912345678" not in answer.content.decode()
    read = Event.objects.filter(kind="registry.file.read").latest("seq")
    assert (read.purpose, read.payload["fields"], read.actor_account) == ("own_file", ["claims"], daughter.id)


def test_she_says_what_is_wrong_and_reads_the_answer(family, elder, daughter):
    text = family.get(at("family_said", elder)).content.decode()
    said = {"field": "name", "word": word_of(text), "reason": "written_wrong", "note": "户口本是兰字"}
    assert family.post(at("family_said", elder), said).status_code == 302
    shown = text_of(family.get(at("family_said", elder)))
    assert "有异议" in shown
    assert "户口本是兰字" in shown
    row = Contest.objects.get()
    assert row.asked_by == daughter.id
    scope = system_scope("test")
    contests.uphold(contest=row.id, answer="公安登记如此。", scope=scope, by=STEWARD, now=now())
    assert "公安登记如此。" in text_of(family.get(at("family_said", elder)))


def test_what_is_missing_is_asked_for_and_nothing_is_lost(family, elder):
    text = family.get(at("family_said", elder)).content.decode()
    said = {"field": "name", "word": word_of(text), "reason": "", "note": "不对的地方"}
    answer = family.post(at("family_said", elder), said)
    assert answer.status_code == 422
    assert "请选择原因" in text_of(answer)
    assert "不对的地方" in answer.content.decode()


def test_she_takes_it_back(family, elder):
    text = family.get(at("family_said", elder)).content.decode()
    said = {"field": "name", "word": word_of(text), "reason": "other", "note": "看错了"}
    family.post(at("family_said", elder), said)
    row = Contest.objects.get()
    assert family.post(at("family_said", elder), {"withdraw": str(row.id)}).status_code == 302
    row.refresh_from_db()
    assert row.state == "withdrawn"


def test_a_stranger_finds_nothing(family, elder):
    stranger = signed_in(factories.make_account(Role.FAMILY))
    assert stranger.get(at("family_said", elder)).status_code == 404
    assert stranger.post(at("family_said", elder), {"field": "name"}).status_code == 404
    assert signed_in(factories.make_account(Role.OPERATOR)).get(
        reverse("family_said", args=[elder.id])
    ).status_code in (403, 404)
