"""Articles for consultation: the three services that clause 三(四)1 of 2018-34 names, and how they are found.

An article is found by every two neighbouring characters of what was typed, or by the beginning of the pinyin
or the initials of up to four neighbouring characters of its question and keywords.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib import resources
from typing import Any

import yaml

from chongyang.core.labels import Labelled
from chongyang.core.lifecycles.table import Action, Lifecycle, State
from chongyang.core.words import N_
from chongyang.territory.enums import Role

ARTICLE = "hotline.article"
RUNS = re.compile(r"[一-鿿]+|[0-9a-z]+")
LONGEST_SPELT = 4
MOST_WORDS = 24


class Category(Labelled):
    """The services in the clause's own words: 提供养老政策、康复护理指导、健康管理咨询等服务."""

    POLICY = "policy", N_("养老政策")
    REHABILITATION = "rehabilitation", N_("康复护理指导")
    HEALTH = "health", N_("健康管理咨询")


NOT_A_DIAGNOSIS = N_("本条不是诊断，不能代替医生。有下列情形，立即转 120：")
CATEGORY_LACKS = N_("请选择类别")
QUESTION_LACKS = N_("请写明问题")
ANSWER_LACKS = N_("请写明答复")
SOURCE_LACKS = N_("每条知识至少要有一个出处")
EMERGENCY_LACKS = N_("健康和护理类知识须写明何时转 120")
DATES_WRONG = N_("失效日期应晚于生效日期")

WRITERS = (str(Role.OPERATOR), str(Role.SHIFT_LEAD), str(Role.DISPATCHER))
APPROVERS = (str(Role.SHIFT_LEAD), str(Role.CITY_REVIEWER))

article = Lifecycle(
    name=ARTICLE,
    label=N_("知识条目"),
    version=1,
    deciding=True,
    opening_stage="writing",
    states=(
        State("review", N_("待审核")),
        State("returned", N_("已退回")),
        State("published", N_("已发布")),
        State("superseded", N_("已被新版替代"), final=True),
        State("withdrawn", N_("已撤下"), final=True),
        State("dropped", N_("已放弃"), final=True),
    ),
    initial="review",
    actions=(
        Action("approve", N_("审核发布"), ("review",), "published", APPROVERS, stage="approval"),
        Action(
            "return",
            N_("退回修改"),
            ("review",),
            "returned",
            APPROVERS,
            stage="approval",
            reason_required=True,
        ),
        Action("drop", N_("放弃"), ("returned",), "dropped", WRITERS, stage="writing"),
        Action("supersede", N_("由新版替代"), ("published",), "superseded", by_system=True),
        Action(
            "withdraw",
            N_("撤下"),
            ("published",),
            "withdrawn",
            APPROVERS,
            stage="approval",
            reason_required=True,
        ),
    ),
)


@dataclass(frozen=True, kw_only=True)
class ArticleForm:
    """What a writer says. `sources` are {"clause": id} or {"title", "number", "confirmed"}."""

    key: str
    category: str
    question: str
    answer: str
    say: str = ""
    keywords: tuple[str, ...] = ()
    is_medical: bool = False
    call_120_when: tuple[str, ...] = ()
    sources: tuple[Mapping[str, Any], ...] = ()
    valid_from: date | None = None
    valid_to: date | None = None


def faults_of(form: ArticleForm) -> dict[str, str]:
    """What is wrong, by field. A medical article without its "call 120 when" is refused."""
    faults: dict[str, str] = {}
    if form.category not in set(Category):
        faults["category"] = CATEGORY_LACKS
    if not form.question.strip():
        faults["question"] = QUESTION_LACKS
    if not form.answer.strip():
        faults["answer"] = ANSWER_LACKS
    if not any(source.get("clause") or str(source.get("title", "")).strip() for source in form.sources):
        faults["sources"] = SOURCE_LACKS
    if form.is_medical and not any(line.strip() for line in form.call_120_when):
        faults["call_120_when"] = EMERGENCY_LACKS
    if form.valid_from and form.valid_to and form.valid_to <= form.valid_from:
        faults["valid_to"] = DATES_WRONG
    return faults


def _pairs(run: str) -> Iterable[str]:
    return (run[at : at + 2] for at in range(len(run) - 1)) if len(run) > 1 else (run,)


@cache
def _syllable(char: str) -> str:
    from pypinyin import lazy_pinyin

    return "".join(lazy_pinyin(char, v_to_u=False)).lower()


def _spelt(run: str) -> Iterable[str]:
    """Pinyin and initials from each character on; the index finds them by their beginning."""
    parts = [_syllable(char) for char in run]
    for at in range(len(parts)):
        piece = parts[at : at + LONGEST_SPELT]
        yield "".join(piece)
        yield "".join(part[:1] for part in piece)


def tokens_of(text: str, *, spelt: bool = False) -> frozenset[str]:
    """What finds this text: pairs of Chinese characters, words of letters and digits, and their pinyin."""
    found: set[str] = set()
    for run in RUNS.findall(text.lower()):
        if run.isascii():
            found.add(run)
        else:
            found |= set(_pairs(run))
            found |= set(_spelt(run)) if spelt else set()
    return frozenset(token for token in found if token)


def query_of(text: str) -> tuple[str, ...]:
    """The tokens to look for; the last of each run stands for all that begin with it."""
    found: list[str] = []
    for run in RUNS.findall(text.lower().replace("'", "")):
        found += [run] if run.isascii() else list(_pairs(run))
    return tuple(dict.fromkeys(found))[:MOST_WORDS]


def tsquery(tokens: Iterable[str], joint: str) -> str:
    """The tokens as the literal of a tsquery: letters and single characters match by their beginning."""
    return joint.join(
        f"'{token}':*" if token.isascii() or len(token) == 1 else f"'{token}'" for token in tokens
    )


def shipped() -> tuple[int, list[ArticleForm]]:
    """The starter articles, and after how many days each is reviewed."""
    text = resources.files("chongyang.hotline").joinpath("data/knowledge.yaml").read_text(encoding="utf-8")
    document = yaml.safe_load(text)
    return int(document["review_after_days"]), [_form(row) for row in document["articles"]]


def _form(row: Mapping[str, Any]) -> ArticleForm:
    lists = {name: tuple(row.get(name, ())) for name in ("keywords", "call_120_when", "sources")}
    return ArticleForm(**{**row, **lists})


def review_due(approved_on: date) -> date:
    """The day by which somebody must have read a published article again."""
    return approved_on + timedelta(days=shipped()[0])
