"""A kept scenario as its page shows it: tiles, charts, who gains and loses, where the subjects come from."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext

from chongyang.scenarios.queries import Kept
from chongyang.scenarios.rules import tables
from chongyang.scenarios.rules.demography import load_rates
from chongyang.scenarios.rules.running import basis_of
from chongyang.web.scenarios import charts
from chongyang.web.scenarios.words import (
    BASES,
    changes_in_words,
    county_word,
    fund_word,
    level_word,
    programme_word,
)


@dataclass(frozen=True, slots=True)
class Chosen:
    """The part of the figures that is looked at; empty for all."""

    county: int = 0
    programme: str = ""
    level: str = ""

    def sums(self, kept: Kept) -> list[Any]:
        return [one for one in kept.sums if self._holds(one) and self.level in ("", one.level)]

    def effects(self, kept: Kept) -> list[Any]:
        return [one for one in kept.effects if self._holds(one)]

    def _holds(self, one: Any) -> bool:
        return self.county in (0, one.area) and self.programme in ("", one.programme)


def chosen_of(kept: Kept, words: Any) -> Chosen:
    """What the address asks for; what this scenario does not hold is left out."""
    counties = {str(one.area): one.area for one in kept.effects}
    programmes = {one.programme for one in kept.effects}
    programme, level = words.get("programme", ""), words.get("level", "")
    return Chosen(
        counties.get(words.get("county", ""), 0),
        programme if programme in programmes else "",
        level if level in {one.level for one in kept.sums} else "",
    )


def context_of(kept: Kept, chosen: Chosen) -> dict[str, Any]:
    """All that the page shows of a choice."""
    sums, effects = chosen.sums(kept), chosen.effects(kept)
    heads = tables.whole(effects)
    return {
        "kept": kept,
        "scenario": kept.scenario,
        "last_year": kept.scenario.first_year + kept.scenario.years - 1,
        "sentences": changes_in_words(kept.scenario.changes),
        "total": tables.total(sums),
        "tiles": _tiles(tables.total(sums), heads),
        "charts": _charts(sums),
        "parts": _parts(sums),
        "gains": _gains(effects),
        "heads": heads,
        "filters": _filters(kept),
        "chosen": chosen,
        "people": _people(kept),
        "subjects": _subjects(kept),
        "demography": load_rates(),
    }


def _tiles(total: tables.Line, heads: tables.Heads) -> list[dict[str, str]]:
    unit = gettext("万元")
    return [
        {"label": gettext("现行标准"), "number": charts.in_ten_thousands(total.today_fen), "unit": unit},
        {"label": gettext("测算方案"), "number": charts.in_ten_thousands(total.scenario_fen), "unit": unit},
        {"label": gettext("增减"), "number": charts.more_words(total.more_fen), "unit": unit},
        {
            "label": gettext("受益"),
            "number": f"{heads.gains:,}",
            "unit": gettext("共多得 %(fen)s 万元") % {"fen": charts.in_ten_thousands(heads.gain_fen)},
        },
        {
            "label": gettext("减少"),
            "number": f"{heads.loses:,}",
            "unit": gettext("共少得 %(fen)s 万元") % {"fen": charts.in_ten_thousands(heads.loss_fen)},
        },
    ]


def _charts(sums: list[Any]) -> list[charts.Chart]:
    return [
        charts.standing(gettext("按年度"), gettext("年度"), tables.by(sums, lambda one: one.year), str),
        charts.lying(
            gettext("按县（市、区）"), gettext("地区"), tables.by(sums, lambda one: one.area), county_word
        ),
        charts.lying(
            gettext("按项目"), gettext("项目"), tables.by(sums, lambda one: one.programme), programme_word
        ),
    ]


def _parts(sums: list[Any]) -> list[dict[str, Any]]:
    """By payer level and fund together: two columns of the budget."""
    rows = tables.by(sums, lambda one: (one.level, one.fund))
    return [{"level": level_word(row.key[0]), "fund": fund_word(row.key[1]), **_numbers(row)} for row in rows]


def _numbers(row: tables.Line) -> dict[str, str]:
    return {
        "today": charts.in_ten_thousands(row.today_fen),
        "scenario": charts.in_ten_thousands(row.scenario_fen),
        "more": charts.more_words(row.more_fen) if row.more_fen else "—",
    }


def _gains(effects: list[Any]) -> list[dict[str, Any]]:
    """Who gains and loses by programme; those whom the change does not touch are left out."""
    rows = tables.heads_by(effects, lambda one: one.programme)
    return [
        {
            "programme": programme_word(row.key),
            "heads": row,
            "gained": charts.in_ten_thousands(row.gain_fen),
            "lost": charts.in_ten_thousands(row.loss_fen),
        }
        for row in rows
        if row.gains or row.loses or row.undecided
    ]


def _filters(kept: Kept) -> dict[str, list[tuple[Any, str]]]:
    def told(values: set[Any], word: Callable[[Any], str]) -> list[tuple[Any, str]]:
        return [(value, word(value)) for value in sorted(values)]

    return {
        "counties": told({one.area for one in kept.effects}, county_word),
        "programmes": told({one.programme for one in kept.effects}, programme_word),
        "levels": told({one.level for one in kept.sums}, level_word),
    }


def _people(kept: Kept) -> list[tuple[int, int]]:
    """Elders of all counties of the scenario by year: at its beginning, then at each year's end."""
    rows = list(kept.run.people.values())
    first = kept.scenario.first_year
    return (
        [(first - 1 + place, sum(row[place] for row in rows)) for place in range(len(rows[0]))]
        if rows
        else []
    )


def _subjects(kept: Kept) -> list[dict[str, Any]]:
    told = []
    for code, count in kept.run.subjects.items():
        basis = basis_of(code)
        told.append(
            {
                "programme": programme_word(code),
                "rows": count,
                "basis": BASES[str(basis["basis"])],
                "is_own": basis["basis"] == "rows",
                "source": basis["source"],
                "synthetic": list(dict.fromkeys(dict(basis["synthetic"]).values())),  # type: ignore[call-overload]
            }
        )
    return told
