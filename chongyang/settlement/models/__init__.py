"""The rows of settlement."""

from chongyang.settlement.models.statements import Line, Objection, Statement

__all__ = ["Line", "Objection", "Statement"]
