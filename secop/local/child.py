"""Runs a Python module as a child of the supervisor: `python -m secop.local.child MODULE ARGUMENT…`.

The child asks the kernel to end it in order when the supervisor dies, even by kill -9, so that no
service goes on by itself with nobody to watch it.
"""

import ctypes
import os
import runpy
import signal
import sys

PARENT = "PORTAL_SUPERVISOR_PID"
PR_SET_PDEATHSIG = 1


def follow_parent() -> None:
    """Be sent SIGTERM when the supervisor dies (Linux only); leave at once if it has died already."""
    if sys.platform != "linux":
        return
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != int(os.environ[PARENT]):
        raise SystemExit(1)


if __name__ == "__main__":
    follow_parent()
    del sys.argv[0]
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
