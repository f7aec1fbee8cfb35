"""Jobs of quality: what went wrong is told, scores are reviewed, the week's calls are drawn."""

from procrastinate.contrib.django import app

from chongyang.core.clock import now
from chongyang.core.clockwork import daily
from chongyang.quality import operations


@daily(5, 34)
@app.task(queueing_lock="quality.review", pass_context=False)  # type: ignore[untyped-decorator]
def review(timestamp: int) -> int:
    """New events first, then the scores that they change."""
    at = now()
    told = operations.gather_events(now=at)
    return told + operations.review_scores(now=at)


@daily(5, 44)
@app.task(queueing_lock="quality.draw", pass_context=False)  # type: ignore[untyped-decorator]
def draw(timestamp: int) -> int:
    """The sample of the week before; on other days than its first the run finds it drawn."""
    return operations.draw_samples(now=now())
