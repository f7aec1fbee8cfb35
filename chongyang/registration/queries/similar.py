"""Who of a file is registered already, or looks so: three statements for all its rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from chongyang.core import access
from chongyang.core.fields import index_of
from chongyang.core.identifiers import InvalidIdentifier, read_identity, read_phone
from chongyang.core.scopes import Scope
from chongyang.registration.enums import Verdict
from chongyang.registry.models import SearchToken
from chongyang.registry.queries.elders import visible_elders
from chongyang.registry.rules import forms, tokens


@dataclass(frozen=True, slots=True)
class Similar:
    """What a row was found to be; `index` is that of its identity number."""

    verdict: Verdict = Verdict.NEW
    person: UUID | None = None
    index: bytes | None = None


def find_similar(scope: Scope, asked: Sequence[forms.ElderForm], today: date) -> list[Similar]:
    """Within reach: the same number is the same person; the same name with the same birthday or telephone
    looks like it.
    """
    indexes = [_index(form, today) for form in asked]
    by_number = _by_number(scope, [index for index in indexes if index])
    by_birthday, by_phone = _by_birthday(scope, asked, today), _by_phone(scope, asked)
    return [
        _similar(form, index, by_number, by_birthday, by_phone, today)
        for form, index in zip(asked, indexes, strict=True)
    ]


def _similar(
    form: forms.ElderForm,
    index: bytes | None,
    by_number: dict[bytes, UUID],
    by_birthday: dict[tuple[str, date], UUID],
    by_phone: dict[tuple[str, str], UUID],
    today: date,
) -> Similar:
    if index and index in by_number:
        return Similar(Verdict.EXISTS, by_number[index], index)
    born = _born(form, today)
    like = by_birthday.get((form.name, born)) if born else None
    like = like or by_phone.get((form.name, _phone_token(form.phone)))
    return Similar(Verdict.SIMILAR if like else Verdict.NEW, like, index)


def _index(form: forms.ElderForm, today: date) -> bytes | None:
    try:
        return index_of(read_identity(form.identity_number, today=today).number, "identity")
    except InvalidIdentifier:
        return None


def _born(form: forms.ElderForm, today: date) -> date | None:
    if form.born_on:
        return form.born_on
    try:
        return read_identity(form.identity_number, today=today).born_on
    except InvalidIdentifier:
        return None


def _phone_token(phone: str) -> str:
    try:
        return tokens.number_token("phone", index_of(read_phone(phone).number, "phone"))
    except InvalidIdentifier:
        return ""


def _by_number(scope: Scope, indexes: list[bytes]) -> dict[bytes, UUID]:
    rows = visible_elders(scope).filter(identity_index__in=indexes).order_by("id")
    return {bytes(index or b""): person for index, person in rows.values_list("identity_index", "id")}


def _by_birthday(scope: Scope, asked: Sequence[forms.ElderForm], today: date) -> dict[tuple[str, date], UUID]:
    days = {born for form in asked if (born := _born(form, today))}
    rows = visible_elders(scope).filter(name__in={form.name for form in asked}, born_on__in=days)
    return {(name, born): key for name, born, key in rows.order_by("id").values_list("name", "born_on", "id")}


def _by_phone(scope: Scope, asked: Sequence[forms.ElderForm]) -> dict[tuple[str, str], UUID]:
    wanted = {token for form in asked if (token := _phone_token(form.phone))}
    held = access.visible(SearchToken.objects.filter(token__in=wanted), scope).order_by("token", "person")
    persons = list(held.values_list("person", "token"))
    names = dict(
        visible_elders(scope).filter(id__in=[person for person, _ in persons]).values_list("id", "name")
    )
    return {(names[person], token): person for person, token in persons if person in names}
