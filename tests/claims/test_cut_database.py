"""The database goes away in the middle of a file: the run goes on, and no row is taken in twice."""

import threading
from pathlib import Path

import pytest
from django.db import DatabaseError, connection

from chongyang.claims.models import Claim, Run
from chongyang.claims.operations import taking_in
from chongyang.core.access import enter
from chongyang.core.scopes import system_scope
from tests.claims.feed_files import people, write_csv
from tests.claims.test_taking_in import NOW, receive, small_parts  # noqa: F401 - a fixture


def cut(pid: int) -> None:
    """From another connection, as a failing network or a restarted server does."""

    def other() -> None:
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])
        finally:
            connection.close()

    thread = threading.Thread(target=other)
    thread.start()
    thread.join()


@pytest.mark.usefixtures("committed", "small_parts")
def test_a_run_whose_connection_was_cut_goes_on_and_doubles_nothing(tmp_path: Path):
    path = write_csv(tmp_path / "a.csv", people(350))
    run = receive(path).run

    def lose(held: Run) -> None:
        if held.done_rows == 200:
            cut(connection.connection.info.backend_pid)

    with pytest.raises(DatabaseError):
        taking_in.take_in(run=run.id, path=path, clock=lambda: NOW, step=lose)
    connection.close()
    with enter(system_scope("test")):
        run.refresh_from_db()
        assert (run.done_rows, Claim.objects.count()) == (200, 200)
    run = taking_in.take_in(run=run.id, path=path, clock=lambda: NOW)
    with enter(system_scope("test")):
        assert (run.state, run.done_rows, run.new_claims, Claim.objects.count()) == ("done", 350, 350, 350)
