"""Remarks of the public: what is taken and covered, who looks, answers and approves, what everybody reads."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chongyang.core.access import enter
from chongyang.core.models import Event
from chongyang.core.operations.cases import UnableToStep
from chongyang.core.scopes import nobody, system_scope
from chongyang.supervision import operations, queries, tasks
from chongyang.supervision.models import FormUsed, Remark, Vote
from chongyang.supervision.operations import TooMany, UnableToRemark
from chongyang.supervision.queries.assessment import NotFound
from chongyang.supervision.rules import remarking, tables
from chongyang.supervision.rules.routing import is_commented, unit_for
from chongyang.territory.permissions import NotAllowed
from tests import factories
from tests.supervision import people

NOW, do = people.NOW, people.do
CLAUSE = "2018-34/3.4.1"
TEXT = "登记点周末不上班，上班的人没法陪老人去登记。"
LATER = NOW + timedelta(minutes=1)


def write(text=TEXT, clause=CLAUSE, now=LATER, token="", **more):
    form = operations.Form(token or operations.sign_form(clause, NOW), text, **more)
    with enter(nobody()):
        return operations.write_remark(clause=clause, form=form, by=nobody().actor, now=now)


def accepted(**told):
    row = write().remark
    do(operations.accept_remark, people.office(), LATER, key=row.id, **told)
    return Remark.objects.get(id=row.id)


def answered(who):
    row = accepted()
    do(operations.answer_remark, who, LATER, key=row.id, text="自下月起周六上午开放登记。")
    return Remark.objects.get(id=row.id)


@pytest.mark.django_db
def test_a_visitor_writes_and_nothing_of_her_is_kept(db):
    row = write().remark
    kept = Remark.objects.get(id=row.id)
    assert (kept.text.plain, kept.unit, kept.state) == (TEXT, "city.civil-affairs", tables.RECEIVED)
    assert (bool(kept.contact), kept.consent, kept.shown) == (False, "", "")
    assert f"{kept.due_at:%Y-%m-%d}" == "2019-01-15"
    assert TEXT not in str(list(Event.objects.values_list("payload", flat=True)))
    with enter(nobody()):
        assert queries.list_open(CLAUSE) == []
        assert queries.find_open(row.number.lower()).state == tables.RECEIVED


@pytest.mark.django_db
def test_numbers_of_persons_are_covered_before_anything_is_kept(db):
    number = factories.identity_number()
    taken = write(f"我叫陈某，身份证{number}，电话１３８ 0371 1234，邮箱 a.b@example.com，请联系。")
    kept = Remark.objects.get(id=taken.remark.id)
    assert taken.covered == 3
    assert not any(letter.isdigit() for letter in kept.text.plain)
    assert "example" not in kept.text.plain


def test_what_counts_as_a_number_of_a_person():
    covers = remarking.without_numbers
    for text in ("13803711234", "0371-6612 3456", "41010519410308012X", "6222 0200 0000 1234 567", "一三八"):
        assert covers(text)[1] == (text != "一三八"), text
    for text in ("2018年7月30日", "每千名40张床位", "2018-34/3.4.1", "3000万元", "150个设施"):
        assert covers(text) == (text, 0)


@given(st.text(max_size=200))
def test_covering_keeps_the_length_and_covers_once(text):
    covered, _ = remarking.without_numbers(text)
    assert len(covered) == len(text)
    assert remarking.without_numbers(covered) == (covered, 0)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"clause": "2018-34/99.9"}, "没有这一条款"),
        ({"clause": "2018-34/0.p1"}, "没有这一条款"),
        ({"clause": "x" * 300}, "没有这一条款"),
        ({"text": "好"}, "至少 6 个字"),
        ({"text": "长" * 801}, "最多 800"),
        ({"text": "不能显示的\x00字符"}, "不能显示"),
        ({"contact": "13803711234"}, "勾选同意"),
        ({"trap": "http://spam"}, "没有被接受"),
        ({"token": "made-up"}, "已经用过"),
        ({"now": NOW}, "太快"),
        ({"now": NOW + timedelta(days=1)}, "已经用过"),
    ],
)
def test_a_form_that_is_none_is_refused(db, told, said):
    with pytest.raises(UnableToRemark, match=said):
        write(**told)
    assert not Remark.objects.exists()


@pytest.mark.django_db
def test_a_form_counts_once_and_for_its_own_clause(db):
    token = operations.sign_form(CLAUSE, NOW)
    with pytest.raises(UnableToRemark):
        write(clause="2018-34/3.4.2", token=token)
    write(token=token)
    with pytest.raises(UnableToRemark, match="已经用过"):
        write(token=token)
    assert Remark.objects.count() == 1


@pytest.mark.django_db
def test_a_flood_on_one_clause_is_stopped_and_another_clause_still_takes(db, monkeypatch):
    few = remarking.Limits(**{**_limits(), "per_clause_an_hour": 2})
    monkeypatch.setattr("chongyang.supervision.operations.remarks.limits", lambda: few)
    write()
    write()
    with pytest.raises(TooMany):
        write()
    write(clause="2018-34/3.4.2")
    write(now=LATER + timedelta(hours=2))


def _limits():
    return {name: getattr(remarking.limits(), name) for name in remarking.Limits.__dataclass_fields__}


@pytest.mark.django_db
def test_a_contact_is_sealed_with_the_words_agreed_to(db):
    row = write(contact="微信 laochen", agrees=True).remark
    kept = Remark.objects.get(id=row.id)
    assert (kept.contact.plain, kept.consent) == ("微信 laochen", "1")
    assert b"laochen" not in bytes(Remark.objects.filter(id=row.id).values_list("contact", flat=True)[0])


@pytest.mark.django_db
def test_who_lets_it_be_read_covers_names_and_it_is_routed(db):
    row = write("向阳站的王小明态度不好，希望改进服务。").remark
    moderator = people.office()
    with pytest.raises(UnableToRemark, match="不在原文"):
        do(operations.accept_remark, moderator, LATER, key=row.id, cover=["李四"])
    do(operations.accept_remark, moderator, LATER, key=row.id, cover=["王小明"])
    with enter(nobody()):
        (shown,) = queries.list_open(CLAUSE)
    assert shown.shown == "向阳站的＊＊＊态度不好，希望改进服务。"
    assert f"{shown.due_at:%Y-%m-%d}" == "2019-01-31"


@pytest.mark.django_db
def test_a_refused_one_is_never_shown_and_its_number_tells_why(db):
    row = write().remark
    with pytest.raises(UnableToRemark, match="理由"):
        do(operations.refuse_remark, people.office(), LATER, key=row.id, refusal="whatever")
    do(operations.refuse_remark, people.office(), LATER, key=row.id, refusal="advert")
    with enter(nobody()):
        assert queries.list_open() == []
        found = queries.find_open(row.number)
    assert (found.state, found.refusal, found.is_open) == (tables.REFUSED, "advert", False)


@pytest.mark.django_db
def test_another_person_of_the_unit_approves_what_it_answers(db):
    liaison = people.department("city.civil-affairs")
    row = answered(liaison)
    assert row.state == tables.ANSWERED
    with pytest.raises(UnableToStep, match="两个环节"):
        do(operations.approve_answer, liaison, LATER, key=row.id)
    with pytest.raises(NotAllowed):
        do(operations.approve_answer, people.department("city.finance"), LATER, key=row.id)
    do(operations.approve_answer, people.department("city.civil-affairs"), LATER, key=row.id)
    with enter(nobody()):
        (shown,) = queries.list_open(CLAUSE)
    assert (shown.is_answered, shown.answer) == (True, "自下月起周六上午开放登记。")


@pytest.mark.django_db
def test_who_moderated_neither_answers_nor_approves(db):
    moderator, row = people.office(), write().remark
    do(operations.accept_remark, moderator, LATER, key=row.id)
    with pytest.raises(UnableToStep, match="两个环节"):
        do(operations.answer_remark, moderator, LATER, key=row.id, text="我们已经改进了。")
    do(operations.answer_remark, people.officer(), LATER, key=row.id, text="我们已经改进了。")
    with pytest.raises(UnableToStep, match="两个环节"):
        do(operations.approve_answer, moderator, LATER, key=row.id)


@pytest.mark.django_db
def test_another_unit_neither_sees_nor_answers_and_a_rerouted_one_does(db):
    row, finance = accepted(), people.department("city.finance")
    with pytest.raises(NotFound):
        queries.access_remark(finance, row.id)
    with pytest.raises(UnableToRemark, match="不是转给"):
        do(operations.answer_remark, finance, LATER, key=row.id, text="不归我们管的事情。")
    with pytest.raises(UnableToRemark, match="没有这个单位"):
        do(operations.route_remark, people.office(), LATER, key=row.id, unit="group.county-governments")
    do(operations.route_remark, people.office(), LATER, key=row.id, unit="city.finance")
    assert queries.access_remark(finance, row.id).unit == "city.finance"
    with pytest.raises(NotAllowed):
        queries.list_remarks(people.county())


@pytest.mark.django_db
def test_a_remark_goes_to_who_took_over_from_the_unit_of_the_clause(db):
    """2018-34/3.3.1 is led by the commission of health and family planning, which ended with 2018."""
    health = people.department("city.health-commission")
    row = write(clause="2018-34/3.3.1").remark
    assert row.unit == "city.health-commission"
    do(operations.accept_remark, people.office(), LATER, key=row.id)
    do(operations.answer_remark, health, LATER, key=row.id, text="安宁疗护已在三家医院开展。")
    before = accepted(unit="city.health-family-planning")
    assert queries.access_remark(health, before.id).unit == "city.health-family-planning"
    with pytest.raises(NotFound):
        queries.access_remark(people.department("city.market-regulation"), before.id)


@pytest.mark.django_db
def test_an_answer_comes_back_and_keeps_its_deadline(db):
    row = answered(people.department("city.civil-affairs"))
    due = row.due_at
    do(operations.return_answer, people.officer(), LATER, key=row.id, reason="没有回答问题。")
    row.refresh_from_db()
    assert (row.state, row.answer, row.due_at) == (tables.ROUTED, "", due)


@pytest.mark.django_db
def test_late_ones_are_listed(db):
    row, office = accepted(), people.office()
    assert queries.list_remarks(office, late=NOW) == []
    after = row.due_at + timedelta(seconds=1)
    assert [one.id for one in queries.list_remarks(office, late=after)] == [row.id]
    assert queries.count_remarks(office, after)["late"] == 1


@pytest.mark.django_db
def test_what_is_hidden_leaves_the_pages(db):
    row = accepted()
    do(operations.hide_remark, people.office(), LATER, key=row.id, refusal="personal")
    with enter(nobody()):
        assert queries.list_open() == []
        assert queries.find_open(row.number).hidden_why == "personal"


@pytest.mark.django_db
def test_one_vote_a_form_and_small_numbers_are_covered(db):
    row = answered(people.department("city.civil-affairs"))
    about = str(row.id)

    def vote(choice, token=""):
        told = token or operations.sign_form(about, NOW)
        with enter(nobody()):
            operations.vote_on_answer(
                number=row.number, choice=choice, token=told, by=nobody().actor, now=LATER
            )

    with pytest.raises(NotFound):
        vote("yes")
    do(operations.approve_answer, people.officer(), LATER, key=row.id)
    token = operations.sign_form(about, NOW)
    vote("yes", token)
    with pytest.raises(UnableToRemark):
        vote("yes", token)
    with pytest.raises(UnableToRemark, match="选一项"):
        vote("perhaps")
    assert queries.votes_of(row.id) == {"yes": None}
    for _ in range(5):
        vote("yes")
    assert queries.votes_of(row.id) == {"yes": 6}
    assert Vote.objects.get().votes == 6


@pytest.mark.django_db
def test_how_content_readers_are_with_a_result(db):
    row = people.published(people.office())

    def vote(choice):
        token = operations.sign_form(str(row.id), NOW)
        with enter(nobody()):
            operations.vote_on_result(
                number=row.number, choice=choice, token=token, by=nobody().actor, now=LATER
            )

    for choice in ["very"] * 7 + ["not"] * 2 + ["content"] * 6:
        vote(choice)
    assert queries.votes_of(row.id) == {"content": None, "not": None, "very": 7}


def test_every_clause_finds_somebody_who_answers():
    from chongyang.policy.rules.units import load_units
    from chongyang.supervision.rules.schemes import clauses

    for clause in filter(is_commented, clauses()):
        unit = load_units()[unit_for(clause)]
        assert not unit.members, clause
    assert unit_for("2018-34/4.5") == "city.leading-group.office"


@pytest.mark.django_db
def test_the_text_of_a_remark_lies_sealed(db):
    row = write().remark
    with enter(system_scope("test")):
        held = bytes(Remark.objects.filter(id=row.id).values_list("text", flat=True)[0])
    assert TEXT.encode() not in held


@pytest.mark.django_db
def test_the_night_sweeps_used_forms_and_none_of_them_comes_back(db, monkeypatch):
    old, fresh = (operations.sign_form(CLAUSE, NOW) for _ in range(2))
    write(token=old)
    limits, kept = remarking.limits(), set(FormUsed.objects.values_list("id", flat=True))
    night = LATER + limits.form_lives + timedelta(seconds=1)
    shown = night - timedelta(minutes=1)
    write(token=operations.sign_form(CLAUSE, shown), now=night)
    monkeypatch.setattr(tasks, "now", lambda: night)
    assert tasks.forget_forms.func(timestamp=0) == 1
    assert not FormUsed.objects.filter(id__in=kept).exists()
    assert FormUsed.objects.count() == 1
    assert tasks.forget_forms.func(timestamp=0) == 0
    for token in (old, fresh):
        with pytest.raises(UnableToRemark, match="已经用过"):
            write(token=token, now=night)
