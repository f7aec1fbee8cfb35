"""The invented providers of services of a demo city, and their own organisations. None is real."""

from dataclasses import dataclass

from chongyang.core.keys import named_key
from chongyang.core.scopes import interval_of
from chongyang.territory.models import Organisation


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoProvider:
    """Where it sits, what it is, in which counties it delivers, and how many carers it has."""

    key: str
    name: str
    kind: str
    county: str
    counties: tuple[str, ...]
    carers: int
    share: int
    about: str
    score: str = ""

    @property
    def area(self) -> int:
        """The first street of its county, where its office lies."""
        return int(f"{self.county}001000")


JINSHUI, ZHONGYUAN, ERQI, GUANCHENG, HUIJI = "410105", "410102", "410103", "410104", "410108"
PROVIDERS = (
    DemoProvider(
        key="provider.demo-1",
        name="演示颐和居家服务有限公司",
        kind="enterprise",
        county=JINSHUI,
        counties=(JINSHUI, HUIJI),
        carers=14,
        share=45,
        about="演示数据：助浴、照护、家政，一个电话上门。",
        score="88.5",
    ),
    DemoProvider(
        key="provider.demo-2",
        name="演示安康养老服务中心",
        kind="institution",
        county=ZHONGYUAN,
        counties=(ZHONGYUAN, JINSHUI),
        carers=8,
        share=55,
        about="演示数据：养老机构延伸到家里的照护和康复。",
        score="91.0",
    ),
    DemoProvider(
        key="provider.demo-3",
        name="演示孝心家政服务社",
        kind="social",
        county=ERQI,
        counties=(ERQI, ZHONGYUAN, GUANCHENG),
        carers=6,
        share=35,
        about="演示数据：做饭、保洁、代购、缴费。",
    ),
    DemoProvider(
        key="provider.demo-4",
        name="演示福寿社区服务中心",
        kind="social",
        county=GUANCHENG,
        counties=(GUANCHENG, ERQI, JINSHUI),
        carers=5,
        share=25,
        about="演示数据：探访、陪伴、文体。",
    ),
    DemoProvider(
        key="provider.demo-5",
        name="演示康宁护理站",
        kind="medical",
        county=HUIJI,
        counties=(HUIJI, JINSHUI, ZHONGYUAN),
        carers=4,
        share=60,
        about="演示数据：护士上门、康复训练、健康咨询。",
        score="93.5",
    ),
    DemoProvider(
        key="provider.demo-6",
        name="演示乐龄学堂",
        kind="school",
        county=JINSHUI,
        counties=(JINSHUI, ERQI),
        carers=3,
        share=40,
        about="演示数据：智能手机、书画，在家学。",
    ),
)
APPLICANT = DemoProvider(
    key="provider.demo-7",
    name="演示暖阳助老服务有限公司",
    kind="enterprise",
    county=JINSHUI,
    counties=(JINSHUI,),
    carers=2,
    share=40,
    about="演示数据：申请准入中。",
)


def ensure_organisations() -> int:
    """Make those that are missing; returns how many there are."""
    every = (*PROVIDERS, APPLICANT)
    rows = [
        Organisation(
            id=named_key("organisation", one.key),
            key=one.key,
            name=one.name,
            short_name=one.name.removeprefix("演示"),
            kind="service_provider",
            area=one.area,
            intervals=[list(interval_of(one.county))],
            is_confirmed=False,
            source="演示数据",
        )
        for one in every
    ]
    Organisation.objects.bulk_create(rows, ignore_conflicts=True)
    return len(every)


def organisation_of(provider: DemoProvider) -> Organisation:
    return Organisation.objects.get(key=provider.key)
