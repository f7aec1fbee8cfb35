"""What this room lets be counted (`core.measuring`): visits by their evidence, visits that did not begin."""

from functools import partial

from chongyang.core.measuring import Measure
from chongyang.core.words import N_

ENDED = "ended_at >= %(first_at)s AND ended_at < %(until_at)s"
DUE = "due_at >= %(first_at)s AND due_at < %(until_at)s"

_visits = partial(Measure, unit=N_("次"), table="visits_visit", is_of_persons=True)
_missed = partial(Measure, unit=N_("次"), table="visits_missed", is_of_persons=True)

MEASURES = (
    _visits("visits.made", N_("完成的上门服务"), where=ENDED),
    _visits(
        "visits.payable",
        N_("证据充分或核实通过的上门服务"),
        where=f"{ENDED} AND verdict IN ('accepted', 'verified')",
    ),
    _visits("visits.rejected", N_("核实不通过的上门服务"), where=f"{ENDED} AND verdict = 'rejected'"),
    _missed("visits.missed", N_("超时未到的上门服务"), where=DUE),
)
