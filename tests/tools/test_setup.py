"""Set-up: what can go wrong ends in one sentence, and a second run goes on."""

import errno
import importlib.util
import json
import sys
from pathlib import Path
from types import ModuleType

import pytest

TOOLS = Path(__file__).parents[2] / "tools"


def _load(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"tools_{name}", TOOLS / f"{name}.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def setup(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The set-up of an empty checkout."""
    module = _load("setup")
    var = tmp_path / "var"
    var.mkdir()
    for name, value in {"ROOT": tmp_path, "VAR": var, "LOG": var / "log" / "setup.log"}.items():
        monkeypatch.setattr(module, name, value)
    return module


def test_secrets_are_made_once_and_closed(setup: ModuleType, tmp_path: Path) -> None:
    setup.make_secrets()
    path = tmp_path / "var" / "secrets.json"
    first = path.read_text()
    keys = json.loads(first)
    assert {name: len(key) // 2 for name, key in keys.items()} == {"django": 48, "fields": 16, "index": 32}
    assert path.stat().st_mode & 0o777 == 0o600
    setup.make_secrets()
    assert path.read_text() == first


def test_missing_key_is_added_and_others_kept(setup: ModuleType, tmp_path: Path) -> None:
    path = tmp_path / "var" / "secrets.json"
    path.write_text(json.dumps({"django": "old", "own": 1}))
    setup.make_secrets()
    keys = json.loads(path.read_text())
    assert keys["django"] == "old"
    assert keys["own"] == 1
    assert len(keys["fields"]) == 32


def test_broken_secrets_are_never_overwritten(setup: ModuleType, tmp_path: Path) -> None:
    path = tmp_path / "var" / "secrets.json"
    path.write_text("{")
    with pytest.raises(setup.UnableToSetUp, match="bring back its copy"):
        setup.make_secrets()
    assert path.read_text() == "{"


@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        ("OSError: [Errno 28] No space left on device", "The disk is full"),
        ("ERROR: No matching distribution found for numpy==2", "check the network"),
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES", "not the one that was locked"),
        ("npm error code EAI_AGAIN", "check the network"),
        ("something new", "something new (all it said is in var/log/setup.log)"),
    ],
)
def test_reason_is_found_in_what_a_program_said(setup: ModuleType, told: str, sentence: str) -> None:
    assert sentence in setup.sentence_for("pip", ["before", told, ""])


def test_failing_program_is_logged(setup: ModuleType, tmp_path: Path) -> None:
    with pytest.raises(setup.UnableToSetUp, match="told why"):
        setup.run([sys.executable, "-c", "print('told why'); raise SystemExit(2)"], "It")
    assert "told why" in (tmp_path / "var" / "log" / "setup.log").read_text()


def test_old_python_is_told_its_number(setup: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(setup, "OLDEST", (9, 9))
    with pytest.raises(setup.UnableToSetUp, match=r"Python 9\.9 or newer is needed"):
        setup.check_python()


def test_missing_venv_module_is_told(setup: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(setup.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(setup.UnableToSetUp, match="python3-venv"):
        setup.check_python()


def test_full_disk_is_one_sentence(setup: ModuleType) -> None:
    assert "The disk is full" in setup.told_by(OSError(errno.ENOSPC, "No space left on device"))
    assert "chown" in setup.told_by(PermissionError(errno.EACCES, "denied", "/x"))


def test_cut_off_mark_counts_as_none(setup: ModuleType, tmp_path: Path) -> None:
    (tmp_path / "mark").write_text('{"base": "')
    assert setup.read_mark(tmp_path / "mark") == {}


def test_lock_files_name_no_registry() -> None:
    root = TOOLS.parent
    for path in [root / "package-lock.json", *(root / "requirements").glob("*.txt")]:
        text = path.read_text()
        assert "http" not in text.replace("httpx", "").replace("httpcore", "").replace("httptools", ""), path
        assert "resolved" not in text


def test_unused_template_is_named(tmp_path: Path) -> None:
    folder = tmp_path / "web" / "seat" / "templates" / "seat"
    folder.mkdir(parents=True)
    for name in ("board", "card", "lonely"):
        (folder / f"{name}.html").write_text("{% extends 'seat/lonely.html' %}" if name == "lonely" else "")
    (folder / "board.html").write_text('{% include "seat/card.html" %}')
    (tmp_path / "web" / "seat" / "views.py").write_text('render(request, "seat/board.html#rows")')
    assert _load("unused_templates").unused(tmp_path) == ["seat/lonely.html"]
