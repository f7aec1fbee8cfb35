"""Devices in homes: for about eight elders in a hundred, the alone and the old first."""

from dataclasses import dataclass

import numpy as np

from chongyang.registry.enums import LivingForm
from chongyang.telecare.enums import DeviceKind, DeviceState
from chongyang.workshop.city.health import Health
from chongyang.workshop.city.households import FORMS, Homes
from chongyang.workshop.city.people import People, Plan
from chongyang.workshop.city.seeds import Ints, Words, pick, stream

AT_ALL, FOR_ALONE, FOR_EIGHTY, FOR_IMPAIRED = 0.03, 0.27, 0.13, 0.10
KINDS: dict[DeviceKind, float] = {
    DeviceKind.PENDANT: 0.50,
    DeviceKind.CALLER_BOX: 0.24,
    DeviceKind.PULL_CORD: 0.14,
    DeviceKind.WATCH: 0.08,
    DeviceKind.FALL_RADAR: 0.04,
}
PLACES: dict[DeviceKind, str] = {
    DeviceKind.PENDANT: "随身",
    DeviceKind.CALLER_BOX: "客厅",
    DeviceKind.PULL_CORD: "卫生间",
    DeviceKind.WATCH: "随身",
    DeviceKind.FALL_RADAR: "卧室",
}
MODELS: dict[DeviceKind, str] = {
    kind: f"demo-{kind.value.replace('_', '-')}" for kind in KINDS
}  # codes of telecare's shipped examples
STATES = (DeviceState.IN_USE, DeviceState.INSTALLED)
IN_USE_SHARE = 0.93


@dataclass(frozen=True, slots=True)
class Devices:
    """Columns over devices; `elder` is the row in the chunk."""

    elder: Ints
    serial: Words
    kind: Words
    state: Words
    place: Words
    installed_days_ago: Ints
    battery: Ints


def draw_devices(plan: Plan, chunk: int, people: People, homes: Homes, health: Health) -> Devices:
    rng, size = stream(plan.seed, "devices", chunk), len(people)
    chance = (
        AT_ALL
        + FOR_ALONE * (homes.form == FORMS.index(LivingForm.ALONE))
        + FOR_EIGHTY * (people.age >= 80)
        + FOR_IMPAIRED * (health.ability >= 2)
    )
    present = ~people.dead & ~people.moved & (homes.form != FORMS.index(LivingForm.INSTITUTION))
    rows = np.flatnonzero((rng.random(size) < chance) & present)
    drawn = pick(rng, len(rows), [*KINDS.values()])
    used = rng.random(len(rows)) < IN_USE_SHARE
    return Devices(
        elder=rows,
        serial=serials(people.first + rows),
        kind=np.array([*KINDS], dtype=object)[drawn],
        state=np.where(used, *STATES).astype(object),
        place=np.array([PLACES[kind] for kind in KINDS], dtype=object)[drawn],
        installed_days_ago=rng.integers(20, 1500, len(rows)),
        battery=rng.integers(35, 101, len(rows)),
    )


def serials(numbers: Ints) -> Words:
    """CY and eight digits, the elder's number in the city first: one device an elder."""
    return np.array([f"CY{number:08d}" for number in numbers.tolist()], dtype=object)
