"""What the inspecting process is asked and what it answers, and how both travel over a pipe."""

import json
import struct
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import BinaryIO

LENGTH = struct.Struct(">I")
MEGAPIXEL = 1_000_000
MEGABYTE = 1024 * 1024


class Task(StrEnum):
    """What to do with the bytes."""

    REBUILD = "rebuild"  # look inside and make it anew
    MARK = "mark"  # turn its pages into pictures with words drawn over them
    PICTURE = "picture"  # draw one page


@dataclass(frozen=True, slots=True)
class Order:
    """One task, with its limits."""

    task: Task
    kind: str = ""  # "pdf", "jpeg" or "png", by content
    mark: str = ""
    page: int = 1
    width: int = 1100
    is_pdf: bool = True
    max_pages: int = 200
    max_pixels: int = 40 * MEGAPIXEL
    max_unpacked: int = 1024 * MEGABYTE


@dataclass(slots=True)
class Report:
    """What came of it: a refusal's code, or the new bytes (none where the original itself is kept)."""

    refusal: str = ""
    media_type: str = ""
    pages: int | None = None
    is_signed: bool = False
    notes: list[str] = field(default_factory=list)
    content: bytes = b""
    peak_kilobytes: int = 0


class RefusedError(Exception):
    """The file is not taken; the only argument is a code of groundwork.files.refusals."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def pack(head: Order | Report, content: bytes) -> bytes:
    """Length of the head, the head as JSON, the bytes."""
    facts = {name: value for name, value in asdict(head).items() if name != "content"}
    written = json.dumps(facts).encode()
    return LENGTH.pack(len(written)) + written + content


def read_order(stream: BinaryIO) -> tuple[Order, bytes]:
    """What the parent asks."""
    (length,) = LENGTH.unpack(stream.read(LENGTH.size))
    facts = json.loads(stream.read(length))
    return Order(**(facts | {"task": Task(facts["task"])})), stream.read()


def unpack_report(answer: bytes) -> Report:
    """What the child says; ValueError where it ended before it had said it."""
    try:
        (length,) = LENGTH.unpack_from(answer)
        facts = json.loads(answer[LENGTH.size : LENGTH.size + length])
        return Report(**facts, content=answer[LENGTH.size + length :])
    except (struct.error, TypeError) as error:
        raise ValueError("The report is not whole.") from error
