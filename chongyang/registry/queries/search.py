"""Search first: nobody browses people. Equality on tokens, with the scope's intervals as literals."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.db.models import QuerySet

from chongyang.core import access, identifiers
from chongyang.core.fields import index_of
from chongyang.core.scopes import Scope
from chongyang.core.words import N_
from chongyang.registry.models import Elder, SearchToken
from chongyang.registry.queries.elders import visible_elders
from chongyang.registry.rules import pinyin, tokens

ASK = N_("请输入姓名、拼音、身份证号码、电话或卡号。")
NOTHING = N_("没有找到，请核对，或换一种写法。")
TOO_MANY = N_("结果太多，这里只显示前面一部分，请再加一个词。")
MOST_WORDS = 6

Choice = frozenset[str]  # an elder has one of these tokens


@dataclass(frozen=True, slots=True)
class Found:
    """The elders that were found, and what to tell who looked for them."""

    elders: list[Elder] = field(default_factory=list)
    message: str = ""

    def __iter__(self) -> Iterator[Elder]:
        return iter(self.elders)

    def __len__(self) -> int:
        return len(self.elders)


def find_elders(scope: Scope, text: str, limit: int = 50) -> Found:
    """Elders by name or part of it, pinyin, initials, identity number, telephone, card; all words must fit.

    Tried in turn until something is found: the whole text as one name, each word whole, each word's pairs.
    """
    words = tokens.shape_of(text)[:MOST_WORDS]
    if not words:
        return Found(message=ASK)
    for choices in _readings(words):
        if rows := _matching(scope, choices, limit + 1):
            return Found(rows[:limit], TOO_MANY if len(rows) > limit else "")
    return Found(message=NOTHING)


def _readings(words: tuple[str, ...]) -> Iterator[list[Choice]]:
    joined = "".join(words)
    readings = [
        [_whole(joined)],
        [_whole(word) for word in words],
        [c for word in words for c in _pairs(word)],
    ]
    for place, reading in enumerate(readings):
        if reading not in readings[:place]:
            yield reading


def _whole(word: str) -> Choice:
    return frozenset({word.lower().replace("'", ""), *_numbers(word)})


def _pairs(word: str) -> list[Choice]:
    """Every two neighbours of a written name; a number or a spelling stays whole."""
    if word.isascii():
        return [_whole(word)]
    return [frozenset({token}) for token in pinyin.query_tokens(word)]


def _numbers(word: str) -> set[str]:
    """The tokens of the numbers that this word may be; a wrong one simply finds nobody."""
    number = identifiers.cleaned(word)
    if not any(char.isdigit() for char in number):
        return set()
    read = {"identity": _identity(number), "phone": _phone(word), "card": number}
    return {tokens.number_token(kind, index_of(value, kind)) for kind, value in read.items() if value}


def _identity(number: str) -> str:
    """18 characters; of an old card's 15 the century and the check are filled in."""
    if len(number) == 15 and number.isdigit():
        first17 = number[:6] + "19" + number[6:]
        return first17 + identifiers.identity_check(first17)
    return number if len(number) == 18 else ""


def _phone(word: str) -> str:
    try:
        return identifiers.read_phone(word).number
    except identifiers.InvalidIdentifier:
        return ""


def _matching(scope: Scope, choices: list[Choice], limit: int) -> list[Elder]:
    rows = visible_elders(scope)
    for choice in choices:
        rows = rows.filter(id__in=_persons(scope, choice))
    return list(rows.order_by("name_key", "id")[:limit])


def _persons(scope: Scope, choice: Choice) -> QuerySet[SearchToken, object]:
    return access.visible(SearchToken.objects.filter(token__in=sorted(choice)), scope).values("person")
