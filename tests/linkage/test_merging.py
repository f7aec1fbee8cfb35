"""Merge and un-merge: byte for byte what was, whatever was computed or written meanwhile."""

import json
from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from django.core.management import call_command
from django.db import connection

from chongyang.claims.models import Belonging, Due
from chongyang.claims.operations import settling
from chongyang.core.access import enter
from chongyang.core.clock import now as clock_now
from chongyang.core.keys import new_key
from chongyang.core.models import Case
from chongyang.core.scopes import SYSTEM, system_scope
from chongyang.emergency.models import Incident
from chongyang.hotline.models import Order
from chongyang.linkage import operations
from chongyang.linkage.models import Merge, Moved, Pair
from chongyang.linkage.operations import UnableToMerge
from chongyang.registry import operations as registry
from chongyang.registry.models import Elder
from chongyang.registry.operations.tokens import write_tokens
from chongyang.telecare.models import Device
from chongyang.territory.enums import Role
from chongyang.workshop import merge_check
from tests import factories
from tests.emergency.test_way_of_an_alarm import press
from tests.linkage import told

pytestmark = pytest.mark.django_db
NOW = clock_now()
REASON = "同名同日生，电话相同"


def dump(*persons: UUID) -> dict[str, list[str]]:
    return merge_check.dump(persons)


@pytest.fixture
def files(db):
    """Two files of one person, each with contacts, consents, a device and claims of its own."""
    made = []
    for number, feed in enumerate(("police", "health")):
        elder = factories.make_elder(name="陈秀兰")
        factories.make_contact(elder)
        write_tokens(elder)
        claim = told.tell(feed, f"{feed}-1", told.person(number) | {"name": "陈秀兰", "education": "primary"})
        Belonging.objects.create(
            feed=feed,
            record_index=claim.record_index,
            person=elder.id,
            area=elder.area,
            how="linked",
            since=NOW,
        )
        made.append(elder)
    with enter(system_scope("test")):
        for elder in made:
            settling.settle(person=elder.id, scope=system_scope("test"), by=SYSTEM, now=NOW)
    return made


@pytest.fixture
def steward(db):
    return factories.scope_of(factories.make_account(Role.COUNTY_REVIEWER, None, "410105"))


def merge(files, scope, **more):
    double, survivor = files
    with enter(scope):
        return operations.merge_files(
            double=double.id,
            survivor=survivor.id,
            reason=REASON,
            scope=scope,
            by=scope.actor,
            now=clock_now(),
            **{"second_by": uuid4(), **more},
        )


def part(row, scope, whose=None, now=None):
    with enter(scope):
        return operations.part_files(
            merge=row.id,
            whose=whose or {},
            reason="不是同一个人",
            scope=scope,
            by=scope.actor,
            now=now or clock_now(),
        )


def test_parted_files_are_byte_for_byte_what_they_were(files, steward):
    keys = [elder.id for elder in files]
    before = dump(*keys)
    assert "registry_elder" in before
    assert "claims_belonging" in before
    row = merge(files, steward)
    assert dump(*keys) != before
    part(row, steward)
    assert dump(*keys) == before


def test_values_that_survivorship_wrote_meanwhile_are_taken_back(files, steward):
    keys = [elder.id for elder in files]
    before = dump(*keys)
    row = merge(files, steward)
    later = told.tell("civil", "civil-9", told.person(5) | {"name": "陈秀岚", "phone": "13612345678"})
    Belonging.objects.create(
        feed="civil",
        record_index=later.record_index,
        person=keys[0],
        area=files[0].area,
        how="linked",
        since=NOW,
    )
    settling.settle(person=keys[1], scope=system_scope("test"), by=SYSTEM, now=NOW + timedelta(minutes=5))
    assert dump(*keys)["registry_elder"] != before["registry_elder"]
    Belonging.objects.filter(feed="civil").delete()
    part(row, steward)
    assert dump(*keys) == before


def test_a_field_that_a_person_typed_meanwhile_stays(files, steward):
    row = merge(files, steward)
    survivor = Elder.objects.get(id=files[1].id)
    scope = system_scope("test")
    registry.update_elder(
        elder=survivor.id,
        changes={"access_note": "新的门禁密码", "source": "street"},
        expected_version=survivor.version,
        scope=scope,
        by=SYSTEM,
        now=NOW,
    )
    part(row, steward)
    assert Elder.objects.get(id=survivor.id).access_note == "新的门禁密码"


def test_the_version_of_a_file_is_not_moved_by_a_link(files, steward):
    versions = [Elder.objects.get(id=elder.id).version for elder in files]
    row = merge(files, steward)
    assert [Elder.objects.get(id=elder.id).version for elder in files] == versions
    part(row, steward)
    assert [Elder.objects.get(id=elder.id).version for elder in files] == versions


def _order(person, area):
    return Order.objects.create(
        number=f"T{new_key().hex[-12:]}", direction="in", other_number=new_key().hex[-12:], kind="service",
        title="修水龙头", person=person, area=area, state="received",
        received_at=clock_now() + timedelta(minutes=3), due_at=NOW + timedelta(days=3),
    )  # fmt: skip


def test_an_order_written_to_the_merged_person_follows_whom_a_person_chooses(files, steward):
    double, survivor = files
    row = merge(files, steward)
    stays, goes = _order(survivor.id, survivor.area), _order(survivor.id, survivor.area)
    groups = operations.written_since(row)
    assert {item.row for group in groups for item in group.items} == {stays.id, goes.id}
    part(row, steward, {goes.id: double.id})
    assert Order.objects.get(id=stays.id).person == survivor.id
    assert Order.objects.get(id=goes.id).person == double.id
    assert Moved.objects.get().became == double.id


def test_an_open_incident_goes_to_the_file_that_it_was_opened_under(files, steward):
    double, survivor = files
    row = merge(files, steward)
    columns = {"kind": "sos", "source": "device", "area": survivor.area, "person": survivor.id}
    told_of = {"file": double.id, "state": "received", "opened_at": clock_now() + timedelta(minutes=1)}
    fresh = Incident.objects.create(number="I1", subject_key=f"person:{survivor.id}", **columns, **told_of)
    part(row, steward)
    fresh.refresh_from_db()
    assert (fresh.person, fresh.subject_key) == (double.id, f"person:{double.id}")


def test_two_open_incidents_of_a_kind_forbid_the_merge(files, steward):
    for number, elder in enumerate(files):
        Incident.objects.create(
            number=f"I{number}", kind="sos", source="device", area=elder.area, person=elder.id, file=elder.id,
            subject_key=f"person:{elder.id}", state="received", opened_at=NOW,
        )  # fmt: skip
    with pytest.raises(UnableToMerge):
        merge(files, steward)


def test_what_came_since_is_nobody_elses(files, steward):
    row = merge(files, steward)
    order = _order(files[1].id, files[1].area)
    with pytest.raises(UnableToMerge):
        part(row, steward, {order.id: uuid4()})
    with pytest.raises(UnableToMerge):
        part(row, steward, {uuid4(): files[0].id})


def test_a_device_installed_meanwhile_is_listed_and_can_be_given(files, steward):
    from chongyang.telecare.enums import DeviceKind
    from chongyang.telecare.operations import install_device

    double, survivor = files
    row = merge(files, steward)
    device = install_device(
        serial="SOS0001", kind=next(iter(DeviceKind)),
        person=survivor.id, area=survivor.area, installed_on=date(2026, 11, 22), by=SYSTEM,
        now=clock_now() + timedelta(minutes=2),
    )  # fmt: skip
    part(row, steward, {device.id: double.id})
    assert Device.objects.get(id=device.id).person == double.id


def test_files_of_two_counties_are_not_merged_by_one(files, steward):
    other = factories.make_elder(area=factories.ZHONGYUAN)
    with pytest.raises(UnableToMerge) as refused:
        merge([files[0], other], steward)
    assert "对方区县" in refused.value.reason
    assert not Merge.objects.exists()


def test_a_plain_link_by_the_registry_is_undone_as_exactly(files):
    scope = system_scope("test")
    keys = [elder.id for elder in files]
    before = dump(*keys)
    said = {"scope": scope, "by": SYSTEM, "now": NOW}
    registry.link_double(double=keys[0], survivor=keys[1], **said)
    settling.settle(person=keys[1], scope=scope, by=SYSTEM, now=NOW)
    registry.unlink_double(double=keys[0], **said)
    assert dump(*keys) == before


def test_one_person_alone_links_no_files(files, steward):
    with pytest.raises(UnableToMerge):
        merge(files, steward, second_by=None)
    with pytest.raises(UnableToMerge):
        merge(files, steward, second_by=steward.actor.account)
    assert not Merge.objects.exists()


def test_linking_and_parting_mark_both_files_due(files, steward):
    keys = {elder.id for elder in files}
    Due.objects.all().delete()
    row = merge(files, steward)
    assert set(Due.objects.values_list("person", flat=True)) == keys
    Due.objects.all().delete()
    part(row, steward)
    assert set(Due.objects.values_list("person", flat=True)) == keys


def test_files_that_were_parted_are_said_to_be_two_peoples(files, steward):
    row = merge(files, steward)
    part(row, steward)
    pair = Pair.objects.get(kind="files")
    assert {pair.left_person, pair.right_person} == {elder.id for elder in files}
    assert (pair.state, pair.decided_by) == ("different", steward.actor.account)
    assert pair.verdicts.get().answer == "different"


def test_an_incident_that_is_given_to_somebody_with_an_open_one_ends_in_it(files, steward):
    double, survivor = files
    row = merge(files, steward)
    given = press(survivor)
    Elder.objects.filter(id=double.id).update(same_as=None)  # a press in the moment of the link
    hers = press(double)
    Elder.objects.filter(id=double.id).update(same_as=survivor.id)
    assert hers.id != given.id
    part(row, steward, {given.id: double.id}, now=clock_now() + timedelta(minutes=5))
    assert Incident.objects.filter(closed_at=None, kind="sos").count() == 1
    ended = Incident.objects.get(id=hers.id)
    assert (ended.person, ended.merged_into_id) == (double.id, given.id)
    assert Incident.objects.get(id=given.id).person == double.id


def test_the_case_of_an_incident_goes_with_it(files, steward):
    double, survivor = files
    row = merge(files, steward)
    incident = press(survivor)
    part(row, steward, {incident.id: double.id})
    incident.refresh_from_db()
    assert (incident.person, Case.objects.get(id=incident.id).person) == (double.id, double.id)


def test_the_image_lies_sealed(files, steward):
    row = merge(files, steward)
    with connection.cursor() as cursor:
        cursor.execute("SELECT image FROM linkage_merge WHERE id = %s", [row.id])
        assert "陈秀兰".encode() not in bytes(cursor.fetchone()[0])
    assert "陈秀兰" in json.dumps(json.loads(row.image.plain), ensure_ascii=False)


def test_the_command_shows_it_and_leaves_nothing(files, capsys):
    call_command("merge_check", str(files[0].id), str(files[1].id))
    told_of = capsys.readouterr().out
    assert "byte for byte what it was" in told_of
    assert "registry_elder" in told_of
    assert not Merge.objects.exists()
    assert Elder.objects.get(id=files[0].id).same_as_id is None


def test_a_difference_is_told(files, monkeypatch):
    monkeypatch.setattr("chongyang.linkage.operations.images.restore", lambda *told: {})
    monkeypatch.setattr("chongyang.linkage.operations.merging.images.image_of", lambda persons: "{}")
    shown = merge_check.check_merge(files[0].id, files[1].id, now=clock_now())
    assert "registry_elder" in shown.differing
