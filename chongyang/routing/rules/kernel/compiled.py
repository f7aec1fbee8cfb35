"""Where the compiled loops are kept: a folder of their own for every text of the kernel.

Numba looks only at the file of a function when it asks whether its compiled form is stale, not at the files
that the function calls into. The folder's name is therefore the digest of the whole kernel; an old one is
simply not found again.
"""

import hashlib
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import numba

HERE = Path(__file__).parent
ROOT = HERE.parents[3]
Loop = TypeVar("Loop", bound=Callable[..., Any])


def cache_folder() -> Path:
    """Under the program's `var` if it may be written there, else under the system's temporary files."""
    digest = hashlib.sha256(numba.__version__.encode())
    for file in sorted(HERE.glob("*.py")):
        digest.update(file.read_bytes())
    var = Path(os.environ.get("CHONGYANG_VAR", ROOT / "var")) / "cache" / "numba"
    if not _writable(var):
        var = Path(tempfile.gettempdir()) / f"chongyang-numba-{os.getuid()}"
    return var / digest.hexdigest()[:16]


def _writable(folder: Path) -> bool:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return False
    return os.access(folder, os.W_OK)


numba.config.CACHE_DIR = str(cache_folder())


def compiled(loop: Loop) -> Loop:
    """Machine code at the first call, kept for later processes; other threads go on meanwhile.

    Numba counts the references of each array at each touch, which took nine tenths of the time here. The
    caller holds every array while a loop runs, so the counting is off (`_nrt`); no loop may make an array.
    """
    made: Loop = numba.njit(cache=True, nogil=True, _nrt=False)(loop)
    return made
