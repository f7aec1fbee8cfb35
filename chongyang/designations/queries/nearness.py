"""Who is too near to a holder to judge it."""

from datetime import datetime
from uuid import UUID

from chongyang.core.words import N_
from chongyang.designations.models import Application, TitleHeld
from chongyang.providers import queries as providers
from chongyang.territory import queries as territory
from chongyang.territory.models import Organisation

HOLDERS_OFFICE = N_("申报或持有单位是您任职的单位，请由其他单位的人办理。")
WHO_APPLIED = N_("您是这件申报的经办人，不能审核它。")
CODE_DIGITS = 9


def too_near(row: Application | TitleHeld, account: UUID | None, now: datetime) -> str:
    """Why this account must not judge; empty where nothing speaks against it. In the system's scope: posts
    and applications lie in any area.
    """
    if account is None:
        return ""
    application = row if isinstance(row, Application) else row.application
    if application is not None and application.asked_by == account:
        return WHO_APPLIED
    posts = {post.organisation_id for post in territory.list_posts(account, now)}
    return HOLDERS_OFFICE if posts & organisations_of(row) else ""


def organisations_of(row: Application | TitleHeld) -> set[UUID]:
    """The organisations that a holder is or belongs to."""
    found = set()
    application = row if isinstance(row, Application) else row.application
    if application is not None and application.organisation:
        found.add(application.organisation)
    if row.provider and (place := providers.get_provider(row.provider)) and place.organisation:
        found.add(place.organisation)
    if office := office_of(row.holder_area):
        found.add(office.id)
    return found


def office_of(area: int | None) -> Organisation | None:
    """The office of a street, or of the street that a community lies in; None for a county and for nobody."""
    if area is None or area % 10**6 == 0:
        return None
    return Organisation.objects.filter(key=f"street.{str(area)[:CODE_DIGITS]}.office").first()
