"""Papers of the demo city: approved articles, some orders and complaints, a street's rules and today's calls.

Everything goes through the operations of the room, in the name of demo accounts, so that a demo shows what a
city would see. Repeatable: what stands already stays.
"""

from datetime import datetime, timedelta

from chongyang.core.access import enter
from chongyang.core.scopes import SYSTEM, Scope, interval_of, system_scope
from chongyang.hotline import operations as hotline
from chongyang.hotline import queries
from chongyang.hotline.rules.care_calls import templates
from chongyang.hotline.rules.orders import OrderForm
from chongyang.territory import queries as territory
from chongyang.territory.models import Account
from chongyang.workshop.accounts import STREET

SEAT, LEAD, CLERK = "operator", "shift_lead", "street_clerk"
ADOPTED = ("living-alone", "very-old")
LEFT_WAITING = ("depressed", "chest-pain-stroke")
ORDERS = (
    ("help", "请求上门查看老人", "邻居反映楼上老人多日未见出门，请求派人查看。（演示）", 2),
    ("consult", "咨询高龄津贴申领", "询问到哪里申领、带什么材料。（演示）", 0),
    ("complaint", "反映助餐点停业", "社区助餐点停业一周没有通知。（演示）", 9),
    ("suggestion", "建议增加扶手", "建议小区坡道加装扶手。（演示）", 5),
)
COMPLAINTS = (
    ("carer", "助洁服务人员两次没有按时到，也没有提前说。（演示）"),
    ("provider", "日间照料中心的饭菜常常是凉的。（演示）"),
)


def scope_of(username: str, now: datetime) -> Scope | None:
    """The scope of a demo account, if there is one."""
    with enter(system_scope("papers")):
        account = Account.objects.filter(username=username, is_demo=True).first()
        return territory.scope_of(account, now=now) if account else None


def make_papers(now: datetime) -> dict[str, int]:
    """How many of each were made."""
    seat, lead, clerk = (scope_of(name, now) for name in (SEAT, LEAD, CLERK))
    if not (seat and lead and clerk):
        return {}
    made = {"articles": _approve(lead, now), "orders": _write_orders(seat, now)}
    made["complaints"] = _complain(seat, now)
    made["rules"] = _adopt(clerk, now)
    with enter(system_scope("papers")):
        made["calls"] = hotline.make_day(now=now)
    return made


def _approve(lead: Scope, now: datetime) -> int:
    """All starter articles but two, which wait on the desk for whoever tries the demo."""
    with enter(system_scope("papers")):
        hotline.load_shipped(by=SYSTEM, now=now)
    with enter(lead):
        waiting = [row for row in queries.list_waiting(lead) if row.article.key not in LEFT_WAITING]
        for row in waiting:
            hotline.approve_article(version=row.id, scope=lead, now=now)
    return len(waiting)


def _write_orders(seat: Scope, now: datetime) -> int:
    with enter(seat):
        if queries.list_orders(seat, limit=1):
            return 0
        for number, (kind, title, content, days) in enumerate(ORDERS, 1):
            form = OrderForm(
                kind=kind, title=title, content=content, other_number=f"DEMO-{now:%Y%m%d}-{number:04d}"
            )
            since = now - timedelta(days=days)
            hotline.write_order(form=form, direction="in", scope=seat, now=now, received_at=since)
    return len(ORDERS)


def _complain(seat: Scope, now: datetime) -> int:
    with enter(seat):
        if queries.list_complaints(seat, limit=1):
            return 0
        for against, content in COMPLAINTS:
            form = hotline.ComplaintForm(came_by="call", against=against, content=content)
            hotline.receive_complaint(form=form, scope=seat, now=now)
    return len(COMPLAINTS)


def _adopt(clerk: Scope, now: datetime) -> int:
    """Two of the proposals, for the clerk's own street."""
    with enter(clerk):
        held = {row.template for row in queries.list_rules(clerk)}
        for key in set(ADOPTED) - held:
            form, within = templates()[key], interval_of(STREET)
            hotline.adopt_rule(form=form, within=within, scope=clerk, now=now)
    return len(set(ADOPTED) - held)
