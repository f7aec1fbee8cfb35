"""Search first: nobody browses people. Equality on tokens, with the scope's intervals as literals."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from chongyang.core import access, identifiers
from chongyang.core.fields import index_of
from chongyang.core.scopes import Scope
from chongyang.core.words import N_
from chongyang.registry.models import Elder, SearchToken
from chongyang.registry.queries.elders import visible_elders
from chongyang.registry.rules import pinyin, places, tokens

ASK = N_("请输入姓名、拼音、身份证号码、电话、卡号或住址。")
NOTHING = N_("没有找到，请核对，或换一种写法。")
TOO_MANY = N_("结果太多，这里只显示前面一部分，请再加一个词。")
SURNAME_ALONE = N_("只写一个字，只能在一个街道的范围内查找，请再加名字、号码或住址。")
STREET = 1000  # area values of one street differ in their last three digits
MOST_WORDS = 6
REASONS = {"identity": N_("身份证号码"), "phone": N_("电话"), "card": N_("卡号"), "place": N_("住址")}

Choice = frozenset[str]  # an elder has one of these tokens


@dataclass(frozen=True, slots=True)
class Found:
    """The elders that were found, and what to tell who looked for them."""

    elders: list[Elder] = field(default_factory=list)
    message: str = ""
    why: dict[UUID, tuple[str, ...]] = field(default_factory=dict)
    asked: bool = True

    def __iter__(self) -> Iterator[Elder]:
        return iter(self.elders)

    def __len__(self) -> int:
        return len(self.elders)


def find_elders(scope: Scope, text: str, limit: int = 50) -> Found:
    """Elders by name or part of it, pinyin, initials, number, telephone, card, address; all words must fit.

    Tried in turn until something is found: the whole text as one name, each word whole, each word's pairs.
    """
    words = tokens.shape_of(text)[:MOST_WORDS]
    if not words:
        return Found(message=ASK, asked=False)
    is_one = len(words) == 1 and len(words[0]) == 1 and not words[0].isascii()
    if is_one and is_of_one_street(scope):
        return _one_character(scope, words[0], limit)
    for choices in _readings(words):
        if rows := _at_door(words, _matching(scope, choices, limit + 1)):
            shown = rows[:limit]
            return Found(shown, TOO_MANY if len(rows) > limit else "", _reasons(scope, shown, choices))
    return Found(message=SURNAME_ALONE if is_one else NOTHING)


def _one_character(scope: Scope, char: str, limit: int) -> Found:
    """Surname or given name. Only within one street, where a clerk may turn the pages of all anyway: its some
    thousand rows are looked through by area. In a larger scope a surname would be browsing.
    """
    named = Q(name__startswith=char) | Q(id__in=_rows(scope, _whole(char)).values("person"))
    rows = list(visible_elders(scope).filter(named).order_by("name_key", "id")[: limit + 1])
    why: dict[UUID, tuple[str, ...]] = {
        row.id: (N_("姓氏") if row.name.startswith(char) else N_("姓名"),) for row in rows[:limit]
    }
    return Found(rows[:limit], TOO_MANY if len(rows) > limit else ("" if rows else NOTHING), why)


def is_of_one_street(scope: Scope) -> bool:
    """Whether all that the scope reaches lies in one street; granted persons are fewer still."""
    streets = {value // STREET for interval in scope.intervals for value in interval}
    return not scope.system and len(streets) <= 1


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
    return frozenset({word.lower().replace("'", ""), *_numbers(word), *_places(word)})


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


def _places(word: str) -> set[str]:
    """The narrowest token of a word that may be part of an address."""
    held = () if word.isascii() else places.words_of(word)
    return {tokens.number_token("place", index_of(held[-1], "place"))} if held else set()


def _at_door(words: tuple[str, ...], rows: list[Elder]) -> list[Elder]:
    """Of a building's elders those of the unit and room that was typed."""
    typed = [places.place_of(text) for text in ("".join(words), *words) if not text.isascii()]
    exact = [place for place in typed if place.compound and len(place.numbers) > 1]
    if not exact:
        return rows
    homes = {row.id: places.place_of(row.address.plain) for row in rows}
    return [row for row in rows if any(place.is_at(homes[row.id]) for place in exact)]


def _reasons(scope: Scope, rows: list[Elder], choices: list[Choice]) -> dict[UUID, tuple[str, ...]]:
    """By which of their tokens the elders were found, in words for who looked."""
    wanted = set().union(*choices)
    held = SearchToken.objects.filter(person__in=[row.id for row in rows], token__in=sorted(wanted))
    found: dict[UUID, set[str]] = {row.id: set() for row in rows}
    names = {row.id: row.name for row in rows}
    for person, token in access.visible(held, scope).order_by("person").values_list("person", "token"):
        found[person].add(
            REASONS[tokens.kind_of(token)] if ":" in token else _name_reason(token, names[person])
        )
    return {person: tuple(sorted(reasons)) for person, reasons in found.items()}


def _name_reason(token: str, name: str) -> str:
    if not token.isascii():
        return N_("姓名")
    return N_("拼音首字母") if token == pinyin.initials(name) else N_("拼音")


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
    """At most `limit`, in order of spelling. Of more, the first by area: so the tokens' index alone tells
    who they are, and thousands of namesakes are never fetched only to be left out.
    """
    first, *more = choices
    rows = _rows(scope, first)
    for choice in more:
        also = _rows(scope, choice).filter(area=OuterRef("area"), person=OuterRef("person"))
        rows = rows.filter(Exists(also))
    found = rows.order_by("area", "person").values_list("area", "person").distinct()[:limit]
    persons = [person for _, person in found]
    return list(visible_elders(scope).filter(id__in=persons).order_by("name_key", "id"))


def _rows(scope: Scope, choice: Choice) -> QuerySet[SearchToken]:
    return access.visible(SearchToken.objects.filter(token__in=sorted(choice)), scope)
