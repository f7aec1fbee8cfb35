"""What a message says: no name, no address, nothing that a stranger with the telephone may not read."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from chongyang.alerting.rules.matters import all_matters
from chongyang.core.words import N_

INCIDENT = N_("有呼救超过时限无人受理，请立即查看坐席台。")
VISIT = N_("有上门服务未按时到达，请立即查看。")
DEVICE = N_("有设备失联，请查看。")
OTHER = N_("有事项等待处理，请查看。")
CONTACT = N_("您登记为一位老人的联系人。值班中心正在处理一起与她有关的情况，请接听来电或回拨 12349。")
TEST = N_("这是养老服务平台的联络测试，无需处理。收到请回复 1。")

Writer = Callable[[UUID, datetime], str]
_WRITERS: dict[str, Writer] = {}
OF_SUBJECT = {"incident": INCIDENT, "visit": VISIT, "device": DEVICE}


def text_for(subject_kind: str, target_kind: str, chain: str = "") -> tuple[str, str]:
    """The code of a vendor's template, and the words; of a matter those of its data, in Chinese alone."""
    if matter := all_matters().get(chain):
        return f"alerting.{chain}", matter.text
    if target_kind == "contact":
        return "alerting.contact", CONTACT
    return f"alerting.{subject_kind}", OF_SUBJECT.get(subject_kind, OTHER)


def writes(chain: str) -> Callable[[Writer], Writer]:
    """A room above says what comes behind the words of its chain when a message leaves, by the subject and
    the moment: what is written nowhere before. Said once, in `apps.ready`.
    """

    def keep(write: Writer) -> Writer:
        _WRITERS[chain] = write
        return write

    return keep


def written(chain: str, subject: UUID, now: datetime) -> str:
    """What its room adds to the words, mostly nothing."""
    write = _WRITERS.get(chain)
    return write(subject, now) if write else ""
