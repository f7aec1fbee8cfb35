"""The certificate of attendance as PDF."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils import timezone

from chongyang.core import typeset

if TYPE_CHECKING:
    from chongyang.activities.models import Enrolment

PACKAGE, TEMPLATE = "chongyang.activities", "certificate.typ"


def set_certificate(row: "Enrolment", *, came: int, marked: int, at: datetime) -> bytes:
    """The PDF, in Chinese, of somebody who came at least once."""
    one = row.offering
    data = {
        "title": "学习证明",
        "number": row.number,
        "body": f"{row.name.plain} 参加了“{one.title}”，点名 {marked} 次，到 {came} 次。特此证明。",
        "rows": [
            ["时间", f"{one.starts_on:%Y年%-m月%-d日} 至 {one.ends_on:%Y年%-m月%-d日}"],
            ["地点", one.place],
        ],
        "host": one.host.name,
        "on": f"{timezone.localdate(at):%Y年%-m月%-d日}",
    }
    if one.teacher:
        data["rows"].append(["教师", one.teacher])  # type: ignore[attr-defined]
    return typeset.make_pdf(typeset.read_template(PACKAGE, TEMPLATE), data, at=at)
