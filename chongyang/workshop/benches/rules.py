"""`chongyang bench rules`: a million payees, twelve months, every programme paid to persons, with its trace.

Reads an invented payroll from a file, decides each month, writes answer, amount and every step to a file a
month; a second run must give the same bytes.
"""

import hashlib
import shutil
import tempfile
import time
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from chongyang.policy.rules.asking import explain
from chongyang.policy.rules.cases import column_type
from chongyang.policy.rules.engine.deciding import decide
from chongyang.policy.rules.engine.values import AREA, values_on
from chongyang.policy.rules.programmes import Programme, load_programmes
from chongyang.workshop.benches.frame import Goal, Result, settle, summary

PAYEES, MONTHS, YEAR = 1_000_000, 12, 2019
SECONDS = 20.0
EXPLAINED_P95, TIMES = 50.0, 20
COUNTIES = (410102, 410103, 410104, 410105, 410106, 410108, 410122, 410181, 410182, 410183, 410184, 410185)


def run(payees: int = PAYEES) -> Result:
    """Two runs over the same payroll; seconds of the first, bytes of both."""
    result = Result("rules", {"name": "none: files in a temporary folder", "payees": payees})
    result.figures["busy_before"] = settle()
    folder = Path(tempfile.mkdtemp(prefix="chongyang-rules-"))
    try:
        programmes = [programme for programme in load_programmes() if programme.period == "month"]
        for programme in programmes:
            payroll(programme, payees).write_parquet(folder / f"{programme.code}.parquet")
        first, second = (_year(programmes, folder, folder / name) for name in ("first", "second"))
        written = sum(file.stat().st_size for file in (folder / "first").iterdir())
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    result.figures |= _figures(programmes, payees, first, written)
    result.figures["explained_ms"] = summary(
        [_explained(one) for one in load_programmes() for _ in range(TIMES)]
    )
    result.goals = [
        Goal("a year of every personal programme, seconds", "<=", SECONDS, round(first["seconds"], 2)),
        Goal("months whose second run differs", "==", 0, _differing(first, second)),
        Goal("one explained decision, p95 in ms", "<=", EXPLAINED_P95, result.figures["explained_ms"]["p95"]),
    ]
    return result


def payroll(programme: Programme, payees: int, seed: int = 6) -> pl.DataFrame:
    """Invented payees: every input of the programme, one in fifty unknown."""
    rng = np.random.default_rng(seed)
    area = rng.choice(np.array(COUNTIES, dtype=np.int64), payees) * 1_000_000 + 1_001
    columns: dict[str, Any] = {"payee": np.arange(payees), AREA: area}
    frame = pl.DataFrame(columns)
    for name, asked in programme.inputs.items():
        values: Any = rng.random(payees) < 0.95 if asked.type == "yes_no" else rng.integers(0, 240, payees)
        held = pl.Series(name, values).cast(column_type(asked))
        unknown = pl.Series(rng.random(payees) < 0.02)
        frame = frame.with_columns(pl.when(unknown).then(None).otherwise(held).alias(name))
    return frame


def _year(programmes: list[Programme], source: Path, target: Path) -> dict[str, Any]:
    target.mkdir()
    began = time.perf_counter()
    paid = 0
    for programme in programmes:
        for month in range(1, MONTHS + 1):
            rows = pl.read_parquet(source / f"{programme.code}.parquet")
            decided = decide(programme.function, rows, values_on(date(YEAR, month, 1)))
            decided.rows.write_parquet(target / f"{programme.code}-{month:02}.parquet", statistics=False)
            paid += int(decided.rows["amount_fen"].sum())
    seconds = time.perf_counter() - began
    digests = {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in sorted(target.iterdir())}
    return {"seconds": seconds, "paid_fen": paid, "digests": digests}


def _explained(programme: Programme) -> float:
    """Milliseconds of one applicant's answer with every step, its parameters and what is missing."""
    row = payroll(programme, 1).row(0, named=True)
    given = {name: row[name] for name in programme.inputs}
    values = values_on(date(YEAR, 6, 1))
    began = time.perf_counter()
    explain(programme, given, row[AREA], values)
    return (time.perf_counter() - began) * 1000


def _differing(first: dict[str, Any], second: dict[str, Any]) -> int:
    return sum(second["digests"].get(name) != digest for name, digest in first["digests"].items())


def _figures(programmes: list[Programme], payees: int, first: dict[str, Any], written: int) -> dict[str, Any]:
    decided = payees * MONTHS * len(programmes)
    return {
        "programmes": [programme.code for programme in programmes],
        "decisions": decided,
        "decisions_per_second": round(decided / first["seconds"]),
        "trace_mib": round(written / 2**20, 1),
        "paid_yuan": first["paid_fen"] / 100,
    }
