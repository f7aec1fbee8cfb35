"""Feeds and runs in words."""

from typing import Any

from django.utils.translation import get_language, gettext

from chongyang.claims.enums import EndingState, FaultCode, RunState
from chongyang.claims.queries import reports
from chongyang.claims.queries import runs as queries
from chongyang.claims.rules.feeds import Column, Feed, in_language
from chongyang.claims.rules.fields import FIELDS
from chongyang.core.scopes import Scope
from chongyang.core.words import N_
from chongyang.territory.permissions import may as may_do
from chongyang.territory.rules.capabilities import Can
from chongyang.web.parts.lists import joined

TONES = {
    RunState.WAITING: ("note", "clock"),
    RunState.RUNNING: ("accent", "clock"),
    RunState.CUT: ("warn", "warning"),
    RunState.DONE: ("good", "check"),
    RunState.REFUSED: ("bad", "cross"),
}
CODINGS = {"utf-8": "UTF-8", "gb18030": "GB18030", "xlsx": "XLSX"}
OPEN = (RunState.WAITING, RunState.RUNNING)
KINDS = {
    "word": N_("代码"),
    "words": N_("代码，可多项"),
    "identity": N_("身份证号码"),
    "phone": N_("电话"),
    "area": N_("区划代码"),
    "number": N_("数字"),
    "name": N_("姓名"),
    "nation": N_("文字"),
    "text": N_("文字"),
    **dict.fromkeys(("day", "past_day", "birthday"), N_("日期")),
}


def feed_row(row: queries.FeedState) -> dict[str, Any]:
    """One line of the list."""
    return {
        "row": row,
        "feed": row.feed,
        "name": row.feed.called(get_language()),
        "owner": row.feed.owned(get_language()),
        "legal_basis": row.feed.legal_basis.told(get_language()),
        "agreement": row.feed.agreement.told(get_language()),
        "source": gettext(row.feed.source_label),
        "kind": gettext("全量") if row.feed.is_full else gettext("变更"),
        "every": every(row.feed),
        "open": run_row(row.open) if row.open else None,
    }


def every(feed: Feed) -> str:
    """How often a file is due."""
    known = {7: N_("每周"), 31: N_("每月"), 92: N_("每季度"), 365: N_("每年")}
    if feed.every_days in known:
        return gettext(known[feed.every_days])
    return gettext("每 %(days)s 天") % {"days": feed.every_days}


def run_row(run: Any) -> dict[str, Any]:
    """A run with its state in words and how far it is."""
    state = RunState.of(run.state)
    tone, sign = TONES[state]
    pace = queries.pace_of(run)
    return {
        "run": run,
        "state": gettext(state.label),
        "tone": tone,
        "sign": sign,
        "is_open": state in OPEN,
        "is_cut": state == RunState.CUT,
        "reason": queries.say_reason(run.reason),
        "coding": CODINGS.get(run.coding.rstrip("!"), ""),
        "pace": pace,
        "left": say_left(pace) if state in OPEN else "",
        "total": max(run.total_rows or 0, run.done_rows),
    }


def ending_card(ending: Any, run: Any, scope: Scope) -> dict[str, Any] | None:
    """What a run holds back, what was said of it, and whether the reader may decide."""
    if ending is None:
        return None
    is_waiting = ending.state == EndingState.WAITING
    may = may_do(scope, Can.IMPORT_FEEDS) and is_waiting
    return {
        "row": ending,
        "state": gettext(EndingState.of(ending.state).label),
        "is_waiting": is_waiting,
        "percent": round(100 * ending.absent / max(ending.in_force, 1)),
        "is_sender": may and scope.actor.account == run.received_by,
        "may_decide": may and scope.actor.account != run.received_by,
        "note": ending.note.plain if ending.note and may_do(scope, Can.IMPORT_FEEDS) else "",
    }


def say_left(pace: queries.Pace) -> str:
    """`31,000 行/秒，还需 0:25`; nothing before the first part."""
    if pace.rate is None or pace.left is None:
        return ""
    seconds = round(pace.left)
    words = {"rate": f"{pace.rate:,.0f}", "left": f"{seconds // 60}:{seconds % 60:02d}"}
    return gettext("%(rate)s 行/秒，还需 %(left)s") % words


def column_row(column: Column, feed: Feed) -> dict[str, Any]:
    """One column of a description."""
    target = column.target
    codes = column.codes
    return {
        "name": column.name,
        "also": joined(column.also),
        "field": gettext(target.label) if target else "",
        "kind": gettext(KINDS.get(target.kind, "")) if target and KINDS.get(target.kind) else "",
        "required": column.required or column.name in feed.key,
        "is_key": column.name in feed.key,
        "is_area": column.name == feed.area,
        "label": in_language("", column.label_en, get_language()),
        "meaning": in_language(column.meaning, column.meaning_en, get_language()),
        "codes": code_rows(column) if codes else [],
        "codes_source": codes.source if codes else "",
    }


def code_rows(column: Column) -> list[tuple[str, str]]:
    """Each code of the department and our word for it; the words themselves are left out."""
    words = column.target.words if column.target else None
    if words is None or column.codes is None:
        return []
    labels = {member.value: member.label for member in words}
    own = set(labels.values())
    return [
        (code, gettext(labels[word]) if word else gettext("不采用"))
        for code, word in column.codes.to.items()
        if code not in own
    ]


def said_rows(feed: Feed) -> list[str]:
    """What holds for every record of a feed, in words."""
    rows = []
    for name, value in feed.says.items():
        field = FIELDS[name]
        labels = {member.value: gettext(member.label) for member in field.words} if field.words else {}
        values = value if isinstance(value, list) else [value]
        rows.append(f"{gettext(field.label)}：{'、'.join(labels.get(each, str(each)) for each in values)}")
    return rows


def fault_rows(faults: Any, feed: Feed | None) -> list[dict[str, Any]]:
    """Faults in words; a head with what it means where the page is not Chinese."""
    rows = []
    for fault in faults:
        what, mend = reports.words_of(fault)
        column = feed.labelled(fault.column, get_language()) if feed else fault.column
        rows.append({"fault": fault, "column": column, "what": what, "mend": mend})
    return rows


def code_counts(counts: list[tuple[str, int]]) -> list[tuple[str, str, int]]:
    """(code, words, how often)."""
    known = {code.value: code.label for code in FaultCode}
    return [(code, gettext(known[code]) if code in known else code, count) for code, count in counts]
