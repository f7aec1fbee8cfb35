"""What an applicant typed, read against the inputs that the programme asks on that day: each fault by its
field.
"""

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from chongyang.core.words import N_
from chongyang.policy.rules.programmes import Input

LACKS = N_("请填写。")
NOT_A_NUMBER = N_("请填写数字。")
NOT_WHOLE = N_("请填写整数。")
NEGATIVE = N_("不能小于 %(least)s。")
TOO_MUCH = N_("不能大于 %(most)s。")
FINENESS = N_("最多两位小数。")
YES_OR_NO = N_("请选择是或否。")
NO_WORD = N_("请从列出的选项中选择。")
UNKNOWN = N_("这个项目不问这一项。")
BAD_LABEL = N_("编号只能是字母、数字、横线和汉字，每个最多 40 个字。")
TWICE = N_("同一个编号写了两次：%(label)s。")
TOO_MANY = N_("编号太多，最多 %(most)s 个。")
BAD_RANGE = N_("编号范围不对：%(label)s。请写成 A101-A120。")
COUNT = N_("一共写了 %(named)s 个编号，上面填的数量是 %(told)s。")
MOST = 10**9
MOST_OBJECTS = 3000
LABEL = re.compile(r"[0-9A-Za-z一-鿿][0-9A-Za-z一-鿿\-#号]{0,39}")
RANGE = re.compile(
    r"(?P<head>[A-Za-z一-鿿\-#号]{0,20}?)(?P<first>\d{1,6})[-~至—]+(?P<same>[A-Za-z一-鿿#号]{0,20})(?P<last>\d{1,6})"
)
TRUE, FALSE = frozenset({"yes", "true", "on", "1", "是"}), frozenset({"no", "false", "0", "否"})


class Faulty(Exception):
    """One field is wrong; `values` fill the sentence."""

    def __init__(self, reason: str, **values: object) -> None:
        super().__init__(reason % values if values else reason)
        self.reason, self.values = reason, values


Faults = dict[str, Faulty]


def read_inputs(
    given: Mapping[str, Any], asked: Mapping[str, Input], *, complete: bool
) -> tuple[dict[str, Any], Faults]:
    """What is known, by name, and what is wrong. Without `complete` (a draft) what is empty may stay so."""
    values: dict[str, Any] = {}
    faults: Faults = {name: Faulty(UNKNOWN) for name in given if name not in asked}
    for name, one in asked.items():
        try:
            values[name] = read_input(given.get(name), one)
        except Faulty as fault:
            faults[name] = fault
            continue
        if values[name] is None and complete and not one.optional:
            faults[name] = Faulty(LACKS)
    return values, faults


def read_input(told: Any, asked: Input) -> Any:
    """One value in the type of its column, None where nothing was told. Raises Faulty."""
    if told is None or (isinstance(told, str) and not told.strip()):
        return None
    if asked.type == "yes_no":
        return _yes_no(told)
    if asked.type == "word":
        if told not in asked.words:
            raise Faulty(NO_WORD)
        return told
    return _number(told, asked)


def _yes_no(told: Any) -> bool:
    if isinstance(told, bool):
        return told
    word = str(told).strip().lower()
    if word in TRUE or word in FALSE:
        return word in TRUE
    raise Faulty(YES_OR_NO)


def _number(told: Any, asked: Input) -> int | float:
    if isinstance(told, bool):
        raise Faulty(NOT_A_NUMBER)
    try:
        value = Decimal(str(told).strip().replace(",", "").replace("，", ""))
    except InvalidOperation:
        raise Faulty(NOT_A_NUMBER) from None
    if not value.is_finite():
        raise Faulty(NOT_A_NUMBER)
    _check_bounds(value, asked)
    if asked.whole or asked.type == "money":
        if value != value.to_integral_value():
            raise Faulty(NOT_WHOLE)
        return int(value)
    if value != round(value, 2):
        raise Faulty(FINENESS)
    return float(value)


def _check_bounds(value: Decimal, asked: Input) -> None:
    most = asked.maximum if asked.maximum is not None else MOST * (100 if asked.type == "money" else 1)
    if asked.minimum is not None and value < Decimal(str(asked.minimum)):
        raise Faulty(NEGATIVE, least=f"{asked.minimum:g}")
    if value > Decimal(str(most)):
        raise Faulty(TOO_MUCH, most=f"{most:g}" if asked.maximum is not None else f"{most}")


def read_yuan(told: Any) -> str | None:
    """Yuan as people type them, in fen as the inputs of money want them. Raises Faulty."""
    if told is None or not str(told).strip():
        return None
    try:
        yuan = Decimal(str(told).strip().replace(",", "").replace("，", ""))
    except InvalidOperation:
        raise Faulty(NOT_A_NUMBER) from None
    if not yuan.is_finite() or abs(yuan) > MOST:
        raise Faulty(NOT_A_NUMBER)
    if yuan != round(yuan, 2):
        raise Faulty(FINENESS)
    return str(int(yuan * 100))


def read_objects(text: str) -> tuple[str, ...]:
    """Numbers of beds as people write them: A101-A120、B201, one after another. Raises Faulty."""
    labels: list[str] = []
    for word in re.split(r"[,，、;；\s]+", text.strip()):
        if word:
            labels += _spread(word)
        if len(labels) > MOST_OBJECTS:
            raise Faulty(TOO_MANY, most=MOST_OBJECTS)
    for label in labels:
        if not LABEL.fullmatch(label):
            raise Faulty(BAD_LABEL)
    if again := _first_again(labels):
        raise Faulty(TWICE, label=again)
    return tuple(labels)


def _spread(word: str) -> list[str]:
    """A series, or one number; 1-02 is a room of a building and no series, its parts are not alike."""
    found = RANGE.fullmatch(word)
    if not found or (not found["same"] and len(found["first"]) != len(found["last"])):
        return [word.upper()]
    head, first, last = found["head"].upper(), int(found["first"]), int(found["last"])
    if last < first or last - first >= MOST_OBJECTS or found["same"].upper() not in ("", head):
        raise Faulty(BAD_RANGE, label=word[:40])
    wide = len(found["first"])
    return [f"{head}{number:0{wide}d}" for number in range(first, last + 1)]


def shown_objects(labels: Iterable[str]) -> str:
    """The same numbers as people write them: a series becomes A101-A120; read again they are the same."""
    runs: list[list[str]] = []
    for label in labels:
        if runs and _follows(runs[-1][-1], label):
            runs[-1].append(label)
        else:
            runs.append([label])
    return "、".join(run[0] if len(run) == 1 else f"{run[0]}-{run[-1]}" for run in runs)


def _follows(label: str, after: str) -> bool:
    first, second = (re.fullmatch(r"([A-Z一-鿿#号]{0,20})(\d{1,6})", one) for one in (label, after))
    if not first or not second or first[1] != second[1] or len(first[2]) != len(second[2]):
        return False
    return int(second[2]) == int(first[2]) + 1


def _first_again(labels: Iterable[str]) -> str:
    seen: set[str] = set()
    for label in labels:
        if label in seen:
            return label
        seen.add(label)
    return ""


def check_count(named: int, values: Mapping[str, Any], asked: Mapping[str, Input]) -> Faults:
    """As many objects are named as are counted; a programme that counts none names none."""
    counting = [name for name, one in asked.items() if one.counts]
    told = sum(int(values.get(name) or 0) for name in counting)
    if counting and named != told:
        return {"objects": Faulty(COUNT, named=named, told=told)}
    return {}
