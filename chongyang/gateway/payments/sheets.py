"""The vendors' statements of a day as they are downloaded: tables of text with sums at their end."""

import csv
import io
from collections.abc import Iterator
from decimal import Decimal

from chongyang.checkout.rules.comparing import Line

NOT_A_STATEMENT = "not a statement"
MOST_LINES = 1_000_000


def in_fen(text: str) -> int:
    """`12.30` → 1230. Raises ValueError for anything that is no whole number of fen."""
    try:
        fen = Decimal(text) * 100
        if fen != int(fen) or not -(10**15) < fen < 10**15:
            raise ValueError(text)
    except (ArithmeticError, OverflowError) as error:
        raise ValueError(text) from error
    return int(fen)


def read_wechat(body: bytes) -> list[Line]:
    """Trade bill, all: fields begin with a grave accent; the sums follow their own heading. ValueError."""
    rows = _rows(body.decode("utf-8-sig"), "微信订单号", until="总交易单数")
    return [line for row in rows for line in _wechat(row)]


def _wechat(row: dict[str, str]) -> Iterator[Line]:
    if row["交易状态"] == "REFUND":
        yield Line(row["商户退款单号"], row["微信退款单号"], in_fen(row["退款金额"]), is_refund=True)
    else:
        yield Line(row["商户订单号"], row["微信订单号"], in_fen(row["订单金额"]))


def read_alipay(body: bytes) -> list[Line]:
    """Business bill, in GB 18030: remarks begin with #. ValueError."""
    rows = _rows(body.decode("gb18030"), "支付宝交易号", until="#")
    return [_alipay(row) for row in rows]


def _alipay(row: dict[str, str]) -> Line:
    fen = in_fen(row["订单金额（元）"])
    if row["业务类型"] == "退款":
        return Line(row["退款批次号/请求号"], row["支付宝交易号"], abs(fen), is_refund=True)
    return Line(row["商户订单号"], row["支付宝交易号"], fen)


def read_sandbox(body: bytes) -> list[Line]:
    """Our own: number, vendor_number, fen, refund (0 or 1). ValueError."""
    rows = _rows(body.decode("utf-8"), "number", until="#")
    return [
        Line(row["number"], row["vendor_number"], int(row["fen"]), is_refund=row["refund"] == "1")
        for row in rows
    ]


def _rows(text: str, first: str, *, until: str) -> Iterator[dict[str, str]]:
    """The rows below the heading that begins with `first`, until a line that begins with `until`."""
    lines = io.StringIO(text.replace("`", ""))
    heading = _heading(lines, first)
    for number, row in enumerate(csv.reader(_until(lines, until)), start=1):
        if len(row) < len(heading) or number > MOST_LINES:
            raise ValueError(NOT_A_STATEMENT)
        yield {name: value.strip() for name, value in zip(heading, row, strict=False)}


def _heading(lines: io.StringIO, first: str) -> list[str]:
    for line in lines:
        names = [name.strip() for name in line.split(",")]
        if first in names:
            return names
    raise ValueError(NOT_A_STATEMENT)


def _until(lines: io.StringIO, mark: str) -> Iterator[str]:
    for line in lines:
        if line.startswith(mark):
            return
        if line.strip():
            yield line
