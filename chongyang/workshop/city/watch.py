"""Which homes a community's grid worker can open: a few of those who live alone."""

import numpy as np

from chongyang.registry.enums import LivingForm
from chongyang.workshop.city.households import FORMS
from chongyang.workshop.city.numbers import ranks_within
from chongyang.workshop.city.rows import Drawn

KEYS_EACH = 4


def homes_watched(drawn: Drawn) -> dict[int, list[str]]:
    """Keys of elders by community code, at most four of the oldest who live alone."""
    people = drawn.people
    alone = np.flatnonzero((drawn.homes.form == FORMS.index(LivingForm.ALONE)) & ~people.dead & ~people.moved)
    order = alone[np.lexsort((alone, -people.age[alone], drawn.areas[alone]))]
    chosen = order[ranks_within(drawn.areas[order]) < KEYS_EACH]
    watched: dict[int, list[str]] = {}
    for area, person in zip(drawn.areas[chosen].tolist(), drawn.ids[chosen].tolist(), strict=True):
        watched.setdefault(area, []).append(person)
    return watched
