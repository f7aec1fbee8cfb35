"""What may be done with returns."""

from chongyang.reporting.operations.correcting import decide_correction, propose_correction
from chongyang.reporting.operations.errors import CellChanged, UnableToReport
from chongyang.reporting.operations.filling import Cell, fill, sum_up
from chongyang.reporting.operations.locking import close_period
from chongyang.reporting.operations.opening import open_returns
from chongyang.reporting.operations.passing import pass_on, send_back, submit
from chongyang.reporting.operations.proving import add_proof, drop_proof
from chongyang.reporting.operations.watching import watch_late
from chongyang.reporting.operations.workbooks import (
    Change,
    drop_workbook,
    look_at_workbook,
    preview_workbook,
    take_workbook,
    upload_workbook,
)

__all__ = [
    "Cell",
    "CellChanged",
    "Change",
    "UnableToReport",
    "add_proof",
    "close_period",
    "decide_correction",
    "drop_proof",
    "drop_workbook",
    "fill",
    "look_at_workbook",
    "open_returns",
    "pass_on",
    "preview_workbook",
    "propose_correction",
    "send_back",
    "submit",
    "sum_up",
    "take_workbook",
    "upload_workbook",
    "watch_late",
]
