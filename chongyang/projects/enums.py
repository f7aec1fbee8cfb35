"""Words of the project library."""

from chongyang.core.labels import Labelled
from chongyang.core.words import N_


class Stage(Labelled):
    """Where a project stands. Suspended is beside the row: it comes back to where it was."""

    RESERVE = "reserve", N_("储备")
    PREPARATION = "preparation", N_("前期")
    STARTED = "started", N_("开工")
    BUILDING = "building", N_("在建")
    COMPLETED = "completed", N_("竣工")
    IN_OPERATION = "in_operation", N_("投产")
    SUSPENDED = "suspended", N_("停缓")

    @property
    def rank(self) -> int:
        """Its place in the row from 1; 0 for what is suspended."""
        return 0 if self is Stage.SUSPENDED else list(Stage).index(self) + 1


class Batch(Labelled):
    """投产一批、开工一批、储备一批 (2018-34/4.4)."""

    RESERVE = "reserve", N_("储备一批")
    TO_START = "to_start", N_("开工一批")
    TO_OPERATE = "to_operate", N_("投产一批")


class Milestone(Labelled):
    """The word that the plan has for what a named project shall reach."""

    BUILT = "built", N_("建成")
    STARTED = "started", N_("开工")
    CONTINUED = "continued", N_("续建")
    STRIVES_TO_START = "strives_to_start", N_("力争开工")
    PLANNED = "planned", N_("谋划")
    ADVANCED = "advanced", N_("推进")


class Sector(Labelled):
    MEDICAL = "medical", N_("医疗服务")
    ELDER_CARE = "elder_care", N_("养老服务")
    INTEGRATED_CARE = "integrated_care", N_("医养结合")
    SPORTS = "sports", N_("体育健身")
    CULTURE_AND_TOURISM = "culture_and_tourism", N_("健康文化和旅游")
    BIOMEDICINE = "biomedicine", N_("生物医药")
    MEDICAL_DEVICES = "medical_devices", N_("医疗器械")
    BASE = "base", N_("产业基地（园区）")
    PRODUCTS = "products", N_("老年用品")
    ACTIVITY = "activity", N_("老年活动")
    SMART = "smart", N_("智慧健康养老")


class MoneySource(Labelled):
    """Whose money an investment is."""

    CENTRAL = "central", N_("中央")
    PROVINCE = "province", N_("省级")
    CITY = "city", N_("市级")
    COUNTY = "county", N_("县级")
    BANK = "bank", N_("银行贷款")
    SOCIAL = "social", N_("社会资本")
    OWN = "own", N_("自筹")


class ProblemState(Labelled):
    OPEN = "open", N_("待答复")
    ANSWERED = "answered", N_("待确认")
    SOLVED = "solved", N_("已解决")


class LandState(Labelled):
    NEEDED = "needed", N_("需要用地")
    PLANNED = "planned", N_("已列入计划")
    SUPPLIED = "supplied", N_("已供地")


class LandSupply(Labelled):
    """How land comes (2018-34/3.8.2)."""

    ALLOCATED = "allocated", N_("划拨")
    AGREED = "agreed", N_("协议出让")
    LEASED = "leased", N_("租赁")
    TENDERED = "tendered", N_("招标、拍卖或挂牌")
    COLLECTIVE = "collective", N_("集体建设用地")
    EXISTING = "existing", N_("存量建设用地")


class ProposalKind(Labelled):
    STAGE = "stage", N_("调整阶段")
    BATCH = "batch", N_("调整批次")


class EnterpriseKind(Labelled):
    """For which promise an enterprise is fostered."""

    PRODUCTS = "products", N_("老年用品企业")
    CHAIN = "chain", N_("连锁居家社区养老企业")
    GROUP = "group", N_("养老服务集团")
    BACKBONE = "backbone", N_("园区骨干企业")
    SMART_PRODUCTS = "smart_products", N_("智能健康产品研发企业")
    OTHER = "other", N_("其他")

    @property
    def clause(self) -> str:
        """The clause that asks to foster it."""
        return CLAUSES[self]


CLAUSES = {
    EnterpriseKind.PRODUCTS: "2018-34/3.6.2",
    EnterpriseKind.CHAIN: "2018-34/3.1.2",
    EnterpriseKind.GROUP: "2018-34/2.3.p5",
    EnterpriseKind.BACKBONE: "2018-34/3.5.1",
    EnterpriseKind.SMART_PRODUCTS: "2018-34/3.4.2",
    EnterpriseKind.OTHER: "2018-34/3.6.1",
}


class EnterpriseLevel(Labelled):
    NATIONAL = "national", N_("国家级")
    PROVINCIAL = "provincial", N_("省级")
    MUNICIPAL = "municipal", N_("市级")
    COUNTY = "county", N_("县级")
    NONE = "none", N_("未评级")


class AttractionState(Labelled):
    TALKING = "talking", N_("洽谈")
    AGREED = "agreed", N_("签约")
    ARRIVED = "arrived", N_("已落地")
    ENDED = "ended", N_("已终止")
