"""Devices in homes, every raw frame they sent, and the signals read from the frames."""

from chongyang.telecare.models.devices import Device, DeviceModel, DeviceStep, DeviceUse, FollowUp
from chongyang.telecare.models.signals import Frame, FramePack, Signal

__all__ = [
    "Device",
    "DeviceModel",
    "DeviceStep",
    "DeviceUse",
    "FollowUp",
    "Frame",
    "FramePack",
    "Signal",
]
