"""What is personal in which column, how it is kept and why; behind docs/reference/personal-data.md."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

SHIPPED = Path(__file__).resolve().parent.parent / "data" / "personal_fields.yaml"
KINDS = ("encrypted", "indexed", "masked", "plain")
HEAD = """# Personal data

Every column that tells something about a person, how it is kept, and why so. The declaration is
`chongyang/registry/data/personal_fields.yaml`; `chongyang personal_data` writes this page from it, and a test
compares it with the models.

| kept | means |
|---|---|
| encrypted | sealed with SM4-GCM for its table, column and row; shown as a mask, opened with an event |
| indexed | keyed SM3 digest, to find the sealed value by equality |
| masked | readable under row-level security, masked in lists and exports |
| plain | readable under row-level security: rules, order, or the first minutes of an emergency need it |
"""


@dataclass(frozen=True, slots=True)
class Declared:
    """One model's columns: the personal ones as (how it is kept, why), and the others.

    `label` is what the record is called on a person's own copy; `retention` its class of record.
    """

    personal: Mapping[str, tuple[str, str]]
    other: tuple[str, ...]
    label: str = ""
    retention: str = ""


@cache
def load_declared() -> Mapping[str, Declared]:
    """The declaration by model (`room.Model`); read once, for it is asked for each row that is destroyed."""
    with SHIPPED.open(encoding="utf-8") as file:
        models = yaml.safe_load(file)
    return {
        name: Declared(
            {field: (told[0], ", ".join(told[1:])) for field, told in model["personal"].items()},
            tuple(model["other"]),
            str(model.get("label", "")),
            str(model.get("retention", "")),
        )
        for name, model in models.items()
    }


def as_markdown() -> str:
    """The page of the reference."""
    parts = [HEAD]
    for name, declared in load_declared().items():
        parts.append(f"\n## `{name}`\n\n{_heading(declared)}| column | kept | why |\n|---|---|---|\n")
        parts += [f"| `{field}` | {kind} | {why} |\n" for field, (kind, why) in declared.personal.items()]
        parts.append(f"\nNot personal: {', '.join(f'`{field}`' for field in declared.other)}.\n")
    return "".join(parts)


def _heading(declared: Declared) -> str:
    if not declared.retention:
        return ""
    return f"{declared.label}; kept as `{declared.retention}` ([retention](retention.md)).\n\n"
