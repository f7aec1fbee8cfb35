"""`chongyang bench rules --against openfisca`: the carers' allowance by openfisca-core beside our engine.

Both start from columns in memory and end with the same columns in memory: each condition, the months that
count, the amount, and what each payer pays. OpenFisca knows no unknown input, so nothing is unknown here;
ours tells `answer` and `missing` beside. In turns, month by month, so that both meet the same machine.
openfisca-core is AGPL and never a dependency: `pip install 'chongyang[bench]'` brings it for this bench.
"""

import importlib.util
import statistics
import time
from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

import numpy as np
import polars as pl

from chongyang.policy.rules.engine.deciding import decide
from chongyang.policy.rules.engine.values import Values, values_on
from chongyang.policy.rules.programmes import Programme, load_programmes
from chongyang.workshop.benches import rules
from chongyang.workshop.benches.city import UnableToBench
from chongyang.workshop.benches.frame import Goal, Result

CODE = "carer_post_allowance"
NAME = "carer.post_allowance"
YEAR, MONTHS = 2019, 12
STEPS = ("months_of_service", "has_served", "amount_fen", "city_fen", "county_fen", "street_fen")


def run(payees: int) -> Result:
    """The bench `rules`, and then the same formula by openfisca-core in the same minute."""
    demand()
    result = rules.run(payees)
    compare(result, payees)
    return result


def demand() -> None:
    """Raises UnableToBench where openfisca-core is not installed."""
    if importlib.util.find_spec("openfisca_core") is None:
        raise UnableToBench("openfisca-core is not here: pip install 'chongyang[bench]'")


def compare(result: Result, payees: int) -> None:
    """Adds figures and a goal: seconds of a month by ours over those by openfisca, medians of a year."""
    programme = next(one for one in load_programmes() if one.code == CODE)
    rows = _known(programme, payees)
    values = values_on(date(YEAR, 1, 1))
    theirs = _openfisca(rows, values)
    ours_seconds, theirs_seconds, differing = [], [], 0
    for month in range(1, MONTHS + 1):
        on = date(YEAR, month, 1)
        decided, seconds = _timed(partial(decide, programme.function, rows, values_on(on)))
        ours_seconds.append(seconds)
        answered, seconds = _timed(partial(theirs, on))
        theirs_seconds.append(seconds)
        amounts = decided.rows["amount_fen"].fill_null(0).to_numpy()
        differing += int((amounts != answered["amount_fen"]).sum())
    ours, other = statistics.median(ours_seconds), statistics.median(theirs_seconds)
    result.figures["against_openfisca"] = {
        "version": _version(),
        "month_seconds": {"ours": round(ours, 4), "openfisca": round(other, 4)},
        "columns": list(STEPS),
    }
    result.goals += [
        Goal("a month by ours over a month by openfisca-core", "<=", 1.0, round(ours / other, 3)),
        Goal("amounts that differ from openfisca-core's", "==", 0, differing),
    ]


def _version() -> str:
    from importlib.metadata import version

    return version("openfisca-core")


def _timed(work: Callable[[], Any]) -> tuple[Any, float]:
    began = time.perf_counter()
    return work(), time.perf_counter() - began


def _known(programme: Programme, payees: int, seed: int = 6) -> pl.DataFrame:
    """The invented payroll of the bench `rules`, with every input known."""
    rows = rules.payroll(programme, payees, seed)
    return rows.with_columns(
        pl.col(name).fill_null(asked.type == "yes_no" or 0) for name, asked in programme.inputs.items()
    )


def _openfisca(rows: pl.DataFrame, values: Values) -> Callable[[date], dict[str, Any]]:
    """The same rule in their way: a variable for each step, parameters by date."""
    from openfisca_core.simulations import SimulationBuilder

    system = _system(values)
    inputs = {name: rows[name].to_numpy() for name in ("is_registered", "is_at_post", "months_in_city")}

    def month(on: date) -> dict[str, Any]:
        simulation = SimulationBuilder().build_default_simulation(system, count=len(rows))
        period = f"{on:%Y-%m}"
        for name, held in inputs.items():
            simulation.set_input(name, period, held)
        return {name: simulation.calculate(name, period) for name in STEPS}

    return month


def _system(values: Values) -> Any:
    from openfisca_core.entities import build_entity
    from openfisca_core.parameters import ParameterNode
    from openfisca_core.taxbenefitsystems import TaxBenefitSystem

    person = build_entity(key="person", plural="persons", label="", is_person=True)
    system = TaxBenefitSystem([person])
    for name, (kind, formula) in _variables().items():
        system.add_variable(_variable(name, kind, formula, person))
    years = [int(part) * 12 for part in values.choice(f"{NAME}.years").split("-")]
    amounts = [int(pl.select(values.fen(f"{NAME}.{band}")).item()) for band in (1, 2, 3)]
    told = {f"months_{band}": years[band - 1] for band in (1, 2, 3)}
    told |= {f"fen_{band}": amounts[band - 1] for band in (1, 2, 3)}
    dated = {name: {"values": {"2014-01-01": {"value": value}}} for name, value in told.items()}
    system.parameters = ParameterNode("", data={"allowance": dated})
    return system


def _variable(name: str, kind: type, formula: Any, person: Any) -> Any:
    from openfisca_core.periods import DateUnit
    from openfisca_core.variables import Variable

    told: dict[str, Any] = {"value_type": kind, "entity": person, "label": name}
    told["definition_period"] = DateUnit.MONTH
    return type(name, (Variable,), told | ({"formula": formula} if formula else {}))


def _variables() -> dict[str, tuple[type, Any]]:
    """Name, type and formula of each; an input has none. The city pays all, as the default choice says."""

    def has_served(people: Any, period: Any, parameters: Any) -> Any:
        return people("months_of_service", period) >= parameters(period).allowance.months_1

    def amount(people: Any, period: Any, parameters: Any) -> Any:
        held, months = parameters(period).allowance, people("months_of_service", period)
        bands = [months >= held.months_3, months >= held.months_2, months >= held.months_1]
        due = np.select(bands, [held.fen_3, held.fen_2, held.fen_1], 0)
        may = people("is_registered", period) & people("is_at_post", period) & people("has_served", period)
        return np.where(may, due, 0)

    return {
        "is_registered": (bool, None),
        "is_at_post": (bool, None),
        "months_in_city": (int, None),
        "months_of_service": (int, lambda people, period: people("months_in_city", period)),
        "has_served": (bool, has_served),
        "amount_fen": (int, amount),
        "city_fen": (int, lambda people, period: people("amount_fen", period)),
        "county_fen": (int, lambda people, period: people("amount_fen", period) * 0),
        "street_fen": (int, lambda people, period: people("amount_fen", period) * 0),
    }
