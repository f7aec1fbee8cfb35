"""Words of the elder record: who a person is, how they live, what they can, what they have and need.

Classes that only an authority decides name it (practice.md, "Groups"); disease codes are ICD-10 as printed in
form A of GB/T 42195-2022. Nothing here is Django.
"""

from chongyang.core.labels import Labelled
from chongyang.core.words import N_


class Sex(Labelled):
    MALE = "male", N_("男")
    FEMALE = "female", N_("女")


class LifeStatus(Labelled):
    ALIVE = "alive", N_("健在")
    MOVED = "moved", N_("迁出")
    DEAD = "dead", N_("去世")


class StatusEvidence(Labelled):
    """What a change of the life status rests on (practice.md: police, cremation, medical certificate)."""

    POLICE = "police", N_("公安户籍信息")
    CREMATION = "cremation", N_("殡葬火化信息")
    MEDICAL_CERTIFICATE = "medical_certificate", N_("死亡医学证明")
    FAMILY = "family", N_("家属告知")
    HAND_OVER = "hand_over", N_("迁入地接收")


class Education(Labelled):
    NONE = "none", N_("文盲")
    PRIMARY = "primary", N_("小学")
    MIDDLE = "middle", N_("初中")
    SECONDARY = "secondary", N_("高中、技校、中专")
    COLLEGE = "college", N_("大学专科及以上")
    UNKNOWN = "unknown", N_("不详")


class Marriage(Labelled):
    SINGLE = "single", N_("未婚")
    MARRIED = "married", N_("已婚")
    WIDOWED = "widowed", N_("丧偶")
    DIVORCED = "divorced", N_("离婚")
    UNKNOWN = "unknown", N_("未说明")


class LivingForm(Labelled):
    """With whom the elder lives: the options of form A, with the two groups that cities count."""

    ALONE = "alone", N_("独居")
    EMPTY_NEST = "empty_nest", N_("空巢（仅与配偶）")
    WITH_SPOUSE_AND_CHILDREN = "with_spouse_and_children", N_("与配偶、子女")
    WITH_CHILDREN = "with_children", N_("与子女")
    WITH_PARENTS = "with_parents", N_("与父母")
    WITH_SIBLINGS = "with_siblings", N_("与兄弟姐妹")
    WITH_RELATIVES = "with_relatives", N_("与其他亲属")
    WITH_OTHERS = "with_others", N_("与非亲属关系的人")
    INSTITUTION = "institution", N_("养老机构")


class PersonClass(Labelled):
    """Groups with rights of their own. By rule alone: aged, centenarian; after a visit: the last three.

    Who may grant which, and for how long, stands in `groups/data/classes.yaml`.
    """

    DESTITUTE = "destitute", N_("特困")
    MINIMUM_LIVING = "minimum_living", N_("低保")
    NEAR_MINIMUM = "near_minimum", N_("低保边缘")
    SPECIAL_FAMILY_PLANNING = "special_family_planning", N_("计生特殊家庭")
    ABILITY_LOSS = "ability_loss", N_("失能")
    DISABLED = "disabled", N_("残疾")
    PREFERENTIAL = "preferential", N_("优抚对象")
    AGED = "aged", N_("高龄")
    CENTENARIAN = "centenarian", N_("百岁")
    LIVING_ALONE = "living_alone", N_("独居")
    EMPTY_NEST = "empty_nest", N_("空巢")
    LEFT_BEHIND = "left_behind", N_("留守")


class ClassAuthority(Labelled):
    """Who decides that a person belongs to a class; the office names are today's."""

    CIVIL_AFFAIRS = "civil_affairs", N_("民政部门")
    HEALTH = "health", N_("卫生健康部门")
    DISABLED_FEDERATION = "disabled_federation", N_("残疾人联合会")
    VETERANS = "veterans", N_("退役军人事务部门")
    ASSESSMENT = "assessment", N_("能力评估")
    RULE = "rule", N_("按规则得出")
    VISIT = "visit", N_("按规则并经走访")


class DisabilityKind(Labelled):
    VISUAL = "visual", N_("视力")
    HEARING = "hearing", N_("听力")
    SPEECH = "speech", N_("言语")
    PHYSICAL = "physical", N_("肢体")
    INTELLECTUAL = "intellectual", N_("智力")
    MENTAL = "mental", N_("精神")
    MULTIPLE = "multiple", N_("多重")


class AbilityLevel(Labelled):
    """Levels of GB/T 42195-2022; the value is the level's digit."""

    INTACT = "0", N_("能力完好")
    MILD = "1", N_("轻度受损")
    MODERATE = "2", N_("中度受损")
    SEVERE = "3", N_("重度受损")
    COMPLETE = "4", N_("完全丧失")


class AbilityScale(Labelled):
    GBT_42195_2022 = "gbt42195-2022", "GB/T 42195-2022"
    MZT_039_2013 = "mzt039-2013", "MZ/T 039-2013"


class Relation(Labelled):
    """What a contact is to the elder."""

    SPOUSE = "spouse", N_("配偶")
    SON = "son", N_("儿子")
    DAUGHTER = "daughter", N_("女儿")
    DAUGHTER_IN_LAW = "daughter_in_law", N_("儿媳")
    SON_IN_LAW = "son_in_law", N_("女婿")
    GRANDCHILD = "grandchild", N_("孙辈")
    SIBLING = "sibling", N_("兄弟姐妹")
    RELATIVE = "relative", N_("其他亲属")
    NEIGHBOUR = "neighbour", N_("邻居")
    FRIEND = "friend", N_("朋友")
    GRID_WORKER = "grid_worker", N_("网格员")
    COMMUNITY = "community", N_("村（居）委会工作人员")
    EMPLOYED_CARER = "employed_carer", N_("雇佣照顾者")
    GUARDIAN = "guardian", N_("监护人")
    OTHER = "other", N_("其他")


class KeyHolder(Labelled):
    """Whether a contact can open the door; the first thing a responder asks."""

    HOLDS = "holds", N_("有钥匙")
    KNOWS_CODE = "knows_code", N_("知道门锁密码")
    NONE = "none", N_("没有钥匙")
    UNKNOWN = "unknown", N_("不清楚")


class InsuranceKind(Labelled):
    EMPLOYEE = "employee", N_("城镇职工医保")
    RESIDENT = "resident", N_("城乡居民医保")
    SELF_PAID = "self_paid", N_("自费")
    CIVIL_SERVANT = "civil_servant", N_("公务员补助")
    SUPPLEMENTARY = "supplementary", N_("企业补充保险")
    FREE_CARE = "free_care", N_("公费医疗及医疗照顾对象")
    MEDICAL_AID = "medical_aid", N_("医疗救助")
    SERIOUS_ILLNESS = "serious_illness", N_("大病保险")


class IncomeKind(Labelled):
    PENSION = "pension", N_("退休金、养老金")
    CHILDREN = "children", N_("子女补贴")
    RELATIVES = "relatives", N_("亲友资助")
    UNIVERSAL = "universal", N_("国家普惠型补贴")
    SAVINGS = "savings", N_("个人储蓄")
    OTHER = "other", N_("其他补贴")


class Condition(Labelled):
    """Diagnoses of form A of GB/T 42195-2022; `icd10` gives the printed range.

    Heart failure (I50) is our own: the form leaves it to `other`, and limits of vital signs need it.
    """

    HYPERTENSION = "hypertension", N_("高血压")
    CORONARY = "coronary", N_("冠心病")
    HEART_FAILURE = "heart_failure", N_("心力衰竭")
    DIABETES = "diabetes", N_("糖尿病")
    PNEUMONIA = "pneumonia", N_("肺炎")
    COPD = "copd", N_("慢阻肺")
    CEREBRAL_HAEMORRHAGE = "cerebral_haemorrhage", N_("脑出血")
    CEREBRAL_INFARCTION = "cerebral_infarction", N_("脑梗塞")
    URINARY_INFECTION = "urinary_infection", N_("尿路感染（30天内）")
    PARKINSON = "parkinson", N_("帕金森综合征")
    RENAL_FAILURE = "renal_failure", N_("慢性肾衰竭")
    CIRRHOSIS = "cirrhosis", N_("肝硬化")
    PEPTIC_ULCER = "peptic_ulcer", N_("消化性溃疡")
    TUMOUR = "tumour", N_("肿瘤")
    AMPUTATION = "amputation", N_("截肢（6个月内）")
    FRACTURE = "fracture", N_("骨折（3个月内）")
    EPILEPSY = "epilepsy", N_("癫痫")
    HYPOTHYROIDISM = "hypothyroidism", N_("甲状腺功能减退")
    CATARACT = "cataract", N_("白内障")
    GLAUCOMA = "glaucoma", N_("青光眼")
    OSTEOPOROSIS = "osteoporosis", N_("骨质疏松")
    DEMENTIA = "dementia", N_("痴呆")
    MENTAL = "mental", N_("其他精神和行为障碍")
    OTHER = "other", N_("其他")

    @property
    def icd10(self) -> str:
        return ICD10.get(self, "")


ICD10: dict[Condition, str] = {
    Condition.HYPERTENSION: "I10-I15",
    Condition.CORONARY: "I25",
    Condition.HEART_FAILURE: "I50",
    Condition.DIABETES: "E10-E14",
    Condition.PNEUMONIA: "J12-J18",
    Condition.COPD: "J44",
    Condition.CEREBRAL_HAEMORRHAGE: "I60-I62",
    Condition.CEREBRAL_INFARCTION: "I63",
    Condition.PARKINSON: "G20-G22",
    Condition.RENAL_FAILURE: "N18-N19",
    Condition.CIRRHOSIS: "K74",
    Condition.PEPTIC_ULCER: "K20-K31",
    Condition.TUMOUR: "C00-D48",
    Condition.FRACTURE: "M84",
    Condition.EPILEPSY: "G40",
    Condition.HYPOTHYROIDISM: "E01-E03",
    Condition.CATARACT: "H25-H26",
    Condition.GLAUCOMA: "H40-H42",
    Condition.OSTEOPOROSIS: "M80-M82",
    Condition.DEMENTIA: "F00-F03",
    Condition.MENTAL: "F04-F99",
}


class Allergy(Labelled):
    PENICILLIN = "penicillin", N_("青霉素类")
    CEPHALOSPORIN = "cephalosporin", N_("头孢类")
    SULFONAMIDE = "sulfonamide", N_("磺胺类")
    STREPTOMYCIN = "streptomycin", N_("链霉素")
    IODINE = "iodine", N_("碘造影剂")
    SEAFOOD = "seafood", N_("海鲜")
    POLLEN = "pollen", N_("花粉")
    OTHER = "other", N_("其他")


class Aid(Labelled):
    CANE = "cane", N_("拐杖")
    WALKER = "walker", N_("助行器")
    WHEELCHAIR = "wheelchair", N_("轮椅")
    HEARING_AID = "hearing_aid", N_("助听器")
    GLASSES = "glasses", N_("眼镜")
    DENTURES = "dentures", N_("义齿")
    CARE_BED = "care_bed", N_("护理床")
    CUSHION = "cushion", N_("防压疮垫")
    COMMODE = "commode", N_("坐便椅")
    OXYGEN = "oxygen", N_("制氧机")


class HousingRisk(Labelled):
    STAIRS = "stairs", N_("楼层高且无电梯")
    NO_HANDRAIL = "no_handrail", N_("卫生间无扶手")
    WET_FLOOR = "wet_floor", N_("地面湿滑")
    THRESHOLD = "threshold", N_("门槛或地面高差")
    DARK = "dark", N_("照明不足")
    OLD_WIRING = "old_wiring", N_("电线老化")
    GAS = "gas", N_("使用燃气且无报警器")
    COAL_STOVE = "coal_stove", N_("煤炉取暖")
    DILAPIDATED = "dilapidated", N_("房屋破旧")
    CLUTTER = "clutter", N_("杂物堵塞通道")


class Loneliness(Labelled):
    NONE = "none", N_("不孤独")
    SOMETIMES = "sometimes", N_("有时孤独")
    OFTEN = "often", N_("经常孤独")
    UNKNOWN = "unknown", N_("未了解")


class Language(Labelled):
    """What is spoken at home; who answers and who comes should understand it."""

    MANDARIN = "mandarin", N_("普通话")
    CENTRAL_PLAINS = "central_plains", N_("河南话（中原官话）")
    JIN = "jin", N_("晋语（豫北）")
    SOUTHWEST = "southwest", N_("西南官话（四川话等）")
    WU = "wu", N_("吴语")
    YUE = "yue", N_("粤语")
    MIN = "min", N_("闽语")
    HAKKA = "hakka", N_("客家话")
    SIGN = "sign", N_("手语")
    OTHER = "other", N_("其他语言")


class Need(Labelled):
    """Services an elder asked for; the six kinds of facts §8.3 and the usual ones of a station."""

    MEALS = "meals", N_("助餐")
    BATHING = "bathing", N_("助浴")
    CLEANING = "cleaning", N_("助洁")
    WALKING = "walking", N_("助行")
    MEDICAL = "medical", N_("助医")
    ERRANDS = "errands", N_("委托代办")
    VISITS = "visits", N_("探访关爱")
    COMFORT = "comfort", N_("精神慰藉")
    REHABILITATION = "rehabilitation", N_("康复")
    NURSING = "nursing", N_("基础照护")
    DAY_CARE = "day_care", N_("日间照料")
    HOME_ADAPTATION = "home_adaptation", N_("居家适老化改造")


class Source(Labelled):
    """Where a datum comes from; each kept with its date."""

    ELDER = "elder", N_("本人")
    FAMILY = "family", N_("家属")
    COMMUNITY = "community", N_("社区采集")
    STREET = "street", N_("街道录入")
    POLICE = "police", N_("公安")
    CIVIL_AFFAIRS = "civil_affairs", N_("民政")
    HEALTH = "health", N_("卫生健康")
    SOCIAL_SECURITY = "social_security", N_("人力资源和社会保障")
    MEDICAL_INSURANCE = "medical_insurance", N_("医疗保障")
    DISABLED_FEDERATION = "disabled_federation", N_("残疾人联合会")
    VETERANS = "veterans", N_("退役军人事务")
    FUNERAL = "funeral", N_("殡葬")
    CALL_CENTRE = "call_centre", N_("呼叫中心")
    DEMO = "demo", N_("演示数据（虚构）")


class ConsentPurpose(Labelled):
    """What a person agrees to; sensitive data ask for a consent of their own (PIPL art. 29)."""

    EMERGENCY = "emergency", N_("紧急求助时使用电话、住址和健康信息")
    HEALTH = "health", N_("采集和使用健康信息")
    LOCATION = "location", N_("使用定位设备的位置")
    SHARING = "sharing", N_("向服务机构提供信息")
    VISITS = "visits", N_("上门走访和拍照留证")
    CALLS = "calls", N_("日常关爱电话")


class ConsentBasis(Labelled):
    CONSENT = "consent", N_("本人同意")
    STATUTORY = "statutory", N_("法定职责")
    EMERGENCY = "emergency", N_("紧急情况保护生命健康")


class ConsentChannel(Labelled):
    PAPER = "paper", N_("纸质签字")
    IN_PERSON = "in_person", N_("当面口述")
    PHONE = "phone", N_("电话录音")
    ONLINE = "online", N_("网上确认")


class ConsentGiver(Labelled):
    ELDER = "elder", N_("本人")
    GUARDIAN = "guardian", N_("监护人")
    FAMILY = "family", N_("家属代签")


class Purpose(Labelled):
    """Why a file is opened or a field shown; the elder reads it beside who opened it."""

    EMERGENCY = "emergency", N_("处置求助")
    SERVICE = "service", N_("安排服务")
    ASSESSMENT = "assessment", N_("能力评估")
    REVIEW = "review", N_("待遇审核")
    CONTACT = "contact", N_("联系本人或家属")
    CORRECTION = "correction", N_("核对和更正信息")
    AUDIT = "audit", N_("审计检查")
    OWN_FILE = "own_file", N_("查看本人或被监护人的档案")


class SearchPurpose(Labelled):
    """For what somebody looked for a person; the place where it was typed says it."""

    FINDING = "finding", N_("查找老人")
    REGISTERING = "registering", N_("登记前核对是否已有档案")
    CALLER = "caller", N_("辨认来电人")
    IDENTIFYING = "identifying", N_("核实求助的是谁")
    INSTALLING = "installing", N_("为老人安装设备")
    KEYS = "keys", N_("登记代管钥匙")
    PROGRAM = "program", N_("其他系统查询")


LOOKS = {
    "registry.file.read": N_("打开档案"),
    "registry.field.revealed": N_("显示原文"),
    "registry.identity.asked": N_("查询证件号码是否已登记"),
    "registry.elders.searched": N_("查找到这位老人"),
}
"""Events of this room that are a look at a person, in words."""

PURPOSE_WORDS = {
    **dict(Purpose.choices()),
    **dict(SearchPurpose.choices()),
    "duplicate": N_("核对是否重复登记"),
    "glass": N_("应急调阅前核对号码"),
    "rights": N_("办理本人的权利请求"),
}
"""Whatever a look at a person says it was for."""
