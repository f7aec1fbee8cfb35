"""An un-merge asks about whatever can be written to a merged file: each kind hangs, or says why not."""

import pytest
from django.apps import apps

from chongyang.core.access import enter
from chongyang.core.clock import now
from chongyang.core.hanging import list_hanging
from chongyang.core.keys import new_key
from chongyang.core.scopes import SYSTEM, system_scope
from chongyang.registration.models import Card, ChangedField, ChangeRequest
from chongyang.registration.operations import parting
from chongyang.registry.operations import UnableToLink
from tests import factories

HUNG = {
    "registry.contacts": ["registry.Contact"],
    "registry.consents": ["registry.Consent"],
    "registry.mandates": ["registry.Mandate"],
    "groups.classes": ["groups.Membership"],
    "groups.proposals": ["groups.Proposal"],
    "groups.visits": ["groups.Visit"],
    "groups.members": ["groups.Member"],
    "groups.care": ["groups.Care"],
    "treasury.orders": [
        "treasury.PaymentOrder",
        "treasury.BatchLine",
        "treasury.Hold",
        "treasury.Receivable",
    ],
    "alerting.runs": ["alerting.Run", "alerting.RunStep", "alerting.Delivery"],
    "telecare.devices": ["telecare.Device"],
    "emergency.incidents": ["emergency.Incident"],
    "hotline.orders": ["hotline.Order"],
    "hotline.complaints": ["hotline.Complaint"],
    "hotline.calls": ["hotline.Call", "hotline.CallLine", "hotline.CallOpening", "hotline.CallBack"],
    "registration.changes": ["registration.ChangeRequest", "registration.ChangedField"],
    "registration.cards": ["registration.Card"],
    "funding.applications": [
        *("funding.Application", "funding.Evidence", "funding.ClaimedObject", "funding.SiteCheck"),
        *("funding.Decision", "funding.SampleLine", "funding.Signal", "funding.Entitlement"),
    ],
    "orders.orders": ["orders.Order", "orders.Assignment"],
    "orders.plans": ["orders.Plan", "orders.PlanPause"],
    "purchase.entitlements": [
        *("purchase.Entitlement", "purchase.VoucherAccount", "purchase.VoucherEntry"),
        "purchase.VoucherCorrection",
    ],
    "checkout.bills": ["checkout.Bill", "checkout.Attempt"],
    "visits.visits": ["visits.Visit"],
    "quality.ratings": ["quality.Rating"],
    "quality.samples": ["quality.Sample"],
    "timebank.bookings": ["timebank.Booking"],
    "activities.enrolments": ["activities.Enrolment", "activities.RollMark", "activities.Notice"],
    "funding.awards": ["funding.Award", "funding.AwardFact", "funding.AwardStop", "funding.MonthLine"],
}
"""What hangs, and the models that go with it."""

SHOWN_ONLY = {
    *("funding.awards", "purchase.entitlements", "visits.visits", "quality.ratings", "quality.samples"),
    "timebank.bookings",
}
"""What was decided for one person, or happened at one door: shown at the un-merge; the rest is a desk's."""
WHAT_HAPPENED = "a record of what was done with the file it names; written once, and true of that file"
COMPUTED = "computed from the file and computed again"
OF_RECORDS = "belongs to a department's record and follows it: the image of the merge puts it back"
STAYS = {
    **dict.fromkeys(
        [
            *("core.Step", "core.Event", "core.FieldChange", "privacy.Look", "privacy.Finding"),
            *("privacy.GlassBreak", "privacy.DestructionItem", "exchange.Followed", "alerting.Proof"),
            *("emergency.Origin", "emergency.OriginMove", "emergency.Sighting", "emergency.Link"),
            *("emergency.Attempt", "hotline.CareTry", "hotline.FollowUpTry", "registration.BatchRow"),
            *("telecare.DeviceStep", "telecare.DeviceUse", "telecare.DeviceTrial", "telecare.Signal"),
            *("telecare.Reading", "telecare.HourlyReading", "telecare.LastReading", "telecare.Alert"),
            *("visits.Entry", "visits.Photo", "visits.CallBack", "visits.Missed", "settlement.Line"),
            *("checkout.Refund", "checkout.Errand", "checkout.CashHeld"),
            *("timebank.HourEntry", "timebank.Activity"),
        ],
        WHAT_HAPPENED,
    ),
    **dict.fromkeys(
        ["core.IntegrityFinding", "registry.SearchToken", "core.OutboxMessage", "alerting.Channel"], COMPUTED
    ),
    **dict.fromkeys(
        [
            *("claims.Belonging", "claims.NotOf", "claims.Contest", "claims.StopProposal", "claims.Word"),
            *("claims.Disagreement", "claims.Due", "linkage.Ask"),
        ],
        OF_RECORDS,
    ),
    "core.Case": "goes with the row it is the case of: who gives the row gives the case",
    "core.StageHolder": "goes with its case",
    "core.FileStored": "opened through the paper it was handed in with",
    "core.IntegrityExcuse": "excuses one row of a check, by the row's key",
    "territory.Grant": "opens one file for what it refers to; a mandate that is given is granted anew",
    "privacy.LegalHold": "keeps the records of the file that the case names",
    "privacy.RightsRequest": "asked by an account about the file that account may read",
    "registration.Invitation": "of somebody without registration: a merged file is not invited",
    "registration.Application": "becomes a file of its own when it is registered",
    "registration.HandOver": "moves the file that it names; its two sides answer for it",
    "treasury.Payee": "named by the payments, which are asked about; the other file gets its own",
    "treasury.PayeeAccount": "goes with its payee, and is confirmed by two",
    "telecare.FollowUp": "a task about a device, done or given with the device",
    "telecare.VitalLimit": "set for a body: set anew for the other person by whoever answers for it",
    "telecare.Away": "days of absence that end by themselves",
    "timebank.TimeAccount": "hours that the person herself gave and has; never another's",
    **dict.fromkeys(
        ["scheduling.PlannedVisit", "scheduling.LeftOut", "scheduling.Pin"],
        "goes with its order, which is asked about; a day is planned anew",
    ),
    "scheduling.KeyHolding": "a key in somebody's hand: given back, and given anew for the other file",
    **dict.fromkeys(
        ["supplies.Portion", "supplies.Stop", "supplies.Standing", "supplies.Sale"],
        "goes with its order or plan, which are asked about",
    ),
    **dict.fromkeys(
        ["supplies.Rental", "supplies.Charge"],
        "a numbered piece in one person's hands; whoever has it gives it back to the desk that lent it",
    ),
    "hotline.CareCall": "the list of one day, made anew in the morning",
    "hotline.CarePause": "days without calls that end by themselves",
    "hotline.FollowUp": "a task about an order or an incident, which are asked about",
}


def of_persons():
    return {
        model._meta.label
        for model in apps.get_models()
        if model.__module__.startswith("chongyang.")
        and any(field.name == "person" for field in model._meta.local_fields)
    }


def test_every_kind_of_row_about_a_person_hangs_or_says_why_it_stays():
    hung = {label for labels in HUNG.values() for label in labels}
    assert of_persons() - hung - set(STAYS) == set()
    assert hung & set(STAYS) == set()
    assert (hung | set(STAYS)) - of_persons() <= {"treasury.BatchLine"}
    assert {one.name for one in list_hanging()} == set(HUNG)
    assert {one.name for one in list_hanging() if one.give is None} <= SHOWN_ONLY


@pytest.fixture
def two(db):
    return factories.make_elder(), factories.make_elder()


def card(elder):
    return Card.objects.create(person=elder.id, area=elder.area, token_index=new_key().bytes, issued_at=now())


def give(how, row, elder):
    with enter(system_scope("test")):
        how(row=row.id, person=elder.id, area=elder.area, by=SYSTEM, now=now())


def test_a_card_goes_to_whose_purse_it_lies_in_unless_she_has_one(two):
    wrong, right = two
    held, since = card(wrong), now()
    assert [item.row for item in parting.cards_since([wrong.id, right.id], held.issued_at)] == [held.id]
    assert parting.cards_since([wrong.id], since) == []
    give(parting.give_card, held, right)
    held.refresh_from_db()
    assert held.person == right.id
    with pytest.raises(UnableToLink):
        give(parting.give_card, card(wrong), right)


def test_an_open_request_goes_with_its_fields_and_a_decided_one_stays(two):
    wrong, right = two
    told = {"person": wrong.id, "area": wrong.area, "asked_by": new_key()}
    row = ChangeRequest.objects.create(
        fields=["name"],
        route="street",
        asked_as="clerk",
        asked_at=now(),
        source="street",
        due_at=now(),
        **told,
    )
    ChangedField.objects.create(request=row, field="name", **told)
    give(parting.give_change, row, right)
    row.refresh_from_db()
    assert (row.person, row.parts.get().person) == (right.id, right.id)
    ChangeRequest.objects.filter(id=row.id).update(decided_at=now(), decided_by=new_key())
    assert parting.changes_since([right.id], row.asked_at)[0].fixed
