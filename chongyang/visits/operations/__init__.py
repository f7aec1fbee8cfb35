"""Writes of visits: what phones tell, pictures, judging, verifying, alarms of visits that did not begin."""

from chongyang.core.files.errors import UnableToKeep
from chongyang.visits.operations.alarms import watch as watch_missed
from chongyang.visits.operations.forgetting import forget
from chongyang.visits.operations.judging import judge, judge_waiting
from chongyang.visits.operations.pictures import keep_picture
from chongyang.visits.operations.reading import note_opened, open_visit, show_code, show_picture
from chongyang.visits.operations.taking import Contested, Kept, Refused, UnableToTakeIn, take_in
from chongyang.visits.operations.verifying import UnableToVerify, call_back, refuse_own, verify

__all__ = [
    "Contested",
    "Kept",
    "Refused",
    "UnableToKeep",
    "UnableToTakeIn",
    "UnableToVerify",
    "call_back",
    "forget",
    "judge",
    "judge_waiting",
    "keep_picture",
    "note_opened",
    "open_visit",
    "refuse_own",
    "show_code",
    "show_picture",
    "take_in",
    "verify",
    "watch_missed",
]
