"""What this room lets be counted (`core.measuring`): confirmed hosts by kind, places taken, roll calls."""

from chongyang.core.counting import STREET
from chongyang.core.measuring import Measure
from chongyang.core.words import N_

STANDS = (
    "confirmed_at IS NOT NULL AND opened_on < %(until_on)s"
    " AND (closed_on IS NULL OR closed_on >= %(until_on)s)"
)
IN = (
    "state IN ('placed', 'confirmed', 'ended', 'absent')"
    " AND asked_at >= %(first_at)s AND asked_at < %(until_at)s"
)
STREETS = (  # each street once, by the first of its schools
    f"(SELECT DISTINCT ON (area / {STREET}) * FROM activities_host WHERE kind = 'school'"  # noqa: S608
    f" AND {STANDS} ORDER BY area / {STREET}, id) AS school"
)


def of_hosts(key: str, label: str, unit: str, kind: str) -> Measure:
    return Measure(
        f"activities.{key}", label, unit, table="activities_host", where=f"kind = '{kind}' AND {STANDS}"
    )


MEASURES = (
    of_hosts("universities", N_("老年大学"), N_("所"), "university"),
    of_hosts("centres", N_("综合性老年活动中心"), N_("个"), "centre"),
    of_hosts("venues", N_("文体活动场所"), N_("个"), "venue"),
    Measure(
        "activities.school_streets",
        N_("建有老年学校的乡镇（街道）"),
        N_("个"),
        table=STREETS,
        where="true",
    ),
    Measure(
        "activities.enrolments",
        N_("课程和出游报名"),
        N_("人次"),
        table="activities_enrolment",
        where=IN,
        is_of_persons=True,
    ),
    Measure(
        "activities.present",
        N_("到课"),
        N_("人次"),
        table="activities_rollmark",
        where="mark = 'present' AND at >= %(first_at)s AND at < %(until_at)s",
        is_of_persons=True,
    ),
)
