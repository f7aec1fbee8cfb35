"""The card of a device: its number lies sealed, and a blind index finds the device when it rings."""

from chongyang.core.fields import index_of
from chongyang.telecare.models import Device
from chongyang.telecare.rules.sims import callable_number


def put_sim(device: Device, number: str) -> None:
    """The card's number and its index."""
    device.sim, device.sim_index = number, index_of(callable_number(number), "phone")
