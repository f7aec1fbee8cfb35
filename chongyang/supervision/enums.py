"""Words of assessment, publication and remarks."""

from chongyang.core.labels import Labelled
from chongyang.core.words import N_


class Listing(Labelled):
    """Who is ranked with whom: counties and departments apart."""

    COUNTIES = "counties", N_("县（市、区）")
    DEPARTMENTS = "departments", N_("市直部门")


class Kind(Labelled):
    """How an item comes to its points."""

    COMPUTED = "computed", N_("自动计分")
    JUDGED = "judged", N_("评分")
    BONUS = "bonus", N_("加分")
    PENALTY = "penalty", N_("扣分")


class Missing(Labelled):
    """What becomes of an item that nobody knows a number for."""

    LEFT_OUT = "left_out", N_("不计入，其余权重折算")
    ZERO = "zero", N_("按零分计")


class AppealState(Labelled):
    """How an appeal stands."""

    RAISED = "raised", N_("待处理")
    UPHELD = "upheld", N_("成立")
    REJECTED = "rejected", N_("不成立")


class NoteKind(Labelled):
    """What a note on a unit proposes."""

    AWARD = "award", N_("表扬奖励建议")
    ACCOUNT = "account", N_("问责建议")


class Useful(Labelled):
    """Whether an answer helped who read it."""

    YES = "yes", N_("有用")
    NO = "no", N_("没用")


class Content(Labelled):
    """How content somebody is with what was published."""

    VERY = "very", N_("很满意")
    CONTENT = "content", N_("满意")
    SO_SO = "so_so", N_("一般")
    NOT = "not", N_("不满意")
