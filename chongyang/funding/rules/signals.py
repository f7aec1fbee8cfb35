"""The named rules of fraud signals, from `data/signals.yaml`. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources

import yaml

from chongyang.core.integrity import Severity
from chongyang.core.words import N_

WORDS = (
    *(N_("申请的床位多于备案床位"), N_("同一机构各项目计入的床位合计超过许可或备案的床位数")),
    *(N_("一张床位两项补贴"), N_("同一机构的同一床位编号出现在两个项目的申请里")),
    *(N_("去世后仍安排付款"), N_("付款所属的月份在登记的去世月份之后")),
    *(N_("照片重复使用"), N_("两件申请的证明照片几乎相同")),
    *(N_("一个账号多人收款"), N_("同一银行账号登记在多名收款人名下")),
    *(N_("已获星级奖补少报"), N_("申请里填写的已获奖补星级低于已批准过的星级")),
    *(N_("已获补贴面积少报"), N_("申请里填写的已获补贴面积小于已批准过的面积")),
    *(N_("抽查结果不符"), N_("电话或上门抽查时情况与申请不符")),
    *(N_("离开十五天仍申领"), N_("离院或离岗满十五天的月份仍然申领")),
    N_("机构入住和护理员考勤的逐日记录（服务模块建成后接入）"),
)
OPEN, UNFOUNDED, FOUNDED, APPEALED, UPHELD = "open", "unfounded", "founded", "appealed", "upheld"
HOLDING = (OPEN, FOUNDED, APPEALED, UPHELD)
"""Whoever is not cleared is not paid."""
STATES = {
    OPEN: N_("待核实"),
    UNFOUNDED: N_("核实无误"),
    FOUNDED: N_("情况属实"),
    APPEALED: N_("申请人有异议"),
    UPHELD: N_("复核属实"),
}


FINDINGS = {
    "claimed": N_("计入床位"),
    "filed": N_("备案床位"),
    "beds": N_("重复床位"),
    "payments": N_("付款笔数"),
    "pictures": N_("重复照片"),
    "payees": N_("收款人数"),
    "told": N_("填写的星级"),
    "awarded": N_("已批准的星级"),
}
"""What the numbers of a finding are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SignalRule:
    """`what` and `reason` are Chinese source text; `waits_for` names facts that nobody keeps yet."""

    name: str
    severity: str
    what: str
    reason: str
    waits_for: str = ""
    numbers: Mapping[str, int] = field(default_factory=dict)


@cache
def load() -> dict[str, SignalRule]:
    """The rules by name, in the order of the file. Raises ValueError for a severity that is none."""
    text = resources.files("chongyang.funding").joinpath("data", "signals.yaml").read_text(encoding="utf-8")
    rules = [SignalRule(**row) for row in yaml.safe_load(text)["rules"]]
    for rule in rules:
        Severity.of(rule.severity)
    return {rule.name: rule for rule in rules}
