"""An import in a process of its own, to be killed, signalled or kept short of memory.

python -m tests.procurement.import_child HOST DATABASE BATCH MEGABYTES FILE…; MEGABYTES of 0 is no limit.
"""

import resource
import sys
from pathlib import Path

from tests.fixtures import environment

environment.prepare()

from django.core.management import call_command  # noqa: E402
from django.db import connections  # noqa: E402

from procurement.services.imports import running  # noqa: E402


def main(host: str, database: str, batch: str, megabytes: str, *files: str) -> None:
    connections["default"].settings_dict |= {"HOST": host, "NAME": database}
    running.BATCH = int(batch)
    if int(megabytes):
        resource.setrlimit(resource.RLIMIT_DATA, (int(megabytes) * 2**20,) * 2)
    call_command("import_secop", *files)
    # getrusage would tell the parent's peak, which a new process inherits.
    (peak,) = (
        line.split()[1]
        for line in Path("/proc/self/status").read_text(encoding="utf-8").splitlines()
        if line.startswith("VmHWM")
    )
    print(int(peak) * 1024, file=sys.stderr)  # noqa: T201  # for its parent


if __name__ == "__main__":
    main(*sys.argv[1:])
