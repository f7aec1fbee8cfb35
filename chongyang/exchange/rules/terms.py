"""The terms of an agreement as they are typed, and what is wrong with them. Half-open days."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlsplit

from chongyang.core.words import N_
from chongyang.exchange.enums import SENSITIVE, AnswerKind, Basis, Change, Field

LONGEST = timedelta(days=3 * 366)
MOST_A_DAY, MOST_IN_BATCH = 1_000_000, 500
LOCAL = ("127.0.0.1", "localhost", "::1")
CODE = re.compile(r"[a-z][a-z0-9-]{2,38}")


@dataclass(frozen=True, slots=True)
class Terms:
    """What is proposed. `purposes` are pairs of a purpose and the provision that allows it."""

    code: str
    name: str
    organisation: str
    areas: tuple[str, ...]
    purposes: tuple[tuple[str, str], ...]
    basis: str
    law: str
    answer_kind: str
    fields: tuple[str, ...]
    changes: tuple[str, ...]
    hour_limit: int
    day_limit: int
    batch_limit: int
    contact: str
    signed_by: str
    signed_on: date
    valid_from: date
    valid_to: date


Rule = tuple[str, Callable[[Terms, date], bool], str]


def _known(values: tuple[str, ...], words: type) -> bool:
    return set(values) <= {word.value for word in words}  # type: ignore[attr-defined]


def _pairs_filled(terms: Terms) -> bool:
    return bool(terms.purposes) and all(
        0 < len(purpose) <= 40 and 0 < len(law) <= 200 for purpose, law in terms.purposes
    )


RULES: tuple[Rule, ...] = (
    (
        "code",
        lambda t, _: bool(CODE.fullmatch(t.code)),
        N_("代码为3至39个小写字母、数字或短横线，以字母开头。"),
    ),
    ("name", lambda t, _: 0 < len(t.name) <= 80, N_("请填写名称，最多80个字。")),
    ("areas", lambda t, _: bool(t.areas), N_("请填写至少一个区域代码。")),
    ("purposes", lambda t, _: _pairs_filled(t), N_("每项用途写一行：用途｜法律依据。")),
    ("basis", lambda t, _: _known((t.basis,), Basis), N_("请选择查询的依据。")),
    ("law", lambda t, _: 0 < len(t.law) <= 200, N_("请写明允许共享的法律法规及条款。")),
    ("answer_kind", lambda t, _: _known((t.answer_kind,), AnswerKind), N_("请选择答复的方式。")),
    ("fields", lambda t, _: _known(t.fields, Field), N_("没有这个字段。")),
    (
        "fields",
        lambda t, _: (t.answer_kind == AnswerKind.FIELDS) == bool(t.fields),
        N_("只答是否的协议不带字段；带字段的协议至少选一个字段。"),
    ),
    (
        "fields",
        lambda t, _: not SENSITIVE & set(t.fields) or t.basis == Basis.STATUTORY,
        N_("类别和能力等级是敏感个人信息，只有法定职责可以查询。"),
    ),
    ("changes", lambda t, _: _known(t.changes, Change), N_("没有这种变动。")),
    (
        "hour_limit",
        lambda t, _: 0 < t.hour_limit <= t.day_limit <= MOST_A_DAY,
        N_("每小时限额至少为1，且不超过每天限额。"),
    ),
    (
        "batch_limit",
        lambda t, _: 0 < t.batch_limit <= min(t.hour_limit, MOST_IN_BATCH),
        N_("每次人数至少为1，不超过500，也不超过每小时限额。"),
    ),
    ("contact", lambda t, _: 0 < len(t.contact) <= 80, N_("请填写对方联系人的岗位和电话。")),
    ("signed_by", lambda t, _: 0 < len(t.signed_by) <= 80, N_("请填写签署人的岗位。")),
    ("signed_on", lambda t, today: t.signed_on <= today, N_("签署日期不能在今天之后。")),
    (
        "valid_to",
        lambda t, today: t.valid_to > max(t.valid_from, today),
        N_("终止日期应晚于开始日期和今天。"),
    ),
    ("valid_to", lambda t, _: t.valid_to - t.valid_from <= LONGEST, N_("协议最长三年，到期重新签订。")),
)


def faults_of(terms: Terms, today: date) -> dict[str, str]:
    """What is wrong, by the name of the field; empty when the terms can stand."""
    found: dict[str, str] = {}
    for name, holds, why in RULES:
        if not holds(terms, today):
            found.setdefault(name, why)
    return found


def is_safe_url(url: str) -> bool:
    """Whether changes may be posted there: over TLS, or to this machine."""
    parts = urlsplit(url)
    safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOCAL)
    return bool(parts.hostname) and safe and len(url) <= 300 and url.isprintable()
