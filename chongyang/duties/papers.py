"""Letters and minutes in the letter form of official documents (GB/T 9704-2012, 10.1).

They are in Chinese, whoever prints them: they go to offices. The place of the seal is left to the seal.
As Word documents: `papers_word`.
"""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any
from unicodedata import category

from django.utils import timezone

from chongyang.core import typeset
from chongyang.duties.rules import settings
from chongyang.duties.rules.items import by_key
from chongyang.policy.rules.documents import load_documents
from chongyang.policy.rules.units import load_units
from chongyang.territory import queries as territory

PACKAGE, TEMPLATE = "chongyang.duties", "paper.typ"
SEAL = "（印章）"
GAP = "〓"
"""The printer's sign for a missing type, as on cards and reports."""
NO_CHARACTER = ("Cc", "Cn", "Co", "Cs")
ROW_WIDE, LARGEST = 430, 34
"""Points: what the red name of the organ may take, and its greatest size."""


class NotIssued(ValueError):
    """A draft has no paper: it has neither number nor signature."""


@dataclass(frozen=True, slots=True)
class Paper:
    """What stands on the paper, from above; `rows` are headings with their lines."""

    organ: str
    number: str
    title: str
    to: str
    paragraphs: tuple[str, ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...]
    closing: tuple[str, ...]
    sealed: str
    on: str
    copied: str
    printed_by: str
    printed_on: str
    seal: str = SEAL

    @property
    def organ_size(self) -> float:
        """The largest size that keeps the name in one line."""
        return min(LARGEST, ROW_WIDE / len(self.organ))


def paper_of_letter(row: Any, runs: Iterable[Any]) -> Paper:
    """A signed letter. Raises NotIssued for a draft."""
    if row.signed_at is None:
        raise NotIssued(row.id)
    organ, on = _full_name(row.issuer_key), said(timezone.localdate(row.signed_at))
    copied = settings.load().copied_to
    others = sorted(settings.load().organs - {row.issuer_key})
    return Paper(
        organ=organ,
        number=row.name,
        title=row.subject,
        to=_full_name(row.organisation_key),
        paragraphs=tuple(line.strip() for line in row.body.splitlines() if line.strip()),
        rows=tuple((f"{place}．{by_key()[run.item].what}", _lines(run)) for place, run in enumerate(runs, 1)),
        closing=(f"请于{said(row.reply_by)}前将办理情况书面回复我单位。", "特此函告。"),
        sealed=organ,
        on=on,
        copied=_full_name(copied if copied != row.issuer_key else others[0]) + "。",
        printed_by=organ,
        printed_on=f"{on}印发",
    )


def paper_of_minutes(row: Any, matters: Iterable[Any]) -> Paper:
    """The minutes of a meeting that was held. Raises NotIssued before its end."""
    if row.ended_at is None:
        raise NotIssued(row.id)
    organ = _full_name("city.leading-group")
    held, on = said(row.held_on), said(timezone.localdate(row.ended_at))
    rows = [(f"{place}．{one.words}", _decided(one)) for place, one in enumerate(matters, 1)]
    return Paper(
        organ=f"{organ}会议纪要",
        number="",
        title=row.title,
        to="",
        paragraphs=(
            f"{held}，{row.chaired_by}在{row.place}主持召开会议。",
            f"出席：{row.attended}。",
            "会议议定以下事项：" if rows else "会议没有议定事项。",
        ),
        rows=tuple(rows),
        closing=(),
        sealed=_full_name("city.leading-group.office"),
        on=on,
        copied="领导小组各成员单位。",
        printed_by=_full_name("city.leading-group.office"),
        printed_on=f"{on}印发",
    )


def set_pdf(paper: Paper, *, at: datetime) -> bytes:
    """The paper as PDF/A, about 60 ms. A character that no packed font draws is printed as a gap."""
    template, data = typeset.read_template(PACKAGE, TEMPLATE), data_of(printable(paper))
    try:
        return typeset.make_pdf(template, data, at=at)
    except typeset.UnableToTypeset:
        return typeset.make_pdf(template, _with_gaps(data), at=at)


def _with_gaps(data: dict[str, Any]) -> dict[str, Any]:
    """Also for what a font draws alone and not in company: marks on nothing, signs from right to left."""
    words = set(json.dumps(data, ensure_ascii=False))
    missing = typeset.lacking("".join(words)) | {
        one for one in words if ord(one) > 126 and not _is_plain(one)
    }
    told: dict[str, Any] = _walked(data, str.maketrans(dict.fromkeys(missing, GAP)))
    return told


def _is_plain(one: str) -> bool:
    """A Chinese character, a letter of the West, a digit or a common mark."""
    return "\u2010" <= one <= "\u2fff" or "\u3000" <= one <= "\u9fff" or "\uff00" <= one <= "\uffef"


def _walked(told: Any, table: dict[int, str]) -> Any:
    """The same data, every text translated."""
    if isinstance(told, str):
        return told.translate(table)
    if isinstance(told, dict):
        return {name: _walked(value, table) for name, value in told.items()}
    return [_walked(value, table) for value in told] if isinstance(told, list | tuple) else told


def printable(paper: Paper) -> Paper:
    """Without what is no character of any script: neither typesetter nor Word takes it."""
    told = asdict(paper)
    table: dict[int, str] = {
        ord(one): "" for one in json.dumps(told, ensure_ascii=False) if category(one) in NO_CHARACTER
    }
    table |= dict.fromkeys(range(32), "")
    held = _walked(told, table).items()
    kept: dict[str, Any] = {name: tuple(words) if isinstance(words, list) else words for name, words in held}
    return Paper(**kept)


def data_of(paper: Paper) -> dict[str, Any]:
    """What the template reads."""
    return asdict(paper) | {"organ_size": paper.organ_size}


def said(day: date) -> str:
    """2019年3月8日, as official documents write a day."""
    return f"{day.year}年{day.month}月{day.day}日"


def _full_name(key: str) -> str:
    return load_units()[key].name


def _lines(run: Any) -> tuple[str, ...]:
    """What the duty rests on: clause, its words, its day."""
    item = by_key()[run.item]
    document = next(one for one in load_documents() if one.key == item.document)
    label = document.clause(item.clause).label
    return f"依据：{document.number}　{label}「{item.quote}」", f"完成时限：{said(run.due_on)}"


def _decided(one: Any) -> tuple[str, ...]:
    unit = (
        territory.organisation_names([one.organisation]).get(one.organisation, "") if one.organisation else ""
    )
    day = said(one.solve_by) if one.solve_by else ""
    return one.decision, f"责任单位：{unit}　完成时限：{day}"
