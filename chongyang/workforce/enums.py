"""Words of workforce."""

from chongyang.core.labels import Labelled
from chongyang.core.words import N_


class AbsenceKind(Labelled):
    """Why a carer is away. What ails somebody is not asked."""

    LEAVE = "leave", N_("休假")
    SICK = "sick", N_("病假")
    TRAINING = "training", N_("培训")
    OTHER = "other", N_("其他")


class Standing(Labelled):
    """How a certificate stands on a day."""

    HOLDS = "holds", N_("有效")
    ENDING = "ending", N_("即将到期")
    ENDED = "ended", N_("已过期")
    TO_COME = "to_come", N_("尚未生效")
