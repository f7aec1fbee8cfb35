"""Which organisation decided, and whether who records it may speak for that office."""

from datetime import date

from chongyang.core.scopes import Scope
from chongyang.core.words import N_
from chongyang.groups.operations.errors import UnableToGrant
from chongyang.groups.rules import classes as rules
from chongyang.territory import queries as territory
from chongyang.territory.models import Organisation

NO_OFFICE = N_("您的单位无权认定这一类人员，请由有权的部门办理。")
NOT_THEN = N_("这一天有权认定的不是您的单位，也不是您单位的前身；请核对决定日期和决定单位。")


def office_of(scope: Scope, authority: str, key: str, on: date, today: date) -> Organisation:
    """The organisation whose decision of that day it is: the recorder's own, or the one whose office it took
    over since. `key` names one of them. Raises UnableToGrant.
    """
    if scope.organisation is None:
        raise UnableToGrant({"kind": NO_OFFICE})
    own = territory.organisation_of(scope)
    former = [one for one in _former(own, authority, today) if _held(one, authority, on)]
    held = [own, *former] if _held(own, authority, on) else former
    if not held and not _held(own, authority, today):
        raise UnableToGrant({"kind": NO_OFFICE})
    chosen = next((one for one in held if key in ("", one.key)), None)
    if chosen is None:
        raise UnableToGrant({"office" if key else "valid_from": NOT_THEN})
    return chosen


def may_grant_kinds(scope: Scope, today: date) -> tuple[str, ...]:
    """The classes that the scope's organisation grants today."""
    if scope.organisation is None:
        return ()
    own = territory.organisation_of(scope)
    table = rules.class_rules().items()
    return tuple(kind for kind, rule in table if rules.is_by_office(kind) and _held(own, rule.office, today))


def _held(one: Organisation, authority: str, on: date) -> bool:
    return territory.existed_on(one, on) and rules.is_office(authority, one.key, on)


def _former(own: Organisation, authority: str, today: date) -> list[Organisation]:
    """Those from whom it took over as a whole, and those of its level who have given up this office."""
    heirs = territory.predecessors_of(own)
    if not _held(own, authority, today):
        return heirs
    level = own.key.rpartition(".")[0]
    gave_up = [
        one
        for one in territory.list_organisations()
        if one.key.rpartition(".")[0] == level and not _held(one, authority, today) and one not in heirs
    ]
    return [*heirs, *gave_up]
