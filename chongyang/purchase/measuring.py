"""What this room lets be counted (`core.measuring`): who is entitled, contracts and rules in force."""

from collections.abc import Iterator
from functools import partial

from chongyang.core.measuring import Measure
from chongyang.core.scopes import subtract
from chongyang.core.words import N_
from chongyang.purchase.rules import county
from chongyang.territory.rules.reference import load_reporting_units

STANDS = """state = 'in_force' AND valid_from < %(until_on)s
    AND (valid_to IS NULL OR valid_to >= %(until_on)s)"""
IN_PERIOD = "decided_at >= %(first_at)s AND decided_at < %(until_at)s"
RUNS = """valid_from < %(until_on)s AND valid_to >= %(until_on)s
    AND (ended_on IS NULL OR ended_on >= %(until_on)s)"""

_persons = partial(
    Measure, unit=N_("人"), table="purchase_entitlement", opens="purchase_case", is_of_persons=True
)

MEASURES = (
    _persons("purchase.in_force", N_("享受政府购买居家服务的老人"), where=STANDS),
    _persons("purchase.decided", N_("当期认定的政府购买服务对象"), where=IN_PERIOD),
    Measure("purchase.contracts", N_("生效中的政府购买服务合同"), N_("份"), "purchase_contract", RUNS),
)
RULE = "(VALUES {rows}) AS rule (key, area, valid_from, valid_to, is_confirmed)"
NO_RULE = "('', 0::bigint, NULL::date, NULL::date, FALSE)"
IN_USE = """rule.valid_from < %(until_on)s AND (rule.valid_to IS NULL OR rule.valid_to >= %(until_on)s)
    AND (rule.is_confirmed OR EXISTS (SELECT FROM purchase_entitlement e WHERE e.rule = rule.key
        AND e.valid_from < %(until_on)s))"""
"""A confirmed rule counts by its days; a demonstration does once somebody is entitled by it."""


def list_measures() -> tuple[Measure, ...]:
    """With the rules as they are read at start; where a file cannot be read none is counted, and the desk
    that decides by them says what is wrong with it.
    """
    try:
        rows = ", ".join(_rows())
    except county.UnableToReadRule:
        rows = ""
    rules = Measure(
        "purchase.county_rules",
        N_("有生效细则的县（市、区）"),
        N_("个"),
        table=RULE.format(rows=rows or NO_RULE),
        where=IN_USE,
        row="rule.key",
        area="rule.area",
        number="count(DISTINCT rule.area)",
    )
    return (*MEASURES, rules)


def _rows() -> Iterator[str]:
    """A row for each rule and each unit in all of whose ground it holds, at the unit's first code."""
    for rule in county.load().values():
        for unit in load_reporting_units():
            if not subtract(unit.intervals, rule.intervals):
                first = min(unit.intervals)[0]
                yield f"({_text(rule.key)}, {first}::bigint, {_days(rule)}, {rule.confirmed})"


def _days(rule: county.Rule) -> str:
    until = f"'{rule.valid_to}'" if rule.valid_to else "NULL"
    return f"'{rule.valid_from}'::date, {until}::date"


def _text(key: str) -> str:
    """As the database and its placeholders read it."""
    return "'" + key.replace("'", "''").replace("%", "%%") + "'"
