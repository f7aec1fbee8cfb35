"""Files become claims: once, again, cut and continued, torn, swapped, in another coding."""

import threading
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection

from chongyang.claims.enums import FaultCode, RunState
from chongyang.claims.models import Claim, Fault, Run
from chongyang.claims.operations import receiving, sealed_rows, taking_in
from chongyang.claims.operations.errors import UnableToImport
from chongyang.claims.rules import limits as limit_rules
from chongyang.claims.rules.fields import unpack
from chongyang.core.access import enter
from chongyang.core.models import Event
from chongyang.core.scopes import SYSTEM, Actor, Scope, interval_of, system_scope
from chongyang.territory.enums import Role
from chongyang.territory.permissions import NotAllowed
from tests.claims.feed_files import AREA, HEAD, people, person, write_csv

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
FEED = "police_population"


def receive(path: Path, feed: str = FEED, day: date = date(2026, 11, 1), **more) -> receiving.Received:
    scope = system_scope("test")
    words = {"file_name": path.name, "told_on": day, "scope": scope, "by": SYSTEM, "now": NOW, **more}
    with enter(scope):
        return receiving.receive_file(feed=feed, path=path, **words)


def take(path: Path, **more) -> Run:
    return taking_in.take_in(run=receive(path, **more).run.id, path=path, clock=lambda: NOW)


@pytest.fixture
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    held = limit_rules.limits()
    values = {name: getattr(held, name) for name in type(held).__slots__} | {"part_rows": 100}
    for module in (taking_in,):
        monkeypatch.setattr(module, "limits", lambda: limit_rules.Limits(**values))


def test_a_file_becomes_claims(db, tmp_path: Path):
    run = take(write_csv(tmp_path / "a.csv", people(50)))
    assert (run.state, run.new_claims, run.faults, run.warnings, run.done_rows) == ("done", 50, 0, 0, 50)
    of_first = sealed_rows.indexes_of(FEED, [people(1)[0]["人员编号"]])[0]
    claim = Claim.objects.get(record_index=of_first)
    assert claim.area == AREA
    assert claim.source == "police"
    assert unpack(claim.fields.plain)["household_role"] == "head"
    assert unpack(claim.fields.plain)["born_on"] == "1950-03-02"
    assert claim.valid_from == date(2026, 11, 1)
    assert claim.valid_to is None


def test_the_same_file_twice_is_one_run(db, tmp_path: Path):
    path = write_csv(tmp_path / "a.csv", people(5))
    first = take(path)
    again = receive(path)
    assert again.is_known
    assert again.run.id == first.id
    assert taking_in.take_in(run=first.id, path=path, clock=lambda: NOW).state == RunState.DONE
    assert Claim.objects.count() == 5


def test_a_re_run_changes_nothing_and_a_change_ends_the_old_word(db, tmp_path: Path):
    take(write_csv(tmp_path / "a.csv", people(30)))
    rows = people(30)
    rows[3]["现住址"] = "郑州市金水区花园路街道新社区9号"
    run = take(write_csv(tmp_path / "b.csv", rows), day=date(2026, 11, 8))
    assert (run.new_claims, run.same_claims, run.ended_claims) == (1, 29, 1)
    ended = Claim.objects.get(valid_to=date(2026, 11, 8))
    assert "3号" in unpack(ended.fields.plain)["address"]
    assert Claim.objects.filter(valid_to=None).count() == 30


def test_a_full_feed_ends_who_is_absent_but_never_too_many(db, tmp_path: Path):
    take(write_csv(tmp_path / "a.csv", people(30)))
    run = take(write_csv(tmp_path / "b.csv", people(28)), day=date(2026, 11, 8))
    assert (run.ended_claims, Claim.objects.filter(valid_to=None).count()) == (2, 28)
    run = take(write_csv(tmp_path / "c.csv", people(10)), day=date(2026, 11, 9))
    assert run.ended_claims == 0
    assert run.reason.startswith("kept_many|18")


def test_one_torn_line_loses_that_line_alone(db, tmp_path: Path):
    path = write_csv(tmp_path / "a.csv", people(2000))
    lines = path.read_text(encoding="utf-8").split("\n")
    lines[1234] = lines[1234][:20] + '"'
    path.write_text("\n".join(lines), encoding="utf-8")
    run = take(path)
    assert (run.new_claims, run.faults) == (1999, 1)
    fault = Fault.objects.get()
    assert (fault.line, fault.code, fault.is_refused) == (1235, FaultCode.TORN_LINE, True)


def test_gb18030_declared_as_utf8_is_read_rightly_and_warned_of(db, tmp_path: Path):
    rows = [person(1, 姓名="王㐂龘"), *people(1)]
    run = take(write_csv(tmp_path / "a.csv", rows, coding="gb18030"), declared="utf-8")
    assert (run.coding, run.new_claims) == ("gb18030!", 2)
    names = {unpack(claim.fields.plain)["name"] for claim in Claim.objects.all()}
    assert "王㐂龘" in names
    assert Fault.objects.get().code == FaultCode.OTHER_CODING


@pytest.mark.parametrize(
    ("one", "other"),
    [("姓名", "公民身份号码"), ("出生日期", "联系电话"), ("姓名", "现住址"), ("人员编号", "姓名")],
)
def test_exchanged_columns_are_refused_with_both_names(db, tmp_path: Path, one: str, other: str):
    named = [{one: other, other: one}.get(name, name) for name in HEAD]
    run = take(write_csv(tmp_path / "a.csv", people(100), named=named))
    assert run.state == RunState.REFUSED
    assert run.reason.split("|")[0] == "swapped"
    assert set(run.reason.split("|")[1:]) == {one, other}
    assert Claim.objects.count() == 0


def test_columns_of_one_kind_that_changed_places_are_seen_beside_the_last_file(db, tmp_path: Path):
    rows = [dict(row, 户籍地址=f"开封市兰考县{n}号") for n, row in enumerate(people(60))]
    head = (*HEAD, "户籍地址")
    take(write_csv(tmp_path / "a.csv", rows, head=head))
    named = [{"户籍地址": "现住址", "现住址": "户籍地址"}.get(name, name) for name in head]
    run = take(write_csv(tmp_path / "b.csv", rows, head=head, named=named), day=date(2026, 11, 8))
    assert (run.state, run.reason) == ("refused", "swapped|户籍地址|现住址")
    assert Claim.objects.filter(valid_to=None).count() == 60


def test_a_column_that_names_no_record_refuses_the_file(db, tmp_path: Path):
    named = [{"人员编号": "户号", "户号": "人员编号"}.get(name, name) for name in HEAD]
    run = take(write_csv(tmp_path / "a.csv", people(60), named=named))
    assert (run.state, run.reason) == ("refused", "double_keys|50|人员编号")


def test_birthdays_of_other_people_refuse_the_file(db, tmp_path: Path):
    rows = people(100)
    for row, other in zip(rows, people(200)[100:], strict=True):
        row["出生日期"] = other["出生日期"]
    run = take(write_csv(tmp_path / "a.csv", rows))
    assert (run.state, run.reason) == ("refused", "disagreeing|100")


def test_a_file_of_another_feed_says_which(db, tmp_path: Path):
    run = receive(write_csv(tmp_path / "a.csv", people(3)), feed="civil_cremations").run
    assert (run.state, run.reason) == ("refused", "other_feed|人口与户籍")


def test_faults_of_single_cells(db, tmp_path: Path):
    rows = people(40)
    rows[1]["公民身份号码"] = rows[1]["公民身份号码"][:17] + (
        "0" if rows[1]["公民身份号码"][17] != "0" else "1"
    )
    rows[2]["联系电话"] = "12"
    rows[3]["姓名"] = ""
    rows[4]["性别"] = "7"
    rows[5]["人员编号"] = rows[6]["人员编号"]
    rows[7]["现住地区划"] = "110105001001"
    run = take(write_csv(tmp_path / "a.csv", rows))
    found = {(fault.line, fault.code, fault.is_refused) for fault in Fault.objects.all()}
    assert found == {
        (3, "identity_check", False),
        (4, "phone", False),
        (5, "missing", True),
        (6, "unknown_code", False),
        (8, "double_key", True),
        (9, "outside_area", True),
    }
    assert (run.new_claims, run.faults, run.warnings) == (37, 3, 3)
    told = [unpack(claim.fields.plain).get("identity_told") for claim in Claim.objects.all()]
    assert [text for text in told if text] == [rows[1]["公民身份号码"]]


def test_a_cut_run_goes_on_where_it_stopped(committed, tmp_path: Path, small_parts: None):
    path = write_csv(tmp_path / "a.csv", people(350))
    run = receive(path).run

    def stop(held: Run) -> None:
        if held.done_rows == 200:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        taking_in.take_in(run=run.id, path=path, clock=lambda: NOW, step=stop)
    with enter(system_scope("test")):
        run.refresh_from_db()
        assert (run.state, run.done_rows, Claim.objects.count()) == ("cut", 200, 200)
    run = taking_in.take_in(run=run.id, path=path, clock=lambda: NOW)
    with enter(system_scope("test")):
        assert (run.state, run.done_rows, run.new_claims, Claim.objects.count()) == ("done", 350, 350, 350)


def test_a_double_key_over_the_cut_is_still_seen(committed, tmp_path: Path, small_parts: None):
    rows = people(250)
    rows[240]["人员编号"] = rows[3]["人员编号"]
    path = write_csv(tmp_path / "a.csv", rows)
    run = receive(path).run

    def stop(held: Run) -> None:
        raise RuntimeError("the machine stops")

    with pytest.raises(RuntimeError):
        taking_in.take_in(run=run.id, path=path, clock=lambda: NOW, step=stop)
    run = taking_in.take_in(run=run.id, path=path, clock=lambda: NOW)
    assert (run.new_claims, run.faults) == (249, 1)


def test_two_runs_of_a_feed_at_once_the_second_is_refused(committed, tmp_path: Path):
    one, two = (write_csv(tmp_path / f"{n}.csv", people(n)) for n in (20, 30))
    first, second = receive(one).run, receive(two).run
    said: list[str] = []

    def meanwhile(_: Run) -> None:
        def other() -> None:
            try:
                taking_in.take_in(run=second.id, path=two, clock=lambda: NOW)
            except UnableToImport as refused:
                said.append(str(refused))
            finally:
                connection.close()

        thread = threading.Thread(target=other)
        thread.start()
        thread.join()

    taking_in.take_in(run=first.id, path=one, clock=lambda: NOW, step=meanwhile)
    assert said == [taking_in.BUSY]
    assert taking_in.take_in(run=second.id, path=two, clock=lambda: NOW).state == RunState.DONE


def test_a_run_without_a_sign_of_life_is_taken_over(db, tmp_path: Path):
    path = write_csv(tmp_path / "a.csv", people(3))
    run = receive(path).run
    Run.objects.update(state="running", alive_at=NOW - timedelta(hours=1))
    assert taking_in.take_in(run=run.id, path=path, clock=lambda: NOW).state == RunState.DONE


def test_an_older_file_does_not_put_old_words_in_force(db, tmp_path: Path):
    take(write_csv(tmp_path / "a.csv", people(3)))
    run = receive(write_csv(tmp_path / "b.csv", people(4)), day=date(2026, 10, 1)).run
    assert (run.state, run.reason) == ("refused", "older|2026-11-01")


def test_a_county_speaks_of_its_own_and_ends_only_its_own(db, tmp_path: Path):
    elsewhere = [person(n, 现住地区划="410102001001") for n in range(40, 60)]
    take(write_csv(tmp_path / "city.csv", [*people(30), *elsewhere]))
    taken_over = person(45)  # the county claims a record that another county holds
    rows = [*people(28), taken_over, person(70, 现住地区划="410102001001")]
    run = take(write_csv(tmp_path / "county.csv", rows), day=date(2026, 11, 8), area=410105000000)
    assert (run.new_claims, run.same_claims, run.ended_claims) == (0, 28, 2)
    faults = dict(Fault.objects.filter(run=run).values_list("code", "line"))
    assert faults == {"held_elsewhere": 30, "outside_area": 31}
    assert Claim.objects.filter(valid_to=None, area=410102001001).count() == 20


def test_who_holds_a_county_cannot_send_for_another(db, tmp_path: Path):
    actor = Actor(kind="person", label="x", role=Role.DATA_STEWARD.value)
    scope = Scope(intervals=(interval_of("410105"),), actor=actor, role=Role.DATA_STEWARD.value)
    path = write_csv(tmp_path / "a.csv", people(3))
    words = {"feed": FEED, "path": path, "file_name": "a.csv", "scope": scope, "by": actor, "now": NOW}
    with pytest.raises(UnableToImport):
        receiving.receive_file(**words, area=410102000000)
    with enter(scope):
        assert receiving.receive_file(**words).run.area == 410105000000
    clerk = Scope(intervals=scope.intervals, actor=actor, role=Role.STREET_CLERK.value)
    with pytest.raises(NotAllowed):
        receiving.receive_file(**{**words, "scope": clerk})


def test_a_record_that_is_taken_back_ends(db, tmp_path: Path):
    head = ("管理卡号", "姓名", "身份证号", "疾病编码", "管理状态", "现住地区划")
    rows = [
        {**row, "管理卡号": f"K{n}", "身份证号": row["公民身份号码"], "疾病编码": "I10", "管理状态": "1"}
        for n, row in enumerate(people(30))
    ]
    take(write_csv(tmp_path / "a.csv", rows, head=head), feed="health_chronic")
    changes = [{**rows[3], "管理状态": "终止"}, {**rows[4], "疾病编码": "E11"}]
    run = take(
        write_csv(tmp_path / "b.csv", changes, head=head), feed="health_chronic", day=date(2026, 11, 9)
    )
    assert (run.new_claims, run.ended_claims) == (1, 2)
    assert Claim.objects.filter(valid_to=None).count() == 29


def test_nothing_of_a_person_lies_in_the_clear(db, tmp_path: Path):
    take(write_csv(tmp_path / "a.csv", [*people(30), person(99, 姓名="王9")]))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT fields, record_index, digest FROM claims_claim"
            " UNION ALL SELECT value, value, value FROM claims_fault"
        )
        held = b"".join(bytes(cell) for row in cursor.fetchall() for cell in row)
    for word in ("王9", person(0)["姓名"], person(0)["公民身份号码"], person(0)["人员编号"]):
        assert word.encode() not in held
    assert not any("王" in str(event.payload) for event in Event.objects.filter(kind__startswith="claims."))
