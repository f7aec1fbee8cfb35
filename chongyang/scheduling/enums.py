"""Words of scheduling."""

from chongyang.core.labels import Labelled
from chongyang.core.words import N_


class PlanState(Labelled):
    """How a day's plan stands. Of a day of a provider one at most is published."""

    DRAFT = "draft", N_("草稿")
    PUBLISHED = "published", N_("已发布")
    REPLACED = "replaced", N_("已被替代")


class RosterState(Labelled):
    """How a week's roster stands. Carers see it once published; what is corrected then they see at once."""

    DRAFT = "draft", N_("草稿")
    PUBLISHED = "published", N_("已发布")


class ShortWhy(Labelled):
    """Why a week could not be filled: the solver's reasons, each a statement that can be checked."""

    NOBODY = "nobody", N_("那天能上这个班的人不够")
    TOO_FEW = "too_few", N_("那天在岗的人不够")
    PINNED = "pinned", N_("固定了不能上的班（请假或不在职）")
    HOURS = "hours", N_("所有人一周的工时加起来也不够")
    TOGETHER = "together", N_("每一项单独都行，放在一起（工时、间隔、连续天数、固定的班）就排不出")
    TIME = "time", N_("规定的计算时间内没有排出，不能断定排不出")


class JobState(Labelled):
    """How the planning of a day stands. While it runs it waits: a worker that dies leaves it so."""

    WAITING = "waiting", N_("正在排")
    DONE = "done", N_("已排好")
    FAILED = "failed", N_("没有排成")


class Stage(Labelled):
    """How far a planning is."""

    READING = "reading", N_("正在读订单、护理员和路程")
    SEARCHING = "searching", N_("正在找更好的排法")
    EXPLAINING = "explaining", N_("正在核对和写明原因")


class LeftWhy(Labelled):
    """Why nobody goes: the planner's six reasons, and those that are known before it is asked."""

    NO_SKILL = "no_skill", N_("没有人持有需要的有效证书")
    NOBODY_ALLOWED = "nobody_allowed", N_("能做的人都不行：固定的护理员没有有效证书，或不在岗")
    ONE_CARER_ONLY = "one_carer_only", N_("需要两人，能做的只有一人")
    NO_SHIFT = "no_shift", N_("能做的人那个时间都不在班，或来不及往返")
    NO_ROOM = "no_room", N_("能做的人那个时间都已排满")
    TOO_DEAR = "too_dear", N_("排得进，但要绕路太远")
    NO_PLACE = "no_place", N_("住处没有坐标，算不出路程")
    TOO_SOON = "too_soon", N_("离上一次同样的服务太近")
    IS_OVER = "is_over", N_("约定的时间已经过了")
    IS_NEW = "is_new", N_("排班以后才接的单，请重新排班")


class PinWhy(Labelled):
    """Why a dispatcher fixes who comes or when."""

    ELDER = "elder", N_("老人或家属要求")
    CARER = "carer", N_("护理员的原因")
    KEY = "key", N_("由她保管钥匙")
    MOVED = "moved", N_("在排班表上移动")
    OTHER = "other", N_("其他")
