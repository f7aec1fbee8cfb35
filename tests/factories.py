"""Rows for tests, made as the system would: a person, an account with a post, a responder, a device."""

from datetime import date
from itertools import count
from uuid import UUID

from chongyang.core.clock import now
from chongyang.core.fields import index_of
from chongyang.core.identifiers import identity_check
from chongyang.core.scopes import SYSTEM, Scope, interval_of
from chongyang.providers.models import Provider, Responder
from chongyang.registry.models import Contact, Elder, Profile
from chongyang.telecare.models import Device
from chongyang.territory import operations as territory
from chongyang.territory import queries
from chongyang.territory.enums import Role
from chongyang.territory.models import Account, Organisation

_numbers = count(1)
PASSWORD = "重阳-test-0909"
JINSHUI = 410105001001  # 金水区经八路街道的社区
ZHONGYUAN = 410102001002  # 中原区林山寨街道碧沙岗社区
CITY_ORGANISATION = "city.civil-affairs"


def _tail() -> int:
    """The last four digits of a telephone; no number that a test writes out ends in 3xxx."""
    return 3000 + next(_numbers) % 1000


def identity_number(born_on: date = date(1941, 3, 8), region: str = "410105") -> str:
    """A valid number that is nobody's."""
    first17 = f"{region}{born_on:%Y%m%d}{next(_numbers) % 1000:03d}"
    return first17 + identity_check(first17)


def make_elder(*, area: int = JINSHUI, name: str = "陈秀兰", **columns: object) -> Elder:
    """An elder with a profile; identity number and phone are sealed as in life."""
    number = identity_number()
    values: dict[str, object] = {
        "name_key": "chenxiulan",
        "sex": "female",
        "born_on": date(1941, 3, 8),
        "longitude": 113.68,
        "latitude": 34.77,
        "floor": 5,
        "has_lift": False,
        "access_note": "单元门密码在值班室",
        "source": "street",
        "sourced_on": date(2026, 1, 1),
        **columns,
    }
    elder = Elder(area=area, name=name, **values)
    elder.identity_number, elder.identity_index = number, index_of(number, "identity")
    elder.phone = f"1380371{_tail()}"
    elder.address = "金水区经八路街道测试小区3号楼2单元501"
    elder.save(force_insert=True)
    Profile.objects.create(
        id=elder.id,
        area=area,
        living_form="alone",
        conditions=["hypertension"],
        ability_level="1",
        source="street",
        sourced_on=date(2026, 1, 1),
    )
    return elder


def make_contact(elder: Elder, *, rank: int = 1, relation: str = "daughter") -> Contact:
    phone = f"1390371{_tail()}"
    contact = Contact(
        person=elder.id,
        area=elder.area,
        rank=rank,
        name="李女士",
        relation=relation,
        phone_index=index_of(phone, "phone"),
        distance_metres=1200,
        key_holder="holds",
        source="family",
        sourced_on=date(2026, 1, 1),
    )
    contact.phone = phone
    contact.save(force_insert=True)
    return contact


def make_account(role: Role, organisation: Organisation | None = None, *codes: str) -> Account:
    """An account with one post; `codes` narrow its areas."""
    account = territory.open_account(
        username=f"{role.value}-{next(_numbers)}",
        display_name="测试",
        password=PASSWORD,
        by=SYSTEM,
        now=now(),
    )
    territory.appoint(
        account=account,
        role=role,
        organisation=organisation or queries.get_organisation(CITY_ORGANISATION),
        intervals=[interval_of(code) for code in codes],
        by=SYSTEM,
        now=now(),
    )
    return account


def scope_of(account: Account) -> Scope:
    """The scope that the door would give this account now."""
    return queries.scope_of(account, now=now())


def make_operator() -> Account:
    return make_account(Role.OPERATOR)


def make_station(*, area: int = JINSHUI) -> Provider:
    organisation = Organisation.objects.create(
        key=f"station.{next(_numbers)}",
        name="测试应急服务站",
        short_name="测试站",
        kind="station",
        area=area,
        intervals=[[area, area]],
    )
    return Provider.objects.create(
        name=organisation.name,
        kind="station",
        owner_kind="public",
        organisation=organisation.id,
        area=area,
        address="测试路1号",
        longitude=113.681,
        latitude=34.771,
    )


def make_responder(*, area: int = JINSHUI, station: Provider | None = None, **columns: object) -> Responder:
    """A responder on duty with an account of her own."""
    station = station or make_station(area=area)
    organisation = Organisation.objects.get(id=station.organisation)
    account = make_account(Role.GRID_WORKER, organisation)
    values: dict[str, object] = {
        "kind": "grid_worker",
        "skills": ["first_aid"],
        "longitude": 113.682,
        "latitude": 34.772,
        "is_on_duty": True,
        **columns,
    }
    responder = Responder(
        account=account.id,
        organisation=station.organisation,
        station=station,
        name="赵网格",
        area=area,
        **values,
    )
    responder.phone = f"1370371{_tail()}"
    responder.save(force_insert=True)
    return responder


def account_of(responder: Responder) -> Account:
    return Account.objects.get(id=responder.account)


def make_device(elder: Elder | None = None, *, kind: str = "pendant", area: int = JINSHUI) -> Device:
    person: UUID | None = elder.id if elder else None
    return Device.objects.create(
        serial=f"CY-T-{next(_numbers):06d}",
        kind=kind,
        state="in_use" if elder else "stock",
        person=person,
        area=elder.area if elder else area,
    )
