"""The invented colleagues bring an alarm to its close with the same operations as people."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from chongyang.core.clock import now
from chongyang.core.scopes import Actor
from chongyang.emergency import operations as emergency
from chongyang.emergency.models import Dispatch, Incident
from chongyang.territory.models import Account
from chongyang.workshop.staff import Staff
from tests import factories


def test_colleagues_answer_what_nobody_takes_and_leave_the_rest_alone(db):
    elder, responder = factories.make_elder(), factories.make_responder()
    for number, account in enumerate([factories.make_operator() for _ in range(3)], 2):
        Account.objects.filter(id=account.id).update(username=f"operator{number}", is_demo=True)
    moment = now()
    words: dict[str, Any] = {
        "source": "device",
        "subject_key": "x",
        "area": elder.area,
        "said_at": moment,
        "received_at": moment,
    }
    by = Actor("device", "CY-1")
    ours = emergency.receive(kind="sos", person=elder.id, reference=uuid4(), by=by, **words)
    theirs = emergency.receive(kind="fall", person=elder.id, reference=uuid4(), by=by, **words)
    person = factories.scope_of(factories.make_operator())
    emergency.acknowledge(incident=theirs.id, scope=person, now=moment)
    staff = Staff()
    for minute in range(1, 14):
        staff.work_once(now() + timedelta(minutes=minute))
    assert Incident.objects.get(id=theirs.id).state == "acknowledged"
    assert Incident.objects.get(id=ours.id).state == "closed"
    assert set(Dispatch.objects.values_list("responder", flat=True)) <= {responder.id}
