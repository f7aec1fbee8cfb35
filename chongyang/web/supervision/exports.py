"""A locked run as a workbook for the city's own assessment: ranks, the scheme, what was changed and noted."""

import io
from collections.abc import Mapping
from typing import Any

from django.utils.translation import get_language, gettext

from chongyang.supervision.enums import Kind, NoteKind

Table = list[list[Any]]


def workbook(told: Mapping[str, Any]) -> bytes:
    """Three sheets; a text that looks like a formula stays a text."""
    import xlsxwriter  # type: ignore[import-untyped]

    held = io.BytesIO()
    sheets = (
        (gettext("名次和得分"), _ranks),
        (gettext("考核方案"), _scheme),
        (gettext("更正和意见"), _changes),
    )
    with xlsxwriter.Workbook(held, {"in_memory": True, "strings_to_formulas": False}) as book:
        for name, made in sheets:
            sheet = book.add_worksheet(name)
            sheet.freeze_panes(1, 0)
            sheet.set_column(0, 3, 18)
            for number, row in enumerate(made(told)):
                sheet.write_row(number, 0, row)
    return held.getvalue()


def label(item: Mapping[str, Any]) -> str:
    return str(item["english"] if get_language() == "en" else item["label"])


def _number(text: str | None) -> float | str:
    return "" if text is None else float(text)


def _ranks(told: Mapping[str, Any]) -> Table:
    items = told["items"]
    head = [gettext("名次"), gettext("单位"), gettext("总分"), *(label(item) for item in items)]
    rows = [
        [
            row["rank"] or "",
            row["name"],
            _number(row["total"]),
            *(_number(row["points"].get(item["key"])) for item in items),
        ]
        for row in told["rows"]
    ]
    return [head, *rows]


def _scheme(told: Mapping[str, Any]) -> Table:
    head = [gettext("项目"), gettext("类别"), gettext("权重或上限"), gettext("依据条款")]
    rows = [
        [label(item), gettext(Kind.of(item["kind"]).label), float(item["most"]), item["clause"]]
        for item in told["items"]
    ]
    return [head, *rows]


def _changes(told: Mapping[str, Any]) -> Table:
    names = {row["subject"]: row["name"] for row in told["rows"]}
    labels = {item["key"]: label(item) for item in told["items"]}
    head = [
        gettext("单位"),
        gettext("项目或类别"),
        gettext("原分"),
        gettext("新分"),
        gettext("理由"),
        gettext("依据"),
    ]
    rows: Table = [
        [
            names[row["subject"]],
            labels[row["item"]],
            _number(row["before"]),
            _number(row["points"]),
            row["reason"],
            row["document"],
        ]
        for row in told["corrections"]
    ]
    notes = [
        [names[row["subject"]], gettext(NoteKind.of(row["kind"]).label), "", "", row["text"], row["clause"]]
        for row in told["notes"]
    ]
    return [head, *rows, *notes]
