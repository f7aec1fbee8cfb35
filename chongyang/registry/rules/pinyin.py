"""How a Chinese name is spelt, sorted and found: sort key, initials, tokens of the search table.

Search compares whole tokens (`=`): under row-level security PostgreSQL uses an index for little else.
So each part of a name that people type is a token: 王桂兰 → 王桂兰, 王桂, 桂兰, wangguilan, guilan, wgl …
"""

from functools import cache, lru_cache

COMPOUND_SURNAMES = frozenset(
    {
        *("欧阳", "上官", "司马", "皇甫", "诸葛", "夏侯", "尉迟", "令狐", "慕容", "司徒", "东方", "西门"),
        *("长孙", "宇文", "独孤", "公孙", "轩辕", "澹台", "万俟", "端木", "百里", "呼延", "南宫", "闻人"),
    }
)
# Readings that hold for a surname alone; elsewhere the character is read as usual.
SURNAME_READINGS = {
    "单": "shan", "仇": "qiu", "任": "ren", "解": "xie", "区": "ou", "查": "zha", "曾": "zeng", "翟": "zhai",
    "乐": "yue", "盖": "ge", "尉": "wei", "华": "hua", "朴": "piao", "缪": "miao", "员": "yun", "种": "chong",
    "覃": "qin", "折": "she", "洗": "xian", "冼": "xian", "繁": "po", "那": "na", "佘": "she", "逄": "pang",
    "秘": "bi", "黑": "he", "召": "shao", "朝": "chao", "葛": "ge", "晟": "cheng", "重": "chong", "车": "che",
    "尉迟": "yuchi", "万俟": "moqi", "澹台": "tantai", "长孙": "zhangsun",
    "令狐": "linghu", "皇甫": "huangfu",
}  # fmt: skip
# A dictionary lookup of the whole world is no help for three letters: shorter pinyin tokens are left out.
SHORTEST_SPELLING = 2


def surname_length(name: str) -> int:
    return 2 if len(name) > 2 and name[:2] in COMPOUND_SURNAMES else 1


@cache
def _spelt(char: str) -> str:
    """Pinyin of one character without tone; a character that no dictionary knows stands for itself."""
    from pypinyin import lazy_pinyin

    return "".join(lazy_pinyin(char, v_to_u=False)).lower().replace("ü", "v")


def _letters(text: str) -> str:
    return text.lower() if text.isascii() else _spelt(text)


@lru_cache(maxsize=65536)
def syllables(name: str) -> tuple[str, ...]:
    """One spelling a character; the surname with its own reading (单雄信 → shan xiong xin)."""
    head = surname_length(name)
    given = tuple(_letters(char) for char in name[head:] if not char.isspace())
    if (surname := SURNAME_READINGS.get(name[:head])) and head == 2:
        return (*_split_compound(name[:2], surname), *given)
    return (surname or "", *given) if surname else (*(_letters(char) for char in name[:head]), *given)


def _split_compound(chars: str, reading: str) -> tuple[str, str]:
    last = _letters(chars[1])
    if reading.endswith(last):
        return reading[: -len(last)], last
    middle = {"yuchi": 2, "moqi": 2, "zhangsun": 5}[reading]
    return reading[:middle], reading[middle:]


def sort_key(name: str) -> str:
    """Key by which lists of names are in order: syllables apart, the name itself last, so it is total."""
    return " ".join((*syllables(name), name))


def initials(name: str) -> str:
    return "".join(part[:1] for part in syllables(name))


@lru_cache(maxsize=65536)
def tokens_of(name: str) -> frozenset[str]:
    """All that finds this name: full, given, each two neighbours, spellings, initials. Lower case."""
    plain = "".join(name.split()).lower()
    if not plain:
        return frozenset()
    head, parts = surname_length(plain), syllables(plain)
    written = {plain, plain[head:], *(plain[at : at + 2] for at in range(len(plain) - 1))}
    usual = "".join(_letters(char) for char in plain)
    spelt = {"".join(parts), "".join(parts[head:]), initials(plain), usual}
    return frozenset(token for token in written | {s for s in spelt if len(s) >= SHORTEST_SPELLING} if token)


def query_tokens(text: str) -> tuple[str, ...]:
    """What to look for when a person types `text`: the token itself, or of longer Chinese words the pairs.

    An elder matches who has every one of them.
    """
    typed = "".join(text.split()).lower().replace("'", "")
    if len(typed) <= 2 or typed.isascii():
        return (typed,) if typed else ()
    return tuple(dict.fromkeys(typed[at : at + 2] for at in range(len(typed) - 1)))
