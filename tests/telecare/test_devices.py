"""The life of a device, its silence, its models, and lists of devices."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from chongyang.core.scopes import SYSTEM, Actor, Scope, interval_of, system_scope
from chongyang.telecare import operations
from chongyang.telecare.enums import DeviceKind, Health, SignalKind
from chongyang.telecare.models import Device, DeviceModel, DeviceStep, DeviceUse, FollowUp
from chongyang.telecare.rules import catalogue, credentials, health, importing
from chongyang.territory.enums import Role
from tests import factories

NOW = datetime(2026, 5, 4, 8, 30, tzinfo=UTC)
AREA = 410105001001
ALL = system_scope("test")
TOLD = health.load_thresholds()
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def install(serial="P1", person=None, **more):
    words = {"serial": serial, "kind": DeviceKind.PENDANT, "person": person or uuid4(), "area": AREA}
    words |= {"installed_on": (NOW - 90 * DAY).date(), "by": SYSTEM, "now": NOW, **more}
    return operations.install_device(**words)


def judged(**columns):
    device = install(**({"kind": columns.pop("kind")} if "kind" in columns else {}))
    Device.objects.filter(id=device.id).update(**columns)
    told = operations.judge_devices(now=NOW)
    device.refresh_from_db()
    return device, told


class TestLife:
    def test_its_steps_are_kept(self, db):
        device = install(place="卫生间")
        operations.return_device(serial="P1", by=SYSTEM, now=NOW)
        operations.step_device(device=device.id, action="restock", by=SYSTEM, now=NOW)
        kept = DeviceStep.objects.order_by("id").values_list("action", "source", "target")
        assert list(kept) == [
            ("install", "stock", "installed"),
            ("take_back", "installed", "returned"),
            ("restock", "returned", "stock"),
        ]

    def test_a_scrapped_device_is_not_installed_again(self, db):
        device = install()
        operations.return_device(serial="P1", by=SYSTEM, now=NOW)
        operations.step_device(device=device.id, action="scrap", by=SYSTEM, now=NOW, reason="进水")
        with pytest.raises(operations.UnableToInstall):
            install()

    def test_scrapping_asks_why(self, db):
        device = install()
        operations.return_device(serial="P1", by=SYSTEM, now=NOW)
        with pytest.raises(operations.UnableToStep):
            operations.step_device(device=device.id, action="scrap", by=SYSTEM, now=NOW)

    def test_who_only_reads_takes_no_step(self, db):
        device = install()
        operator = Actor(account=uuid4(), kind="person", role="operator", label="x")
        with pytest.raises(operations.UnableToStep):
            operations.step_device(device=device.id, action="take_back", by=operator, now=NOW)

    def test_a_test_press_confirms(self, db):
        device = install()
        body = b'{"event": "t-1"}'
        operations.record_frame(topic="cy/P1/test", body=body, by=SYSTEM, now=NOW)
        assert operations.judge_devices(now=NOW + HOUR)["confirmed"] == 1
        device.refresh_from_db()
        assert (device.state, device.confirmed_at) == ("in_use", NOW)
        assert operations.judge_devices(now=NOW + HOUR)["confirmed"] == 0
        assert DeviceStep.objects.filter(device=device, action="confirm").count() == 1

    def test_the_secret_is_kept_as_a_hash_alone(self, db):
        device = install()
        secret = operations.issue_credential(device=device.id, by=SYSTEM, now=NOW)
        device.refresh_from_db()
        assert credentials.is_right(secret, device.credential)
        assert not credentials.is_right("other", device.credential)
        assert secret not in device.credential


class TestSilence:
    @pytest.mark.parametrize("kind", [DeviceKind.PENDANT, DeviceKind.GAS])
    @pytest.mark.parametrize("seen", [None, 0, 1.99, 2, 23.9, 24, 1000])
    @pytest.mark.parametrize("used", [None, 1, 44, 45, 400])
    def test_the_statement_says_what_the_rule_says(self, db, kind, seen, used):
        seen_at = None if seen is None else NOW - seen * HOUR
        used_at = None if used is None else NOW - used * DAY
        device, _ = judged(kind=kind, last_seen_at=seen_at, last_used_at=used_at)
        since = datetime.combine(device.installed_on, datetime.min.time(), UTC)
        wanted = health.health_of(
            kind=kind,
            interval_seconds=None,
            seen_at=seen_at,
            used_at=max(filter(None, (used_at, since))),
            told=TOLD,
            now=NOW,
        )
        assert device.health == wanted

    def test_late_then_down_is_one_open_follow_up(self, db):
        judged(last_seen_at=NOW - 3 * HOUR, last_used_at=NOW)
        assert FollowUp.objects.get().kind == "late"
        operations.judge_devices(now=NOW + DAY)
        kinds = FollowUp.objects.order_by("opened_at").values_list("kind", "outcome")
        assert list(kinds) == [("late", "recovered"), ("down", "")]

    def test_what_stays_as_it_is_writes_nothing(self, db):
        judged(last_seen_at=NOW - 3 * HOUR, last_used_at=NOW)
        again = operations.judge_devices(now=NOW + timedelta(minutes=10))
        assert again == {"confirmed": 0, "changed": 0, "ended": 0, "opened": 0}

    def test_a_heartbeat_ends_it(self, db):
        judged(last_seen_at=NOW - 3 * HOUR, last_used_at=NOW)
        operations.record_frame(topic="cy/P1/heartbeat", body=b"{}", by=SYSTEM, now=NOW + HOUR)
        assert operations.judge_devices(now=NOW + HOUR)["ended"] == 1
        assert FollowUp.objects.get().outcome == "recovered"

    def test_the_models_interval_counts(self, db):
        DeviceModel.objects.get_or_create(
            code="slow", defaults={"vendor": "v", "name": "s", "kind": "pendant", "heartbeat_seconds": 86400}
        )
        device, _ = judged(model="slow", last_seen_at=NOW - 30 * HOUR, last_used_at=NOW)
        assert device.health == Health.OK

    def test_a_closed_dormant_device_makes_no_noise(self, db):
        judged(last_seen_at=NOW, last_used_at=NOW - 50 * DAY)
        held = FollowUp.objects.get()
        operations.close_follow_up(follow_up=held.id, outcome="talked", scope=ALL, by=SYSTEM, now=NOW)
        Device.objects.update(last_seen_at=NOW + HOUR)
        assert operations.judge_devices(now=NOW + HOUR)["opened"] == 0
        with pytest.raises(operations.UnableToClose):
            operations.close_follow_up(follow_up=held.id, outcome="talked", scope=ALL, by=SYSTEM, now=NOW)

    def test_an_outcome_of_another_kind_is_refused(self, db):
        judged(last_seen_at=NOW, last_used_at=NOW - 50 * DAY)
        held = FollowUp.objects.get()
        with pytest.raises(operations.UnableToClose):
            operations.close_follow_up(follow_up=held.id, outcome="repaired", scope=ALL, by=SYSTEM, now=NOW)

    def test_taking_it_back_closes_its_follow_up(self, db):
        judged(last_seen_at=NOW - 3 * HOUR, last_used_at=NOW)
        operations.return_device(serial="P1", by=SYSTEM, now=NOW)
        assert FollowUp.objects.get().outcome == "taken_back"

    def test_use_is_counted_once_a_month(self, db):
        judged(last_seen_at=NOW, last_used_at=NOW - HOUR)
        assert operations.note_use(now=NOW) == 1
        assert operations.note_use(now=NOW + HOUR) == 0
        assert DeviceUse.objects.get().month.isoformat() == "2026-05-01"

    def test_hearing_a_pendant_is_no_use_of_it(self, db):
        judged(last_seen_at=NOW, last_used_at=NOW - 40 * DAY)
        assert operations.note_use(now=NOW) == 0


class TestModels:
    def test_shipped_examples_say_that_they_are(self, db):
        entries = catalogue.read_models(catalogue.SHIPPED.read_text(encoding="utf-8"))
        assert {entry.kind for entry in entries} == set(DeviceKind)
        assert all(entry.is_example for entry in entries)

    @pytest.mark.parametrize(
        ("code", "kind"), [("01", "sos"), ("1", "sos"), ("0f", "test"), ("99", "unknown_alarm")]
    )
    def test_a_code_goes_through_the_map(self, code, kind):
        assert catalogue.meaning_of(code, {"01": "sos", "0F": "test"}) == SignalKind.of(kind)

    @pytest.mark.parametrize(
        ("body", "kind", "note"),
        [
            (b'{"event": "e", "kind": "02"}', "fall", ""),
            (b'{"event": "e", "code": 1}', "sos", ""),
            (b'{"event": "e", "code": "77"}', "unknown_alarm", "未注明报警种类"),
            (b'{"event": "e", "kind": true}', "unknown_alarm", "报警种类未知"),
        ],
    )
    def test_a_frames_code_is_read_through_the_model(self, db, body, kind, note):
        imported(HEAD)
        install(model="demo-pendant")
        recorded = operations.record_frame(topic="cy/P1/alarm", body=body, by=SYSTEM, now=NOW)
        assert recorded.signal.kind == kind
        assert recorded.signal.note.startswith(note)
        assert ("种类" in recorded.signal.note) == bool(note)

    def test_examples_never_change_what_stands(self, db):
        text = catalogue.SHIPPED.read_text(encoding="utf-8")
        operations.load_models(text=text, replace=False, by=SYSTEM, now=NOW)
        DeviceModel.objects.filter(code="demo-watch").update(heartbeat_seconds=60)
        assert operations.load_models(text=text, replace=False, by=SYSTEM, now=NOW) == {
            "added": 0,
            "changed": 0,
        }
        assert operations.load_models(text=text, replace=True, by=SYSTEM, now=NOW) == {
            "added": 0,
            "changed": 1,
        }

    @pytest.mark.parametrize("text", ["", "[]", "models: [{code: x}]", "models: [1]"])
    def test_a_wrong_file_is_refused(self, db, text):
        with pytest.raises(operations.UnableToLoadModels):
            operations.load_models(text=text, replace=True, by=SYSTEM, now=NOW)


HEAD = "序列号,型号,地区代码,SIM卡号\n"


def imported(text, scope=ALL, **more):
    operations.load_models(
        text=catalogue.SHIPPED.read_text(encoding="utf-8"), replace=False, by=SYSTEM, now=NOW
    )
    data = text if isinstance(text, bytes) else text.encode()
    return operations.import_devices(data=data, scope=scope, by=SYSTEM, now=NOW, **more)


class TestImport:
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
    def test_a_list_goes_into_stock_once(self, db, encoding):
        data = (HEAD + "S1,demo-pendant,410105001001,13800001234567\n").encode(encoding)
        assert imported(data).added == 1
        again = imported(data)
        assert (again.added, again.changed, again.unchanged, again.faults) == (0, 0, 1, [])
        device = Device.objects.get(serial="S1")
        assert (device.state, device.kind, str(device.sim)) == ("stock", "pendant", "****4567")

    @pytest.mark.parametrize(
        ("row", "told"),
        [
            ("a b,demo-pendant,410105", importing.BAD_SERIAL),
            ("a:b,demo-pendant,410105", importing.BAD_SERIAL),
            ("S1,other,410105", importing.NO_MODEL),
            ("S1,demo-pendant,999999", importing.NO_AREA),
            ("S1,demo-pendant,4101", importing.NO_AREA),
            ("S1,demo-pendant,410105,12", importing.BAD_SIM),
        ],
    )
    def test_a_wrong_row_is_told_with_its_cure(self, db, row, told):
        report = imported(HEAD + "S9,demo-pendant,410105\n" + row + "\n")
        assert (report.added, [(one.number, one.what, one.cure) for one in report.faults]) == (
            1,
            [(3, *told)],
        )

    @pytest.mark.parametrize("data", [b"", b"\xff\xfe\x00", b"a,b\n1,2\n", "序列号\n".encode()])
    def test_what_is_no_list_is_told(self, db, data):
        assert imported(data).faults[0].number == 0

    def test_a_trial_keeps_nothing(self, db):
        assert imported(HEAD + "S1,demo-pendant,410105\n", dry_run=True).added == 1
        assert not Device.objects.filter(serial="S1").exists()

    def test_a_device_in_a_home_is_not_overwritten(self, db):
        install("S1")
        report = imported(HEAD + "S1,demo-watch,410105\n")
        assert report.faults[0].what == importing.NOT_STOCK[0]

    def test_out_of_reach_is_told(self, db):
        steward = factories.make_account(Role.DATA_STEWARD, None, "410102")
        scope = factories.scope_of(steward)
        assert isinstance(scope, Scope)
        assert scope.intervals == (interval_of("410102"),)
        report = imported(HEAD + "S1,demo-pendant,410105\n", scope)
        assert report.faults[0].what == importing.OUT_OF_REACH[0]
