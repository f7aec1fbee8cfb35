"""How far the evidence of a visit is believed: points with reasons. More evidence never gives fewer points.

Where the phone was is one kind of evidence among seven. It may be wrong between high houses, and it may be
made up: it never decides alone, neither way.
"""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from chongyang.core.words import N_
from chongyang.visits.enums import CallBackOutcome, Mark
from chongyang.visits.rules.settings import settings

WHOLE = 100


@dataclass(frozen=True, slots=True)
class Picture:
    """What was found out about one picture."""

    is_old: bool = False
    is_again: bool = False

    @property
    def is_fresh(self) -> bool:
        return not (self.is_old or self.is_again)


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """All that is known of a visit when it is judged. `metres` is from the phone to the door."""

    from_at: datetime
    to_at: datetime
    minutes: int
    arrived_at: datetime | None = None
    started_at: datetime | None = None
    ended_at: datetime | None = None
    paused_seconds: int = 0
    metres: float | None = None
    accuracy: float | None = None
    has_card: bool = False
    has_code: bool = False
    steps_asked: int = 0
    steps_done: int = 0
    pictures: tuple[Picture, ...] = ()
    is_signed: bool = False
    is_closed_by_card: bool = False
    called_back: str = ""
    marks: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Reason:
    """One line of the score: points of at most `of` (points below nothing where it speaks against it)."""

    key: str
    points: int
    of: int
    says: str
    values: Mapping[str, Any] = field(default_factory=dict)

    def as_told(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Score:
    total: int
    line: int
    reasons: tuple[Reason, ...]

    @property
    def is_payable(self) -> bool:
        return self.total >= self.line


def judge(seen: Evidence) -> Score:
    """The points of a visit, each with its reason."""
    reasons = (*_speaks_for(seen), *_speaks_against(seen))
    total = sum(reason.points for reason in reasons)
    return Score(max(0, min(WHOLE, total)), int(settings("score")["line"]), reasons)


def _speaks_for(seen: Evidence) -> Iterator[Reason]:
    yield _place(seen)
    yield _window(seen)
    yield _dwell(seen)
    yield _code(seen)
    yield _steps(seen)
    yield _photos(seen)
    yield _confirmation(seen)


def _part(key: str, share: float, says: str, **values: Any) -> Reason:
    of = int(settings("score")["weights"][key])
    return Reason(key, int(of * max(0.0, min(1.0, share)) + 1e-9), of, says, values)


def _falling(value: float, full: float, none: float) -> float:
    """1 up to `full`, 0 from `none` on, straight between."""
    return 1.0 if value <= full else max(0.0, (none - value) / (none - full))


def _place(seen: Evidence) -> Reason:
    told = settings("score")["place"]
    if seen.metres is None:
        return _part("place", 0, N_("没有到达时的位置"))
    accuracy = seen.accuracy or 0.0
    off = max(0.0, seen.metres - min(accuracy, told["metres"]))
    share = _falling(off, told["metres"], told["far_metres"])
    if accuracy > told["coarse_metres"]:
        share = min(share, 0.5)
    said = {"metres": round(seen.metres), "accuracy": round(accuracy)}
    return _part("place", share, N_("到达时距门口约 %(metres)s 米，定位误差约 %(accuracy)s 米"), **said)


def _window(seen: Evidence) -> Reason:
    told = settings("score")["window"]
    began = seen.started_at or seen.arrived_at
    if began is None:
        return _part("window", 0, N_("没有开始时间"))
    off = max((seen.from_at - began).total_seconds(), (began - seen.to_at).total_seconds(), 0) / 60
    share = _falling(off, told["minutes"], told["far_minutes"])
    if share == 1:
        return _part("window", 1, N_("在约定的时间内开始"))
    return _part("window", share, N_("比约定的时间差 %(minutes)s 分钟"), minutes=round(off))


def _dwell(seen: Evidence) -> Reason:
    told = settings("score")["dwell"]
    began = seen.started_at or seen.arrived_at
    if began is None or seen.ended_at is None:
        return _part("dwell", 0, N_("不知道服务了多久"))
    stayed = max(0.0, (seen.ended_at - began).total_seconds() - seen.paused_seconds) / 60
    percent = 100 * stayed / max(1, seen.minutes)
    share = 1 - _falling(percent, told["none_percent"], told["full_percent"])
    says = N_("服务 %(stayed)s 分钟，标准 %(minutes)s 分钟")
    return _part("dwell", share, says, stayed=round(stayed), minutes=seen.minutes)


def _code(seen: Evidence) -> Reason:
    if seen.has_card:
        return _part("code", 1, N_("老人的卡片核对无误"))
    if seen.has_code:
        return _part("code", 1, N_("电话验证码核对无误"))
    return _part("code", 0, N_("没有刷卡，也没有验证码"))


def _steps(seen: Evidence) -> Reason:
    if not seen.steps_asked:
        return _part("steps", 1, N_("标准没有规定必做步骤"))
    share = seen.steps_done / seen.steps_asked
    says = N_("必做步骤 %(asked)s 项，完成 %(done)s 项")
    return _part("steps", share, says, asked=seen.steps_asked, done=seen.steps_done)


def _photos(seen: Evidence) -> Reason:
    fresh = sum(picture.is_fresh for picture in seen.pictures)
    if fresh:
        return _part("photos", 1, N_("现场照片 %(count)s 张"), count=fresh)
    return _part("photos", 0, N_("没有可用的现场照片"))


def _confirmation(seen: Evidence) -> Reason:
    if seen.called_back == CallBackOutcome.CONFIRMED:
        return _part("confirmation", 1, N_("回访时老人说服务做完了"))
    if seen.is_signed:
        return _part("confirmation", 1, N_("老人签了名"))
    if seen.is_closed_by_card:
        return _part("confirmation", 1, N_("结束时又刷了老人的卡片"))
    return _part("confirmation", 0, N_("老人没有确认"))


def _speaks_against(seen: Evidence) -> Iterator[Reason]:
    """What lowers the sum, once each."""
    old = any(picture.is_old for picture in seen.pictures)
    again = any(picture.is_again for picture in seen.pictures)
    found = {
        "late": (Mark.LATE in seen.marks, N_("做完很久才传上来")),
        "clock": (Mark.CLOCK in seen.marks, N_("手机的时间不准，已按平台时间折算")),
        "photo_old": (old, N_("有照片是上门以前很久拍的")),
        "photo_again": (again, N_("有照片与另一次上门的相同或几乎相同")),
        "two_places": (Mark.TWO_PLACES in seen.marks, N_("同一时间在另一户也有登记")),
        "conflict": (Mark.CONFLICT in seen.marks, N_("同一件事有两种说法")),
        "uncertified": (Mark.UNCERTIFIED in seen.marks, N_("护理员的证书那天已过期或没有")),
        "denied": (seen.called_back == CallBackOutcome.DENIED, N_("回访时老人说没有来过")),
    }
    for key, (is_so, says) in found.items():
        if is_so:
            yield Reason(key, -int(settings("score")["lowers"][key]), 0, says)
