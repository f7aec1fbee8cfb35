"""Words of approvals."""

from chongyang.core.labels import Labelled
from chongyang.core.words import N_

DRAFT, SUBMITTED, COMPLETING = "draft", "submitted", "completing"
PROCESSING, SUSPENDED = "processing", "suspended"
PERMITTED, REFUSED, TURNED_AWAY, WITHDRAWN = "permitted", "refused", "turned_away", "withdrawn"
ENDED = (PERMITTED, REFUSED, TURNED_AWAY, WITHDRAWN)
STOPPED = (COMPLETING, SUSPENDED)
"""The clock of the offices stands still; the applicant's runs."""
EDITABLE = (DRAFT, *STOPPED)
RUNNING = (SUBMITTED, COMPLETING, PROCESSING, SUSPENDED)


class ApplicationState(Labelled):
    """How far the whole of a project's approvals is."""

    OPEN = "open", N_("办理中")
    DONE = "done", N_("四个阶段全部办结")
    WITHDRAWN = "withdrawn", N_("已撤回")


class ItemState(Labelled):
    """How far one department's item is."""

    WAITING = "waiting", N_("待办理")
    PERMITTED = "permitted", N_("已许可")
    REFUSED = "refused", N_("不予许可")
    FALLEN_AWAY = "fallen_away", N_("免予办理")
    CARRIED = "carried", N_("沿用前次许可")
    STOPPED = "stopped", N_("已停止办理")


DONE_ITEMS = (ItemState.PERMITTED, ItemState.FALLEN_AWAY, ItemState.CARRIED)


class NoticeKind(Labelled):
    """The only papers of the window."""

    ACCEPTED = "accepted", N_("受理通知书")
    CORRECTION = "correction", N_("补正通知书")
    CLOSED = "closed", N_("办结通知书")


class JointState(Labelled):
    """How far a joint review is."""

    CALLED = "called", N_("已召集")
    PASSED = "passed", N_("联合意见：通过")
    FAILED = "failed", N_("联合意见：不通过")
