"""Vendors of payments: what is not signed moves nothing, what is signed counts once.

The recordings follow the published documents of both vendors, sealed with keys made here.
"""

import base64
import json
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlencode

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from chongyang.checkout import operations
from chongyang.checkout.models import Attempt, Bill, Notice
from chongyang.checkout.operations import vendors
from chongyang.checkout.operations.vendors import BackWanted, NotANotice, NotReached, Wanted, WrongSignature
from chongyang.core.clock import now
from chongyang.gateway.payments import asking, keys, sheets
from chongyang.gateway.payments.contrib import alipay, sandbox
from chongyang.gateway.payments.contrib.alipay import Alipay, in_yuan
from chongyang.gateway.payments.contrib.sandbox import Sandbox
from chongyang.gateway.payments.contrib.wechat import WeChat
from tests.checkout.people import bill, merchant, payer

AT = datetime(2026, 5, 4, 8, 30, tzinfo=UTC)
WANTED = Wanted("P260504-000001", "sub-1", 1_230, "服务费", AT + timedelta(minutes=30))
V3_KEY = "0123456789abcdef0123456789abcdef"


def pair():
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    public = key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return private.decode(), public.decode()


OURS, THEIRS = pair(), pair()
WECHAT = WeChat(
    {
        "appid": "wx1",
        "merchant": "1900000001",
        "serial": "5157F09EFDC096DE15EBE81A47057A72",
        "private_key": OURS[0],
        "platform_key": THEIRS[1],
        "v3_key": V3_KEY,
    },
    "https://city.example/notices/",
)
ALIPAY = Alipay(
    {"app": "2014072300007148", "private_key": OURS[0], "vendor_key": THEIRS[1]},
    "https://city.example/notices/",
)


def wechat_signed(body, at=AT, key=THEIRS[0]):
    stamp = str(int(at.timestamp()))
    text = f"{stamp}\nnonce1\n".encode() + body + b"\n"
    return {
        "Wechatpay-Timestamp": stamp,
        "Wechatpay-Nonce": "nonce1",
        "Wechatpay-Signature": keys.sign(key, text),
        "Wechatpay-Serial": "PUB_KEY_ID_1",
    }


def wechat_notice(plain, kind="TRANSACTION.SUCCESS", key=V3_KEY):
    sealed = AESGCM(key.encode()).encrypt(b"fdasflkja484", json.dumps(plain).encode(), b"transaction")
    told = {
        "id": "EV-2018022511223320873",
        "create_time": "2026-05-04T16:30:00+08:00",
        "resource_type": "encrypt-resource",
        "event_type": kind,
        "resource": {
            "algorithm": "AEAD_AES_256_GCM",
            "ciphertext": base64.b64encode(sealed).decode(),
            "nonce": "fdasflkja484",
            "associated_data": "transaction",
        },
    }
    return json.dumps(told).encode()


PAID = {
    "sp_mchid": "1900000001",
    "sub_mchid": "sub-1",
    "out_trade_no": WANTED.number,
    "transaction_id": "1217752501201407033233368018",
    "trade_state": "SUCCESS",
    "success_time": "2026-05-04T16:29:50+08:00",
    "amount": {"total": 1_230, "payer_total": 1_230, "currency": "CNY"},
}


class Recorded:
    """Answers what was recorded, and keeps what was asked."""

    def __init__(self, monkeypatch, answer):
        self.asked = []
        self.answer = answer
        monkeypatch.setattr(asking, "ask", self)

    def __call__(self, method, url, body, headers, timeout):
        self.asked.append((method, url, body, headers))
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


def wechat_answer(told, status=200, key=THEIRS[0]):
    body = json.dumps(told).encode()
    return asking.Answer(status, body, wechat_signed(body, key=key))


def test_wechat_is_asked_for_a_code_with_a_signature_of_ours(monkeypatch):
    recorded = Recorded(monkeypatch, wechat_answer({"code_url": "weixin://wxpay/bizpayurl?pr=p4lpSuKzz"}))
    assert WECHAT.begin(WANTED) == "weixin://wxpay/bizpayurl?pr=p4lpSuKzz"
    ((method, url, body, headers),) = recorded.asked
    assert (method, url) == ("POST", "https://api.mch.weixin.qq.com/v3/pay/partner/transactions/native")
    told = json.loads(body)
    assert (told["sub_mchid"], told["amount"]["total"]) == ("sub-1", 1_230)
    kind, _, words = headers["Authorization"].partition(" ")
    parts = dict(word.split("=", 1) for word in words.split(","))
    held = {name: value.strip('"') for name, value in parts.items()}
    path = url.removeprefix("https://api.mch.weixin.qq.com")
    text = "\n".join((method, path, held["timestamp"], held["nonce_str"], "")).encode() + body + b"\n"
    assert kind == "WECHATPAY2-SHA256-RSA2048"
    assert keys.is_signed(OURS[1], text, held["signature"])


@pytest.mark.parametrize(
    "answer",
    [
        wechat_answer({"code_url": "weixin://x"}, key=OURS[0]),
        asking.Answer(200, b'{"code_url": "weixin://x"}', {}),
        asking.Answer(500, b"", {}),
        wechat_answer({}),
        wechat_answer(["rubbish"]),
        NotReached("timeout"),
    ],
    ids=["another's signature", "no signature", "failing", "no code", "rubbish", "away"],
)
def test_an_answer_that_the_vendor_did_not_sign_is_none(monkeypatch, answer):
    Recorded(monkeypatch, answer)
    with pytest.raises(NotReached):
        WECHAT.begin(WANTED)


def test_wechats_notice_tells_one_payment():
    body = wechat_notice(PAID)
    told = WECHAT.read_notice(wechat_signed(body), body, AT)
    assert (told.number, told.outcome, told.amount_fen) == (WANTED.number, vendors.PAID, 1_230)
    assert (told.notice, told.at) == ("EV-2018022511223320873", datetime(2026, 5, 4, 8, 29, 50, tzinfo=UTC))


def test_wechats_notice_tells_a_refund():
    plain = {
        "out_trade_no": WANTED.number,
        "out_refund_no": "R260504-000002",
        "refund_id": "50200207182018070300011301001",
        "refund_status": "SUCCESS",
        "success_time": "2026-05-04T16:29:50+08:00",
        "amount": {"total": 1_230, "refund": 500, "payer_total": 1_230, "payer_refund": 500},
    }
    body = wechat_notice(plain, "REFUND.SUCCESS")
    told = WECHAT.read_notice(wechat_signed(body), body, AT)
    assert (told.refund, told.outcome, told.amount_fen) == ("R260504-000002", vendors.BACK, 500)


def wrong_notices():
    body = wechat_notice(PAID)
    late = wechat_signed(body, AT - timedelta(minutes=6))
    return {
        "another's key": (wechat_signed(body, key=OURS[0]), body, WrongSignature),
        "a changed body": (wechat_signed(body), body.replace(b"EV-2018", b"EV-2019"), WrongSignature),
        "an old one": (late, body, WrongSignature),
        "no headers": ({}, body, WrongSignature),
        "a broken stamp": ({**wechat_signed(body), "Wechatpay-Timestamp": "٣"}, body, WrongSignature),
        "no seal": (wechat_signed(b"{}"), b"{}", NotANotice),
        "no text": (wechat_signed(b"\xff"), b"\xff", NotANotice),
    }


@pytest.mark.parametrize("case", wrong_notices())
def test_a_wrong_notice_of_wechat_says_nothing(case):
    headers, body, error = wrong_notices()[case]
    with pytest.raises(error):
        WECHAT.read_notice(headers, body, AT)


def test_a_notice_sealed_with_another_key_is_none():
    body = wechat_notice(PAID, key="x" * 32)
    with pytest.raises(NotANotice):
        WECHAT.read_notice(wechat_signed(body), body, AT)


@given(st.binary(max_size=200))
def test_no_rubbish_of_anybody_is_a_notice(body):
    with pytest.raises(WrongSignature):
        WECHAT.read_notice(wechat_signed(body, key=OURS[0]), body, AT)
    with pytest.raises((WrongSignature, NotANotice)):
        ALIPAY.read_notice({}, body, AT)


def test_a_payment_that_wechat_never_heard_of_is_none(monkeypatch):
    Recorded(monkeypatch, asking.Answer(404, b'{"code": "ORDER_NOT_EXIST"}'))
    assert WECHAT.look(WANTED.number, "sub-1") is None


def test_wechat_gives_back_and_says_that_it_is_on_its_way(monkeypatch):
    told = {
        "out_trade_no": WANTED.number,
        "out_refund_no": "R260504-000002",
        "refund_id": "50200207182018070300011301001",
        "status": "PROCESSING",
        "amount": {"total": 1_230, "refund": 500},
    }
    Recorded(monkeypatch, wechat_answer(told))
    back = WECHAT.give_back(BackWanted("R260504-000002", WANTED.number, "sub-1", 500, 1_230, "重做"))
    assert (back.refund, back.outcome, back.amount_fen) == ("R260504-000002", vendors.WAITING, 500)


def alipay_answer(method, inner, key=THEIRS[0]):
    node = json.dumps(inner, ensure_ascii=False)
    signature = keys.sign(key, node.encode())
    return asking.Answer(200, f'{{"{method}_response":{node},"sign":"{signature}"}}'.encode())


def test_alipay_is_asked_with_a_signature_over_all_its_parameters(monkeypatch):
    inner = {
        "code": "10000",
        "msg": "Success",
        "out_trade_no": WANTED.number,
        "qr_code": "https://qr.example/b",
    }
    recorded = Recorded(monkeypatch, alipay_answer("alipay_trade_precreate", inner))
    assert ALIPAY.begin(WANTED) == "https://qr.example/b"
    ((_, url, body, _),) = recorded.asked
    told = {name: values[0] for name, values in parse_qs(body.decode()).items()}
    text = "&".join(f"{name}={told[name]}" for name in sorted(told) if name != "sign").encode()
    assert url == alipay.URL
    assert keys.is_signed(OURS[1], text, told["sign"])
    assert json.loads(told["biz_content"])["total_amount"] == "12.30"
    assert told["app_auth_token"] == "sub-1"


@pytest.mark.parametrize(
    "answer",
    [
        alipay_answer("alipay_trade_precreate", {"code": "10000", "qr_code": "x"}, key=OURS[0]),
        alipay_answer("alipay_trade_precreate", {"code": "40004", "sub_code": "ACQ.INVALID_PARAMETER"}),
        alipay_answer("alipay_trade_precreate", {"code": "10000"}),
        asking.Answer(200, b"<html>"),
        asking.Answer(200, b'{"alipay_trade_precreate_response": }'),
    ],
    ids=["another's signature", "refused", "no code", "a page", "torn"],
)
def test_an_answer_that_alipay_did_not_sign_or_give_is_none(monkeypatch, answer):
    Recorded(monkeypatch, answer)
    with pytest.raises(NotReached):
        ALIPAY.begin(WANTED)


def test_what_alipay_never_heard_of_is_none_and_what_it_knows_is_told(monkeypatch):
    absent = {"code": "40004", "sub_code": "ACQ.TRADE_NOT_EXIST"}
    Recorded(monkeypatch, alipay_answer("alipay_trade_query", absent))
    assert ALIPAY.look(WANTED.number, "token") is None
    known = {
        "code": "10000",
        "trade_no": "2013112011001004330000121536",
        "out_trade_no": WANTED.number,
        "trade_status": "TRADE_SUCCESS",
        "total_amount": "12.30",
        "send_pay_date": "2026-05-04 16:29:50",
    }
    Recorded(monkeypatch, alipay_answer("alipay_trade_query", known))
    told = ALIPAY.look(WANTED.number, "token")
    assert (told.outcome, told.amount_fen) == (vendors.PAID, 1_230)
    assert told.at == datetime(2026, 5, 4, 8, 29, 50, tzinfo=UTC)


def alipay_notice(key=THEIRS[0], **changed):
    told = {
        "notify_time": "2026-05-04 16:30:00",
        "notify_type": "trade_status_sync",
        "notify_id": "ac05099524730693a8b330c5ecf72da9786",
        "app_id": "2014072300007148",
        "charset": "utf-8",
        "version": "1.0",
        "trade_no": "2013112011001004330000121536",
        "out_trade_no": WANTED.number,
        "trade_status": "TRADE_SUCCESS",
        "total_amount": "12.30",
        "subject": "服务费",
        "gmt_payment": "2026-05-04 16:29:50",
        **changed,
    }
    text = "&".join(f"{name}={told[name]}" for name in sorted(told) if told[name]).encode()
    return urlencode({**told, "sign_type": "RSA2", "sign": keys.sign(key, text)}).encode()


def test_alipays_notice_tells_one_payment():
    told = ALIPAY.read_notice({}, alipay_notice(), AT)
    assert (told.number, told.outcome, told.amount_fen) == (WANTED.number, vendors.PAID, 1_230)
    assert told.notice == "ac05099524730693a8b330c5ecf72da9786"


@pytest.mark.parametrize(
    ("body", "error"),
    [
        (alipay_notice(key=OURS[0]), WrongSignature),
        (alipay_notice(app_id="another"), WrongSignature),
        (alipay_notice().replace(b"total_amount=12.30", b"total_amount=0.01"), WrongSignature),
        (alipay_notice(total_amount="12.305"), NotANotice),
        (alipay_notice(notify_id=""), NotANotice),
        (b"", WrongSignature),
    ],
    ids=["another's key", "another's app", "another amount", "parts of a fen", "no id", "nothing"],
)
def test_a_wrong_notice_of_alipay_says_nothing(body, error):
    with pytest.raises(error):
        ALIPAY.read_notice({}, body, AT)


@given(st.integers(0, 10**12))
def test_fen_and_yuan_are_the_same_money(fen):
    assert sheets.in_fen(in_yuan(fen)) == fen


@pytest.mark.parametrize("text", ["12.345", "abc", "", "NaN", "Infinity", "1e99", "1e999999"])
def test_no_other_text_is_an_amount(text):
    with pytest.raises(ValueError):
        sheets.in_fen(text)


WECHAT_HEAD = "交易时间,公众账号ID,商户号,微信订单号,商户订单号,交易状态,订单金额,微信退款单号,"
WECHAT_BILL = f"""{WECHAT_HEAD}商户退款单号,退款金额
`2026-05-04 16:29:50,`wx1,`190,`4200001,`P260504-000001,`SUCCESS,`12.30,`0,`0,`0.00
`2026-05-04 17:00:00,`wx1,`190,`4200002,`P260504-000003,`REFUND,`0.00,`50200,`R260504-000002,`5.00
总交易单数,应结订单总金额
`2,`12.30
"""
ALIPAY_BILL = """#支付宝业务明细查询
支付宝交易号,商户订单号,业务类型,退款批次号/请求号,订单金额（元）
20131120,P260504-000001\t,交易,,12.30
20131121,P260504-000003\t,退款,R260504-000002,-5.00
#业务明细列表结束
"""


def test_the_statements_of_both_vendors_are_the_same_lines():
    held = [sheets.read_wechat(WECHAT_BILL.encode()), sheets.read_alipay(ALIPAY_BILL.encode("gb18030"))]
    for lines in held:
        told = [(line.number, line.amount_fen, line.is_refund) for line in lines]
        assert told == [("P260504-000001", 1_230, False), ("R260504-000002", 500, True)]


@pytest.mark.parametrize("body", [b"", b"rubbish", WECHAT_BILL.replace("`12.30,`0", "`12.3x,`0").encode()])
def test_a_file_that_is_no_statement_is_refused(body):
    with pytest.raises(ValueError):
        sheets.read_wechat(body)


def test_an_administrator_reads_what_is_wrong():
    assert WECHAT.check_config() == ALIPAY.check_config() == []
    assert len(WeChat({}, "").check_config()) == 6
    assert len(Alipay({"private_key": "no key"}, "").check_config()) == 3


@pytest.fixture
def begun(db, settings):
    settings.DEMO = settings.WHITENOISE_AUTOREFRESH = True
    vendors.register(Sandbox())
    row = bill()
    merchant(row.organisation, "sandbox")
    scope = payer(row.person)
    yield operations.begin_payment(bill=row.id, vendor="sandbox", scope=scope, by=scope.actor, now=now())
    vendors._vendors.pop("sandbox")


def post(body, signature, vendor="sandbox"):
    headers = {sandbox.HEADER: signature} if signature else {}
    return Client().post(f"/notices/{vendor}/", body, content_type="application/json", headers=headers)


def test_a_notice_delivered_three_times_pays_once_and_is_answered_three_times(begun):
    body = sandbox.notice_of(begun.number, begun.amount_fen, vendors.PAID, now())
    answers = [post(body, sandbox.sign(body)).status_code for _ in range(3)]
    assert answers == [200, 200, 200]
    assert (Notice.objects.get().times, Bill.objects.get().state) == (3, "paid")
    assert Attempt.objects.get().vendor_number == f"S{begun.number}"


def test_a_wrong_signature_pays_nothing_and_keeps_nothing(begun):
    body = sandbox.notice_of(begun.number, begun.amount_fen, vendors.PAID, now())
    assert post(body, "0" * 64).status_code == 401
    assert post(body, "").status_code == 401
    assert not Notice.objects.exists()
    assert Bill.objects.get().state == "open"


def test_the_door_says_what_it_does_not_know(begun):
    assert post(b"{}", sandbox.sign(b"{}")).status_code == 400
    assert post(b"{}", "x", vendor="unknown").status_code == 404
    large = b"x" * (1 << 17)
    assert post(large, sandbox.sign(large)).status_code == 413
    assert Client().get("/notices/sandbox/").status_code == 405
    assert Bill.objects.get().state == "open"


def test_a_form_is_read_as_it_was_signed(begun, settings):
    vendors.register(ALIPAY)
    merchant(begun.organisation, "alipay", "token-1")
    Attempt.objects.filter(id=begun.id).update(vendor="alipay")
    amount = in_yuan(begun.amount_fen)
    body = alipay_notice(out_trade_no=begun.number, total_amount=amount)
    answer = Client().post("/notices/alipay/", body, content_type="application/x-www-form-urlencoded")
    vendors._vendors.pop("alipay")
    assert (answer.status_code, answer.content) == (200, b"success")
    assert Bill.objects.get().state == "paid"
