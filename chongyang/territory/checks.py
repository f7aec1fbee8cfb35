"""What `chongyang check --deploy` looks at in this room: nobody signs in with the printed password."""

from collections.abc import Iterator

from django.core.checks import CheckMessage

from chongyang.core.checks import error, of_database
from chongyang.territory import queries


@of_database
def no_demo_accounts() -> Iterator[CheckMessage]:
    if count := queries.count_demo_accounts():
        told = f"{count} demo accounts are active; their password is printed in the manual"
        yield error(20, told, "Close them, or begin in an empty database")
