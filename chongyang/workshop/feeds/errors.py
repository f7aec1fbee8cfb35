"""Errors in records: each kind changes one thing of one record, at the rate of `data/feed_errors.yaml`."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

import numpy as np
import yaml

from chongyang.linkage.rules import lunar
from chongyang.registry.rules import pinyin
from chongyang.workshop.city import numbers
from chongyang.workshop.city.names import _data as name_data
from chongyang.workshop.city.seeds import Bools, Words

# Mobile numbers that were given up: slots behind those of the city's people (contacts.NUMBERS_EACH).
FORMER_SLOTS = 40_000_000


@cache
def rates(feed: str) -> dict[str, float]:
    """The shares of one feed; a small one uses those of `other`."""
    text = (files("chongyang.workshop") / "data" / "feed_errors.yaml").read_text(encoding="utf-8")
    told: dict[str, dict[str, float]] = yaml.safe_load(text)["rates"]
    return told.get(feed, told["other"])


@dataclass(slots=True)
class Told:
    """What a department wrote of each record; `errors` names what is wrong with it."""

    name: Words
    number: Words
    born: Words
    phone: Words
    address: Words
    household: Words
    member: Words
    errors: Words


def spoil(rng: np.random.Generator, feed: str, told: Told, others: dict[str, Words]) -> None:
    """Put the errors of this feed in, in place; `others` are words of other people, by kind of error."""
    size = len(told.name)
    for kind, share in rates(feed).items():
        if kind in ("twice", "absent"):
            continue
        hit = np.flatnonzero(rng.random(size) < share)
        chosen = rng.integers(0, 2**31, len(hit))
        for row, choice in zip(hit.tolist(), chosen.tolist(), strict=True):
            _spoil_one(kind, told, row, choice, others)


def _spoil_one(kind: str, told: Told, row: int, choice: int, others: dict[str, Words]) -> None:
    field = FIELDS[kind]
    column: Words = getattr(told, field)
    before = column[row]
    if before == "" and field == "member":
        return
    pool = others.get(kind)
    column[row] = after = KINDS[kind](before, choice) if pool is None else pool[choice % len(pool)]
    if after != before:
        told.errors[row] = f"{told.errors[row]} {kind}".strip()


@cache
def _characters() -> list[str]:
    return [char for pool in name_data()["eras"] for char in sorted(set("".join(pool["female"]["last"])))]


@cache
def _homophones() -> dict[str, list[str]]:
    """Characters of given names by their sound."""
    groups: dict[str, list[str]] = defaultdict(list)
    for char in sorted({char for char in _characters() if char.isalpha()}):
        groups[pinyin.syllables(char)[0]].append(char)
    return groups


@cache
def _traditional() -> dict[str, str]:
    """The old form of a character, where the table of linkage has one."""
    text = (files("chongyang.linkage") / "data" / "characters.yaml").read_text(encoding="utf-8")
    return {pair[1]: pair[0] for pair in yaml.safe_load(text)["traditional"].split()}


def _typo(name: str, choice: int) -> str:
    known = _characters()
    return name[:-1] + known[choice % len(known)] if len(name) > 1 else name


def _homophone(name: str, choice: int) -> str:
    """The last character that has another of its sound."""
    for place in range(len(name) - 1, 0, -1):
        same = [char for char in _homophones().get(_sound(name[place]), []) if char != name[place]]
        if same:
            return name[:place] + same[choice % len(same)] + name[place + 1 :]
    return name


@lru_cache(maxsize=8192)
def _sound(char: str) -> str:
    return pinyin.syllables(char)[0]


def _old_form(name: str, _: int) -> str:
    return "".join(_traditional().get(char, char) for char in name)


def _transposed(number: str, choice: int) -> str:
    """Two digits side by side that differ, exchanged."""
    places = (
        [place for place in range(6, 17) if number[place] != number[place + 1]] if len(number) == 18 else []
    )
    if not places:
        return number
    place = places[choice % len(places)]
    return number[:place] + number[place + 1] + number[place] + number[place + 2 :]


def _digit(number: str, choice: int) -> str:
    if len(number) != 18:
        return number
    place = 6 + choice % 11
    return number[:place] + str((int(number[place]) + 1 + choice // 11 % 9) % 10) + number[place + 1 :]


def _fifteen(number: str, _: int) -> str:
    return number[:6] + number[8:17] if len(number) == 18 and number[6:8] == "19" else number


@lru_cache(maxsize=65536)
def _lunar(born: str) -> str:
    """The day of the Chinese calendar written down as if it were of the common one."""
    told = lunar.lunar_of(date(int(born[:4]), int(born[4:6]), int(born[6:])))
    return "{:04d}{:02d}{:02d}".format(*told) if told else born


def _swapped(born: str, _: int) -> str:
    return born[:4] + born[6:] + born[4:6]


def _year(born: str, choice: int) -> str:
    return f"{int(born[:4]) + (1, -1, 10, -10)[choice % 4]}{born[4:]}"


def _former(phone: str, choice: int) -> str:
    return str(numbers.mobiles(np.array([FORMER_SLOTS + choice % 20_000_000]), 0)[0])


def _spelling(address: str, choice: int) -> str:
    """The same door as people write it."""
    if choice % 3 == 0:
        return address.removeprefix("郑州市")
    if choice % 3 == 1:
        return address.replace("号楼", "#楼").replace("单元", "-").replace("室", "")
    return address.replace("号楼", "栋").replace("社区", "")


KINDS: dict[str, Any] = {
    "name_typo": _typo,
    "name_homophone": _homophone,
    "name_traditional": _old_form,
    "number_transposed": _transposed,
    "number_digit": _digit,
    "number_15": _fifteen,
    "number_missing": lambda *_: "",
    "birthday_lunar": lambda born, _: _lunar(born),
    "birthday_swapped": _swapped,
    "birthday_year": _year,
    "phone_missing": lambda *_: "",
    "phone_former": _former,
    "address_spelling": _spelling,
    "member_typo": _typo,
    "member_homophone": _homophone,
    "member_missing": lambda *_: "",
}
FROM_OTHERS = ("address_former", "household_moved", "member_former")
"""Errors whose word is another person's: where she lived, whose household she is counted in, whom to call."""
FIELDS = {
    **{kind: kind.split("_", 1)[0] for kind in (*KINDS, *FROM_OTHERS)},
    **dict.fromkeys(("birthday_lunar", "birthday_swapped", "birthday_year"), "born"),
}


def drawn_rows(rng: np.random.Generator, feed: str, rows: Any) -> tuple[Any, Bools]:
    """Which people stand in the feed, some of them twice, some not; and which row is a second one."""
    share = rates(feed)
    kept = rows[rng.random(len(rows)) >= share.get("absent", 0.0)]
    again = kept[rng.random(len(kept)) < share.get("twice", 0.0)]
    both = np.concatenate([kept, again])
    second = np.concatenate([np.zeros(len(kept), dtype=bool), np.ones(len(again), dtype=bool)])
    order = rng.permutation(len(both))
    return both[order], second[order]
