"""The reference of retention, written from the data; behind docs/reference/retention.md."""

from importlib import resources

from chongyang.privacy.rules.data import settings
from chongyang.privacy.rules.retention import RecordClass, classes
from chongyang.registry.rules import personal

THEN = {
    "erase": "personal columns emptied, the row stays for figures",
    "drop": "the row goes",
    "payload": "the event's payload and salt go; digest and chain stay",
    "none": "the program clears it by itself",
}
CLOCK = {"end_of_person": "her death or moving away", "row": "the record's own day"}


def as_markdown() -> str:
    """The page of the reference."""
    models: dict[str, list[str]] = {}
    for name, declared in personal.load_declared().items():
        models.setdefault(declared.retention, []).append(name)
    rows = [_row(key, one) for key, one in classes().items()]
    lists = [
        f"- `{key}`: {', '.join(f'`{name}`' for name in sorted(models.get(key, [])))}\n" for key in classes()
    ]
    figures = "; ".join(
        f"`{name}` {', '.join(names)}" for name, names in settings("retention")["figures"].items()
    )
    page = (
        resources.files("chongyang.privacy").joinpath("data/retention_page.txt").read_text(encoding="utf-8")
    )
    return page.format(classes="".join(rows), models="".join(lists), figures=figures)


def _row(key: str, one: RecordClass) -> str:
    years = str(one.years) if one.years else "—"
    kept = "yes" if one.law else "no"
    cells = (f"`{key}`", one.label, years, CLOCK[one.clock], THEN[one.then], kept, one.basis)
    return f"| {' | '.join(cells)} |\n"
