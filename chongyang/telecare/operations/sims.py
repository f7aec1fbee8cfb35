"""The card of a device: its number lies sealed, and a blind index finds the device when it rings."""

from chongyang.core import identifiers
from chongyang.core.fields import index_of
from chongyang.telecare.models import Device


def put_sim(device: Device, number: str) -> None:
    """The card's number and its index; an ICCID, which no exchange shows, is indexed as printed."""
    device.sim, device.sim_index = number, index_of(callable_number(number), "phone")


def callable_number(number: str) -> str:
    """As the line writes the number of who rings, so that both have one index."""
    try:
        return identifiers.read_phone(number).number
    except identifiers.InvalidIdentifier:
        return number
