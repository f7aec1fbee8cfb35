"""Words of payer levels, funds and bases, and the names of counties and programmes."""

from django.utils.translation import gettext

from chongyang.core.words import N_
from chongyang.policy.rules.programmes import UnknownProgramme, get_programme
from chongyang.policy.rules.promises import Parameter, load_parameters
from chongyang.scenarios.rules.changes import FUNDS, Change, UnableToSimulate, read_changes
from chongyang.territory import queries as territory

LEVELS = {"city": N_("市级财政"), "county": N_("县（市、区）财政"), "street": N_("街道（乡镇）")}
BASES = {
    "rows": N_("取自本市数据"),
    "targets": N_("取自方案目标"),
    "synthetic": N_("假定"),
    "none": N_("未计入"),
}


def level_word(level: str) -> str:
    return gettext(LEVELS.get(level, level))


def fund_word(fund: str) -> str:
    return gettext(FUNDS.get(fund, fund))


def programme_word(code: str) -> str:
    """The title as the plan's programmes carry it; the code where the programme is gone."""
    try:
        return gettext(get_programme(code).title)
    except UnknownProgramme:
        return code


def county_word(area: int) -> str:
    return territory.area_name(area)


def find_parameter(name: str) -> Parameter | None:
    """The newest parameter of a short name."""
    return next((row for row in load_parameters() if row.id.rpartition(":")[2] == name), None)


def changes_in_words(told: list[dict[str, object]]) -> list[str]:
    """Each change of a kept scenario as a sentence; one that no rule of today knows says so."""
    sentences = []
    for row in told:
        try:
            sentences += [_sentence(change) for change in read_changes([row])]
        except UnableToSimulate as error:
            sentences.append(gettext("这项改动今天已不适用：%(why)s") % {"why": gettext(error.reason)})
    return sentences


def _sentence(change: Change) -> str:
    since = gettext("%(year)s年起") % {"year": change.from_year} if change.from_year else ""
    return f"{_what(change)}{_stop(since)}"


def _unit(held: Parameter | None) -> str:
    return gettext(held.unit) if held and held.unit else ""


def _stop(since: str) -> str:
    return gettext("（%(since)s）") % {"since": since} if since else ""


def _what(change: Change) -> str:
    if change.kind == "fund":
        return gettext("%(what)s：资金改为%(fund)s") % {
            "what": programme_word(change.name),
            "fund": fund_word(change.fund),
        }
    held = find_parameter(change.name)
    told = {"what": gettext(held.what) if held else change.name, "unit": _unit(held)}
    if change.kind == "choice":
        alternatives = held.alternatives if held else {}
        said = gettext(alternatives.get(change.choice, change.choice))
        return gettext("%(what)s：改为“%(said)s”") % {**told, "said": said}
    if change.kind == "payers":
        parts = " · ".join(f"{level_word(level)} {part}%" for level, part in change.payers.items())
        return gettext("%(what)s：由%(parts)s负担") % {**told, "parts": parts}
    number = f"{change.value:,}"
    if change.kind == "overlay":
        where = {
            "area": territory.area_name(int(change.area.ljust(12, "0"))),
            "payer": level_word(change.payer),
        }
        return gettext("%(area)s把%(what)s提高到 %(number)s %(unit)s，增加部分由%(payer)s负担") % {
            **told,
            **where,
            "number": number,
        }
    return gettext("%(what)s：改为 %(number)s %(unit)s") % {**told, "number": number}
