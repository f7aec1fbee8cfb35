"""Exports by JSON in check_scope: asked for, approved and taken through the door's own views.

A file is read line by line: who is in it, and whether each line carries the running number that nobody sees.
"""

import csv
import io
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from chongyang.api import privacy
from chongyang.api.privacy_shapes import AskExportBody
from chongyang.core.identifiers import mask_name
from chongyang.core.scopes import Scope
from chongyang.privacy.models import Export
from chongyang.privacy.rules import exports as rules
from chongyang.registry.models import Elder
from chongyang.registry.operations import TooManyToExport
from chongyang.territory.enums import TokenName
from chongyang.territory.rules.capabilities import Can
from chongyang.workshop.scopes import api
from chongyang.workshop.scopes.asking import may_read
from chongyang.workshop.scopes.rule import Door, Resource
from chongyang.workshop.scopes.sample import AREAS, WORD

MANY = 2_000_000
FREE = rules.Limits(without_approval=MANY, most=MANY, per_day=MANY)
BY_APPROVAL = rules.Limits(without_approval=0, most=MANY, per_day=MANY)
NONE_AT_ALL = rules.Limits(without_approval=MANY, most=0, per_day=0)
REFUSED = (*api.REFUSED, TooManyToExport)
READS, WRITES = TokenName.PRIVACY_READ, TokenName.PRIVACY_WRITE


@contextmanager
def _limited(limits: rules.Limits) -> Iterator[None]:
    """As if every role had these limits, and each community of the sample were in the tree."""
    with (
        patch.object(privacy, "interval", lambda code: (int(code), int(code))),
        patch.object(rules, "limits_of", lambda role: limits),
    ):
        yield


def _file(limits: rules.Limits) -> Door:
    """The elders of the sample who stand in the file of each of its areas."""

    def door(scope: Scope, rows: list[Any]) -> Iterable[Any]:
        with _limited(limits):
            for area in AREAS.values():
                there = [row for row in rows if row.area == area]
                number = _lines(scope, area)[mask_name(WORD)]
                yield from there[:number]
                yield from (f"line {at} of {area}" for at in range(len(there), number))

    return door


def _lines(scope: Scope, area: int) -> Counter[str]:
    """How many lines of each masked name carry the mark of their file; none where the door refuses."""
    try:
        with api.undone():
            body = AskExportBody.model_construct(area=str(area), purpose=rules.Purpose.VISIT)
            asked = privacy.ask_export(api.asked(scope, WRITES), body).value
            answer = privacy.take_export(api.asked(scope, READS), asked["id"])
    except REFUSED:
        return Counter()
    text = answer.content.decode("utf-8-sig")
    names = [line[0] for line in csv.reader(io.StringIO(text))]
    return Counter(_name(name) for name in names if rules.number_in(name) == asked["number"])


def _name(cell: str) -> str:
    return cell.partition(rules.EDGE)[0]


def _nobody(_: Any) -> bool:
    return False


RESOURCES = (
    Resource(
        "exported persons",
        Elder,
        may_read(Can.EXPORT_ELDERS),
        {
            "API file": _file(FREE),
            "API file before approval": _file(BY_APPROVAL),
            "API file over the limit": _file(NONE_AT_ALL),
        },
        narrower={"API file before approval": _nobody, "API file over the limit": _nobody},
        by_area=frozenset({"API file"}),
    ),
    Resource(
        "exports by JSON",
        Export,
        may_read(Can.APPROVE_EXPORTS),
        {
            "API list": api.page(privacy.list_waiting_exports, READS, limit=MANY),
            "API approval": api.each(privacy.approve_export, WRITES, "export"),
        },
    ),
)
