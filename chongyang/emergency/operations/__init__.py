"""Writes of the emergency line: receive, answer, send, end. Every step is a step of the incident's case."""

from chongyang.emergency.operations.answering import (
    UnableToComplete,
    UnableToTriage,
    acknowledge,
    give_case_number,
    identify,
    protocol_of,
    reached_by_call,
    record_attempt,
    triage,
)
from chongyang.emergency.operations.calling import receive_call
from chongyang.emergency.operations.correcting import UnableToCorrect, correct_link
from chongyang.emergency.operations.ending import (
    UnableToClose,
    UnableToReopen,
    close,
    merge,
    reopen,
    resolve,
    unmerge,
)
from chongyang.emergency.operations.handing_over import hand_over
from chongyang.emergency.operations.ledger import (
    UnableToExport,
    begin_ledger_export,
    note_figures_export,
    note_report,
)
from chongyang.emergency.operations.phoned import accept_by_phone, arrive_by_phone, refuse_by_phone
from chongyang.emergency.operations.reading import show_caller, show_report
from chongyang.emergency.operations.receiving import receive, receive_entered
from chongyang.emergency.operations.reporting import Seen, UnableToReport, press_own_sos, report_seen
from chongyang.emergency.operations.responding import accept, arrive, depart, finish, give_back, refuse
from chongyang.emergency.operations.sending import UnableToOffer, offer, withdraw
from chongyang.emergency.operations.splitting import UnableToSplit, split
from chongyang.emergency.operations.times import keep_times, measure_all

__all__ = [
    "Seen",
    "UnableToClose",
    "UnableToComplete",
    "UnableToCorrect",
    "UnableToExport",
    "UnableToOffer",
    "UnableToReopen",
    "UnableToReport",
    "UnableToSplit",
    "UnableToTriage",
    "accept",
    "accept_by_phone",
    "acknowledge",
    "arrive",
    "arrive_by_phone",
    "begin_ledger_export",
    "close",
    "correct_link",
    "depart",
    "finish",
    "give_back",
    "give_case_number",
    "hand_over",
    "identify",
    "keep_times",
    "measure_all",
    "merge",
    "note_figures_export",
    "note_report",
    "offer",
    "press_own_sos",
    "protocol_of",
    "reached_by_call",
    "receive",
    "receive_call",
    "receive_entered",
    "record_attempt",
    "refuse",
    "refuse_by_phone",
    "reopen",
    "report_seen",
    "resolve",
    "show_caller",
    "show_report",
    "split",
    "triage",
    "unmerge",
    "withdraw",
]
