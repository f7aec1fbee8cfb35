"""Retention: what is over is listed, signed by two, destroyed, proved; the chain still holds."""

from datetime import date, timedelta

import pytest

from chongyang.claims.models import Belonging, Claim
from chongyang.core import events
from chongyang.core.access import enter
from chongyang.core.clock import now
from chongyang.core.models import Event, FieldChange
from chongyang.core.operations import seals
from chongyang.core.operations.cases import UnableToStep
from chongyang.core.operations.seals import seal_events
from chongyang.core.queries.chain import verify_chain
from chongyang.core.scopes import SYSTEM, system_scope
from chongyang.privacy import operations, queries
from chongyang.privacy.models import DestructionItem, DestructionList
from chongyang.privacy.operations import RequestForm
from chongyang.registry import operations as registry
from chongyang.registry.models import Consent, Contact, Elder, Profile, SearchToken
from chongyang.registry.operations.tokens import write_tokens
from chongyang.registry.queries import find_elders
from chongyang.territory.permissions import NotAllowed
from tests import factories
from tests.privacy import people


@pytest.fixture
def gone(db):
    """Somebody who died six years ago."""
    row = factories.make_elder(life_status="dead", status_on=date(2020, 1, 1))
    factories.make_contact(row)
    write_tokens(row)
    return row


@pytest.fixture
def keeper(db):
    return people.scope(people.steward())


@pytest.fixture
def second(db):
    return people.scope(people.reviewer())


def propose(who, record_class="file"):
    with enter(who):
        return operations.propose_destruction(record_class=record_class, scope=who, now=now())


def destroy(row, who):
    with enter(who):
        operations.approve_destruction(key=row.id, scope=who, now=now())
        return operations.carry_out(key=row.id, scope=who, now=now())


def test_a_dry_look_writes_nothing(gone, keeper):
    with enter(keeper):
        found = operations.look_over(record_class="file", scope=keeper, now=now())
    assert found.counts == {"registry.Contact": 1, "registry.Elder": 1, "registry.Profile": 1}
    with enter(system_scope("test")):
        assert not DestructionList.objects.exists()


def test_two_persons_sign_and_what_is_gone_is_gone(gone, keeper, second):
    row = propose(keeper)
    with enter(keeper), pytest.raises(UnableToStep):
        operations.approve_destruction(key=row.id, scope=keeper, now=now())
    with enter(second), pytest.raises(UnableToStep):
        operations.carry_out(key=row.id, scope=second, now=now())
    done = destroy(row, second)
    with enter(system_scope("test")):
        left = Elder.objects.get(id=gone.id)
        assert (left.name, left.name_key, bool(left.identity_number), bool(left.address)) == (
            "已删除",
            "",
            False,
            False,
        )
        assert (left.sex, left.life_status, left.born_on) == ("female", "dead", date(1941, 1, 1))
        for model in (Contact, SearchToken):
            assert not model.objects.filter(person=gone.id).exists()
        assert not Profile.objects.filter(id=gone.id).exists()
        assert not find_elders(system_scope("test"), "陈秀兰").elders
        history = FieldChange.objects.filter(row=gone.id)
        assert history.exists()
        assert set(map(str, history.values_list("before", flat=True))) == {"{}"}
    assert done.certificate["counts"]["registry.Elder"] == {"erased": 1}
    assert done.certificate["counts"]["registry.Contact"] == {"dropped": 1}


def test_the_certificate_is_a_paper_for_exactly_this_list(gone, keeper, second):
    row = propose(keeper)
    with enter(second), pytest.raises(queries.NotFound):
        operations.make_certificate(key=row.id, scope=second, now=now())
    done = destroy(row, second)
    with enter(second):
        name, paper = operations.make_certificate(key=row.id, scope=second, now=now())
    assert (name, paper[:4]) == (f"{row.number}.pdf", b"%PDF")
    assert len(done.digest) == 64
    with enter(system_scope("test")):
        assert Event.objects.get(kind="privacy.records.destroyed").payload["digest"] == done.digest


def test_a_row_stands_on_one_list_until_it_is_refused(gone, keeper, second):
    row = propose(keeper)
    with pytest.raises(operations.UnableToHandle):
        propose(keeper)
    with enter(second):
        operations.refuse_destruction(key=row.id, reason="还要核对", scope=second, now=now())
    assert propose(keeper).counts["rows"]["registry.Elder"] == 1


def test_who_is_not_over_and_who_is_held_stay(gone, keeper, second):
    factories.make_elder(life_status="dead", status_on=date(2025, 1, 1))
    held = factories.make_elder(life_status="dead", status_on=date(2019, 1, 1))
    with enter(keeper):
        hold = operations.place_hold(
            person=held.id, reason="lawsuit", case_number="(2026)豫01民初1号", scope=keeper, now=now()
        )
    row = propose(keeper)
    with enter(system_scope("test")):
        assert set(DestructionItem.objects.filter(list=row).values_list("person", flat=True)) == {gone.id}
    with enter(keeper):
        operations.lift_hold(hold=hold.id, scope=keeper, now=now())
    assert propose(keeper).counts["rows"]["registry.Elder"] == 1


def test_a_hold_placed_after_the_signature_still_holds(gone, keeper, second):
    row = propose(keeper)
    with enter(second):
        operations.approve_destruction(key=row.id, scope=second, now=now())
    with enter(keeper):
        operations.place_hold(person=gone.id, reason="audit", case_number="", scope=keeper, now=now())
    with enter(second):
        done = operations.carry_out(key=row.id, scope=second, now=now())
    assert done.certificate["counts"]["registry.Elder"] == {"held": 1}
    with enter(system_scope("test")):
        assert Elder.objects.get(id=gone.id).name == "陈秀兰"


def test_a_deletion_keeps_what_the_law_keeps_and_names_it(keeper, second):
    elder = factories.make_elder()
    factories.make_contact(elder)
    write_tokens(elder)
    clerk = people.scope(people.clerk())
    with enter(clerk):
        registry.record_consent(
            elder=elder.id,
            purpose="calls",
            basis="consent",
            text_version="1",
            channel="paper",
            given_by="elder",
            scope=clerk,
            by=clerk.actor,
            now=now(),
        )
        asked = operations.ask_right(
            person=elder.id,
            form=RequestForm(kind="deletion", text="请删除我的档案", asker="elder", channel="counter"),
            scope=clerk,
            now=now(),
        )
    with enter(keeper):
        row = operations.propose_deletion(request=asked.id, scope=keeper, now=now())
        with pytest.raises(operations.UnableToHandle):
            operations.propose_deletion(request=asked.id, scope=keeper, now=now())
    assert "registry.Consent" in row.counts["kept"]
    assert "个人信息保护法" in row.counts["kept"]["registry.Consent"]
    assert "privacy.RightsRequest" in row.counts["kept"]
    destroy(row, second)
    with enter(system_scope("test")):
        left = Elder.objects.get(id=elder.id)
        assert (left.name, left.life_status) == ("已删除", "moved")
        assert Consent.objects.filter(person=elder.id).count() == 1
        assert not Contact.objects.filter(person=elder.id).exists()
    with enter(clerk):
        done = operations.answer_request(
            request=asked.id, outcome="partly", answer="同意书依法保留三年", scope=clerk, now=now()
        )
    assert done.outcome == "partly"


def test_only_keepers_and_only_within_reach(gone, keeper):
    row = propose(keeper)
    far = people.scope(factories.make_account(people.Role.COUNTY_REVIEWER, None, "410181"))
    with enter(far):
        assert queries.list_lists(far) == []
        with pytest.raises(queries.NotFound):
            operations.approve_destruction(key=row.id, scope=far, now=now())
        with pytest.raises(operations.UnableToHandle):
            operations.propose_destruction(record_class="file", scope=far, now=now())
    clerk = people.scope(people.clerk())
    with enter(clerk), pytest.raises(NotAllowed):
        operations.propose_destruction(record_class="file", scope=clerk, now=now())


def test_payloads_go_and_the_chain_still_holds(committed, monkeypatch):
    whole = seals.FRESH.replace("AND xid < pg_snapshot_xmin(pg_current_snapshot())", "")
    monkeypatch.setattr(seals, "FRESH", whole)  # another run on this cluster may hold a transaction open
    long_ago = now() - timedelta(days=4 * 365)
    with enter(system_scope("test")):
        elder = factories.make_elder()
        old = events.record(
            "registry.file.read",
            by=SYSTEM,
            now=long_ago,
            area=elder.area,
            subject_type="registry.elder",
            subject=elder.id,
            person=elder.id,
            payload={"fields": ["phone"]},
        )
        fresh = events.record(
            "registry.file.read",
            by=SYSTEM,
            now=now(),
            area=elder.area,
            subject_type="registry.elder",
            subject=elder.id,
            person=elder.id,
            payload={"fields": ["phone"]},
        )
        keeper, second = people.scope(people.steward()), people.scope(people.reviewer())
    assert seal_events(now=now()) >= 2
    with enter(system_scope("test")):
        before = verify_chain().erased
    row = propose(keeper, "trail")
    assert row.counts["rows"] == {"core.Event": 1}
    done = destroy(row, second)
    assert done.certificate["traces"]["payloads"] == 1
    with enter(system_scope("test")):
        gone = Event.objects.get(seq=old.seq)
        assert (gone.payload, gone.salt) == (None, None)
        assert Event.objects.get(seq=fresh.seq).payload == {"fields": ["phone"]}
    while seal_events(now=now()):
        pass
    with enter(system_scope("test")):
        verdict = verify_chain()
        assert verdict.broken is None
        assert verdict.erased == before + 1


def test_the_database_erases_no_trace_without_two_signatures(gone, keeper):
    from django.db import DatabaseError, connection, transaction

    row = propose(keeper)
    for who in (keeper, system_scope("test")):
        with enter(who), pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT * FROM privacy_erase_traces(%s)", [row.id])


def test_what_departments_told_goes_with_the_person(keeper, second):
    elder = factories.make_elder(life_status="dead", status_on=date(2020, 1, 1))
    other = factories.make_elder()
    for person, record in ((elder, b"a"), (other, b"b")):
        told = {"feed": "test", "record_index": record, "area": person.area}
        claim = Claim(source="police", run=elder.id, digest=b"d", valid_from=date(2026, 1, 1), **told)
        claim.fields = '{"name": "陈秀兰"}'
        claim.save(force_insert=True)
        Belonging.objects.create(person=person.id, how="number", since=now(), **told)
    row = propose(keeper, "claims")
    assert row.counts["rows"] == {"claims.Belonging": 1, "claims.Claim": 1}
    done = destroy(row, second)
    assert done.certificate["counts"]["claims.Claim"] == {"dropped": 1}
    with enter(system_scope("test")):
        assert list(Claim.objects.values_list("record_index", flat=True)) == [b"b"]
