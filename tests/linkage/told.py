"""Small invented tables of claims: people by rule, told by several departments with the errors of life."""

from datetime import date
from typing import Any

from chongyang.claims.models import Claim
from chongyang.claims.rules.fields import pack
from chongyang.core import sealing
from chongyang.core.fields import index_of
from chongyang.core.identifiers import identity_check
from chongyang.core.keys import new_key
from tests import factories

SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
GIVEN = ("桂兰", "秀英", "建国", "玉梅", "福田", "明亮", "翠花", "德山", "文斌", "淑琴", "长顺", "凤霞")


def person(number: int) -> dict[str, Any]:
    """Somebody who is nobody: name, number, birthday, home by rule; two share no home and no birthday."""
    born = date.fromordinal(date(1935, 3, 2).toordinal() + number * 37)
    first17 = f"410105{born:%Y%m%d}{100 + number % 800:03d}"
    return {
        "name": SURNAMES[number % 20] + GIVEN[number * 7 % 12],
        "identity_number": first17 + identity_check(first17),
        "sex": "male" if int(first17[16]) % 2 else "female",
        "born_on": born.isoformat(),
        "phone": f"138{number:04d}{7000 + number:04d}",
        "address": "郑州市金水区经八路街道测试社区"
        f"小区{'甲乙丙丁'[number % 4]}苑{number % 9 + 1}号楼{number}室",
        "area": factories.JINSHUI,
    }


def tell(feed: str, key: str, values: dict[str, Any], *, area: int = factories.JINSHUI) -> Claim:
    """One claim in force."""
    text = pack({name: value for name, value in values.items() if value is not None})
    claim = Claim(
        area=area,
        feed=feed,
        source=feed,
        run=new_key(),
        record_index=index_of(key, f"record:{feed}"),
        digest=sealing.digest(text.encode()),
        valid_from=date(2026, 1, 1),
    )
    claim.fields = text
    claim.save(force_insert=True)
    return claim


def tell_all(
    count: int = 30, feeds: tuple[str, ...] = ("police", "civil", "health", "social")
) -> list[list[Claim]]:
    """So many people in so many feeds, each a little different; gives the claims by person."""
    return [
        [tell(feed, f"{feed}-{number}", _as_told(person(number), place)) for place, feed in enumerate(feeds)]
        for number in range(count)
    ]


def _as_told(values: dict[str, Any], place: int) -> dict[str, Any]:
    """The first feed has no phone, the second the address in another form, the last no address."""
    if place == 0:
        return values | {"phone": None}
    if place == 1:
        return values | {"address": values["address"].removeprefix("郑州市").replace("号楼", "栋")}
    return values | {"address": None} if place == 3 else values
