"""An explanation as plain lines and as JSON: application, decision, steps, parameters, words, payment,
budget.
"""

from collections.abc import Iterator
from typing import Any

HUNDRED = 100


def yuan(fen: int | None) -> str:
    return "—" if fen is None else f"{fen / HUNDRED:,.2f} 元"


def lines(told: dict[str, Any]) -> Iterator[str]:
    """For a terminal; each parameter under its step, each clause with its words."""
    head = told["application"]
    yield f"申请 {head['number']} · {head['title']} · {head['state']} · {head['day']}"
    decision = told["decision"]
    if decision:
        words = (
            decision["outcome"],
            decision["answer"],
            yuan(decision["amount_fen"]),
            decision["digest"][:16],
        )
        yield "决定：" + " · ".join(words)
    for step in told["steps"]:
        yield f"  {step['label']} = {step['value']}"
        for held in step["rests_on"]:
            value = (
                held["choice"]
                or f"{held['value'] if held['value'] is not None else '—'} {held['unit']}".strip()
            )
            yield f"      ← {held['id']} {held['what']}：{value}"
            yield f"         {held['clause_label']}「{held['quote']}」"
    yield "经过："
    for step in told["taken"]:
        who = step["role"] or "系统"
        yield f"  {step['number']:>2} {step['at'][:16]} {step['label']}（{who}）{step['reason']}"
    yield from _payment(told["order"], told["parts"])


def _payment(order: dict[str, Any] | None, parts: list[dict[str, Any]]) -> Iterator[str]:
    if not order:
        yield "付款：还没有安排"
        return
    yield f"付款：{order['id']} · {order['state']} · {yuan(order['amount_fen'])} · 最迟 {order['due_on']}"
    for part in parts:
        budget = f"{part['year']} 年预算 {yuan(part['ceiling_fen'])}"
        used = f"已安排 {yuan(part['committed_fen'])}，已付 {yuan(part['spent_fen'])}"
        yield f"  {part['level']} · {part['fund']} · {yuan(part['amount_fen'])} ← {budget}，{used}"
