"""The reference page of the life cycles: written, compared, printed; the committed page is the tables'."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command


def test_the_committed_page_is_what_the_tables_say():
    call_command("draw_lifecycles", check=True)


def test_a_page_that_differs_fails_until_it_is_written(tmp_path):
    path = tmp_path / "reference" / "lifecycles.md"
    with pytest.raises(CommandError, match="not what the tables say"):
        call_command("draw_lifecycles", check=True, to=path)
    call_command("draw_lifecycles", to=path, stdout=StringIO())
    call_command("draw_lifecycles", check=True, to=path)
    path.write_text("old", encoding="utf-8")
    with pytest.raises(CommandError):
        call_command("draw_lifecycles", check=True, to=path)


def test_it_prints_every_state_and_action():
    out = StringIO()
    call_command("draw_lifecycles", print=True, stdout=out)
    assert "stateDiagram-v2" in out.getvalue()
    assert "| 受理 | `acknowledge` | `open` | `acknowledged` |" in out.getvalue()
