"""What the rule says about an application now, from what was applied with or found on site."""

from datetime import datetime
from typing import Any

from chongyang.core import access
from chongyang.core.models import Case
from chongyang.core.scopes import system_scope
from chongyang.funding.models import Application, Decision, SiteCheck
from chongyang.funding.rules import objects
from chongyang.funding.rules.finding import Finding, find
from chongyang.policy import queries as policy
from chongyang.policy.rules.programmes import get_programme


def signed_check(row: Application) -> SiteCheck | None:
    """The joint check that two offices signed last."""
    with access.enter(system_scope("site check")):
        rows = SiteCheck.objects.filter(application=row, signed_at__isnull=False)
        return rows.order_by("-signed_at", "-id").first()


def last_check(row: Application) -> SiteCheck | None:
    """The newest check, signed or not, of the present round."""
    with access.enter(system_scope("site check")):
        return SiteCheck.objects.filter(application=row).order_by("-recorded_at", "-id").first()


def inputs_of(row: Application) -> dict[str, Any]:
    """What counts: what two offices found stands over what was applied with."""
    check = signed_check(row)
    return {**row.inputs, **(check.found if check else {})}


def finding_of(row: Application) -> Finding:
    """The rule's answer as of the application's day; nothing is written. A few milliseconds."""
    programme = get_programme(row.programme)
    return find(programme, inputs_of(row), row.area, policy.values_for(row.day))


def anchor_of(row: Application) -> str:
    """What the objects of an application lie at: the place, else the applicant."""
    programme = get_programme(row.programme)
    if programme.object in objects.AT_A_PLACE and row.place:
        return str(row.place)
    return str(row.person or row.carer or row.organisation)


def last_decision(row: Application, outcome: str = "") -> Decision | None:
    """The newest decision, of one outcome or of any."""
    with access.enter(system_scope("decision")):
        rows = Decision.objects.filter(application=row)
        rows = rows.filter(outcome=outcome) if outcome else rows
        return rows.order_by("-made_at", "-id").first()


def list_decisions(row: Application) -> list[Decision]:
    with access.enter(system_scope("decision")):
        return list(Decision.objects.filter(application=row).order_by("made_at", "id"))


def entered_at(row: Application) -> datetime | None:
    """When the case came into the state that it is in."""
    with access.enter(system_scope("case")):
        return Case.objects.filter(id=row.id).values_list("entered_at", flat=True).first()
