"""WeChat Pay, API v3, as a service provider for merchants of their own (服务商模式, Native).

Written after the published documents: signatures WECHATPAY2-SHA256-RSA2048 both ways, notices sealed with
AEAD_AES_256_GCM under the v3 key. Tests use recordings made after these documents with keys of our own; no
money has moved through it here.
"""

import base64
import binascii
import json
import secrets
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, ClassVar
from urllib.parse import urlencode

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from chongyang.checkout.operations import vendors
from chongyang.checkout.operations.vendors import BackWanted, NotANotice, NotReached, Told, Wanted
from chongyang.checkout.rules.comparing import Line
from chongyang.core.words import N_
from chongyang.gateway.payments import asking, keys, sheets

HOST = "https://api.mch.weixin.qq.com"
NATIVE, QUERY = "/v3/pay/partner/transactions/native", "/v3/pay/partner/transactions/out-trade-no/"
REFUNDS = "/v3/refund/domestic/refunds"
OLDEST = 300
OUTCOMES = {"SUCCESS": vendors.PAID, "CLOSED": vendors.CLOSED, "REVOKED": vendors.CLOSED}
BACK = {"SUCCESS": vendors.BACK, "ABNORMAL": vendors.BACK_FAILED, "CLOSED": vendors.BACK_FAILED}
FAULTS = {
    "appid": N_("微信支付：没有设置 appid"),
    "merchant": N_("微信支付：没有设置服务商商户号"),
    "serial": N_("微信支付：没有设置商户证书序列号"),
    "private_key": N_("微信支付：商户私钥不能读取"),
    "platform_key": N_("微信支付：平台公钥不能读取"),
    "v3_key": N_("微信支付：APIv3 密钥应为 32 个字符"),
}


@dataclass(frozen=True, slots=True)
class WeChat:
    """`settings` are those of the secrets file; `notices` is where the vendor posts to."""

    settings: Mapping[str, str]
    notices: str
    timeout: float = 5
    name: ClassVar[str] = "wechat"
    label: ClassVar[str] = N_("微信支付")
    is_real: ClassVar[bool] = True

    def begin(self, wanted: Wanted) -> str:
        """The text of the code to scan."""
        told = self._ask("POST", NATIVE, self._whose(wanted.merchant) | _order(wanted, self.notices))
        link = told.get("code_url")
        if not isinstance(link, str):
            raise NotReached("no code")
        return link

    def look(self, number: str, merchant: str) -> Told | None:
        whose = {"sp_mchid": self.settings["merchant"], "sub_mchid": merchant}
        told = self._ask("GET", f"{QUERY}{number}?{urlencode(whose)}", {}, absent=(404,))
        return _payment(told) if told else None

    def give_back(self, wanted: BackWanted) -> Told:
        return _refund(self._ask("POST", REFUNDS, _back(wanted, self.notices)))

    def read_notice(self, headers: Mapping[str, str], body: bytes, now: datetime) -> Told:
        self._check(headers, body, now)
        notice = _json(body)
        plain = self._open(notice.get("resource"))
        read = _refund if "out_refund_no" in plain else _payment
        try:
            told = read(plain)
        except NotReached as error:
            raise NotANotice from error
        return Told(**{name: getattr(told, name) for name in told.__slots__} | {"notice": _id(notice)})

    def read_statement(self, body: bytes) -> Sequence[Line]:
        return sheets.read_wechat(body)

    def check_config(self) -> list[str]:
        return [fault for name, fault in FAULTS.items() if not self._is_set(name)]

    def _is_set(self, name: str) -> bool:
        value = self.settings.get(name, "")
        if name.endswith("_key") and name != "v3_key":
            return keys.is_key(value, private=name == "private_key")
        return len(value.encode()) == 32 if name == "v3_key" else bool(value)

    def _whose(self, merchant: str) -> dict[str, Any]:
        return {
            "sp_appid": self.settings["appid"],
            "sp_mchid": self.settings["merchant"],
            "sub_mchid": merchant,
        }

    def _ask(
        self, method: str, path: str, told: dict[str, Any], absent: tuple[int, ...] = ()
    ) -> dict[str, Any]:
        """One signed request; its answer counts only if the vendor signed it."""
        body = json.dumps(told, ensure_ascii=False).encode() if told else b""
        headers = {
            "Authorization": self._authorization(method, path, body),
            "Content-Type": "application/json; charset=utf-8",
            "Accept": "application/json",
        }
        answer = asking.ask(method, HOST + path, body, headers, self.timeout)
        if answer.status in absent:
            return {}
        if not 200 <= answer.status < 300:
            raise NotReached(f"http_{answer.status}")
        if not self._is_signed(answer.headers, answer.body):
            raise NotReached("not signed")
        try:
            return _json(answer.body)
        except NotANotice as error:
            raise NotReached("unreadable") from error

    def _authorization(self, method: str, path: str, body: bytes) -> str:
        at, nonce = str(int(time.time())), secrets.token_hex(16)
        text = "\n".join((method, path, at, nonce, "")).encode() + body + b"\n"
        parts = {
            "mchid": self.settings["merchant"],
            "nonce_str": nonce,
            "signature": keys.sign(self.settings["private_key"], text),
            "timestamp": at,
            "serial_no": self.settings["serial"],
        }
        told = ",".join(f'{name}="{value}"' for name, value in parts.items())
        return f"WECHATPAY2-SHA256-RSA2048 {told}"

    def _is_signed(self, headers: Mapping[str, str], body: bytes) -> bool:
        held = {name.lower(): value for name, value in headers.items()}
        at, nonce = held.get("wechatpay-timestamp", ""), held.get("wechatpay-nonce", "")
        text = f"{at}\n{nonce}\n".encode() + body + b"\n"
        return keys.is_signed(self.settings["platform_key"], text, held.get("wechatpay-signature", ""))

    def _check(self, headers: Mapping[str, str], body: bytes, now: datetime) -> None:
        """Raises WrongSignature, for an old notice too: what was right once is not sent again by a thief."""
        held = {name.lower(): value for name, value in headers.items()}
        at = held.get("wechatpay-timestamp", "")
        is_fresh = at.isascii() and at.isdigit() and abs(now.timestamp() - int(at[:12])) <= OLDEST
        if not is_fresh or not self._is_signed(headers, body):
            raise vendors.WrongSignature

    def _open(self, sealed: Any) -> dict[str, Any]:
        try:
            box = AESGCM(self.settings["v3_key"].encode())
            text = base64.b64decode(sealed["ciphertext"], validate=True)
            return _json(box.decrypt(sealed["nonce"].encode(), text, sealed["associated_data"].encode()))
        except (InvalidTag, KeyError, TypeError, AttributeError, binascii.Error, ValueError) as error:
            raise NotANotice from error


def _json(body: bytes) -> dict[str, Any]:
    try:
        told = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise NotANotice from error
    if not isinstance(told, dict):
        raise NotANotice
    return told


def _id(notice: dict[str, Any]) -> str:
    told = notice.get("id")
    if not isinstance(told, str) or not 0 < len(told) <= 64:
        raise NotANotice
    return told


def _order(wanted: Wanted, notices: str) -> dict[str, Any]:
    return {
        "description": wanted.title,
        "out_trade_no": wanted.number,
        "time_expire": wanted.expires_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S+00:00"),
        "notify_url": f"{notices}wechat/",
        "amount": {"total": wanted.amount_fen, "currency": "CNY"},
    }


def _back(wanted: BackWanted, notices: str) -> dict[str, Any]:
    return {
        "sub_mchid": wanted.merchant,
        "out_trade_no": wanted.of,
        "out_refund_no": wanted.number,
        "reason": wanted.reason[:80],
        "notify_url": f"{notices}wechat/",
        "amount": {"refund": wanted.amount_fen, "total": wanted.total_fen, "currency": "CNY"},
    }


def _payment(told: dict[str, Any]) -> Told:
    try:
        return Told(
            number=str(told["out_trade_no"])[:32],
            vendor_number=str(told.get("transaction_id", ""))[:64],
            outcome=OUTCOMES.get(told["trade_state"], vendors.WAITING),
            amount_fen=int(told.get("amount", {}).get("total", 0)),
            at=_moment(told.get("success_time")),
            merchant=str(told.get("sub_mchid", ""))[:40],
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise NotReached("unreadable") from error


def _refund(told: dict[str, Any]) -> Told:
    try:
        return Told(
            number=str(told["out_trade_no"])[:32],
            vendor_number=str(told.get("refund_id", ""))[:64],
            outcome=BACK.get(told.get("refund_status") or told.get("status", ""), vendors.WAITING),
            amount_fen=int(told["amount"]["refund"]),
            at=_moment(told.get("success_time")),
            refund=str(told["out_refund_no"])[:32],
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise NotReached("unreadable") from error


def _moment(told: Any) -> datetime:
    """A moment with its zone; what is still on its way has none, and gets that of the reading."""
    if told is None:
        return datetime.fromtimestamp(time.time(), UTC)
    moment = datetime.fromisoformat(told)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
