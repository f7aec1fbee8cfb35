"""Carers for tests, of a provider's own organisation."""

from datetime import UTC, date, datetime
from uuid import UUID

from chongyang.core.fields import index_of
from chongyang.core.keys import new_key
from chongyang.territory.enums import Role
from chongyang.territory.models import Organisation
from chongyang.workforce.models import Carer, Credential
from tests import factories

PLACE = 410105001001
START = date(2018, 1, 1)
EVER = ("care_worker", "health", "bathing", "first_aid")


def organisation(name: str = "测试居家服务有限公司", area: int = PLACE) -> Organisation:
    """A provider's own, as a registrar would make it."""
    return Organisation.objects.create(
        key=f"provider.test-{new_key()}",
        name=name,
        short_name=name[:20],
        kind="service_provider",
        area=area,
        intervals=[[area, area]],
    )


def contractor(org: Organisation):
    """The scope of who keeps a provider's carers and offers."""
    return factories.scope_of(factories.make_account(Role.CONTRACTOR, org))


def make_carer(
    org: UUID, *, name: str = "周护理", skills: tuple[str, ...] = EVER, number: str = "", **columns: object
) -> Carer:
    """A carer who holds these skills without an end."""
    values: dict[str, object] = {
        "sex": "female",
        "dialects": ["central_plains"],
        "area": PLACE,
        "longitude": 113.68,
        "latitude": 34.77,
        "travel_mode": "ebike",
        "weekly_minutes": 2400,
        "starts_on": START,
        "entered_at": datetime(2018, 1, 1, tzinfo=UTC),
        **columns,
    }
    number = number or factories.identity_number(date(1980, 1, 1))
    row = Carer(organisation=org, name=name, **values)
    row.identity_number, row.identity_index = number, index_of(number, "carer")
    row.phone = "13603710001"
    row.save(force_insert=True)
    for skill in skills:
        certify(row, skill)
    return row


def certify(row: Carer, skill: str, valid_from: date = START, valid_to: date | None = None) -> Credential:
    return Credential.objects.create(
        carer=row,
        skill=skill,
        issuer="测试机构",
        valid_from=valid_from,
        valid_to=valid_to,
        area=row.area,
        organisation=row.organisation,
    )
