"""Alipay, the open gateway with RSA2, for merchants who authorised the platform (当面付: a code to scan).

Written after the published documents. What is signed is every parameter but the signature, sorted and joined;
in a notice the kind of signature is left out too. Tests use recordings made after these documents with keys
of our own; no money has moved through it here.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import InvalidOperation
from typing import Any, ClassVar
from urllib.parse import parse_qsl, urlencode
from zoneinfo import ZoneInfo

from chongyang.checkout.operations import vendors
from chongyang.checkout.operations.vendors import BackWanted, NotANotice, NotReached, Told, Wanted
from chongyang.checkout.rules.comparing import Line
from chongyang.core.clock import now as clock_now
from chongyang.core.words import N_
from chongyang.gateway.payments import asking, keys, sheets

URL = "https://openapi.alipay.com/gateway.do"
SHANGHAI = ZoneInfo("Asia/Shanghai")
OUTCOMES = {
    "TRADE_SUCCESS": vendors.PAID,
    "TRADE_FINISHED": vendors.PAID,
    "TRADE_CLOSED": vendors.CLOSED,
}
TAKEN = "10000"
ABSENT = "ACQ.TRADE_NOT_EXIST"
FAULTS = {
    "app": N_("支付宝：没有设置应用编号"),
    "private_key": N_("支付宝：应用私钥不能读取"),
    "vendor_key": N_("支付宝：支付宝公钥不能读取"),
}


@dataclass(frozen=True, slots=True)
class Alipay:
    """`settings` are those of the secrets file; a merchant's number is its authorisation (app_auth_token)."""

    settings: Mapping[str, str]
    notices: str
    timeout: float = 5
    name: ClassVar[str] = "alipay"
    label: ClassVar[str] = N_("支付宝")
    is_real: ClassVar[bool] = True

    def begin(self, wanted: Wanted) -> str:
        told = self._ask(
            "alipay.trade.precreate",
            wanted.merchant,
            {
                "out_trade_no": wanted.number,
                "total_amount": in_yuan(wanted.amount_fen),
                "subject": wanted.title,
                "time_expire": f"{wanted.expires_at.astimezone(SHANGHAI):%Y-%m-%d %H:%M:%S}",
            },
        )
        return str(told.get("qr_code") or _fail("no code"))

    def look(self, number: str, merchant: str) -> Told | None:
        told = self._ask("alipay.trade.query", merchant, {"out_trade_no": number}, absent=ABSENT)
        return _payment(told, "send_pay_date") if told else None

    def give_back(self, wanted: BackWanted) -> Told:
        asked = {
            "out_trade_no": wanted.of,
            "out_request_no": wanted.number,
            "refund_amount": in_yuan(wanted.amount_fen),
            "refund_reason": wanted.reason[:80],
        }
        told = self._ask("alipay.trade.refund", wanted.merchant, asked)
        done = vendors.BACK if told.get("fund_change") in ("Y", "N") else vendors.WAITING
        return Told(
            wanted.of,
            str(told.get("trade_no", ""))[:64],
            done,
            wanted.amount_fen,
            clock_now(),
            refund=wanted.number,
        )

    def read_notice(self, headers: Mapping[str, str], body: bytes, now: datetime) -> Told:
        told = _pairs(body)
        if not keys.is_signed(
            self.settings["vendor_key"], _signed_text(told, notice=True), told.get("sign", "")
        ):
            raise vendors.WrongSignature
        if told.get("app_id") != self.settings["app"]:
            raise vendors.WrongSignature
        try:
            held = _payment(told, "gmt_payment")
        except NotReached as error:
            raise NotANotice from error
        notice = told.get("notify_id", "")
        if not 0 < len(notice) <= 64:
            raise NotANotice
        return Told(held.number, held.vendor_number, held.outcome, held.amount_fen, held.at, notice)

    def read_statement(self, body: bytes) -> Sequence[Line]:
        return sheets.read_alipay(body)

    def check_config(self) -> list[str]:
        return [fault for name, fault in FAULTS.items() if not self._is_set(name)]

    def _is_set(self, name: str) -> bool:
        value = self.settings.get(name, "")
        return keys.is_key(value, private=name == "private_key") if name.endswith("_key") else bool(value)

    def _ask(self, method: str, merchant: str, content: dict[str, Any], absent: str = "") -> dict[str, Any]:
        """One signed request; its answer counts only if the vendor signed it."""
        asked = {
            "app_id": self.settings["app"],
            "method": method,
            "format": "JSON",
            "charset": "utf-8",
            "sign_type": "RSA2",
            "timestamp": f"{clock_now().astimezone(SHANGHAI):%Y-%m-%d %H:%M:%S}",
            "version": "1.0",
            "notify_url": f"{self.notices}alipay/",
            "app_auth_token": merchant,
            "biz_content": json.dumps(content, ensure_ascii=False),
        }
        asked["sign"] = keys.sign(self.settings["private_key"], _signed_text(asked))
        headers = {"Content-Type": "application/x-www-form-urlencoded; charset=utf-8"}
        answer = asking.ask("POST", URL, urlencode(asked).encode(), headers, self.timeout)
        return self._read(answer.body, f"{method.replace('.', '_')}_response", absent)

    def _read(self, body: bytes, name: str, absent: str) -> dict[str, Any]:
        """What is signed is the text of the response's node as it came, not as we would write it."""
        text = body.decode("utf-8", "replace")
        told = _loads(text)
        inner, by = node_of(text, name), self.settings["vendor_key"]
        if not inner or not keys.is_signed(by, inner.encode(), str(told.get("sign"))):
            raise NotReached("not signed")
        held = _loads(inner)
        if absent and held.get("sub_code") == absent:
            return {}
        return held if held.get("code") == TAKEN else _fail(str(held.get("sub_code"))[:40])


def _fail(code: str) -> Any:
    raise NotReached(code)


def in_yuan(fen: int) -> str:
    """Two digits after the point, by whole numbers."""
    return f"{fen // 100}.{fen % 100:02d}"


def node_of(text: str, name: str) -> str:
    """The text of one node of an answer: the object after `"name":` up to its own closing brace."""
    start = text.find(f'"{name}":')
    if start < 0:
        return ""
    begin = start + len(name) + 3
    try:
        _, length = json.JSONDecoder().raw_decode(text[begin:].lstrip())
    except (ValueError, RecursionError):
        return ""
    rest = text[begin:]
    return rest.lstrip()[:length]


def _loads(text: str) -> dict[str, Any]:
    try:
        told = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise NotReached("unreadable") from error
    return told if isinstance(told, dict) else _fail("unreadable")


def _pairs(body: bytes) -> dict[str, str]:
    """The form of a notice. Raises NotANotice."""
    try:
        return dict(parse_qsl(body.decode("utf-8"), keep_blank_values=True, max_num_fields=100))
    except ValueError as error:
        raise NotANotice from error


def _signed_text(told: Mapping[str, str], notice: bool = False) -> bytes:
    left = {"sign", "sign_type"} if notice else {"sign"}
    return "&".join(f"{key}={told[key]}" for key in sorted(told) if key not in left and told[key]).encode()


def _payment(told: Mapping[str, Any], at: str) -> Told:
    try:
        return Told(
            number=str(told["out_trade_no"])[:32],
            vendor_number=str(told.get("trade_no", ""))[:64],
            outcome=OUTCOMES.get(told["trade_status"], vendors.WAITING),
            amount_fen=sheets.in_fen(str(told.get("total_amount", "0"))),
            at=_moment(told.get(at)),
        )
    except (KeyError, ValueError, InvalidOperation) as error:
        raise NotReached("unreadable") from error


def _moment(told: Any) -> datetime:
    """The vendor's clock is the city's and says no zone."""
    if not told:
        return clock_now()
    return datetime.fromisoformat(str(told)[:19]).replace(tzinfo=SHANGHAI).astimezone(UTC)
