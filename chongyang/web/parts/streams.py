"""The answer that never ends: a desk's server-sent events, without a database connection while it waits."""

import signal
import socket
import threading
import time
from collections.abc import Iterator, Sequence
from importlib import import_module

from django.conf import settings
from django.contrib.auth import get_user
from django.db import Error as DatabaseError
from django.db import connection, transaction
from django.http import HttpRequest, StreamingHttpResponse
from django.utils import translation

from chongyang.core.scopes import Scope
from chongyang.web.parts import live
from chongyang.web.parts.middleware import scope_for

HEARTBEAT = 15.0
SESSION_CHECK = 45.0
RETRY_MILLISECONDS = 2000
END = b"event: end\ndata: \n\n"
BEAT = b": \n\n"


def read_scope(request: HttpRequest) -> Scope:
    """The scope of a view that runs outside the request's transaction."""
    with transaction.atomic():
        return scope_for(request)


def stream(request: HttpRequest, sources: Sequence[live.Source], scope: Scope) -> StreamingHttpResponse:
    """Current fragments first, then each new one; ends with the session, the client or the process."""
    owner = request.session.session_key or ""
    desk = live.hub.subscribe(sources, scope, translation.get_language() or settings.LANGUAGE_CODE, owner)
    connection.close()
    response = StreamingHttpResponse(_Events(desk, owner, scope), content_type="text/event-stream")
    response["Cache-Control"] = "no-store"
    response["X-Accel-Buffering"] = "no"
    return response


class _Events:
    """The events of one desk as an iterator that leaves the hub when the server closes it."""

    def __init__(self, desk: live.Desk, session: str, scope: Scope) -> None:
        self._desk, self._session, self._scope = desk, session, scope
        self._events = self._run()

    def __iter__(self) -> Iterator[bytes]:
        return self._events

    def close(self) -> None:
        self._events.close()  # type: ignore[attr-defined]
        live.hub.unsubscribe(self._desk)

    def _run(self) -> Iterator[bytes]:
        yield f"retry: {RETRY_MILLISECONDS}\n\n".encode()
        checked = time.monotonic()
        while not self._desk.is_over:
            fresh = self._desk.wait(HEARTBEAT)
            yield b"".join(fragment.encoded for fragment in fresh) or BEAT
            if time.monotonic() - checked >= SESSION_CHECK:
                checked = time.monotonic()
                if not is_session_alive(self._session, self._scope):
                    yield END
                    return


def is_session_alive(session_key: str, scope: Scope) -> bool:
    """Whether the session is still signed in, not idle, with the same password and the same scope.

    A database that does not answer ends no session.
    """
    try:
        return _is_alive(session_key, scope)
    except DatabaseError:
        return True
    finally:
        connection.close()


def _is_alive(session_key: str, scope: Scope) -> bool:
    request = HttpRequest()
    request.session = import_module(settings.SESSION_ENGINE).SessionStore(session_key)
    request.user = get_user(request)
    seen = request.session.get("seen", 0)
    if not request.user.is_authenticated or (seen and time.time() - seen > settings.IDLE_SECONDS):
        return False
    return read_scope(request) == scope


def stop_with_process() -> None:
    """End all streams as soon as the process is told to stop, else the server would wait for them.

    The server sets its own signal handlers after this; the descriptor hears of signals whoever handles them.
    """
    if threading.current_thread() is not threading.main_thread():
        return
    heard, told = socket.socketpair()
    told.setblocking(False)
    signal.set_wakeup_fd(told.fileno(), warn_on_full_buffer=False)
    threading.Thread(target=_stop_on_signal, args=(heard, told), name="live_stop", daemon=True).start()


def _stop_on_signal(heard: socket.socket, told: socket.socket) -> None:
    endings = {signal.SIGTERM, signal.SIGINT}
    while not endings & set(heard.recv(16)):
        continue
    live.hub.stop()
    told.close()
