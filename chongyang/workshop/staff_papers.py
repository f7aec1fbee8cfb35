"""Invented colleagues at the papers: a care call now and then, an order accepted, a follow-up made."""

import logging
from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from chongyang.core.access import enter
from chongyang.core.operations.cases import UnableToStep
from chongyang.core.scopes import Scope
from chongyang.hotline import operations as hotline
from chongyang.hotline import queries

log = logging.getLogger(__name__)
EVERY = 5
"""A round of the simulator in so many: a call takes a minute in life."""
NOT_REACHED, NEEDS, AWAY = 12, 20, 24


class Papers:
    """One colleague who works off the day's calls and, between them, papers."""

    def __init__(self, scope: Scope) -> None:
        self.scope, self.rounds = scope, 0

    def work_once(self, now: datetime) -> int:
        """One step in five rounds; returns how many steps were taken."""
        self.rounds += 1
        if self.rounds % EVERY:
            return 0
        steps: tuple[Callable[[datetime], int], ...] = (self._call, self._accept, self._follow_up)
        return steps[self.rounds // EVERY % len(steps)](now)

    def _call(self, now: datetime) -> int:
        with enter(self.scope):
            row = hotline.take_next(scope=self.scope, now=now)
            if row is None:
                return 0
            words = _said(row.id)
            hotline.record_outcome(
                care_call=row.id,
                number=row.tries + 1,
                scope=self.scope,
                now=now,
                **words,  # type: ignore[arg-type]
            )
        return 1

    def _accept(self, now: datetime) -> int:
        with enter(self.scope):
            rows = [row for row in queries.list_orders(self.scope, direction="in") if row.state == "received"]
            if not rows or _draw(rows[0].id) % 3:
                return 0
            return self._tried(
                lambda: hotline.step_order(order=rows[0].id, action="accept", scope=self.scope, now=now)
            )

    def _follow_up(self, now: datetime) -> int:
        with enter(self.scope):
            rows = queries.list_follow_ups(self.scope, limit=1)
            if not rows:
                return 0
            words = {"is_safe": True, "satisfaction": "3"}
            return self._tried(
                lambda: hotline.complete_follow_up(
                    follow_up=rows[0].id,
                    scope=self.scope,
                    now=now,
                    **words,  # type: ignore[arg-type]
                )
            )

    def _tried(self, step: Callable[[], object]) -> int:
        try:
            step()
        except (UnableToStep, hotline.UnableToHandle, queries.NotFound) as error:
            log.info("a simulated step was refused: %s", type(error).__name__)
            return 0
        return 1


def _draw(key: UUID) -> int:
    return key.int % 100


def _said(key: UUID) -> dict[str, object]:
    """What the simulated elder says, drawn from the call's own key."""
    drawn = _draw(key)
    if drawn < NOT_REACHED:
        return {"outcome": "not_reached"}
    if drawn < NEEDS:
        return {"outcome": "needs", "need": "order", "note": "想请人帮忙买药（模拟）"}
    if drawn < AWAY:
        return {"outcome": "hospital"}
    return {"outcome": "well"}
