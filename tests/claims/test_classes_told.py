"""What a feed tells of classes waits for its office: proposed once, never granted, taken back."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from chongyang.claims.models import Belonging, Claim
from chongyang.claims.operations import settling
from chongyang.claims.operations.due import mark_due
from chongyang.core.models import Case, Event
from chongyang.core.scopes import SYSTEM
from chongyang.groups.models import Membership, Proposal
from chongyang.registry.models import Elder, Profile
from tests.claims.words import NOW, SYSTEM_SCOPE, tell
from tests.factories import make_elder
from tests.groups.people import MINIMUM, clerk, does, grant, scope_of

pytestmark = pytest.mark.usefixtures("db")
FORM = replace(MINIMUM, valid_from=date(2026, 10, 1))
HERE = 410105001000
RELIEF: dict[str, Any] = {"class_number": "金民救2026-7", "class_from": "2026-09-01"}


def settle(elder: Elder) -> settling.Settled:
    return settling.settle(person=elder.id, scope=SYSTEM_SCOPE, by=SYSTEM, now=NOW)


def poor(elder: Elder, kind: str = "minimum_living", **more: Any) -> Claim:
    return tell(elder, source="civil_affairs", classes=[kind], **{**RELIEF, **more})


def end(claim: Claim, on: date = date(2026, 11, 19)) -> None:
    Claim.objects.filter(id=claim.id).update(valid_to=on)


def test_the_word_of_the_office_becomes_a_proposal_and_no_class() -> None:
    elder = make_elder(area=HERE)
    poor(elder)
    assert settle(elder).refused == {}
    row = Proposal.objects.get(person=elder.id)
    assert (row.kind, row.told_by, row.source, row.state) == (
        "minimum_living",
        "feed",
        "civil_affairs",
        "open",
    )
    assert (row.number, row.valid_from, row.evidence) == ("金民救2026-7", date(2026, 9, 1), "decision")
    assert row.proposed_by is None
    assert Case.objects.get(id=row.id).state == "open"
    assert not Membership.objects.filter(person=elder.id).exists()
    assert Profile.objects.get(id=elder.id).classes == []


@pytest.mark.parametrize(
    ("source", "kind", "said"),
    [
        ("social_security", "minimum_living", "不由这个部门"),
        ("civil_affairs", "disabled", "不由这个部门"),
        ("civil_affairs", "aged", "出生日期"),
        ("civil_affairs", "living_alone", "走访"),
    ],
)
def test_the_word_of_another_is_refused_with_a_reason(source: str, kind: str, said: str) -> None:
    elder = make_elder(area=HERE)
    tell(elder, source=source, classes=[kind])
    assert said in settle(elder).refused[f"classes.{kind}"]
    assert not Proposal.objects.exists()


def test_settled_again_it_is_proposed_once() -> None:
    elder = make_elder(area=HERE)
    poor(elder)
    poor(elder, record="2")
    for _ in range(2):
        settle(elder)
        mark_due(persons=[elder.id], now=NOW)
        assert settling.settle_due(now=NOW) == 1
    assert Proposal.objects.count() == 1


def test_what_was_declined_comes_again_only_in_other_words() -> None:
    elder = make_elder(area=HERE)
    told = poor(elder)
    settle(elder)
    does("decline_proposal", scope_of(), proposal=Proposal.objects.get().id, reason="收入高于标准", now=NOW)
    settle(elder)
    assert Proposal.objects.count() == 1
    end(told)
    poor(elder, class_from="2026-11-10", class_number="金民救2026-99")
    settle(elder)
    assert sorted(Proposal.objects.values_list("state", flat=True)) == ["declined", "open"]


def test_who_has_the_class_is_not_proposed_and_a_past_certificate_neither() -> None:
    elder, other = make_elder(area=HERE), make_elder(area=HERE, name="李桂芳")
    grant(scope_of(), elder, FORM, now=NOW)
    poor(elder)
    poor(other, record="2", class_until="2026-11-19")
    settle(elder)
    settle(other)
    assert not Proposal.objects.exists()


def test_the_number_of_a_disability_certificate_is_not_copied() -> None:
    elder = make_elder(area=HERE)
    number = "11010519491231002X43"
    tell(
        elder,
        source="disabled_federation",
        classes=["disabled"],
        class_number=number,
        disability_kind="limb",
        disability_level=2,
    )
    settle(elder)
    row = Proposal.objects.get()
    assert (row.kind, row.level, row.number, row.evidence) == ("disabled", "2", "", "certificate")


def test_an_ended_claim_takes_its_proposal_back_and_may_come_again() -> None:
    elder = make_elder(area=HERE)
    end_of = poor(elder)
    settle(elder)
    end(end_of)
    settle(elder)
    row = Proposal.objects.get()
    assert (row.state, Case.objects.get(id=row.id).state) == ("withdrawn", "withdrawn")
    settle(elder)
    poor(elder)
    settle(elder)
    assert sorted(Proposal.objects.values_list("state", flat=True)) == ["open", "withdrawn"]


def test_an_ended_claim_asks_the_office_and_ends_nothing() -> None:
    elder = make_elder(area=HERE)
    told = poor(elder)
    settle(elder)
    held = does("grant_proposal", scope_of(), proposal=Proposal.objects.get().id, form=FORM, now=NOW)
    Membership.objects.filter(id=held.id).update(granted_at=NOW - timedelta(days=30))
    settle(elder)
    end(told)
    for _ in range(2):
        settle(elder)
        held.refresh_from_db()
        assert (held.review_on, held.valid_to, held.end_reason) == (date(2026, 11, 20), None, "")
    event = Event.objects.get(kind="groups.class.doubted")
    assert event.payload == {"membership": str(held.id), "source": "civil_affairs"}
    assert Profile.objects.get(id=elder.id).classes[:1] == ["minimum_living"]


def test_what_the_office_decided_later_is_not_asked_about() -> None:
    elder = make_elder(area=HERE)
    end(poor(elder))
    held = grant(scope_of(), elder, FORM, now=NOW)
    settle(elder)
    before = held.review_on
    held.refresh_from_db()
    assert held.review_on == before


def test_a_record_that_becomes_another_persons_takes_its_proposal_along() -> None:
    first, second = make_elder(area=HERE), make_elder(area=HERE, name="李桂芳")
    told = poor(first)
    settle(first)
    Belonging.objects.filter(feed=told.feed, record_index=told.record_index).update(person=second.id)
    settle(first)
    settle(second)
    left, came = (Proposal.objects.get(person=elder.id) for elder in (first, second))
    assert (left.state, Case.objects.get(id=left.id).state) == ("withdrawn", "withdrawn")
    assert (came.state, came.kind) == ("open", "minimum_living")


def test_what_a_clerk_proposed_does_not_lapse_with_a_record() -> None:
    elder = make_elder(area=HERE)
    does("propose_class", clerk(), elder=elder.id, kind="minimum_living", source="street")
    settle(elder)
    assert Proposal.objects.get().state == "open"
