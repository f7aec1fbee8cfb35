"""The shape of an elder's file and of what is sent to change it."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.http import HttpResponse, JsonResponse
from ninja import Schema

from chongyang.api.shapes import Body, Code, plain
from chongyang.registry.operations import ContactForm, ElderFile, ElderForm, ProfileForm

SEALED = ("identity_number", "phone", "card_number", "household_address", "address")


class ContactShape(Schema):
    id: UUID
    rank: int
    name: str
    relation: str
    phone: str
    distance_metres: int | None
    key_holder: str
    is_guardian: bool


class ProfileShape(Schema):
    living_form: str
    education: str
    marriage: str
    classes: list[str]
    disability_kind: str
    disability_level: int | None
    income_kinds: list[str]
    insurance_kinds: list[str]
    ability_level: str
    ability_scale: str
    ability_on: date | None
    ability_until: date | None
    ability_assessor: str
    conditions: list[str]
    allergies: list[str]
    medicines: list[str]
    aids: list[str]
    housing_risks: list[str]
    loneliness: str
    needs: list[str]
    languages: list[str]
    prefers_sex: str
    note: str


class ConsentShape(Schema):
    id: UUID
    purpose: str
    basis: str
    text_version: str
    channel: str
    given_by: str
    given_at: datetime
    withdrawn_at: datetime | None


class ElderShape(Schema):
    """An elder in her file; sealed fields show their masks."""

    id: UUID
    area: int
    same_as: UUID | None
    name: str
    sex: str
    born_on: date
    nation: str
    identity_number: str
    phone: str
    card_number: str
    household_area: int | None
    household_address: str
    address: str
    floor: int | None
    has_lift: bool | None
    access_note: str
    longitude: float | None
    latitude: float | None
    life_status: str
    status_on: date | None
    registered_at: datetime | None
    source: str
    sourced_on: date
    version: int


class FileShape(Schema):
    """The file as it was read. `opened` and `contact_phones` hold what the purpose laid open."""

    elder: ElderShape
    profile: ProfileShape | None
    contacts: list[ContactShape]
    consents: list[ConsentShape]
    files: list[UUID]
    opened: dict[str, str]
    contact_phones: dict[str, str]


def contact(row: Any) -> dict[str, Any]:
    return plain(row, ContactShape, phone=str(row.phone))


def elder(row: Any) -> dict[str, Any]:
    masked = {name: str(getattr(row, name)) for name in SEALED}
    return plain(row, ElderShape, same_as=row.same_as_id, **masked)


def tagged(response: HttpResponse, version: int) -> HttpResponse:
    """The version as an entity tag, for `If-Match`."""
    response["ETag"] = f'"{version}"'
    return response


def answer(held: ElderFile) -> HttpResponse:
    """The file as an answer with its version."""
    body = FileShape(
        elder=ElderShape(**elder(held.elder)),
        profile=ProfileShape(**plain(held.profile, ProfileShape)) if held.profile else None,
        contacts=[ContactShape(**contact(row)) for row in held.contacts],
        consents=[ConsentShape(**plain(row, ConsentShape)) for row in held.consents],
        files=held.cluster,
        opened=held.opened,
        contact_phones={str(key): number for key, number in held.contact_phones.items()},
    )
    return tagged(_json(body), held.elder.version)


def elder_answer(row: Any, status: int = 200) -> HttpResponse:
    """An elder after a write."""
    return tagged(_json(ElderShape(**elder(row)), status), row.version)


def consent_answer(row: Any) -> HttpResponse:
    """A consent after it was given."""
    return _json(ConsentShape(**plain(row, ConsentShape)), 201)


def _json(body: Schema, status: int = 200) -> HttpResponse:
    told = body.model_dump(mode="json")
    return JsonResponse(told, status=status, json_dumps_params={"ensure_ascii": False})


class ContactBody(Body):
    name: str
    relation: str
    phone: str
    distance_metres: int | None = None
    key_holder: str = "unknown"
    is_guardian: bool = False


class ContactsBody(Body):
    """Replaces all contacts; their order is the order of calling."""

    contacts: list[ContactBody]
    source: str


class ProfileBody(Body):
    living_form: str = ""
    education: str = ""
    marriage: str = ""
    classes: list[str] = []
    disability_kind: str = ""
    disability_level: int | None = None
    income_kinds: list[str] = []
    insurance_kinds: list[str] = []
    ability_level: str = ""
    ability_scale: str = ""
    ability_on: date | None = None
    ability_until: date | None = None
    ability_assessor: str = ""
    conditions: list[str] = []
    allergies: list[str] = []
    medicines: list[str] = []
    aids: list[str] = []
    housing_risks: list[str] = []
    loneliness: str = ""
    needs: list[str] = []
    languages: list[str] = []
    prefers_sex: str = ""
    note: str = ""


class _Person(Body):
    born_on: date | None = None
    phone: str = ""
    card_number: str = ""
    household_area: str | None = None
    household_address: str = ""
    address: str = ""
    floor: int | None = None
    has_lift: bool | None = None
    access_note: str = ""
    longitude: float | None = None
    latitude: float | None = None
    identity_number: str = ""
    sex: str = ""
    nation: str = "汉族"


class ElderBody(_Person):
    """An elder to register; with an identity number, birthday and sex come from it."""

    name: str
    area: Code
    source: str
    sourced_on: date
    profile: ProfileBody = ProfileBody()
    contacts: list[ContactBody] = []


class ElderChanges(_Person, ProfileBody):
    """The fields to change, of the elder or her profile; those not sent stay as they are."""

    name: str = ""
    area: Code = ""
    source: str = ""
    sourced_on: date | None = None


def elder_form(body: ElderBody) -> ElderForm:
    """What the registry takes."""
    typed = body.model_dump(exclude={"profile", "contacts"})
    return ElderForm(
        **typed, profile=ProfileForm(**_tuples(body.profile)), contacts=contact_forms(body.contacts)
    )


def contact_forms(bodies: list[ContactBody]) -> tuple[ContactForm, ...]:
    return tuple(ContactForm(**body.model_dump()) for body in bodies)


def _tuples(body: ProfileBody) -> dict[str, Any]:
    typed = body.model_dump()
    return {name: tuple(value) if isinstance(value, list) else value for name, value in typed.items()}
