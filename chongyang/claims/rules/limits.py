"""The numbers by which files are taken in (`claims/data/taking_in.yaml`)."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

SHIPPED = Path(__file__).resolve().parent.parent / "data" / "taking_in.yaml"


@dataclass(frozen=True, slots=True)
class Limits:
    """See the file for what each means; none of them stands in a plan."""

    part_rows: int
    sample_rows: int
    compared_records: int
    swapped_bad_share: float
    swapped_good_share: float
    double_share: float
    disagreeing_share: float
    most_ended_share: float
    most_faults: int
    most_columns: int
    most_line_characters: int
    joined_lines: int
    unpacked_bytes: int
    stale_seconds: int


@cache
def limits() -> Limits:
    """The shipped numbers."""
    told = yaml.safe_load(SHIPPED.read_text(encoding="utf-8"))
    return Limits(**{name: told[name] for name in Limits.__slots__})
