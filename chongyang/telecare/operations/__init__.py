"""Writes of telecare: frames as they come, devices and their life, follow-ups, the catalogue of models."""

from chongyang.telecare.operations.alerts import UnableToHandle, close_alert, escalate_overdue, take_alert
from chongyang.telecare.operations.catalogue import (
    UnableToLoadModels,
    UnableToSaveModel,
    load_models,
    save_model,
)
from chongyang.telecare.operations.devices import (
    UnableToInstall,
    UnableToReturn,
    install_device,
    issue_credential,
    return_device,
    step_device,
)
from chongyang.telecare.operations.frames import (
    FAILED,
    Recorded,
    keep_failed_frame,
    record_frame,
    record_reading,
)
from chongyang.telecare.operations.health import UnableToClose, close_follow_up, judge_devices, note_use
from chongyang.telecare.operations.importing import ImportReport, import_devices
from chongyang.telecare.operations.installing import (
    Placing,
    install_from_stock,
    note_raw_look,
    repair_device,
    replace_device,
)
from chongyang.telecare.operations.keeping import Turned, roll_up, turn_readings
from chongyang.telecare.operations.life import UnableToStep
from chongyang.telecare.operations.limits import UnableToSetLimit, say_away, say_back, set_limit
from chongyang.telecare.operations.packs import LIMITED, Beat, flag_flood, keep_beats, keep_packed, turn_days
from chongyang.telecare.operations.readings import (
    Incoming,
    UnableToTakeReadings,
    record_measured,
    sweep_unjudged,
    take_readings,
)
from chongyang.telecare.operations.trials import UnableToTry, begin_trial, end_trial
from chongyang.telecare.operations.watching import watch_absences, watch_trends

__all__ = [
    "FAILED",
    "LIMITED",
    "Beat",
    "ImportReport",
    "Incoming",
    "Placing",
    "Recorded",
    "Turned",
    "UnableToClose",
    "UnableToHandle",
    "UnableToInstall",
    "UnableToLoadModels",
    "UnableToReturn",
    "UnableToSaveModel",
    "UnableToSetLimit",
    "UnableToStep",
    "UnableToTakeReadings",
    "UnableToTry",
    "begin_trial",
    "close_alert",
    "close_follow_up",
    "end_trial",
    "escalate_overdue",
    "flag_flood",
    "import_devices",
    "install_device",
    "install_from_stock",
    "issue_credential",
    "judge_devices",
    "keep_beats",
    "keep_failed_frame",
    "keep_packed",
    "load_models",
    "note_raw_look",
    "note_use",
    "record_frame",
    "record_measured",
    "record_reading",
    "repair_device",
    "replace_device",
    "return_device",
    "roll_up",
    "save_model",
    "say_away",
    "say_back",
    "set_limit",
    "step_device",
    "sweep_unjudged",
    "take_alert",
    "take_readings",
    "turn_days",
    "turn_readings",
    "watch_absences",
    "watch_trends",
]
