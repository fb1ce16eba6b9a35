"""The process that looks inside one file: bytes come in, a report and new bytes go out, nothing touches a disk.

Run as `python -B -m groundwork.files.inspect_process MEGABYTES SECONDS`. It bounds itself before it reads the first
byte: memory, processor time, no files written, no core dump, no network where the system lets it give that up.
"""

import os
import resource
import sys
from contextlib import suppress
from pathlib import Path

from groundwork.files.inspection import inspect
from groundwork.files.inspection.orders import MEGABYTE, pack, read_order

# What the bounds do not count: the code of Python and of the libraries, mapped from their files.
CODE = 48 * MEGABYTE


def bound(megabytes: int, seconds: int) -> None:
    """Give up what a hostile file could use."""
    with suppress(OSError):  # where the system keeps namespaces for its administrators
        os.unshare(os.CLONE_NEWUSER | os.CLONE_NEWNET)
    for limit, value in (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_DATA, megabytes * MEGABYTE - CODE),
    ):
        resource.setrlimit(limit, (value, value))


def peak_kilobytes() -> int:
    """The most memory that this process has held."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return next((int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM:")), 0)


def main() -> None:
    """From standard input to standard output."""
    bound(int(sys.argv[1]), int(sys.argv[2]))
    order, content = read_order(sys.stdin.buffer)
    report = inspect(order, content)
    report.peak_kilobytes = peak_kilobytes()
    sys.stdout.buffer.write(pack(report, b""))
    sys.stdout.buffer.write(report.content)


if __name__ == "__main__":
    main()
