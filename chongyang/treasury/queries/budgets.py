"""Budgets within reach: the lines, what is allotted, what is frozen, and the bars of the budget page."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from chongyang.core import access
from chongyang.core.scopes import Scope, system_scope
from chongyang.treasury import permissions
from chongyang.treasury.models import (
    Allotment,
    AllottedFund,
    Budget,
    BudgetLine,
    Freeze,
    YearEnd,
)
from chongyang.treasury.queries.reaching import one_of


def access_line(scope: Scope, line: UUID) -> BudgetLine:
    """A line of a budget. Raises NotAllowed, NotFound; so do the others here."""
    return one_of(BudgetLine.objects.select_related("budget"), scope, line)


def access_budget(scope: Scope, budget: UUID) -> Budget:
    return one_of(Budget.objects.all(), scope, budget)


def access_allotment(scope: Scope, allotment: UUID) -> Allotment:
    return one_of(Allotment.objects.all(), scope, allotment)


def access_freeze(scope: Scope, freeze: UUID) -> Freeze:
    return one_of(Freeze.objects.all(), scope, freeze)


def access_year_end(scope: Scope, year_end: UUID) -> YearEnd:
    return one_of(YearEnd.objects.all(), scope, year_end)


def list_budgets(scope: Scope, year: int) -> QuerySet[Budget]:
    """Budgets of a year by payer and programme."""
    permissions.demand_read(scope)
    rows = access.visible(Budget.objects.filter(year=year), scope)
    return rows.order_by("area", "programme", "fund", "id")


def list_open_lines(scope: Scope) -> QuerySet[BudgetLine]:
    """Lines that wait for a second person."""
    permissions.demand_read(scope)
    rows = BudgetLine.objects.filter(confirmed_by=None, refused_at=None).select_related("budget")
    return access.visible(rows, scope).order_by("proposed_at", "id")


def list_open_allotments(scope: Scope) -> QuerySet[Allotment]:
    """Allotments that wait for the city's second person or for the county."""
    permissions.demand_read(scope)
    rows = Allotment.objects.filter(state__in=("proposed", "confirmed"))
    return access.visible(rows, scope).order_by("proposed_at", "id")


def list_freezes(scope: Scope) -> QuerySet[Freeze]:
    """Freezes that are or were, the newest first."""
    permissions.demand_read(scope)
    return access.visible(Freeze.objects.all(), scope).order_by("-valid_from", "-id")


def list_open_year_ends(scope: Scope) -> list[YearEnd]:
    """Year ends that wait for a second person."""
    permissions.demand_read(scope)
    rows = access.visible(YearEnd.objects.filter(confirmed_by=None), scope)
    return list(rows.order_by("proposed_at", "id"))


def list_years(scope: Scope) -> list[int]:
    """The years that have a budget within reach, the newest first."""
    permissions.demand_read(scope)
    rows = access.visible(Budget.objects.all(), scope)
    return list(rows.order_by("-year").values_list("year", flat=True).distinct())


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of the budget page: what one payer has of one fund for one programme, and where it went."""

    area: int
    level: str
    fund: str
    programme: str
    ceiling_fen: int
    spent_fen: int
    committed_fen: int

    @property
    def free_fen(self) -> int:
        return self.ceiling_fen - self.spent_fen - self.committed_fen

    def share(self, amount: int) -> float:
        """Percent of the ceiling."""
        return round(100 * amount / self.ceiling_fen, 2) if self.ceiling_fen else 0.0


def list_bars(
    scope: Scope, year: int, *, level: str = "", fund: str = "", programme: str = "", area: int | None = None
) -> list[Bar]:
    """The bars of a year by payer × fund × programme, as far as the scope reaches."""
    rows = list_budgets(scope, year)
    chosen = {"level": level, "fund": fund, "programme": programme, "area": area}
    rows = rows.filter(**{name: value for name, value in chosen.items() if value})
    names = ("area", "level", "fund", "programme", "ceiling_fen", "spent_fen", "committed_fen")
    return [Bar(*row) for row in rows.values_list(*names)]


def allotted_to(scope: Scope, year: int) -> list[tuple[AllottedFund, str, str]]:
    """What the scope's counties hold of the city's budgets of a year: fund row, programme, source of funds.

    The budget is the city's; its name is told to the county with the money.
    """
    permissions.demand_read(scope)
    rows = list(access.visible(AllottedFund.objects.all(), scope).order_by("area", "id"))
    with access.enter(system_scope("allotted funds", actor=scope.actor)):
        found = Budget.objects.filter(id__in={row.budget_id for row in rows}, year=year)
        budgets = {row.id: row for row in found.order_by("id")}
    held = [(row, budgets[row.budget_id]) for row in rows if row.budget_id in budgets]
    return [(row, budget.programme, budget.fund) for row, budget in held]


def total(bars: list[Bar]) -> dict[str, int]:
    """The sums of bars."""
    names = ("ceiling_fen", "spent_fen", "committed_fen", "free_fen")
    return {name: sum(getattr(bar, name) for bar in bars) for name in names}
