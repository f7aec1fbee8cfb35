"""The documents say what the code does: commands, settings, roles, links, decisions, words."""

import os
import re
import runpy
from collections.abc import Iterator
from pathlib import Path

import pytest

from chongyang.territory.rules.capabilities import Can

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "chongyang"
DOCS = ROOT / "docs"
SKIPPED = {".venv", "node_modules", "var", "build"}
HEADINGS = ("## Context", "## Decision", "## Alternatives", "## Consequences")
ENVIRONMENT = (
    re.compile(r"""environ(?:\.get|\.setdefault|\.pop)?[(\[]\s*["']([A-Z_]+)["']"""),
    re.compile(r"""_flag\(\s*["']([A-Z_]+)["']"""),
)
OF_THE_MACHINE = {"PATH", "HOME", "DJANGO_SETTINGS_MODULE"}
LINK = re.compile(r"(?<!`)\[[^\]\n]*\]\(([^)\s]+)\)")
CODE = re.compile(r"^```.*?^```|^    .*?$|`[^`\n]*`", re.MULTILINE | re.DOTALL)
CELL_WORDS = re.compile(r"`([A-Za-z_]+)`")


def _files(folder: Path, ending: str) -> Iterator[Path]:
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if name not in SKIPPED and not name.startswith("."))
        yield from (Path(place) / name for name in sorted(names) if name.endswith(ending))


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def _commands() -> list[str]:
    found = PACKAGE.glob("*/management/commands/*.py")
    return sorted(path.stem for path in found if not path.stem.startswith("_"))


def _variables() -> set[str]:
    texts = [_text(path) for path in _files(PACKAGE, ".py")]
    return {
        name for text in texts for pattern in ENVIRONMENT for name in pattern.findall(text)
    } - OF_THE_MACHINE


@pytest.mark.parametrize("command", _commands())
def test_every_command_is_in_the_reference_with_an_example(command: str) -> None:
    row = re.compile(rf"^\| `{command}`.*`(?:chongyang|make) {command}\b.*\|$", re.MULTILINE)
    assert row.search(_text(DOCS / "reference" / "commands.md")), f"{command}: no row with an example"


def test_no_command_is_in_the_reference_that_is_not_there() -> None:
    named = re.findall(r"^\| `(\w+)`", _text(DOCS / "reference" / "commands.md"), re.MULTILINE)
    assert set(named) == set(_commands())


def test_every_variable_of_the_environment_is_in_the_reference() -> None:
    settings = _text(DOCS / "reference" / "settings.md")
    assert "DATABASE_URL" in _variables()
    assert [name for name in sorted(_variables()) if f"`{name}`" not in settings] == []


def test_the_reference_names_no_variable_that_nobody_reads() -> None:
    named = re.findall(r"^\| `([A-Z_]+)`", _text(DOCS / "reference" / "settings.md"), re.MULTILINE)
    assert set(named) - _variables() == set()


def test_the_table_of_roles_is_that_of_the_code() -> None:
    """Where it is not: `.venv/bin/python tools/document_roles.py`."""
    assert runpy.run_path(str(ROOT / "tools" / "document_roles.py"))["table"]() in _text(
        DOCS / "reference" / "roles.md"
    )


def test_every_capability_is_explained() -> None:
    below = _text(DOCS / "reference" / "roles.md").rpartition("|\n")[2]
    assert [one.value for one in Can if f"`{one.value}`" not in below] == []


def _broken_links(path: Path) -> list[str]:
    targets = [target for target in LINK.findall(CODE.sub("", _text(path))) if "://" not in target]
    return [target for target in targets if not (path.parent / target.partition("#")[0]).exists()]


def test_every_relative_link_leads_somewhere() -> None:
    broken = {str(path.relative_to(ROOT)): _broken_links(path) for path in _files(ROOT, ".md")}
    assert {path: links for path, links in broken.items() if links} == {}


def test_every_page_can_be_found_from_the_index() -> None:
    index = _text(DOCS / "README.md")
    pages = [path.relative_to(DOCS).as_posix() for path in _files(DOCS, ".md")]
    unlisted = [page for page in pages if not page.startswith("adr/") and f"({page})" not in index]
    assert unlisted == ["README.md"]


@pytest.mark.parametrize("path", sorted((DOCS / "adr").glob("0*.md")), ids=lambda path: path.stem)
def test_a_decision_has_its_four_parts_and_stands_in_the_list(path: Path) -> None:
    lines = _text(path).splitlines()
    assert lines[0].startswith(f"# {path.stem[:4]} ")
    assert any(line.startswith("Status: ") for line in lines)
    assert [line for line in lines if line.startswith("## ")] == list(HEADINGS)
    assert 20 <= len(lines) <= 40
    assert path.name in _text(DOCS / "adr" / "README.md")


def test_the_words_of_the_glossary_exist_in_the_code() -> None:
    code = "\n".join(_text(path) for path in _files(PACKAGE, ".py"))
    known = set(re.findall(r"\w+", code)) | {path.stem for path in _files(PACKAGE, ".py")}
    rows = [line.split("|") for line in _text(ROOT / "CONTEXT.md").splitlines() if line.startswith("| ")]
    named = {word for cells in rows for word in CELL_WORDS.findall(cells[3])}
    assert len(named) > 80
    assert sorted(named - known) == []


def test_no_document_names_a_folder_of_this_machine() -> None:
    home = str(ROOT)
    assert [path.name for path in _files(ROOT, ".md") if home in _text(path)] == []


@pytest.mark.parametrize("path", sorted((DOCS / "pictures").glob("*.png")), ids=lambda path: path.stem)
def test_a_picture_is_shown_and_light(path: Path) -> None:
    assert f"docs/pictures/{path.name}" in _text(ROOT / "README.md")
    assert path.stat().st_size < 300_000
