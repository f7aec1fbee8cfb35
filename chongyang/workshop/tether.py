"""Ties a program to the life of the one that started it: `python tether.py PARENT PROGRAM [ARGUMENT…]`.

Should the supervisor be killed, the kernel sends its children SIGTERM (Linux; elsewhere nothing happens). It
is a file of its own that runs before the program replaces it: code between fork and exec is unsafe where
threads run.
"""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1


def main() -> None:
    """Sets the signal, then becomes the program."""
    parent, argv = int(sys.argv[1]), sys.argv[2:]
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:  # it died before we asked
            sys.exit(1)
    os.execvp(argv[0], argv)  # noqa: S606 (the supervisor's own words)


if __name__ == "__main__":
    main()
