"""Writes of telecare: frames as they come, devices and their life, follow-ups, the catalogue of models."""

from chongyang.telecare.operations.catalogue import UnableToLoadModels, load_models
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
from chongyang.telecare.operations.life import UnableToStep
from chongyang.telecare.operations.packs import LIMITED, Beat, flag_flood, keep_beats, keep_packed, turn_days

__all__ = [
    "FAILED",
    "LIMITED",
    "Beat",
    "ImportReport",
    "Recorded",
    "UnableToClose",
    "UnableToInstall",
    "UnableToLoadModels",
    "UnableToReturn",
    "UnableToStep",
    "close_follow_up",
    "flag_flood",
    "import_devices",
    "install_device",
    "issue_credential",
    "judge_devices",
    "keep_beats",
    "keep_failed_frame",
    "keep_packed",
    "load_models",
    "note_use",
    "record_frame",
    "record_reading",
    "return_device",
    "step_device",
    "turn_days",
]
