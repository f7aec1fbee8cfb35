"""What this room lets be counted: titles that are held on the last day of a period, one measure a title."""

from chongyang.core.measuring import Measure
from chongyang.core.words import N_
from chongyang.designations.rules.titles import Title, load_titles
from chongyang.providers.measuring import HOMES, OPEN

HELD = "valid_from < %(until_on)s AND valid_to >= %(until_on)s"
ASKED = (
    "EXISTS (SELECT FROM designations_application d WHERE d.provider = p.id"
    " AND d.title = 'star_home' AND d.submitted_at < %(until_at)s)"
)
UNIT = N_("个")


def list_measures() -> tuple[Measure, ...]:
    """By the day alone, so that a past quarter stays what it was when a title is withdrawn later."""
    return (
        *(_of_title(one) for one in load_titles()),
        Measure(
            "designations.star_participants",
            N_("参与星级评定的养老机构"),
            N_("家"),
            table="providers_provider p",
            row="p.id",
            area="p.area",
            where=f"{OPEN} AND {HOMES} AND {ASKED}",
        ),
    )


def _of_title(title: Title) -> Measure:
    return Measure(
        f"designations.{title.key}",
        title.label,
        UNIT,
        table="designations_titleheld",
        where=f"title = '{title.key}' AND {HELD}",
        opens="designations_held",
    )
