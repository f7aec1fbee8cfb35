"""Roles by what they may do here; the tables of the life cycles name them."""

from chongyang.territory.enums import Role
from chongyang.territory.rules.capabilities import Can, can


def who_can(*capabilities: Can) -> tuple[str, ...]:
    """The roles that have one of these capabilities."""
    return tuple(role.value for role in Role if any(can(role, one) for one in capabilities))


SUPERVISORS = who_can(Can.REVIEW_READING)
BREAKERS = who_can(Can.BREAK_GLASS)
HANDLERS = who_can(Can.HANDLE_RIGHTS)
KEEPERS = who_can(Can.KEEP_RECORDS)
EXPORTERS = who_can(Can.EXPORT_ELDERS)
APPROVERS = who_can(Can.APPROVE_EXPORTS)
