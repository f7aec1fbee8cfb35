"""What departments send when they send rubbish: one sentence for the file, or one line lost, never more."""

import io
import json
import os
import signal
import subprocess
import sys
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import openpyxl
import pytest
from django.core.management import call_command

from chongyang.claims.models import Claim, Fault, Run
from chongyang.claims.rules import files
from chongyang.claims.rules.limits import Limits, limits
from chongyang.core.access import enter
from chongyang.core.scopes import system_scope
from tests.claims.feed_files import HEAD, people, write_csv
from tests.claims.test_taking_in import receive, take
from tests.gateway.conftest import database_url

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)


def rewritten(path: Path, change) -> Path:
    path.write_bytes(change(path.read_bytes()))
    return path


def a_bomb(path: Path) -> Path:
    """A workbook that says it unpacks to 64 MiB of nothing."""
    book = openpyxl.Workbook()
    book.active.append(list(HEAD))
    book.save(path)
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/zeros.bin", b"\0" * 64 * 1024**2)
    return path


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"", "empty"),
        (b"\n\n   \n", "empty"),
        (",".join(HEAD).encode() + b"\n", "empty"),
        (b"\x00\x01\x02" * 50, "not_text"),
        (os.urandom(4096).replace(b"\0", b"\1").replace(b"\n", b"\1"), ""),
        ("人员编号,姓名".encode("utf-16"), "utf16"),
        (b"PK\x03\x04 this is no archive", "broken_sheet"),
        (b"%PDF-1.7\n1 0 obj", ""),
        (("a," * 10_000 + "a\n" + "1," * 10_000 + "1\n").encode(), ""),
        ((",".join([*HEAD, *(f"c{n}" for n in range(10_000))]) + "\n").encode(), "too_many_columns"),
        ((",".join([*HEAD, "姓名"]) + "\n").encode(), "double_columns"),
        (b"{}\n[]\n", ""),
        (b'{"a": ' + b"[" * 100_000 + b"\n", ""),
    ],
)
def test_a_file_that_is_no_file_of_this_feed_says_so(db, tmp_path: Path, content: bytes, word: str):
    path = tmp_path / "people.xlsx"  # the name decides nothing
    path.write_bytes(content)
    run = receive(path).run
    assert run.state == "refused"
    assert run.reason
    assert word in run.reason
    assert Claim.objects.count() == 0


def test_a_zip_that_calls_itself_a_workbook(db, tmp_path: Path):
    path = tmp_path / "people.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("people.csv", "a,b\n")
    assert receive(path).run.reason == "broken_sheet"


def test_a_bomb_is_refused_before_it_is_unpacked(db, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    held = limits()
    small = {name: getattr(held, name) for name in Limits.__slots__} | {"unpacked_bytes": 1_000_000}
    monkeypatch.setattr(files, "limits", lambda: Limits(**small))
    path = a_bomb(tmp_path / "people.xlsx")
    assert path.stat().st_size < 200_000
    assert receive(path).run.reason == "broken_sheet"


@pytest.mark.parametrize("ending", [b"\r\n", b"\n"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_ends_of_lines_and_marks_of_order(db, tmp_path: Path, ending: bytes, mark: bytes):
    path = write_csv(tmp_path / "a.csv", people(30))
    plain = path.read_bytes().replace(b"\r\n", b"\n")
    path.write_bytes(mark + plain.replace(b"\n", ending))
    run = take(path)
    assert (run.new_claims, run.faults) == (30, 0)


def test_lines_that_end_as_an_old_mac_wrote_them(db, tmp_path: Path):
    path = write_csv(tmp_path / "a.csv", people(30))
    path.write_bytes(path.read_bytes().replace(b"\r\n", b"\r"))
    run = receive(path).run
    if run.state != "refused":
        run = take(path)
    assert run.state == "refused" or run.new_claims == 30
    assert run.state == "done" or run.reason


def test_nul_bytes_a_long_line_and_an_open_quote_cost_their_lines(db, tmp_path: Path):
    path = write_csv(tmp_path / "a.csv", people(60))
    lines = path.read_bytes().split(b"\r\n")
    lines[10] = lines[10].replace(b",", b",\0", 1)
    lines[20] += b"x" * 50_000_000
    lines[30] = b'"' + lines[30]
    path.write_bytes(b"\n".join(lines))
    run = take(path)
    assert (run.state, run.new_claims, run.faults) == ("done", 57, 3)
    assert dict(Fault.objects.values_list("line", "code")) == {
        11: "bad_bytes",
        21: "too_long",
        31: "torn_line",
    }


def test_xlsx_and_json_lines_by_the_command(db, tmp_path: Path):
    book = openpyxl.Workbook()
    book.active.append(list(HEAD))
    for row in people(30):
        book.active.append([row[name] for name in HEAD])
    book.save(tmp_path / "a.xlsx")
    lines = "\n".join(json.dumps(row, ensure_ascii=False) for row in people(31))
    (tmp_path / "b.jsonl").write_text(lines + '\n{"torn": \n', encoding="utf-8")
    for name, day, new, refused in (("a.xlsx", "2026-11-01", 30, 0), ("b.jsonl", "2026-11-08", 1, 1)):
        out = io.StringIO()
        words = ("police_population", str(tmp_path / name), "--told-on", day, "--json")
        call_command("import_feed", *words, stdout=out, verbosity=0)
        told = json.loads(out.getvalue())
        assert (told["state"], told["new"], told["refused"]) == ("done", new, refused)
    assert Claim.objects.filter(valid_to=None).count() == 31


def test_the_command_tells_a_refused_file_in_words_and_ends_with_one(db, tmp_path: Path):
    path = tmp_path / "a.csv"
    path.write_bytes(b"\x00" * 10)
    out = io.StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("import_feed", "police_population", str(path), stdout=out, verbosity=0)
    assert ended.value.code == 1
    assert "CSV" in out.getvalue()


KILLED = """
import os, signal, sys
from chongyang.claims.operations import taking_in
from chongyang.claims.rules import limits
held = limits.limits()
small = {name: getattr(held, name) for name in type(held).__slots__} | {"part_rows": 100}
taking_in.limits = lambda: limits.Limits(**small)
from chongyang.claims.management.commands import import_feed
def stop(self, run):
    if run.done_rows >= 200:
        os.kill(os.getpid(), signal.SIGKILL)
import_feed.Bar.__call__ = stop
from django.core.management import call_command
call_command("import_feed", "police_population", sys.argv[1], "--told-on", "2026-11-01")
"""


def test_a_process_that_was_killed_leaves_a_run_that_another_one_finishes(committed, tmp_path: Path):
    """`kill -9` between two commits: what was committed stays, the rest follows, nothing stands twice."""
    path = write_csv(tmp_path / "a.csv", people(350))
    environment = {
        **os.environ,
        "DATABASE_URL": database_url(),
        "CHONGYANG_AS_OWNER": "0",
        "DJANGO_SETTINGS_MODULE": "chongyang.config.settings",
    }
    words = [sys.executable, "-c", "import django; django.setup()\n" + KILLED, str(path)]
    child = subprocess.run(words, env=environment, capture_output=True, timeout=200, check=False)
    assert child.returncode == -signal.SIGKILL, child.stderr[-600:]
    with enter(system_scope("test")):
        run = Run.objects.get()
        assert (run.state, run.done_rows, Claim.objects.count()) == ("running", 200, 200)
        Run.objects.update(alive_at=datetime(2026, 11, 1, tzinfo=UTC))
    run = take(path)
    with enter(system_scope("test")):
        assert (run.state, run.done_rows, run.new_claims) == ("done", 350, 350)
        assert Claim.objects.filter(valid_to=None).count() == 350
