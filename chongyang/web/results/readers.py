"""How often one reader may write: counted an hour by a keyed digest of the address, kept nowhere else."""

import hashlib
import hmac

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest

from chongyang.core.clock import now
from chongyang.supervision.rules.remarking import limits

HOUR = 3600
LOOPBACK = ("127.0.0.1", "::1", "")


def is_too_often(request: HttpRequest) -> bool:
    """Count this try. Behind a proxy that names nobody all readers look alike: then the sums alone hold."""
    address = address_of(request)
    if address in LOOPBACK:
        return False
    hour = int(now().timestamp()) // HOUR
    told = hmac.digest(settings.SECRET_KEY.encode(), f"remark/{hour}/{address}".encode(), hashlib.sha256)
    key = f"remark-reader:{told.hex()[:32]}"
    cache.add(key, 0, HOUR)
    try:
        return cache.incr(key) > limits().per_reader_an_hour
    except ValueError:  # it ended between the two
        return False


def address_of(request: HttpRequest) -> str:
    """The address that the proxy in front saw; what a stranger put before it is not asked."""
    forwarded = request.headers.get("X-Forwarded-For", "") if settings.HTTPS else ""
    return forwarded.rpartition(",")[2].strip() or str(request.META.get("REMOTE_ADDR", ""))
