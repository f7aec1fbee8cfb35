"""Words of the seat: kinds, sources, evidence, results, steps and their keys. Shown with `|tr`."""

from chongyang.core.words import N_
from chongyang.emergency.rules.kinds import KIND_WORDS, SeenKind, Source
from chongyang.emergency.rules.protocols import Protocol, Question
from chongyang.telecare.enums import SignalKind

KINDS = {**KIND_WORDS, **dict(SignalKind.choices())}
SOURCES = dict(Source.choices())
SPLIT_KINDS = [*SeenKind.choices(), ("sos", KINDS["sos"])]
"""As what a report may leave an incident."""

STATES = {
    "open": (N_("待受理"), "bad", "bell"),
    "acknowledged": (N_("已受理"), "warn", "phone"),
    "understood": (N_("已研判"), "warn", "info"),
    "dispatching": (N_("派单中"), "warn", "people"),
    "assigned": (N_("已接单"), "note", "person"),
    "arrived": (N_("已到达"), "note", "home"),
    "resolved": (N_("已处置"), "good", "check"),
    "closed": (N_("已办结"), "good", "check"),
    "merged": (N_("已并入"), "", "check"),
}
"""Word, tone and symbol: colour is never the only carrier."""

DISPATCH_STATES = {
    "offered": (N_("待接单"), "warn", "clock"),
    "accepted": (N_("已接单"), "note", "check"),
    "en_route": (N_("在途"), "note", "arrow"),
    "arrived": (N_("已到达"), "good", "home"),
    "finished": (N_("已完成"), "good", "check"),
    "refused": (N_("已拒单"), "bad", "cross"),
    "expired": (N_("已超时"), "bad", "clock"),
    "withdrawn": (N_("已撤回"), "", "cross"),
}

RESULTS = {
    "answered": N_("已接通"),
    "no_answer": N_("无人接听"),
    "busy": N_("占线"),
    "silent": N_("静听无声"),
    "handed_over": N_("已转接"),
}

TARGETS = {"elder": N_("老人"), "contact": N_("联系人"), "120": "120", "119": "119", "110": "110"}
EMERGENCY_LINES = (("120", N_("120 急救")), ("119", N_("119 消防")), ("110", N_("110 报警")))

STEPS = (
    ("acknowledge", N_("受理")),
    ("call_back", N_("回拨")),
    ("identify", N_("核实身份")),
    ("triage", N_("研判")),
    ("offer", N_("派单")),
    ("arrive", N_("到达")),
    ("close", N_("结案")),
)
"""The way of an incident at the seat, always in this order and at this place."""

PURPOSES = (
    ("emergency", N_("紧急求助")),
    ("consultation", N_("咨询")),
    ("referral", N_("转介")),
    ("complaint", N_("投诉")),
)

SHORTCUTS = (
    ("x", N_("受理下一件")),
    ("l", N_("登记来电")),
    ("m", N_("登记邻里报告")),
    ("j k", N_("下一件、上一件")),
    ("g", N_("只看我的")),
    ("i", N_("查知识库")),
    ("s", N_("受理")),
    ("t", N_("回拨：已接通")),
    ("w", N_("回拨：无人接听")),
    ("h", N_("核实身份")),
    ("1–9", N_("生命危险各问：有")),
    ("n", N_("其余生命危险各问：都没有")),
    ("0", N_("误触")),
    ("⇧1–⇧9", N_("其他研判问题")),
    ("y", N_("保存研判")),
    ("p", N_("派单")),
    ("b", N_("办结")),
    ("?", N_("显示快捷键")),
)

_OTHERS = ("⇧1", "⇧2", "⇧3", "⇧4", "⇧5", "⇧6", "⇧7", "⇧8", "⇧9", "⇧0", "-")


def key_of_questions(protocol: Protocol) -> list[tuple[Question, str]]:
    """Each triage question with its key: 1–9 about life, 0 pressed by mistake, the rest shifted."""
    life, others = iter("123456789"), iter(_OTHERS)
    keyed = []
    for question in protocol.questions:
        named = "0" if question.code == "mistake" else next(life if question.life else others, "")
        keyed.append((question, named))
    return keyed
