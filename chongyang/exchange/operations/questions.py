"""A department asks about persons by identity number: yes or no, and the fields of its agreement.

The answer crosses all areas, so it is made by a function of the database with its owner's rights, which asks
the agreement itself, gives no field beyond it, and writes the question and the event in the same breath.
"""

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from chongyang.core import sealing
from chongyang.core.events import canonical
from chongyang.core.fields import index_of
from chongyang.core.identifiers import InvalidIdentifier, read_identity
from chongyang.core.keys import new_key
from chongyang.core.scopes import Scope
from chongyang.core.words import N_
from chongyang.exchange.models import Agreement
from chongyang.exchange.operations import quotas
from chongyang.exchange.operations.errors import UnableToAsk
from chongyang.exchange.operations.subjects import subject_of
from chongyang.exchange.queries.agreements import agreement_of_token
from chongyang.territory.permissions import demand
from chongyang.territory.rules.capabilities import Can

NOT_IN_FORCE = N_("协议未生效、已暂停或已终止。")
NO_PURPOSE = N_("协议没有这项用途，请填写协议列出的用途之一。")
TOO_MANY = N_("超过协议规定的每次人数。")
NOBODY = N_("请至少填写一人。")
CALL = """SELECT answer, told FROM chongyang_exchange_answer(
    %(agreement)s, %(id)s, %(batch)s, %(index)s, %(name)s, %(purpose)s, %(reference)s,
    %(payloads)s::jsonb[], %(salts)s::bytea[], %(digests)s::bytea[], %(now)s, %(today)s)"""


@dataclass(frozen=True, slots=True)
class Asked:
    """One person as the department names her; the name is compared where it is given."""

    number: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """Always of the same shape: yes, no or `unreadable`, the subject, each field of the terms."""

    answer: str
    subject: str
    fields: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Answered:
    batch: UUID
    answers: Sequence[Answer]
    left: Mapping[str, int]


@transaction.atomic
def ask(
    *, token: UUID, purpose: str, reference: str, people: Sequence[Asked], scope: Scope, now: datetime
) -> Answered:
    """Answer about each, count and keep each. Raises UnableToAsk (then nothing was asked), NotAllowed."""
    demand(scope, Can.ASK_REGISTRY)
    agreement = _in_force(token, scope, now)
    _demand_terms(agreement, purpose, people)
    today = timezone.localdate(now)
    numbers = [_number(one.number, today) for one in people]
    readable = sum(number is not None for number in numbers)
    left = quotas.take(agreement, readable, now) if readable else {}
    batch = new_key()
    asked = _Asking(agreement, batch, purpose, reference.strip()[:60], now)
    answers = [asked.answer(number, one.name) for number, one in zip(numbers, people, strict=True)]
    return Answered(batch, answers, left)


def _in_force(token: UUID, scope: Scope, now: datetime) -> Agreement:
    agreement = agreement_of_token(scope, token)
    if agreement is None or not is_in_force(agreement, now):
        raise UnableToAsk(NOT_IN_FORCE)
    return agreement


def is_in_force(agreement: Agreement, now: datetime) -> bool:
    today = timezone.localdate(now)
    return agreement.state == "in_force" and agreement.valid_from <= today < agreement.valid_to


def _demand_terms(agreement: Agreement, purpose: str, people: Sequence[Asked]) -> None:
    if purpose not in {name for name, _ in agreement.purposes}:
        raise UnableToAsk(NO_PURPOSE)
    if not people:
        raise UnableToAsk(NOBODY)
    if len(people) > agreement.batch_limit:
        raise UnableToAsk(TOO_MANY)


def _number(text: str, today: Any) -> str | None:
    try:
        return read_identity(text, today=today).number
    except InvalidIdentifier:
        return None


class _Asking:
    """One batch on its way through the sanctioned function."""

    def __init__(
        self, agreement: Agreement, batch: UUID, purpose: str, reference: str, now: datetime
    ) -> None:
        self.agreement = agreement
        said = {"agreement": agreement.code, "reference": reference}
        payloads = [{**said, "fields": list(agreement.fields)}, {**said, "fields": []}]
        self.bodies = [canonical(payload) for payload in payloads]
        self.told: dict[str, Any] = {
            "agreement": agreement.id,
            "batch": batch,
            "purpose": purpose,
            "reference": reference,
            "payloads": [body.decode() for body in self.bodies],
            "now": now,
            "today": timezone.localdate(now),
        }

    def answer(self, number: str | None, name: str) -> Answer:
        empty = dict.fromkeys(self.agreement.fields)
        if number is None:
            return Answer("unreadable", "", empty)
        index = index_of(number, "identity")
        salts = [os.urandom(16) for _ in self.bodies]
        digests = [sealing.digest(salt + body) for salt, body in zip(salts, self.bodies, strict=True)]
        with connection.cursor() as cursor:
            more: dict[str, Any] = {
                "id": new_key(),
                "index": index,
                "name": "".join(name.split()),
                "salts": salts,
                "digests": digests,
            }
            cursor.execute(CALL, {**self.told, **more})
            answer, told = cursor.fetchone()
        return Answer(answer, subject_of(self.agreement.id, index), empty | json.loads(told or "{}"))


def note_refusal(*, token: UUID, people: int, scope: Scope, now: datetime) -> None:
    """A refused question over the quota leaves a count."""
    if agreement := agreement_of_token(scope, token):
        quotas.note_refused(agreement, people, now)
