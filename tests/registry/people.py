"""The standing characters of the registry's tests: 陈阿姨, her street's clerk, a colleague, an outsider."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

from chongyang.core.identifiers import identity_check
from chongyang.core.scopes import Actor, Scope, interval_of
from chongyang.registry.operations import ContactForm, ElderForm, ProfileForm

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
STREET = 410105001000
FORM = ElderForm(
    name="陈桂兰",
    area="410105001",
    source="street",
    sourced_on=date(2026, 11, 20),
    identity_number="11010519491231002X",
    phone="13800001234",
    card_number="A12345678",
    address="郑州市金水区经八路街道1号院2单元301",
    floor=3,
    has_lift=False,
    profile=ProfileForm(living_form="alone", conditions=("hypertension",), medicines=("氨氯地平",)),
    contacts=(ContactForm(name="王军", relation="son", phone="13900005678", key_holder="holds"),),
)


def identity_number(serial: int, born: str = "19491231", region: str = "410105") -> str:
    """A number that nobody has, with a right check digit."""
    first17 = f"{region}{born}{serial:03d}"
    return first17 + identity_check(first17)


def form(**changes: Any) -> ElderForm:
    return replace(FORM, **changes)


def scope_of(role: str, *codes: str, **more: Any) -> Scope:
    actor = Actor("person", role, uuid4(), role)
    return Scope(intervals=tuple(map(interval_of, codes)), actor=actor, role=role, **more)


def clerk() -> Scope:
    return scope_of("street_clerk", "410105001")


def outsider() -> Scope:
    return scope_of("street_clerk", "410102002")
