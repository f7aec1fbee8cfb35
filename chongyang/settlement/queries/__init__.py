"""Reads of statements, their lines and objections."""

from chongyang.settlement.queries.statements import (
    NotFound,
    access_line,
    access_objection,
    access_statement,
    count_waiting,
    deductions_of,
    digest_of,
    export_lines,
    list_lines,
    list_objections,
    list_statements,
    statement_of_order,
)

__all__ = [
    "NotFound",
    "access_line",
    "access_objection",
    "access_statement",
    "count_waiting",
    "deductions_of",
    "digest_of",
    "export_lines",
    "list_lines",
    "list_objections",
    "list_statements",
    "statement_of_order",
]
