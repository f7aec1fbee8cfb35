"""What may be done with returns."""

from chongyang.reporting.operations.correcting import decide_correction, propose_correction
from chongyang.reporting.operations.errors import CellChanged, UnableToReport
from chongyang.reporting.operations.filling import Cell, fill, sum_up
from chongyang.reporting.operations.locking import close_period
from chongyang.reporting.operations.opening import open_returns
from chongyang.reporting.operations.passing import pass_on, send_back, submit
from chongyang.reporting.operations.proving import add_proof, drop_proof
from chongyang.reporting.operations.watching import watch_late

__all__ = [
    "Cell",
    "CellChanged",
    "UnableToReport",
    "add_proof",
    "close_period",
    "decide_correction",
    "drop_proof",
    "fill",
    "open_returns",
    "pass_on",
    "propose_correction",
    "send_back",
    "submit",
    "sum_up",
    "watch_late",
]
