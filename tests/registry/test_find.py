"""Finding, listing, reading: the same people by every door, and the elder sees who read her file."""

from datetime import date
from typing import Any
from uuid import uuid4

import pytest

from chongyang.core.access import enter
from chongyang.registry import operations, queries
from chongyang.registry.queries import search
from chongyang.territory.enums import Role
from chongyang.territory.rules.capabilities import WITHOUT_PERSONS, Can, can
from tests.registry.people import NOW, clerk, form, identity_number, outsider, scope_of
from tests.registry.test_register import register

PEOPLE = {"王桂兰": 1, "王桂芳": 3, "欧阳桂兰": 5, "李伟": 7, "买买提·阿不都": 9}


@pytest.fixture
def people(db):
    return {
        name: register(
            clerk(),
            name=name,
            identity_number=identity_number(serial),
            phone=f"1380000000{serial}",
            card_number=f"ZZ00{serial}",
            sex="",
        )
        for name, serial in PEOPLE.items()
    }


def found(text, scope=None):
    scope = scope or clerk()
    with enter(scope):
        return {elder.name for elder in queries.find_elders(scope, text)}


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("王桂兰", {"王桂兰"}),
        ("桂兰", {"王桂兰", "欧阳桂兰"}),
        ("阳桂兰", {"欧阳桂兰"}),
        ("王桂", {"王桂兰", "王桂芳"}),
        ("wangguilan", {"王桂兰"}),
        ("Wang Gui Lan", {"王桂兰"}),
        ("王 桂兰", {"王桂兰"}),
        ("wgl", {"王桂兰"}),
        ("伟", {"李伟"}),
        ("阿不都", {"买买提·阿不都"}),
        (identity_number(1).lower(), {"王桂兰"}),
        ("138 0000 0003", {"王桂芳"}),
        ("+86 13800000003", {"王桂芳"}),
        ("zz001", {"王桂兰"}),
        ("桂兰 13800000005", {"欧阳桂兰"}),
        ("桂兰 13800000003", set()),
        ("兰桂", set()),
        ("%", set()),
        ("_", set()),
        ("", set()),
        ("  ", set()),
        ("'; drop table", set()),
        ("\x00", set()),
        ("x" * 500, set()),
        ("i:00", set()),
    ],
)
def test_what_people_type_finds_whom_they_mean(people, text, names):
    assert found(text) == names


@pytest.mark.parametrize(("text", "message"), [("%", search.ASK), ("", search.ASK), ("赵六", search.NOTHING)])
def test_nothing_found_is_said(people, text, message):
    assert queries.find_elders(clerk(), text).message == message


@pytest.mark.parametrize(
    ("text", "names"),
    [("王", {"王桂兰", "王桂芳"}), ("伟", {"李伟"}), ("欧", {"欧阳桂兰"}), ("赵", set()), ("兰", set())],
)
def test_one_character_is_a_surname_or_a_given_name_within_a_street(people, text, names):
    assert found(text) == names
    assert found(text, scope_of("community_officer", "410105001001")) <= names
    assert found(text, outsider()) == set()


@pytest.mark.parametrize("role", ["city_reviewer", "operator"])
def test_a_surname_alone_is_no_search_beyond_a_street(people, role):
    scope = scope_of(role, "4101")
    with enter(scope):
        answer = queries.find_elders(scope, "王")
    assert (len(answer), answer.message) == (0, search.SURNAME_ALONE)
    assert found("伟", scope) == {"李伟"}
    assert found("王", scope_of("county_reviewer", "410105001", "410105002")) == set()


def test_a_surname_has_its_limit_and_says_why(people):
    scope = clerk()
    with enter(scope):
        answer = queries.find_elders(scope, "王", limit=1)
    assert (len(answer), answer.message) == (1, search.TOO_MANY)
    assert answer.why == {answer.elders[0].id: ("姓氏",)}


def test_too_many_is_said(people):
    answer = queries.find_elders(clerk(), "桂兰", limit=1)
    assert (len(answer), answer.message) == (1, search.TOO_MANY)


def test_an_outsider_gets_nothing_by_any_door(people):
    scope = outsider()
    with enter(scope):
        assert not found("王桂兰", scope)
        assert queries.list_elders(scope) == []
        assert queries.count_elders(scope) == 0
        with pytest.raises(queries.NotFound):
            queries.access_elder(scope, people["王桂兰"].id)
        with pytest.raises(queries.NotFound):
            queries.list_contacts(scope, people["王桂兰"].id)


@pytest.mark.parametrize("role", [r for r in Role if r in WITHOUT_PERSONS or not can(r, Can.READ_ELDERS)])
def test_a_role_without_persons_gets_nothing_even_with_an_area(people, role):
    scope = scope_of(role.value, "4101")
    with enter(scope):
        assert queries.count_elders(scope) == 0
        assert queries.list_elders(scope) == []
        assert len(queries.find_elders(scope, "王桂兰")) == 0
        with pytest.raises(queries.NotFound):
            queries.access_elder(scope, people["王桂兰"].id)
        with pytest.raises(queries.NotAllowed):
            queries.export_elders(scope)


def test_pages_follow_each_other(people):
    scope = clerk()
    with enter(scope):
        whole = [elder.name for elder in queries.list_elders(scope)]
        first = queries.list_elders(scope, limit=2)
        second = queries.list_elders(scope, after=queries.cursor_of(first[-1]), limit=50)
    assert [elder.name for elder in (*first, *second)] == whole
    assert len(whole) == len(PEOPLE)


def test_an_export_is_masked_and_ends_at_its_limit(people):
    scope = scope_of("county_reviewer", "410105")
    with enter(scope):
        rows = list(queries.export_elders(scope, limit=3))
        assert len(rows) == 3
        assert rows[0].phone.startswith("138****")
        assert "*" in rows[0].name
        with pytest.raises(queries.NotAllowed):
            queries.export_elders(clerk())


def test_the_elder_sees_who_read_and_what_was_shown(people):
    seat, elder = scope_of("operator", "4101"), people["王桂兰"]
    with enter(seat):
        file = operations.read_file(
            elder_id=elder.id, purpose="emergency", scope=seat, by=seat.actor, now=NOW
        )
        assert file.opened["phone"] == "13800000001"
        assert list(file.contact_phones.values()) == ["13900005678"]
        number = operations.reveal(
            elder_id=elder.id,
            field="identity_number",
            purpose="correction",
            scope=seat,
            by=seat.actor,
            now=NOW,
        )
        assert number == identity_number(1)
    herself = scope_of("elder", persons=(elder.id,))
    with enter(herself):
        told = [(row.role, row.purpose, row.fields) for row in queries.who_read(herself, elder.id)]
    assert told == [
        ("operator", "correction", ("identity_number",)),
        ("operator", "emergency", ("phone", "address", "contact_phone")),
    ]


def test_a_field_is_shown_to_whom_may_and_for_a_purpose_alone(people):
    elder = people["王桂兰"]
    told: dict[str, Any] = {"elder_id": elder.id, "by": clerk().actor, "now": NOW}
    with enter(clerk()):
        for field, purpose in (
            ("identity_number", "curiosity"),
            ("name", "correction"),
            ("contact_phone", "contact"),
        ):
            with pytest.raises(operations.UnableToReveal):
                operations.reveal(field=field, purpose=purpose, scope=clerk(), **told)
        with pytest.raises(queries.NotAllowed):
            operations.reveal(field="phone", purpose="emergency", scope=clerk(), **told)
    auditor = scope_of("auditor", "4101")
    with enter(auditor), pytest.raises(queries.NotAllowed):
        operations.reveal(field="phone", purpose="audit", scope=auditor, **told)


def test_doubles_are_linked_and_come_apart_as_they_were(people):
    scope, one, other = clerk(), people["王桂兰"], people["王桂芳"]
    told: dict[str, Any] = {"scope": scope, "by": scope.actor, "now": NOW}
    with enter(scope):
        with pytest.raises(operations.UnableToLink, match="两个人"):
            operations.link_double(double=one.id, survivor=other.id, **told)
        operations.link_double(double=one.id, survivor=other.id, second_by=uuid4(), **told)
        assert queries.get_cluster(one.id) == queries.get_cluster(other.id) == [other.id, one.id]
        assert queries.canonical_of(one.id) == other.id
        assert len(queries.list_contacts(scope, one.id)) == 2
        for double, survivor in ((one, other), (other, one), (one, one)):
            with pytest.raises(operations.UnableToLink):
                operations.link_double(double=double.id, survivor=survivor.id, second_by=uuid4(), **told)
        operations.unlink_double(double=one.id, **told)
        assert queries.get_cluster(one.id) == [one.id]
        with pytest.raises(operations.UnableToLink):
            operations.unlink_double(double=one.id, **told)


def test_two_files_with_one_number_cannot_come_apart(people):
    scope, other = clerk(), people["王桂芳"]
    told: dict[str, Any] = {"scope": scope, "by": scope.actor, "now": NOW}
    plain = form(name="王桂蘭", identity_number="", born_on=date(1949, 12, 31), sex="female")
    with enter(scope):
        double = operations.register_elder(scope=scope, form=plain, by=scope.actor, now=NOW)
        operations.link_double(double=double.id, survivor=other.id, second_by=uuid4(), **told)
        double.refresh_from_db()
        double.identity_index = other.identity_index
        double.save(update_fields=["identity_index"])
        with pytest.raises(operations.UnableToLink, match="身份证号码相同"):
            operations.unlink_double(double=double.id, **told)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("幸福花园", {"王桂兰", "李伟"}),
        ("幸福花园3号楼", {"王桂兰"}),
        ("幸福花园 3号楼2单元", {"王桂兰"}),
        ("金水区经八路街道幸福花园３号楼2单元501", {"王桂兰"}),
        ("幸福花园3号楼1单元", set()),
        ("桂兰 幸福花园", {"王桂兰"}),
        ("花园", set()),
        ("3号楼", set()),
    ],
)
def test_an_address_finds_who_lives_there(people, text, names):
    homes = {"王桂兰": "经八路街道某社区幸福花园3号楼2单元501室", "李伟": "经八路街道幸福花园5号楼1单元101"}
    scope = clerk()
    with enter(scope):
        for name, home in homes.items():
            told: dict[str, Any] = {"expected_version": 1, "scope": scope, "by": scope.actor, "now": NOW}
            operations.update_elder(elder=people[name], changes={"address": home}, **told)
    assert found(text) == names


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("王桂兰", ("姓名",)),
        ("wgl", ("拼音首字母",)),
        ("wangguilan", ("拼音",)),
        (identity_number(1), ("身份证号码",)),
        ("13800000001", ("电话",)),
        ("王桂兰 13800000001", ("姓名", "电话")),
    ],
)
def test_the_reason_is_told(people, text, why):
    with enter(clerk()):
        answer = queries.find_elders(clerk(), text)
    assert answer.why[people["王桂兰"].id] == why
