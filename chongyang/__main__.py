"""The command `chongyang`: Django's command line, with a database under it.

Without DATABASE_URL the embedded server of this checkout is started for as long as somebody uses it. Commands
that shape the database work as its owner, all others as the run role, which owns nothing.
"""

import os
import sys
from pathlib import Path

OWNER_COMMANDS = {
    "migrate",
    "load_reference",
    "make_city",
    "make_accounts",
    "prepare",
    "prepare_demo",
    "dbshell",
    "createcachetable",
}
NO_DATABASE = {
    "help",
    "makemigrations",
    "messages",
    "draw_lifecycles",
    "personal_data",
    "collectstatic",
    "export_plans",
    "demo",
}
NO_DATABASE |= {"broker", "restore_drill", "make_feeds"}
ROOT = Path(__file__).resolve().parent.parent


def needs_database(words: list[str]) -> bool:
    """Whether the command talks to the database at all."""
    return bool(words) and words[0] not in NO_DATABASE and not words[0].startswith("-")


def provide_database() -> None:
    """Point the process at the embedded server unless DATABASE_URL names another."""
    if os.environ.get("DATABASE_URL"):
        return
    from chongyang.core.postgres import UnableToRunPostgres, ensure_running

    try:
        server = ensure_running(Path(os.environ.get("CHONGYANG_VAR", ROOT / "var")) / "pg")
    except UnableToRunPostgres as problem:
        sys.exit(str(problem))
    os.environ["DATABASE_URL"] = server.run_url
    os.environ["DATABASE_OWNER_URL"] = server.owner_url


def main() -> None:
    """Run one command."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chongyang.config.settings")
    words = sys.argv[1:]
    if words and words[0] in OWNER_COMMANDS:
        os.environ["CHONGYANG_AS_OWNER"] = "1"
    if needs_database(words):
        provide_database()
    from django.core.management import execute_from_command_line

    execute_from_command_line(["chongyang", *words])


if __name__ == "__main__":
    main()
