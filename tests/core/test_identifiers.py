"""Identifiers: vectors of the standards, every single slip caught, every bad input with its own sentence."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chongyang.core import identifiers as ids

TODAY = date(2026, 1, 1)
DAYS = st.dates(date(1897, 1, 1), TODAY)


@st.composite
def identities(draw):
    region = draw(st.sampled_from(["410105", "110105", "519999", "710000", "810000", "830000", "911234"]))
    first17 = f"{region}{draw(DAYS):%Y%m%d}{draw(st.integers(0, 999)):03d}"
    return first17 + ids.identity_check(first17)


@st.composite
def credit_codes(draw):
    alphabet = ids._CREDIT_ALPHABET
    first8 = draw(st.text(alphabet, min_size=8, max_size=8))
    while ids.organisation_check(first8) not in alphabet:  # pragma: no cover - X is in the alphabet
        first8 = draw(st.text(alphabet, min_size=8, max_size=8))
    first17 = "52" + "410105" + first8 + ids.organisation_check(first8)
    return first17 + ids.credit_check(first17)


def refuses(read, *args, **kwargs) -> bool:
    try:
        read(*args, **kwargs)
    except ids.InvalidIdentifier as error:
        return bool(error.reason)
    return False


def test_vector_of_the_standard():
    found = ids.read_identity("11010519491231002x", today=TODAY)
    assert (found.number, found.born_on, found.sex, found.kind, found.region) == (
        "11010519491231002X",
        date(1949, 12, 31),
        "female",
        "resident",
        "110105",
    )


def test_old_card_of_fifteen_digits_is_upgraded():
    found = ids.read_identity("110105491231002", today=TODAY)
    assert found.number == "11010519491231002X"
    assert found.upgraded


@pytest.mark.parametrize(
    ("prefix", "kind"), [("810000", "residence_permit"), ("911341", "permanent_residence")]
)
def test_other_cards_share_the_check(prefix, kind):
    first17 = prefix + "19500101" + "123"
    assert ids.read_identity(first17 + ids.identity_check(first17), today=TODAY).kind == kind


@given(identities())
def test_identity_round_trip(number):
    found = ids.read_identity(f" {number[:6]} {number[6:14]}-{number[14:].lower()} ", today=TODAY)
    assert found.number == number
    assert f"{found.born_on:%Y%m%d}" == number[6:14]
    assert ids.read_identity(found.number, today=TODAY) == found


@given(identities(), st.integers(0, 16), st.integers(1, 9))
def test_identity_single_digit_error_is_caught(number, place, shift):
    wrong = str((int(number[place]) + shift) % 10)
    assert refuses(ids.read_identity, number[:place] + wrong + number[place + 1 :], today=TODAY)


@given(identities(), st.integers(0, 16))
def test_identity_adjacent_transposition_is_caught(number, place):
    swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    assert swapped == number or refuses(ids.read_identity, swapped, today=TODAY)


@pytest.mark.parametrize(
    ("number", "part"),
    [
        ("", "请填写"),
        ("1101051949123100", "18 位"),
        ("11010519491231O02X", "只能是数字"),
        ("990105194912310021", "校验码"),
        ("000105194912310021", "省级"),
        ("110105194902300021", "不存在"),
        ("110105202601020021", "今天之后"),
        ("110105189501010021", "130"),
        ("110105194912310021", "校验码"),
    ],
)
def test_each_wrong_identity_has_its_sentence(number, part):
    with pytest.raises(ids.InvalidIdentifier) as caught:
        ids.read_identity(number, today=TODAY)
    assert part in caught.value.reason
    assert not number or number not in str(caught.value)


def test_birthday_today_is_allowed_and_age_turns_on_the_day():
    first17 = "41010520260101001"
    assert ids.read_identity(first17 + ids.identity_check(first17), today=TODAY).born_on == TODAY
    assert ids.age_on(date(1946, 1, 1), TODAY) == 80
    assert ids.age_on(date(1946, 1, 2), TODAY) == 79


def test_credit_code_vector():
    assert ids.read_credit_code("91350100m000100y43") == "91350100M000100Y43"
    assert ids.organisation_check("M000100Y") == "4"


@given(credit_codes())
def test_credit_code_round_trip(code):
    assert ids.read_credit_code(code.lower()) == code


@given(credit_codes(), st.integers(0, 17), st.integers(1, 30))
def test_credit_code_single_error_is_caught(code, place, shift):
    alphabet = ids._CREDIT_ALPHABET
    wrong = alphabet[(alphabet.index(code[place]) + shift) % 31]
    assert refuses(ids.read_credit_code, code[:place] + wrong + code[place + 1 :])


@given(credit_codes(), st.integers(0, 16))
def test_credit_code_transposition_is_caught(code, place):
    swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
    assert swapped == code or refuses(ids.read_credit_code, swapped)


@pytest.mark.parametrize(
    ("code", "part"),
    [
        ("", "请填写"),
        ("91350100M000100Y4", "18 位"),
        ("91350100M000I00Y43", "不用 I"),
        ("9135O100M000100Y43", "不用 I"),
        ("9135A100M000100Y43", "行政区划"),
        ("91350100M000100Y53", "组织机构代码"),
        ("91350100M000100Y44", "校验码"),
    ],
)
def test_each_wrong_credit_code_has_its_sentence(code, part):
    with pytest.raises(ids.InvalidIdentifier) as caught:
        ids.read_credit_code(code)
    assert part in caught.value.reason


@pytest.mark.parametrize(
    ("text", "number", "kind"),
    [
        ("13800001234", "13800001234", "mobile"),
        ("+86 138-0000-1234", "13800001234", "mobile"),
        ("0086１３８００００１２３４", "13800001234", "mobile"),
        ("0371-60001234", "0371-60001234", "fixed"),
        ("(0371) 6000 1234", "0371-60001234", "fixed"),
        ("60001234", "0371-60001234", "fixed"),
        ("010-60001234", "010-60001234", "fixed"),
        ("0391-2000123", "0391-2000123", "fixed"),
        ("400-000-1234", "4000001234", "hotline"),
        ("12349", "12349", "short"),
    ],
)
def test_phones(text, number, kind):
    assert ids.read_phone(text) == ids.Phone(number, kind)
    assert ids.read_phone(number).number == number


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("", "请填写"),
        ("1380000123", "11 位"),
        ("12800001234", "号段"),
        ("0371-6000123", "区号"),
        ("无", "只能是数字"),
        ("5", "不是电话"),
    ],
)
def test_each_wrong_phone_has_its_sentence(text, part):
    with pytest.raises(ids.InvalidIdentifier) as caught:
        ids.read_phone(text)
    assert part in caught.value.reason


@pytest.mark.parametrize(
    ("raw", "number"),
    [
        ("13800001234", "13800001234"),
        ("013800001234", "13800001234"),
        ("9013800001234", "13800001234"),
        ("+8613800001234", "13800001234"),
        ("8613800001234", "13800001234"),
        ('"Bob" <sip:013800001234@10.0.0.1;user=phone>', "13800001234"),
        ("tel:+86-371-60001234", None),
        ("sip:+86037160001234@trunk", "0371-60001234"),
        ("9037160001234", "0371-60001234"),
        ("60001234", "0371-60001234"),
        ("960001234", "0371-60001234"),
        ("anonymous", None),
        ("", None),
    ],
)
def test_caller_ids_never_fail(raw, number):
    caller = ids.read_caller(raw)
    assert caller.raw == raw
    assert (caller.phone and caller.phone.number) == number


@given(st.text())
def test_no_caller_id_raises(raw):
    assert ids.read_caller(raw).raw == raw


def test_masks():
    assert [ids.mask_name(name) for name in ("", "张", "张三", "张小三", "欧阳建国")] == [
        "",
        "*",
        "张*",
        "张*三",
        "欧**国",
    ]
    assert ids.mask_identity("11010519491231002X") == "1101**********002X"
    assert ids.mask_phone("13800001234") == "138****1234"
    assert ids.mask_phone("0371-60001234") == "0371-****1234"
    assert ids.mask_phone("12349") == "12349"
    assert ids.mask_card("6222020000001234") == "************1234"
    assert ids.mask_address("郑州市金水区花园路街道通信花园3号楼") == "郑州市金水区花园路街道***"
    assert ids.mask_address("河南省郑州市中牟县官渡镇某村") == "河南省郑州市中牟县官渡镇***"
    assert ids.mask_address("郑州市金水区某院") == "郑州市金水区***"
    assert ids.mask_address("某院") == "***"
    assert ids.mask_address("") == ""
