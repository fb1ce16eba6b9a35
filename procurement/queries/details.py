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


def code_paths(process: Process) -> list[CodePath]:
    """The codes that the process names, the main one first, in one query; a code without a title is shown bare."""
    above = {higher for code in process.code_paths for higher in ancestors_of(code)}
    named = sorted(set(process.code_paths) - above | ({process.main_code} if process.main_code else set()))
    named.sort(key=lambda code: code != process.main_code)
    titles = Commodity.objects.in_bulk([*above, *named])
    return [
        CodePath(
            code,
            titles[code].title if code in titles else "",
            [titles[higher] for higher in ancestors_of(code) if higher in titles],
            code == process.main_code,
        )
        for code in named
    ]
