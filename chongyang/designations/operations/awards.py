"""Awards follow titles: a holder finds the draft of its award prepared; a title that is gone says so."""

from datetime import datetime
from typing import Any
from uuid import UUID

from chongyang.core import access
from chongyang.core.scopes import SYSTEM, system_scope
from chongyang.designations import queries
from chongyang.designations.models import TitleHeld
from chongyang.designations.queries.nearness import office_of
from chongyang.designations.rules.titles import Title, get_title
from chongyang.funding import operations as funding
from chongyang.territory import queries as territory
from chongyang.territory.enums import Role
from chongyang.territory.rules.capabilities import Can, can

GRADE = "grade"
DENIED: dict[str, Any] = {"is_designated": False, "star": 0}


def prepare_award(*, held_title: UUID, now: datetime) -> None:
    """A title with an award gives its holder a draft of it. Idempotent: one draft a title."""
    with access.enter(system_scope("award of a title")):
        held = queries.access_title(held_title)
        title = get_title(held.title)
        whose = payee_of(held)
        if not title.programme or held.award or whose is None:
            return
        organisation, name, asked_by = whose
        made = funding.prepare(
            programme=title.programme,
            organisation=organisation,
            name=name,
            area=held.area,
            asked_by=asked_by,
            day=held.valid_from,
            inputs=inputs_of(title, held),
            by=SYSTEM,
            now=now,
        )
        if made is not None:
            TitleHeld.objects.filter(id=held.id).update(award=made.id)


def deny_award(*, held_title: UUID, now: datetime) -> None:
    """The draft of the award of a title that is gone no longer says that it is held."""
    with access.enter(system_scope("award of a title")):
        held = queries.access_title(held_title)
        if held.award:
            asked = get_title(held.title).inputs
            told = {name: value for name, value in DENIED.items() if name in asked}
            funding.tell_prepared(application=held.award, inputs=told, by=SYSTEM, now=now)


def inputs_of(title: Title, held: TitleHeld) -> dict[str, Any]:
    """What the title answers of the award's questions."""
    return {name: held.grade if value == GRADE else value for name, value in title.inputs.items()}


def payee_of(held: TitleHeld) -> tuple[UUID, str, UUID] | None:
    """Organisation, name and account: the institution whose clerk asked, or the office of a street whose
    clerk did. None where nobody of the holder's side could complete a draft.
    """
    application = held.application
    if application is None:
        return None
    if application.organisation:
        return application.organisation, held.name, application.asked_by
    office = office_of(held.holder_area)
    if office is None or not _may_apply(application.asked_by, held):
        return None
    return office.id, office.name, application.asked_by


def _may_apply(account: UUID, held: TitleHeld) -> bool:
    posts = territory.list_posts(account, held.given_at)
    return any(can(Role(post.role), Can.APPLY_FUNDING) for post in posts)
