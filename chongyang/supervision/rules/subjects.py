"""Who is assessed: the city's reporting units, its legal counties, the departments that the plan names."""

from dataclasses import dataclass
from datetime import date
from functools import cache

from chongyang.core.scopes import Interval, interval_of, merge, subtract
from chongyang.core.words import N_
from chongyang.duties.rules.answering import answering, forebears, heirs
from chongyang.policy.rules.documents import load_documents
from chongyang.policy.rules.units import LEAD, RESPONSIBLE, load_units
from chongyang.supervision.rules.schemes import Ranked, Scheme
from chongyang.territory.rules.reference import load_reporting_units

REPORTING_UNITS, LEGAL_COUNTIES, UNITS_OF_PLAN = "reporting_units", "legal_counties", "units_of_plan"
READINGS = {
    REPORTING_UNITS: N_("十六个统计单位"),
    LEGAL_COUNTIES: N_("十二个法定县（市、区），开发区管理的街道不计入"),
    UNITS_OF_PLAN: N_("方案点名的牵头和责任部门"),
}
OF_CITY, OF_COUNTY = "city.", "county."


@dataclass(frozen=True, slots=True)
class Subject:
    """Who is assessed. `organisation` answers for it; `reach` are the areas of its own people, if any, and
    `formerly` the departments from which it had taken over by the end of the year.
    """

    key: str
    name: str
    organisation: str
    reach: tuple[Interval, ...] = ()
    formerly: tuple[str, ...] = ()

    @property
    def keys(self) -> tuple[str, ...]:
        """Under which a plan, a duty or a return may name it."""
        return (self.key, *self.formerly)

    def is_answered_by(self, organisation: str) -> bool:
        """Whether an organisation speaks for it: its own, one it came from, or one that took over since."""
        return organisation in (self.organisation, *self.formerly, *heirs(self.organisation))

    def is_own_of(self, intervals: tuple[Interval, ...]) -> bool:
        """Whether somebody with these areas works for this unit and for no wider one."""
        return bool(intervals and self.reach) and not subtract(intervals, self.reach)


def subjects_of(scheme: Scheme, ranked: Ranked) -> tuple[Subject, ...]:
    """Those of a list in the order of their keys. Raises KeyError for a reading that is none."""
    if ranked.subjects == UNITS_OF_PLAN:
        return departments(scheme.document, scheme.year)
    units = counties()
    if ranked.subjects == LEGAL_COUNTIES:
        return tuple(one for one in units if one.organisation.startswith(OF_COUNTY))
    return units if ranked.subjects == REPORTING_UNITS else _unknown(ranked.subjects)


def _unknown(reading: str) -> tuple[Subject, ...]:
    raise KeyError(reading)


@cache
def counties() -> tuple[Subject, ...]:
    """The reporting units; people of a county work in its whole code, though a zone manages some streets."""
    return tuple(
        Subject(unit.key, unit.name, unit.manager, merge([interval_of(unit.code), *unit.intervals]))
        for unit in load_reporting_units()
    )


@cache
def departments(document: str, year: int) -> tuple[Subject, ...]:
    """The city's departments that a document names as lead or responsible unit, as they stood at the end of
    a year: who took over from one is in the list in its place.
    """
    last = date(year, 12, 31)
    named = {
        key for duty in (LEAD, RESPONSIBLE) for keys in units_of(document, duty).values() for key in keys
    }
    keys = sorted({answering(key, last) for key in named if key.startswith(OF_CITY)})
    units = load_units()
    return tuple(Subject(key, units[key].short, key, formerly=forebears(key, last)) for key in keys)


@cache
def units_of(document: str, duty: str) -> dict[str, tuple[str, ...]]:
    """The lead or responsible units of each clause; one that names none has those of the clause above it."""
    found: dict[str, tuple[str, ...]] = {}
    for one in load_documents():
        for clause in one.clauses if one.key == document else ():
            own = clause.lead if duty == LEAD else clause.responsible
            found[clause.id] = own or found.get(clause.parent or "", ())
    return found
