"""An exchange for tests: tells the line what happened, with keys of its own."""

from datetime import datetime, timedelta
from itertools import count

from chongyang.core.clock import now
from chongyang.hotline import operations as hotline
from chongyang.hotline.models import Call

_keys = count(1)
PROVIDER = "null"


def told(call: str, kind: str, at: datetime, **more) -> hotline.Told:
    return hotline.Told(provider=PROVIDER, event=f"e{next(_keys)}", call=call, kind=kind, at=at, **more)


def tell(call: str, kind: str, at: datetime | None = None, **more) -> Call:
    at = at or now()
    return hotline.apply_event(told(call, kind, at, **more), now=max(now(), at))


def ring(number: str = "13803719999", *, call: str = "", ago: int = 0, **more) -> Call:
    call = call or f"c{next(_keys)}"
    return tell(call, "ring", now() - timedelta(seconds=ago), number=number, **more)
