"""Words of scheduling."""

from chongyang.core.labels import Labelled
from chongyang.core.words import N_


class PlanState(Labelled):
    """How a day's plan stands. Of a day of a provider one at most is published."""

    DRAFT = "draft", N_("草稿")
    PUBLISHED = "published", N_("已发布")
    REPLACED = "replaced", N_("已被替代")


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
