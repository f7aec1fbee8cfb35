"""The database that needs no installing: a PostgreSQL kept inside the checkout and started on demand.

`ensure_running(home)` starts it, or joins the one that runs. Whoever uses it last stops it.
Nothing here imports Django, so that settings may call it.
"""

from .errors import UnableToRunPostgres
from .server import Server, ensure_running

__all__ = ["Server", "UnableToRunPostgres", "ensure_running"]
