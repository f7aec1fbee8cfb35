"""Consents of a city: who keeps health data of a living elder has asked her first, with few exceptions."""

from datetime import timedelta
from typing import TYPE_CHECKING

import numpy as np

from chongyang.registry.enums import ConsentBasis, ConsentChannel, ConsentGiver, ConsentPurpose
from chongyang.workshop.city import numbers
from chongyang.workshop.city.people import Plan
from chongyang.workshop.city.seeds import REFERENCE_DAY, stream

if TYPE_CHECKING:
    from chongyang.workshop.city.rows import Drawn, Frame

CONSENT_LANE = 60
FORGOTTEN = 0.0004
"""Share of the files whose consent nobody asked for: what the data check is there to find. Invented."""


def consent_rows(plan: Plan, chunk: int, drawn: "Drawn") -> "Frame":
    """One consent to keep health data for each living elder of whom the profile tells any."""
    health, people = drawn.health, drawn.people
    rng, size = stream(plan.seed, "consents", chunk), len(people)
    told = (health.conditions != 0) | (health.allergies != 0)
    asked = np.flatnonzero(told & ~people.dead & (rng.random(size) >= FORGOTTEN))
    given = rng.integers(560, 760, size)[asked].tolist()
    return {
        "id": numbers.row_keys(rng, people.first, len(asked), lane=CONSENT_LANE).tolist(),
        "person": drawn.ids[asked].tolist(),
        "area": drawn.areas[asked],
        "purpose": [ConsentPurpose.HEALTH.value] * len(asked),
        "basis": [ConsentBasis.CONSENT.value] * len(asked),
        "text_version": ["2025-1"] * len(asked),
        "channel": [ConsentChannel.PAPER.value] * len(asked),
        "given_by": [ConsentGiver.ELDER.value] * len(asked),
        "given_at": [f"{REFERENCE_DAY - timedelta(days=day)} 09:00+08" for day in given],
    }
