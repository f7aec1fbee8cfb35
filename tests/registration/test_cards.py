"""Cards: one good at a time, a token that tells nothing, sheets of ten, no character lost."""

import re

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from chongyang.core.access import enter
from chongyang.core.clock import now
from chongyang.core.models import Event
from chongyang.core.scopes import interval_of
from chongyang.registration import operations, papers, queries
from chongyang.registration.models import Card
from chongyang.registration.rules.cards import PrintedCard
from chongyang.registry import queries as files
from tests import factories
from tests.registration.people import ZHONGYUAN_STREET, clerk, elder_of, family_of

pytestmark = pytest.mark.django_db
STREET = interval_of("410105001")


def said(scope):
    return {"scope": scope, "by": scope.actor, "now": now()}


def printed(scope, **words):
    with enter(scope):
        return operations.print_cards(**words, **said(scope))


def test_an_area_gets_a_card_for_everybody_registered_and_alive_once(db):
    elder_of()
    factories.make_elder()
    elder_of(life_status="dead", status_on=now().date())
    scope = clerk()
    assert len(printed(scope, within=STREET)) == 1
    with pytest.raises(operations.UnableToAsk, match="没有要打印"):
        printed(scope, within=STREET)
    assert Event.objects.filter(kind="registration.cards.printed").count() == 1


def test_printing_again_keeps_the_token_and_a_new_card_ends_it(db):
    elder = elder_of()
    scope = clerk()
    (first,) = printed(scope, persons=[elder.id])
    (same,) = printed(scope, persons=[elder.id])
    (new,) = printed(scope, persons=[elder.id], again=True)
    assert same.token == first.token != new.token
    with enter(scope):
        assert queries.person_of_token(scope, first.token) is None
        assert queries.person_of_token(scope, new.token.upper()) == elder.id
    assert Card.objects.filter(end_reason="reprinted").get().prints == 2
    held = Card.objects.get(ended_at=None)
    twin = Card(person=elder.id, area=elder.area, token_index=b"x", issued_at=now())
    with pytest.raises(IntegrityError, match="card_good_once"), transaction.atomic():
        twin.save(force_insert=True)
    assert held.prints == 1


def test_a_token_opens_by_scope_alone(db):
    elder = elder_of()
    (card,) = printed(clerk(), persons=[elder.id])
    for scope, expected in (
        (clerk(), elder.id),
        (family_of(elder), elder.id),
        (clerk(ZHONGYUAN_STREET), None),
    ):
        with enter(scope):
            assert queries.person_of_token(scope, card.token) == expected
            for bent in ("", "x" * 200, "é" * 10, "../" + card.token, card.token + "a"):
                assert queries.person_of_token(scope, bent) is None


def test_the_outsider_prints_and_ends_nothing(db):
    elder = elder_of()
    other = clerk(ZHONGYUAN_STREET)
    with pytest.raises(files.NotFound):
        printed(other, persons=[elder.id])
    with pytest.raises(operations.UnableToAsk, match="没有要打印"):
        printed(other, within=STREET)
    with enter(other), pytest.raises(files.NotFound):
        operations.end_card(person=elder.id, reason="lost", **said(other))


def test_the_code_holds_the_address_and_the_token_alone(db):
    elder = elder_of()
    (card,) = printed(clerk(), persons=[elder.id])
    told = papers.data_of([card], address="https://h/card/")
    assert re.fullmatch(r"[a-z2-7]{24}", card.token)
    assert str(elder.id) not in str(told)
    assert elder.identity_number.plain not in str(told)
    assert papers.picture_of("a") != papers.picture_of("b")


@pytest.mark.parametrize(("count", "pages"), [(1, 1), (10, 1), (11, 2)])
def test_ten_cards_are_a_sheet_and_rare_names_are_set(count, pages):
    from chongyang.core import typeset

    cards = [PrintedCard("买买提·阿不都热合曼", 410105001003, f"{n:024d}") for n in range(count)]
    template = typeset.read_template(papers.PACKAGE, papers.TEMPLATE)
    assert len(typeset.make_pictures(template, _data(cards), ppi=20)) == pages


def _data(cards):
    code = papers.picture_of("https://h/card/x/")
    told = {"title": "卡", "hotline": "12349", "help": "有事请拨打 12349", "scan": "扫码"}
    return {**told, "cards": [{"name": card.name, "place": "某社区", "code": code} for card in cards]}


def test_the_command_writes_a_file_and_says_what_is_wrong(db, tmp_path):
    elder_of(area=410105001003)
    target = tmp_path / "cards.pdf"
    call_command("make_cards", area="410105001003", to=target)
    assert target.read_bytes().startswith(b"%PDF")
    for words in (
        {"area": "410105001003", "to": target},
        {"area": "999999", "to": target},
        {"area": "410105001003", "to": tmp_path / "no" / "x.pdf"},
    ):
        with pytest.raises(CommandError):
            call_command("make_cards", **words)
