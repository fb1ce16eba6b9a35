"""Looking inside what somebody sent, and making it anew. Runs in a process of its own, without Django."""

import importlib

from groundwork.files.inspection.orders import Order, RefusedError, Report, Task

# By name: each brings a library that the others do without, and a process has little room.
WORKERS = {Task.MARK: "marks", Task.PICTURE: "pictures"}
REBUILDERS = {"pdf": "pdfs", "jpeg": "images", "png": "images"}


def inspect(order: Order, content: bytes) -> Report:
    """Do what is asked. A file that is not taken, or is too much for the process, makes a report that says so."""
    module = REBUILDERS[order.kind] if order.task == Task.REBUILD else WORKERS[order.task]
    work = importlib.import_module(f"{__name__}.{module}").work
    try:
        report: Report = work(order, content)
    except RefusedError as refused:
        return Report(refusal=refused.code)
    except (MemoryError, RecursionError):
        return Report(refusal="too_complex")
    return report
