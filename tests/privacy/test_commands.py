"""The commands of this room: a dry run writes nothing, a list needs somebody who answers for it."""

from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from chongyang.privacy.management.commands import retention_page
from chongyang.privacy.models import DestructionList
from chongyang.privacy.rules.page import as_markdown
from tests import factories
from tests.privacy import people


@pytest.fixture
def gone(db):
    return factories.make_elder(life_status="dead", status_on=date(2019, 1, 1))


def run(*words):
    out = StringIO()
    call_command("propose_destruction", *words, stdout=out)
    return out.getvalue()


def test_a_dry_run_counts_every_class_and_writes_nothing(gone):
    told = run("--dry-run")
    assert "1 registry.Elder" in told
    assert "call" in told
    assert not DestructionList.objects.exists()


def test_a_list_in_the_name_of_an_account(gone):
    steward = people.steward()
    told = run("--record-class", "file", "--account", steward.username)
    assert "another person has to approve it" in told
    assert DestructionList.objects.get().proposed_by == steward.id
    with pytest.raises(CommandError, match="没有"):
        run("--record-class", "file", "--account", steward.username)


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ((), "needs --record-class and --account"),
        (("--record-class", "file"), "needs --record-class and --account"),
        (("--record-class", "no", "--dry-run"), "no class 'no'"),
        (("--account", "nobody", "--dry-run"), "no account 'nobody'"),
    ],
)
def test_what_is_refused(db, words, why):
    with pytest.raises(CommandError) as refused:
        run(*words)
    assert why in str(refused.value)
    assert not DestructionList.objects.exists()


def test_the_page_of_retention_is_what_is_declared(monkeypatch, tmp_path):
    assert retention_page.PAGE.read_text(encoding="utf-8") == as_markdown()
    monkeypatch.setattr(retention_page, "PAGE", tmp_path / "none.md")
    with pytest.raises(CommandError, match="what retention"):
        call_command("retention_page", "--check")
