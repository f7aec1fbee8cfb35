"""`chongyang bench report`: the quarterly report of a whole city, from its values to Word and PDF.

The values of eight quarters are counted before, as the nights would have done. Each part is timed for itself:
what is gathered from all rooms, the PDF, the Word file; then all of it as the command does it.
"""

import time
from collections.abc import Callable
from typing import Any

from django.utils import timezone

from chongyang.core import clock
from chongyang.core.scopes import system_scope
from chongyang.indicators.enums import Span
from chongyang.indicators.operations import compute_period
from chongyang.indicators.rules.periods import Period
from chongyang.indicators.rules.places import CITY
from chongyang.supervision.models import Report
from chongyang.supervision.operations.reports import make_report
from chongyang.supervision.reports_files import PDF, WORD, file_of
from chongyang.workshop.benches.city import bench_city
from chongyang.workshop.benches.frame import Goal, Result, settle, summary
from chongyang.workshop.databases import working_on

ELDERS = 1_300_000
SECONDS, TIMES, QUARTERS = 5.0, 5, 8


def run(elders: int = ELDERS) -> Result:
    """Make the report of the running quarter several times on a fresh copy of the city."""
    with bench_city(elders) as city, working_on(city.environment["DATABASE_URL"]):
        result = Result("report", {"name": city.template, "copied_as": city.database, "elders": elders})
        period = _count()
        result.machine["busy_before"] = settle()
        gathered, rows = zip(*(_timed(lambda: _make(period)) for _ in range(TIMES)), strict=True)
        pdf, pdfs = zip(*(_timed(lambda: file_of(rows[0], PDF).data) for _ in range(TIMES)), strict=True)
        word, words = zip(*(_timed(lambda: file_of(rows[0], WORD).data) for _ in range(TIMES)), strict=True)
        kept = len({row.pk for row in rows})
    whole = [sum(parts) for parts in zip(gathered, pdf, word, strict=True)]
    result.figures = {
        "values_ms": summary(gathered),
        "pdf_ms": summary(pdf),
        "word_ms": summary(word),
        "whole_ms": summary(whole),
        "pdf_bytes": len(pdfs[0]),
        "word_bytes": len(words[0]),
        "sections": len(rows[0].sections),
    }
    result.goals = [
        Goal("a quarterly report as Word and PDF, the slowest in s", "<=", SECONDS, max(whole) / 1000),
        Goal("editions of the same values", "==", 1, kept),
        Goal("different bytes of the same values, PDF", "==", 1, len(set(pdfs))),
        Goal("different bytes of the same values, Word", "==", 1, len(set(words))),
    ]
    return result


def _count() -> Period:
    """Eight quarters and their years; the running quarter."""
    running = Period.around(timezone.localdate(clock.now()))
    quarters = [running]
    while len(quarters) < QUARTERS:
        quarters.append(quarters[-1].former)
    years = {Period.around(one.days.first, Span.YEAR) for one in quarters}
    for period in (*quarters, *sorted(years)):
        compute_period(period=period, now=clock.now())
    return running


def _make(period: Period) -> Report:
    return make_report(period=period, place=CITY, scope=system_scope("bench"), now=clock.now())


def _timed(work: Callable[[], Any]) -> tuple[float, Any]:
    began = time.perf_counter()
    made = work()
    return (time.perf_counter() - began) * 1000, made
