"""Rows of reporting."""

from chongyang.reporting.models.corrections import Correction
from chongyang.reporting.models.returns import Closing, Entry, Proof, Remark, Return
from chongyang.reporting.models.workbooks import Workbook

__all__ = ["Closing", "Correction", "Entry", "Proof", "Remark", "Return", "Workbook"]
