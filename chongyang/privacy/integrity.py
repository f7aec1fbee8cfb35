"""Checks of requests about one's own data and of broken glass."""

from pathlib import Path

from chongyang.core.integrity import Check, Severity, load_numbers
from chongyang.core.words import N_

NUMBERS = load_numbers(Path(__file__).resolve().parent / "data" / "integrity.yaml")

CHECKS = (
    Check(
        "privacy.right_overdue",
        N_("权利请求过期没有答复"),
        N_("查阅、复制、更正、删除的请求有期限。立即答复。"),
        Severity.SEVERE,
        """SELECT r.id, r.area, r.person FROM privacy_rightsrequest r
        WHERE r.state IN ('received', 'working') AND r.due_at < %(now)s""",
        "reading_right",
        "id",
        source="个人信息保护法 第五十条",
    ),
    Check(
        "privacy.glass_unreviewed",
        N_("应急调阅三天没有复核"),
        N_("越权打开的档案须由另一人复核。复核。"),
        Severity.SERIOUS,
        """SELECT g.id, g.area, g.person FROM privacy_glassbreak g WHERE g.verdict = ''
        AND g.opened_at < %(now)s - make_interval(days => %(review_days)s)""",
        "reading_glass",
        "id",
        numbers=NUMBERS,
    ),
)
