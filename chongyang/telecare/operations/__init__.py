"""Writes of telecare: frames as they come, devices as they are installed and taken back."""

from chongyang.telecare.operations.devices import (
    UnableToInstall,
    UnableToReturn,
    install_device,
    return_device,
)
from chongyang.telecare.operations.frames import (
    FAILED,
    Recorded,
    keep_failed_frame,
    record_frame,
    record_reading,
)

__all__ = [
    "FAILED",
    "Recorded",
    "UnableToInstall",
    "UnableToReturn",
    "install_device",
    "keep_failed_frame",
    "record_frame",
    "record_reading",
    "return_device",
]
