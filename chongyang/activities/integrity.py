"""Checks of courses and journeys: places against enrolments, who died, who waits while a place is free."""

from chongyang.core.integrity import Check, Severity
from chongyang.core.words import N_
from chongyang.registry.queries.integrity import DEAD

HELD = "('placed', 'confirmed')"
OPEN = "('asked', 'waiting', 'placed', 'confirmed')"

CHECKS = (
    Check(
        "activities.places_differ",
        N_("名额数与报名不符"),
        N_("课程上记的已占名额，不等于有名额的报名数。请系统管理员查看。"),
        Severity.SEVERE,
        "SELECT o.id, o.area, NULL::uuid AS person FROM activities_offering o WHERE o.taken <>"
        f" (SELECT count(*) FROM activities_enrolment e WHERE e.offering_id = o.id AND e.state IN {HELD})"
        " AND o.state = 'open'",
        "activities_offering",
        "id",
    ),
    Check(
        "activities.waits_beside_a_place",
        N_("有空名额却还有人候补"),
        N_("候补应自动递补。请系统管理员查看。"),
        Severity.SERIOUS,
        "SELECT e.id, e.area, e.person FROM activities_enrolment e JOIN activities_offering o"
        " ON o.id = e.offering_id WHERE e.state = 'waiting' AND o.state = 'open' AND o.taken < o.places_most"
        " AND o.ends_on >= current_date",
        "activities",
        "",
    ),
    Check(
        "activities.enrolment_of_dead",
        N_("已故老人名下有课程或出游报名"),
        N_("死亡确认后名额应自动退回。核实老人是否健在。"),
        Severity.SEVERE,
        f"SELECT e.id, e.area, e.person FROM activities_enrolment e JOIN ({DEAD}) AS dead"
        f" ON dead.id = e.person WHERE e.state IN {OPEN}",
        "activities",
        "",
    ),
)
