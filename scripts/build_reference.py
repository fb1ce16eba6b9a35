"""Make the reference data that the project ships, from two registry packages and its own texts.

    pip download --no-deps satcfdi==26.10.1
    npm pack colombia-cities@1.0.0
    python -m scripts.build_reference satcfdi-26.10.1-py3-none-any.whl colombia-cities-1.0.0.tgz

The same archives always give the same bytes. Titles of segments and families, corrected names of places and
their other spellings come from scripts/reference/; see groundwork/reference/data/README.md for the licences.
"""

import argparse
import hashlib
import io
import json
import lzma
import pickle  # the catalogue keeps pickled cells; PlainUnpickler below reads text only
import sqlite3
import sys
import tarfile
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

from groundwork.reference import codes
from groundwork.reference.text import compact, place_title

ROOT = Path(__file__).resolve().parent.parent
OWN_TEXTS = ROOT / "scripts" / "reference"
DATA = ROOT / "groundwork" / "reference" / "data"

CATALOGUE_SHA256 = "119a59502dde9e3126750417ddf412c82ae6143e8509b4b148da513d98c7d112"
CITIES_SHA256 = "7514dc6abe160a3d9c77f0de4922862bef1b3f9262522ec684a3821ab9074546"
CATALOGUE_TABLE = "C756_c_ClaveProdServ"
NOT_UNSPSC = "01010101"  # the tax authority's own "not in the catalogue"


class PlainUnpickler(pickle.Unpickler):
    """Reads pickled text and refuses anything that would need code."""

    def find_class(self, module_name: str, global_name: str) -> object:
        raise pickle.UnpicklingError(f"The catalogue holds {module_name}.{global_name}, not plain text.")


def plain(cell: bytes) -> str:
    value = PlainUnpickler(io.BytesIO(cell)).load()
    if not isinstance(value, str):
        raise pickle.UnpicklingError("The catalogue holds a cell that is not text.")
    return value


def own_rows(name: str) -> Iterator[list[str]]:
    """The rows of one of the project's own tables, without its comments."""
    for line in (OWN_TEXTS / name).read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            yield line.split("\t")


def check(archive: Path, expected: str) -> None:
    found = hashlib.sha256(archive.read_bytes()).hexdigest()
    if found != expected:
        sys.exit(f"{archive.name} is not the archive that this script knows (SHA-256 {found}).")


def commodities(wheel: Path) -> dict[str, str]:
    """Code and title of every heading whose parents are known, from segment to product."""
    titles: dict[str, str] = {}
    with zipfile.ZipFile(wheel) as packed, tempfile.TemporaryDirectory() as folder:
        catalogue = packed.extract("satcfdi/catalogs/catalogs.db", folder)
        with sqlite3.connect(f"file:{catalogue}?mode=ro", uri=True) as database:
            for code, title in database.execute(f"SELECT key, value FROM {CATALOGUE_TABLE}"):  # noqa: S608 - a constant
                titles[plain(code)] = " ".join(plain(title).split())
        database.close()
    del titles[NOT_UNSPSC]
    for short, title in own_rows("headings.tsv"):
        titles[short.ljust(codes.LENGTH, "0")] = title
    orphans = [code for code in titles if (parent := codes.parent_of(code)) and parent not in titles]
    if orphans:
        sys.exit(f"{len(orphans)} codes have no heading above them: {', '.join(sorted(orphans)[:10])}")
    return dict(sorted(titles.items()))


def places(archive: Path) -> list[tuple[str, str, str]]:
    """Code, name and other spellings of every department (two digits) and municipality (five), by code."""
    with tarfile.open(archive) as packed:
        member = packed.extractfile("package/colombia_completa.json")
        if member is None:
            sys.exit(f"{archive.name} does not hold the municipalities.")
        departments = json.load(member)["departamentos"]
    names = {row["codigo"]: row["nombre"] for row in departments}
    names |= {town["codigo"]: town["nombre"] for row in departments for town in row["municipios"]}
    spellings: dict[str, list[str]] = {}
    for code, name, *others in own_rows("places.tsv"):
        if name == "annulled":
            del names[code]
            continue
        spellings[code] = others[0].split("|") if others else []
        if name != "-":
            names[code] = name
    return [
        (code, place_title(name), "|".join(distinct(name, spellings.get(code, []))))
        for code, name in sorted(names.items())
    ]


def distinct(name: str, spellings: list[str]) -> list[str]:
    """The spellings that the resolver could not find by the name itself, each once."""
    unlike = {compact(spelling): spelling for spelling in spellings}
    unlike.pop(compact(name), None)
    return sorted(unlike.values())


def main() -> None:
    parser = argparse.ArgumentParser(description="Make the reference data that the project ships.")
    parser.add_argument("satcfdi", type=Path, help="the wheel of satcfdi")
    parser.add_argument("cities", type=Path, help="the archive of colombia-cities")
    arguments = parser.parse_args()
    check(arguments.satcfdi, CATALOGUE_SHA256)
    check(arguments.cities, CITIES_SHA256)
    headings = commodities(arguments.satcfdi)
    text = "".join(f"{code}\t{title}\n" for code, title in headings.items())
    (DATA / "commodities.tsv.xz").write_bytes(lzma.compress(text.encode(), preset=9 | lzma.PRESET_EXTREME))
    known = places(arguments.cities)
    (DATA / "places.tsv").write_text("".join("\t".join(row) + "\n" for row in known), encoding="utf-8")
    print(json.dumps({"commodities": len(headings), "places": len(known)}))


if __name__ == "__main__":
    main()
