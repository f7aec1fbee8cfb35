"""Papers to print: registration cards, ten on an A4, whose code is a token alone; letters of invitation."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from django.utils import timezone

from chongyang.core import typeset
from chongyang.core.codes import picture_of
from chongyang.registration.rules.cards import PrintedCard
from chongyang.registration.rules.letters import Letter
from chongyang.registration.rules.settings import load
from chongyang.territory import queries as territory

PACKAGE, TEMPLATE, LETTER = "chongyang.registration", "cards.typ", "letter.typ"
HOTLINE = "12349"
GAP = "〓"


def set_cards(cards: Sequence[PrintedCard], *, address: str, at: datetime) -> bytes:
    """The PDF of these cards; `address` is where a code leads, the token comes after it.

    One rare character stops no street: what no font draws is printed as 〓, the printer's sign for a missing
    piece of type, to be written in by hand.
    """
    template, data = typeset.read_template(PACKAGE, TEMPLATE), data_of(cards, address=address)
    try:
        return typeset.make_pdf(template, data, at=at)
    except typeset.UnableToTypeset:
        gaps = str.maketrans(dict.fromkeys(typeset.lacking("".join(card.name for card in cards)), GAP))
        told = [replace(card, name=card.name.translate(gaps)) for card in cards]
        return typeset.make_pdf(template, data_of(told, address=address), at=at)


def data_of(cards: Sequence[PrintedCard], *, address: str) -> dict[str, object]:
    """What the template reads."""
    places = territory.area_names(card.area for card in cards)
    return {
        "title": "郑州市养老服务登记卡",
        "hotline": HOTLINE,
        "help": "有事请拨打养老服务热线",
        "scan": "扫码后，有权限的人才能打开档案",
        "cards": [
            {"name": card.name, "place": places[card.area], "code": picture_of(f"{address}{card.token}/")}
            for card in cards
        ],
    }


def set_letters(letters: Sequence[Letter], *, at: datetime) -> bytes:
    """The PDF of these letters, a page each: address in the window of a long envelope, words of the data."""
    places = territory.area_names(letter.area for letter in letters)
    data = {
        **load("invitations")["letter"],
        "hotline": HOTLINE,
        "on": f"{timezone.localtime(at):%Y年%-m月%-d日}",
        "letters": [
            {"name": letter.name, "address": letter.address, "place": places[letter.area]}
            for letter in letters
        ],
    }
    return typeset.make_pdf(typeset.read_template(PACKAGE, LETTER), data, at=at)
