"""Writes of visits: what phones tell, pictures, judging, verifying, alarms of visits that did not begin."""

from chongyang.core.files.errors import UnableToKeep
from chongyang.visits.operations.alarms import open_incident
from chongyang.visits.operations.alarms import watch as watch_missed
from chongyang.visits.operations.codes import Code, UnableToTell, is_under_way, send_code, show_code
from chongyang.visits.operations.forgetting import forget
from chongyang.visits.operations.judging import judge, judge_waiting
from chongyang.visits.operations.pictures import keep_picture
from chongyang.visits.operations.reading import note_opened, open_visit, show_picture
from chongyang.visits.operations.taking import Contested, Kept, Refused, UnableToTakeIn, take_in
from chongyang.visits.operations.verifying import UnableToVerify, call_back, refuse_own, verify

__all__ = [
    "Code",
    "Contested",
    "Kept",
    "Refused",
    "UnableToKeep",
    "UnableToTakeIn",
    "UnableToTell",
    "UnableToVerify",
    "call_back",
    "forget",
    "is_under_way",
    "judge",
    "judge_waiting",
    "keep_picture",
    "note_opened",
    "open_incident",
    "open_visit",
    "refuse_own",
    "send_code",
    "show_code",
    "show_picture",
    "take_in",
    "verify",
    "watch_missed",
]
