"""Papers of the response chain: the report after one incident, the month of an area. Words only, no layout.

Nothing here names a person but the elder, and her only masked, unless the reader reveals her. Numbers that
somebody wrote into a free text are covered.
"""

import re
from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils.translation import gettext, override

from chongyang.core.identifiers import mask_name
from chongyang.core.scopes import Scope
from chongyang.core.typeset import read_template
from chongyang.core.words import N_
from chongyang.emergency import queries
from chongyang.emergency.rules import ledger, told
from chongyang.emergency.rules.chain import ChainLink
from chongyang.emergency.rules.kinds import KIND_WORDS, Source
from chongyang.emergency.rules.ledger import By, Choice
from chongyang.emergency.rules.outcomes import Outcome
from chongyang.registry import queries as registry
from chongyang.registry.permissions import demand_reveal
from chongyang.telecare.enums import SignalKind
from chongyang.territory import queries as territory
from chongyang.territory.enums import ROLE_LABELS
from chongyang.territory.rules import reference

AFTER_ACTION = read_template("chongyang.emergency", "after_action.typ")
MONTHLY = read_template("chongyang.emergency", "monthly.typ")
KINDS = {**KIND_WORDS, **dict(SignalKind.choices())}
ROLES = {role.value: label for role, label in ROLE_LABELS.items()}
SHANGHAI = ZoneInfo("Asia/Shanghai")
LONG_NUMBER = re.compile(r"\d{7,}")
UNCONFIRMED = N_("平台自定，未经市里确认")
NOT_REACHED = N_("未到达")


def after_action(
    scope: Scope, incident: UUID, *, now: datetime, reveals: bool = False, language: str = "zh-hans"
) -> dict[str, Any]:
    """The words of the report of one incident, in a language; raises NotFound, NotAllowed."""
    row = queries.access_times(scope, incident)
    if reveals:
        demand_reveal(scope)
    with override(language or "zh-hans"):
        links = queries.list_links(scope, incident)
        hide = _Cover(scope, row, reveals)
        return {
            **_head(now, language),
            "title": gettext("紧急呼叫事后报告"),
            "number": row.incident.number,
            "facts": _facts(row, hide),
            "chain": [_link(one, row) for one in links],
            "chain_heads": _words(N_("环节"), N_("时间"), N_("自按下"), N_("如何得知"), N_("由谁")),
            "steps": _steps(scope, incident, hide),
            "steps_heads": _words(N_("时间"), N_("事项"), N_("由谁"), N_("说明")),
            "journeys": _journeys(scope, incident),
            "journeys_heads": _words(N_("派出"), N_("单位"), N_("状态"), N_("接单"), N_("到达")),
            "targets": _against_targets(row),
            "targets_heads": _words(N_("环节"), N_("实际"), N_("目标时间"), N_("结果"), N_("目标来源")),
            "corrections": _corrections(links, hide),
            "corrections_heads": _words(N_("环节"), N_("原记录"), N_("更正为"), N_("理由"), N_("记入时间")),
            "sections": _words(
                N_("一、基本情况"),
                N_("二、响应链"),
                N_("三、用时与目标"),
                N_("四、经过"),
                N_("五、派出的人员"),
                N_("六、更正"),
                N_("七、复盘意见"),
            ),
            "nothing": gettext("无"),
            "signs": _words(N_("值班长"), N_("分管负责人"), N_("日期")),
        }


def monthly(
    scope: Scope, choice: Choice, by: By, *, now: datetime, language: str = "zh-hans"
) -> dict[str, Any]:
    """The words of the monthly report by county or street: the figures of the ledger as on its page."""
    figures = queries.get_figures(scope, choice, by, now=now)
    with override(language or "zh-hans"):
        return {
            **_head(now, language),
            "title": gettext("响应台账月报"),
            "number": f"{choice.since.astimezone(SHANGHAI):%Y-%m}",
            "by": gettext(by.label),
            "heads": _words(
                N_("事件"),
                N_("应答中位数"),
                N_("应答90分位"),
                N_("从未应答"),
                N_("已到达"),
                N_("到达中位数"),
                N_("到达90分位"),
                N_("派单后无人到达"),
            ),
            "rows": [[_place(one.key), *_cells(one)] for one in figures.groups],
            "total": [gettext("合计"), *_cells(figures.total)],
            "targets": [_target_line(name) for name in _TARGETS],
            "notes": _words(
                N_("时间自按下起算；设备时钟不可信的，自收到起算。并入其他事件的，只算一次。"),
                N_("不足 5 起的分组，对只能看数字的人不显示。"),
            ),
            "nothing": gettext("这段时间没有事件"),
            "signs": _words(N_("填报人"), N_("审核人"), N_("日期")),
        }


_TARGETS = (ledger.ANSWER_TARGET, ledger.DOOR_TARGET, ledger.DOOR_TARGET_RURAL)


def _head(now: datetime, language: str) -> dict[str, Any]:
    return {
        "language": "en" if language.startswith("en") else "zh",
        "made": gettext("生成于 %(at)s") % {"at": _moment(now)},
        "platform": gettext("重阳 · 城市养老服务平台"),
    }


def _words(*words: str) -> list[str]:
    return [gettext(word) for word in words]


def _moment(at: datetime | None) -> str:
    return f"{at.astimezone(SHANGHAI):%Y-%m-%d %H:%M:%S}" if at else "—"


def _say(seconds: float | None) -> str:
    return told.say_seconds(seconds, gettext)


class _Cover:
    """The elder masked, wherever her name stands, and long numbers covered."""

    def __init__(self, scope: Scope, row: Any, reveals: bool) -> None:
        self.name, self.reveals = "", reveals
        if row.incident.person:
            try:
                self.name = registry.access_elder(scope, row.incident.person).name
            except registry.NotFound:
                self.name = ""

    @property
    def elder(self) -> str:
        if not self.name:
            return gettext("身份不明")
        return self.name if self.reveals else mask_name(self.name)

    def text(self, text: str) -> str:
        shown = LONG_NUMBER.sub("•••", text)
        if self.name and not self.reveals:
            shown = shown.replace(self.name, mask_name(self.name))
        return shown


def _facts(row: Any, hide: _Cover) -> list[list[str]]:
    incident = row.incident
    state = _moment(row.closed_at) if row.closed_at else gettext("未办结")
    pairs = [
        (N_("事件编号"), incident.number),
        (N_("老人"), hide.elder),
        (N_("地区"), territory.area_name(row.area)),
        (N_("类别"), gettext(KINDS.get(row.kind, row.kind))),
        (N_("来源"), gettext(dict(Source.choices()).get(row.source, row.source))),
        (N_("等级"), row.level or gettext("未定级")),
        (N_("收到时间"), _moment(row.opened_at)),
        (N_("办结时间"), state),
        (N_("结果"), gettext(dict(Outcome.choices()).get(row.outcome, row.outcome)) or "—"),
        (N_("结果说明"), hide.text(incident.outcome_note) or "—"),
    ]
    return [[gettext(word), value] for word, value in pairs]


def _link(one: queries.LinkLines, row: Any) -> list[str]:
    label, line = gettext(one.link.label), one.line
    if line is None:
        return [label, gettext(NOT_REACHED), "", "", ""]
    if one.is_clock_wrong:
        label = gettext("%(link)s（时钟不可信）") % {"link": label}
    since = ""
    if one.link not in (ChainLink.PRESSED, ChainLink.RECEIVED):
        since = _say(max((line.at - row.began_at).total_seconds(), 0))
    how = gettext(told.HOW_KNOWN[line.how]) if line.how in told.HOW_KNOWN else ""
    return [label, _moment(line.at), since, how, _who(line.actor)]


def _who(actor: str) -> str:
    """What kind of actor: people stand in the steps, by their role."""
    kinds = {"person": N_("人员"), "device": N_("设备"), "system": N_("系统")}
    kind = actor.partition(":")[0]
    return gettext(kinds[kind]) if kind in kinds else ""


def _steps(scope: Scope, incident: UUID, hide: _Cover) -> list[list[str]]:
    return [
        [
            _moment(step.at),
            queries.word_of_action(step.action),
            gettext(ROLES[step.actor_role]) if step.actor_role in ROLES else gettext("系统"),
            hide.text(step.reason),
        ]
        for step in queries.list_steps(scope, incident)
    ]


def _journeys(scope: Scope, incident: UUID) -> list[list[str]]:
    rows = queries.list_dispatches(scope, incident)
    names = territory.organisation_names(row.organisation for row in rows)
    return [
        [
            _moment(row.offered_at),
            names.get(row.organisation, "—") if row.organisation else "—",
            queries.word_of_dispatch(row.state),
            _moment(row.accepted_at),
            _moment(row.arrived_at),
        ]
        for row in rows
    ]


def _against_targets(row: Any) -> list[list[str]]:
    door = ledger.DOOR_TARGET_RURAL if row.is_rural else ledger.DOOR_TARGET
    return [
        _measured(gettext("应答"), row.answer_seconds, ledger.ANSWER_TARGET),
        _measured(gettext("到达"), row.door_seconds, door),
    ]


def _measured(label: str, seconds: float | None, name: str) -> list[str]:
    within = ledger.target_seconds(name)
    verdict = gettext(NOT_REACHED)
    if seconds is not None:
        over = seconds - within
        verdict = gettext("达标") if over <= 0 else gettext("超过 %(n)s") % {"n": _say(over)}
    return [label, _say(seconds), _say(within), verdict, _source(name)]


def _source(name: str) -> str:
    default = ledger.target(name)
    if default.confirmed:
        return gettext(default.source)
    return gettext("%(source)s（平台自定，未经市里确认）") % {"source": gettext(default.source)}


def _target_line(name: str) -> str:
    default = ledger.target(name)
    told = {"label": gettext(default.label), "time": _say(ledger.target_seconds(name))}
    return gettext("%(label)s：%(time)s。%(source)s") % {**told, "source": _source(name)}


def _corrections(links: Iterable[queries.LinkLines], hide: _Cover) -> list[list[str]]:
    rows = []
    for one in links:
        for former, line in zip([None, *one.lines], one.lines, strict=False):
            if former is None and line.written_at is None:
                continue
            rows.append(
                [
                    gettext(one.link.label),
                    _moment(former.at) if former and not former.is_void else gettext(NOT_REACHED),
                    gettext(NOT_REACHED) if line.is_void else _moment(line.at),
                    hide.text(line.reason) or gettext(told.HOW_KNOWN.get(line.how, line.how)),
                    _moment(line.written_at),
                ]
            )
    return rows


def _place(code: str) -> str:
    names = {area.code: area.name for area in reference.load_areas() if area.level in ("county", "street")}
    own = names.get(code, code)
    return f"{names.get(code[:6], '')}·{own}" if len(code) > 6 else own


def _cells(one: queries.Measured) -> list[str]:
    if one.cover:
        return [gettext("从略"), *["·"] * 7]
    answer, door = one.answer or (None, None), one.door or (None, None)
    return [
        f"{one.incidents:,}",
        _say(answer[0]),
        _say(answer[1]),
        f"{one.never_answered:,}",
        f"{one.arrived:,}",
        _say(door[0]),
        _say(door[1]),
        f"{one.not_arrived:,}",
    ]
