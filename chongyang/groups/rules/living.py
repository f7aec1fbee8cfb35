"""With whom somebody lives, read off the household; which classes that suggests. Nothing is granted by it."""

from collections.abc import Sequence
from dataclasses import dataclass

from chongyang.groups.enums import HouseRole
from chongyang.registry.enums import LivingForm, PersonClass

YOUNG = (HouseRole.CHILD, HouseRole.CHILD_IN_LAW)
LEVELS = {  # generation against the head: the head's parents stand at -1, her children at 1
    HouseRole.HEAD: 0,
    HouseRole.SPOUSE: 0,
    HouseRole.SIBLING: 0,
    HouseRole.PARENT: -1,
    HouseRole.CHILD: 1,
    HouseRole.CHILD_IN_LAW: 1,
    HouseRole.GRANDCHILD: 2,
}
COUPLES = ({HouseRole.HEAD, HouseRole.SPOUSE}, {HouseRole.CHILD, HouseRole.CHILD_IN_LAW})


@dataclass(frozen=True, slots=True)
class Far:
    """What is known of somebody's children who do not live in the house: their distances in metres."""

    in_village: bool
    children_metres: tuple[int | None, ...] = ()


def form_of(own: str, others: Sequence[str]) -> LivingForm:
    """The living form of one member from her own role and those of the others in the house.

    Roles are told against the head, so they are read against the member: a head's parent lives with
    children, and two parents are a couple.
    """
    if not others:
        return LivingForm.ALONE
    mine, roles = HouseRole.of(own), [HouseRole.of(role) for role in others]
    has_spouse = any(_are_couple(mine, role) for role in roles)
    rest = [role for role in roles if not _are_couple(mine, role)]
    below = any(_steps(mine, role) > 0 for role in rest)
    if has_spouse:
        return (
            LivingForm.WITH_SPOUSE_AND_CHILDREN if below else _without_children(rest, LivingForm.EMPTY_NEST)
        )
    return LivingForm.WITH_CHILDREN if below else _without_children(rest, LivingForm.WITH_OTHERS, mine)


def _are_couple(mine: HouseRole, other: HouseRole) -> bool:
    if mine is HouseRole.PARENT:
        return other is HouseRole.PARENT
    return other is not mine and any({mine, other} == couple for couple in COUPLES)


def _steps(mine: HouseRole, other: HouseRole) -> int:
    """How many generations below me the other stands; nothing where it is not known."""
    if mine not in LEVELS or other not in LEVELS:
        return 0
    return LEVELS[other] - LEVELS[mine]


def _without_children(
    rest: Sequence[HouseRole], nobody: LivingForm, mine: HouseRole = HouseRole.HEAD
) -> LivingForm:
    if not rest:
        return nobody
    if any(_steps(mine, role) < 0 for role in rest):
        return LivingForm.WITH_PARENTS
    if mine in LEVELS and any(role in LEVELS and not _steps(mine, role) for role in rest):
        return LivingForm.WITH_SIBLINGS
    return (
        LivingForm.WITH_RELATIVES if HouseRole.RELATIVE in rest or mine not in LEVELS else _nobody_else(rest)
    )


def _nobody_else(rest: Sequence[HouseRole]) -> LivingForm:
    return LivingForm.WITH_OTHERS if HouseRole.OTHER in rest else LivingForm.WITH_RELATIVES


def suggested(form: str, far: Far, metres: int) -> list[str]:
    """The classes a visit should look at: 独居, 空巢; 留守 in a village, the children far away."""
    found = []
    if form == LivingForm.ALONE:
        found.append(PersonClass.LIVING_ALONE.value)
    if form == LivingForm.EMPTY_NEST:
        found.append(PersonClass.EMPTY_NEST.value)
    is_left = found and far.in_village and far.children_metres
    if is_left and all(at is not None and at >= metres for at in far.children_metres):
        found.append(PersonClass.LEFT_BEHIND.value)
    return found
