"""A person says no: what she had agreed to ends, and the no itself stays on record."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from chongyang.core import events
from chongyang.core.scopes import Actor, Scope
from chongyang.registry.enums import ConsentBasis, ConsentGiver, ConsentPurpose
from chongyang.registry.models import Consent
from chongyang.registry.operations.people import locked, subject_of, withdrawal_of
from chongyang.registry.rules.consents import SPOKEN


@transaction.atomic
def refuse(*, person: UUID, purpose: str, channel: str, scope: Scope, by: Actor, now: datetime) -> Consent:
    """Withdraw the consent for a purpose; where none was given, a withdrawn one is written, to be known.

    Whoever hears the refusal writes it down: it asks for no right to write files, for it only takes away.
    Idempotent: a person who has refused has refused. Raises NotFound.
    """
    row = locked(scope, person)
    held = Consent.objects.filter(person=row.id, purpose=ConsentPurpose.of(purpose).value)
    ended = held.filter(withdrawn_at=None).update(withdrawn_at=now)
    last = held.order_by("-given_at", "-id").first()
    if last and not ended:
        return last
    consent = last or Consent.objects.create(
        person=row.id,
        area=row.area,
        purpose=purpose,
        basis=ConsentBasis.CONSENT.value,
        text_version=SPOKEN,
        channel=channel,
        given_by=ConsentGiver.ELDER.value,
        given_at=now,
        withdrawn_at=now,
    )
    payload = withdrawal_of(purpose)
    events.record("registry.consent.refused", by=by, now=now, payload=payload, **subject_of(row))
    return consent
