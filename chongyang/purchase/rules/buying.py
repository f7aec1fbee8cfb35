"""The life cycle of a purchase, and its methods and papers from `data/procurement.yaml`. Pure.

The purchaser begins it and carries it on (stage `buying`); finance confirms the budget, the county the
method; others award, accept, pay and evaluate. Nobody holds two of these.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from chongyang.core.lifecycles.table import Action, Lifecycle, State
from chongyang.core.words import N_
from chongyang.core.yaml_files import read_yaml
from chongyang.territory.enums import Role

NAME = "purchase.procurement"
BUDGETING, APPROVING, ANNOUNCING, BIDDING = "budgeting", "approving", "announcing", "bidding"
CONTRACTING, PERFORMING, PAYING, EVALUATING = "contracting", "performing", "paying", "evaluating"
DONE, CANCELLED = "done", "cancelled"
BUYING = "buying"
BUYERS = (Role.PURCHASER.value,)
FINANCE = (Role.COUNTY_FINANCE.value,)
COUNTY = (Role.COUNTY_REVIEWER.value,)
JUDGES = (Role.THIRD_PARTY_ASSESSOR.value, Role.CITY_REVIEWER.value)
USERS = (Role.STREET_CLERK.value, Role.COUNTY_REVIEWER.value)
BEFORE_CONTRACT = (BUDGETING, APPROVING, ANNOUNCING, BIDDING, CONTRACTING)
WAITS_FOR = {
    BUDGETING: FINANCE,
    APPROVING: COUNTY,
    ANNOUNCING: BUYERS,
    BIDDING: (*BUYERS, *JUDGES),
    CONTRACTING: BUYERS,
    PERFORMING: (*BUYERS, *USERS),
    PAYING: FINANCE,
    EVALUATING: JUDGES,
}


@dataclass(frozen=True, slots=True)
class Method:
    """A method of purchase, and how many days offers must be possible."""

    label: str
    english: str
    days: int


@dataclass(frozen=True, slots=True)
class Paper:
    label: str
    english: str


@dataclass(frozen=True, slots=True)
class Settings:
    methods: Mapping[str, Method]
    papers: Mapping[str, Paper]
    most_lots: int


@cache
def load() -> Settings:
    """The shipped file."""
    file = resources.files("chongyang.purchase").joinpath("data", "procurement.yaml")
    told: dict[str, Any] = read_yaml(file.read_text(encoding="utf-8"))
    methods = {name: Method(**row) for name, row in told["methods"].items()}
    papers = {name: Paper(**row) for name, row in told["papers"].items()}
    return Settings(methods, papers, int(told["most_lots"]))


def _buys(name: str, label: str, source: str, target: str | None) -> Action:
    return Action(name, label, (source,), target, BUYERS, stage=BUYING)


def _does(name: str, label: str, way: tuple[str, str], roles: tuple[str, ...]) -> Action:
    source, target = way
    return Action(name, label, (source,), target, roles, stage=source)


TABLE = Lifecycle(
    name=NAME,
    label=N_("政府购买服务项目"),
    version=1,
    deciding=True,
    opening_stage=BUYING,
    states=(
        State(BUDGETING, N_("待落实预算")),
        State(APPROVING, N_("待批准采购方式")),
        State(ANNOUNCING, N_("待发布公告")),
        State(BIDDING, N_("公告和评审中")),
        State(CONTRACTING, N_("待签订合同")),
        State(PERFORMING, N_("履约中，待验收")),
        State(PAYING, N_("待支付")),
        State(EVALUATING, N_("待绩效评价")),
        State(DONE, N_("已完成"), final=True),
        State(CANCELLED, N_("已终止"), final=True),
    ),
    initial=BUDGETING,
    actions=(
        _does("confirm_budget", N_("确认预算"), (BUDGETING, APPROVING), FINANCE),
        _does("approve_method", N_("批准采购方式"), (APPROVING, ANNOUNCING), COUNTY),
        _buys("announce", N_("发布公告"), ANNOUNCING, BIDDING),
        _buys("record_bid", N_("登记响应"), BIDDING, None),
        _does("award", N_("确定中标单位"), (BIDDING, CONTRACTING), JUDGES),
        _buys("sign", N_("签订合同"), CONTRACTING, None),
        Action("begin", N_("合同已全部签订"), (CONTRACTING,), PERFORMING, by_system=True),
        _buys("publish_contract", N_("公布合同"), PERFORMING, None),
        _buys("file_contract", N_("合同报财政备案"), PERFORMING, None),
        _buys("extend", N_("续签合同"), PERFORMING, None),
        _buys("end_contract", N_("终止合同"), PERFORMING, None),
        _does("accept", N_("验收"), (PERFORMING, PAYING), USERS),
        _does("pay", N_("登记支付"), (PAYING, EVALUATING), FINANCE),
        _does("evaluate", N_("绩效评价"), (EVALUATING, DONE), JUDGES),
        Action(
            "cancel",
            N_("终止采购"),
            BEFORE_CONTRACT,
            CANCELLED,
            BUYERS,
            stage=BUYING,
            reason_required=True,
        ),
    ),
)
