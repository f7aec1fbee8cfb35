"""What this room lets be counted (`core.measuring`): ratings and calls back."""

from functools import partial

from chongyang.core.measuring import Measure
from chongyang.core.words import N_

RATED = "at >= %(first_at)s AND at < %(until_at)s"
CALLED = "called_at >= %(first_at)s AND called_at < %(until_at)s AND outcome <> 'not_reached'"

_ratings = partial(Measure, unit=N_("次"), table="quality_rating", is_of_persons=True)
_calls = partial(Measure, unit=N_("次"), table="quality_sample", is_of_persons=True)

MEASURES = (
    _ratings("quality.ratings", N_("上门服务评价"), where=RATED),
    _ratings("quality.ratings_good", N_("四星以上的评价"), where=f"{RATED} AND stars >= 4"),
    _calls("quality.called", N_("服务回访"), where=CALLED),
)
