"""Files to and from the bank: written the same each time; an answer may be anything, and nothing is lost."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chongyang.territory.enums import Role
from chongyang.territory.permissions import NotAllowed
from chongyang.treasury import operations, queries
from chongyang.treasury.models import (
    BankFile,
    BatchLine,
    Budget,
    Entry,
    PaymentOrder,
    ReturnFile,
    ReturnLine,
)
from chongyang.treasury.operations import UnableToPay, UnableToReadFile
from chongyang.treasury.rules import bank
from tests import factories
from tests.treasury.people import Four, answer, doing, fund_budget, ready_orders

CSV, BAR = bank.format_of("plain_csv"), bank.format_of("gbk_bar")


def released(payments=2):
    fund_budget()
    ready_orders(payments)
    four = Four.of()
    return four, four.released()


def write(batch, scope, format="plain_csv"):
    return operations.write_bank_file(format=format, **doing(batch, scope))


def outcomes(file):
    return list(ReturnLine.objects.filter(file=file).order_by("place").values_list("outcome", flat=True))


def test_the_file_for_the_bank_holds_each_payment_once_and_is_the_same_each_time(db):
    four, batch = released()
    first, second = write(batch, four.releaser), write(batch, four.maker)
    text = first.content.decode("utf-8-sig")
    account = BatchLine.objects.get(batch=batch, place=1).number.plain
    assert first.content == second.content
    assert text.count("300.00") == 2
    assert account in text
    assert BankFile.objects.count() == 2


def test_a_file_in_gb18030_reads_back(db):
    four, batch = released()
    content = write(batch, four.releaser, "gbk_bar").content.decode("gb18030")
    rows = [line.split("|") for line in content.splitlines()]
    lines = [f"{row[0]}|{row[1]}|{row[3]}|0000|20260105|B{n}|" for n, row in enumerate(rows)]
    file = four.take(batch, "\r\n".join(lines).encode("gb18030"), "gbk_bar")
    assert (file.paid, file.paid_fen) == (2, 60_000)


def test_a_batch_that_is_not_released_is_not_written(db):
    fund_budget()
    ready_orders()
    four = Four.of()
    batch = four.approved()
    with pytest.raises(UnableToPay):
        write(batch, four.releaser)
    with pytest.raises(UnableToPay):
        four.take(batch, answer(batch, "成功", "成功"))


def test_unknown_lines_are_kept_and_shown_and_settle_nothing(db):
    four, batch = released()
    extra = "2026-410105-99999-000001,6217,300.00,成功,,B9,2026-01-05\n,,,,,,"
    file = four.take(batch, answer(batch, "成功", "成功", extra=extra))
    assert (file.paid, file.odd, outcomes(file)) == (2, 2, ["paid", "paid", "unknown", "torn"])
    shown = queries.list_odd_lines(four.maker)
    assert [line.outcome for line in shown] == ["unknown", "torn"]
    assert "99999" in shown[0].raw.plain
    assert four.reconcile(batch).state == "settled"


def test_a_line_twice_settles_once(db):
    four, batch = released()
    content = answer(batch, "成功", "成功").decode("utf-8-sig").splitlines()
    file = four.take(batch, "\r\n".join([*content, content[1]]).encode())
    assert outcomes(file) == ["paid", "paid", "doubled"]
    four.reconcile(batch)
    assert Budget.objects.get().spent_fen == 60_000


def test_an_answer_that_paid_nobody_writes_no_empty_entry(db):
    four, batch = released()
    four.take(batch, answer(batch, "失败", "失败"))
    four.reconcile(batch)
    kinds = Entry.objects.filter(reference=batch.id).order_by("kind").values_list("kind", flat=True)
    assert list(kinds) == ["release", "return"]
    assert not Entry.objects.filter(postings=None).exists()


def test_the_same_file_twice_is_one(db):
    four, batch = released()
    content = answer(batch, "成功", "成功")
    assert four.take(batch, content).id == four.take(batch, content).id
    four.reconcile(batch)
    assert four.take(batch, content).id == ReturnFile.objects.get().id
    with pytest.raises(UnableToPay):
        four.reconcile(batch)


def test_an_answer_of_another_day_to_what_is_settled_settles_nothing(db):
    four, batch = released()
    four.take(batch, answer(batch, "成功"))
    part = four.reconcile(batch)
    again = four.take(batch, answer(batch, "失败", "成功"))
    assert (part.state, outcomes(again)) == ("released", ["doubled", "paid"])
    assert four.reconcile(batch).state == "settled"
    assert set(PaymentOrder.objects.values_list("state", flat=True)) == {"paid"}


@pytest.mark.parametrize(("old", "new"), [("300.00", "300.01"), ("300.00", "3.00"), ("621700", "621800")])
def test_another_amount_or_account_settles_nothing(db, old, new):
    four, batch = released(1)
    file = four.take(batch, answer(batch, "成功").decode("utf-8-sig").replace(old, new).encode())
    assert outcomes(file) == ["different"]
    part = four.reconcile(batch)
    assert (part.state, PaymentOrder.objects.get().state) == ("released", "released")


@pytest.mark.parametrize(
    ("old", "new"), [("300.00", "-300.00"), ("300.00", "0"), ("300.00", "1e3"), ("成功", "也许")]
)
def test_a_line_that_says_nothing_we_know_is_torn(db, old, new):
    four, batch = released(2)
    text = answer(batch, "成功", "成功").decode("utf-8-sig")
    file = four.take(batch, text.replace(old, new, 1).encode())
    assert outcomes(file) == ["torn", "paid"]


@pytest.mark.parametrize(
    "content", [b"", b"\x00\x01", b"\xff\xfe\xfa", b"hello", b"\r\n\r\n", "业务流水号\n".encode()]
)
def test_what_is_no_return_file_is_refused_and_nothing_is_kept(db, content):
    four, batch = released()
    with pytest.raises(UnableToReadFile):
        four.take(batch, content)
    assert not ReturnFile.objects.exists()


def test_an_unknown_format_is_refused(db):
    four, batch = released()
    with pytest.raises(UnableToPay):
        four.take(batch, b"x", "../../etc/passwd")


def test_a_file_of_one_batch_is_not_another_batchs(db):
    four, batch = released()
    content = answer(batch, "成功", "成功")
    four.take(batch, content)
    ready_orders(1)
    other = four.released()
    with pytest.raises(UnableToReadFile):
        four.take(other, content)


@given(st.integers(min_value=1, max_value=10**14), st.sampled_from(["fen", "yuan"]))
def test_an_amount_is_read_as_it_was_written(amount, unit):
    assert bank.fen(bank.money(amount, unit), unit) == amount


@given(st.text(max_size=20))
def test_reading_an_amount_never_fails(text):
    assert bank.fen(text, "yuan") is None or bank.fen(text, "yuan") > 0


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=300))
def test_reading_a_file_gives_lines_or_says_that_it_is_none(text):
    try:
        found = bank.read(CSV, text.encode())
    except bank.NotAFile:
        return
    assert all(line.outcome in ("paid", "failed", "torn") for line in found)


@given(st.text(alphabet=st.characters(codec="gb18030", exclude_categories=["Cs"]), max_size=40))
def test_a_name_never_breaks_a_line_nor_begins_a_formula(name):
    row = {"serial": "1", "account": "2", "name": name, "bank": "b", "amount": 100, "purpose": "p"}
    for how in (CSV, BAR):
        text = bank.write(how, [row]).decode(how.encoding)
        body = text.split("\r\n")[1 if how.header else 0]
        words = body.split(how.separator)
        assert len(words) == len(how.out)
        assert words[how.out.index("name")][:1] not in tuple("=+@")


def test_the_days_of_a_file_are_read_in_its_own_form():
    line = "1|2|100|0000|20260105|B1|\n"
    assert bank.read(BAR, line.encode())[0].settled_on == date(2026, 1, 5)
    assert bank.read(BAR, (line + line.replace("20260105", "5.1.2026")).encode())[1].outcome == "torn"


def test_only_who_makes_payments_writes_and_takes(db):
    _, batch = released()
    leader = factories.scope_of(factories.make_account(Role.COUNTY_SIGN_OFF, None, "410105"))
    for step in (
        lambda: write(batch, leader),
        lambda: operations.take_return(content=b"x", format="plain_csv", **doing(batch, leader)),
    ):
        with pytest.raises(NotAllowed):
            step()
