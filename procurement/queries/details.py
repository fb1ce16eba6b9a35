"""What the page of one process shows beside the process itself."""

from typing import NamedTuple

from groundwork.reference.codes import ancestors_of
from groundwork.reference.models import Commodity
from procurement.models import Process


class CodePath(NamedTuple):
    """A code of a process with its title, and the headings above it, the segment first."""

    code: str
    title: str
    above: list[Commodity]
    is_main: bool


def own_codes(process: Process) -> list[str]:
    """The codes that the process names, without the headings above them, the main one first."""
    above = {higher for code in process.code_paths for higher in ancestors_of(code)}
    named = set(process.code_paths) - above | ({process.main_code} if process.main_code else set())
    return sorted(named, key=lambda code: (code != process.main_code, code))


def code_paths(process: Process) -> list[CodePath]:
    """Its own codes, in one query; a code without a title is shown bare."""
    named = own_codes(process)
    titles = Commodity.objects.in_bulk([*process.code_paths, *named])
    return [
        CodePath(
            code,
            titles[code].title if code in titles else "",
            [titles[higher] for higher in ancestors_of(code) if higher in titles],
            code == process.main_code,
        )
        for code in named
    ]
