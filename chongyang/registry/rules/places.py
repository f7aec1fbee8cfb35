"""An address as people type it: the compound's name and the numbers after it.

郑州市金水区花园路街道某社区幸福花园3号楼2单元501室 → 幸福花园, (3, 2, 501). A village: 李庄村, (1, 12).
Two words of an address find its elders: the compound, and the compound with its first number. What is stored
of them is a blind index, so both are found whole or not at all.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

STREET = re.compile(
    r"^(?:[^\d]*?[市区县])?(?P<name>[^\d市区县]*?(?:街道办事处|街道|办事处))|^[^\d]*?[市区县](?P<town>[^\d]*?[镇乡])"
)
STREET_ENDINGS = re.compile(r"(街道办事处|街道|办事处)$")
COMMUNITY = re.compile(r"^[^\d]{1,14}?社区(?=[^\d]{2,})|^[^\d]{1,10}?村(?=[^\d]{2,})")
LEAST, MOST = 2, 30


@dataclass(frozen=True, slots=True)
class Place:
    """What an address says after its street; `numbers` are those of building, unit and room as written."""

    compound: str
    numbers: tuple[str, ...]

    @property
    def building(self) -> str:
        """The compound with its first number; empty where either is missing."""
        return f"{self.compound}/{self.numbers[0]}" if self.compound and self.numbers else ""

    def is_at(self, other: "Place") -> bool:
        """Whether the other's numbers begin with these: 3号楼2单元 holds 3号楼2单元501室."""
        return other.compound == self.compound and other.numbers[: len(self.numbers)] == self.numbers


def place_of(address: str) -> Place:
    """Read an address, or the part of one that somebody types."""
    text = "".join(unicodedata.normalize("NFKC", address).split())
    rest, street = text, ""
    if found := STREET.match(text):
        rest = text[found.end() :]
        street = STREET_ENDINGS.sub("", found["name"] or "")
    rest = COMMUNITY.sub("", rest)
    named = re.match(r"[^\d]*", rest)
    name = named[0] if named else ""
    compound = re.sub(r"[^\w]|第$", "", name) or street
    numbers = tuple(number.lstrip("0") or "0" for number in re.findall(r"\d+", rest))
    return Place(compound if LEAST <= len(compound) <= MOST else "", numbers[:6])


@lru_cache(maxsize=65536)
def words_of(address: str) -> tuple[str, ...]:
    """At most two words by which an address is found; a street alone is none."""
    place = place_of(address)
    return tuple(dict.fromkeys(word for word in (place.compound, place.building) if word))
