"""Reads of duties."""

from chongyang.duties.permissions import reach_of
from chongyang.duties.queries.figures import Figure, Figures, read_figures
from chongyang.duties.queries.gaps import Gaps, liaisons_of, list_gaps
from chongyang.duties.queries.lists import (
    Asked,
    Entry,
    Told,
    access_file,
    files_of,
    get_letter,
    list_escalations,
    list_ledger,
    list_letters,
    list_matters,
    list_meetings,
    list_mine,
    list_periods,
    list_told,
)
from chongyang.duties.queries.lit import Lit, judged_on, list_runs_lit
from chongyang.duties.queries.reaching import (
    NotFound,
    access_letter,
    access_matter,
    access_meeting,
    access_progress,
    access_run,
    case_of,
    one_of,
    runs_of,
    runs_of_unit,
)
from chongyang.duties.queries.tallies import Tally, count, list_lit, tally
from chongyang.duties.rules.days import open_quarters

__all__ = [
    "Asked",
    "Entry",
    "Figure",
    "Figures",
    "Gaps",
    "Lit",
    "NotFound",
    "Tally",
    "Told",
    "access_file",
    "access_letter",
    "access_matter",
    "access_meeting",
    "access_progress",
    "access_run",
    "case_of",
    "count",
    "files_of",
    "get_letter",
    "judged_on",
    "liaisons_of",
    "list_escalations",
    "list_gaps",
    "list_ledger",
    "list_letters",
    "list_lit",
    "list_matters",
    "list_meetings",
    "list_mine",
    "list_periods",
    "list_runs_lit",
    "list_told",
    "one_of",
    "open_quarters",
    "reach_of",
    "read_figures",
    "runs_of",
    "runs_of_unit",
    "tally",
]
