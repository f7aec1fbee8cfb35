"""Devices in homes, every raw frame they sent, and the signals, readings and alerts made from the frames."""

from chongyang.telecare.models.devices import Device, DeviceModel, DeviceStep, DeviceUse, FollowUp
from chongyang.telecare.models.signals import Frame, FramePack, Signal
from chongyang.telecare.models.trials import DeviceModelVersion, DeviceTrial
from chongyang.telecare.models.vitals import Alert, Away, HourlyReading, LastReading, Reading, VitalLimit

__all__ = [
    "Alert",
    "Away",
    "Device",
    "DeviceModel",
    "DeviceModelVersion",
    "DeviceStep",
    "DeviceTrial",
    "DeviceUse",
    "FollowUp",
    "Frame",
    "FramePack",
    "HourlyReading",
    "LastReading",
    "Reading",
    "Signal",
    "VitalLimit",
]
