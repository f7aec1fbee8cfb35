"""By the clock: the former quarter's report, as a draft, once its day has come; used forms are forgotten."""

from django.utils import timezone
from procrastinate.contrib.django import app

from chongyang.core.access import enter
from chongyang.core.clock import now
from chongyang.core.clockwork import daily
from chongyang.core.scopes import system_scope
from chongyang.supervision import operations
from chongyang.supervision.operations.reports import make_report
from chongyang.supervision.queries.reports import newest_report
from chongyang.supervision.rules.reports_plan import due_draft, load_plan


@daily(5, 30)
@app.task(queueing_lock="supervision.draft", pass_context=False)  # type: ignore[untyped-decorator]
def draft_report(timestamp: int) -> int:
    """Returns how many were made; where a report of the quarter stands already, none is."""
    moment = now()
    period = due_draft(timezone.localdate(moment))
    if period is None:
        return 0
    missing = [place for place in load_plan().draft_places if newest_report(str(period), place) is None]
    for place in missing:
        make_report(period=period, place=place, scope=system_scope("draft_report"), now=moment)
    return len(missing)


@daily(2, 50)
@app.task(queueing_lock="supervision.forms", pass_context=False)  # type: ignore[untyped-decorator]
def forget_forms(timestamp: int) -> int:
    """Each night: what was kept so that a form of the public counts once."""
    with enter(system_scope("forms")):
        return operations.forget_forms(now=now())
