"""What this room lets be counted (`core.measuring`): carers in the register, trained before work, trained.

A carer lies where her day begins. Which certificates count, `data/skills.yaml` says.
"""

from chongyang.core.measuring import Measure
from chongyang.core.words import N_
from chongyang.workforce.rules import skills

TABLE = "workforce_carer c"
STAYS = "(c.ends_on IS NULL OR c.ends_on >= %(until_on)s)"
ENTERED = f"c.entered_at < %(until_at)s AND {STAYS}"
EMPLOYED = f"c.starts_on < %(until_on)s AND {STAYS}"
HOLDS = (
    "EXISTS (SELECT FROM workforce_credential p WHERE p.carer_id = c.id AND p.skill IN ({skills}) AND {when})"
)
ON_FIRST_DAY = "p.valid_from <= c.starts_on AND (p.valid_to IS NULL OR p.valid_to > c.starts_on)"
BY_THE_END = "p.valid_from < %(until_on)s"


def list_measures() -> tuple[Measure, ...]:
    """By the days of work and of the certificates alone, so that a past quarter can be counted again."""
    counts = skills.load().counts
    trained = _holds(counts.before_work, ON_FIRST_DAY)
    return (
        _of("registered", N_("登记在册的护理员"), ENTERED),
        _of("employed", N_("在岗的护理员"), EMPLOYED),
        _of(
            "trained_before_work", N_("入职时已有岗前培训或资格证书的在岗护理员"), f"{EMPLOYED} AND {trained}"
        ),
        _of("integrated_trained", N_("取得医养结合培训证书的护理员"), _holds(counts.integrated, BY_THE_END)),
    )


def _of(key: str, label: str, where: str) -> Measure:
    told = {"table": TABLE, "row": "c.id", "area": "c.area", "opens": "provider_carer"}
    return Measure(f"workforce.{key}", label, N_("名"), where=where, is_of_persons=True, **told)


def _holds(keys: tuple[str, ...], when: str) -> str:
    return HOLDS.format(skills=", ".join(f"'{key}'" for key in keys), when=when)
