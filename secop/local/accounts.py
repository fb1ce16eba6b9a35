"""The account that the private PostgreSQL runs under, and what that account can reach.

PostgreSQL refuses to run as root. As an ordinary user it runs as that user; as root it runs under a
number that belongs to nobody, so that no other service of the machine can read its data.
"""

import os
import pwd
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from secop.local.problems import LocalError

# Below the range that Debian reserves, above the one that people get.
FIRST_CHOICE = 59_432


@dataclass(frozen=True)
class Account:
    """A user and group number to run a program under; None is whoever runs this one."""

    uid: int | None = None
    gid: int | None = None

    def popen_options(self) -> dict[str, Any]:
        """What subprocess takes to run a program under this account."""
        if self.uid is None:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def own(self, *paths: Path) -> None:
        """Give the paths, with all they hold, to this account."""
        if self.uid is None or self.gid is None:
            return
        for path in paths:
            os.chown(path, self.uid, self.gid, follow_symlinks=False)
            for folder, folders, files in os.walk(path):
                for name in (*folders, *files):
                    os.chown(Path(folder, name), self.uid, self.gid, follow_symlinks=False)

    def enters(self, folder: Path) -> bool:
        """Whether the account may pass through this folder and all that lead to it."""
        folder = folder.resolve()
        return all(self._may(stat.S_IXUSR, above) for above in (folder, *folder.parents))

    def reads(self, file: Path) -> bool:
        """Whether the account may come to this file and read it."""
        return self.enters(file.parent) and self._may(stat.S_IRUSR, file)

    def _may(self, owner_bit: int, path: Path) -> bool:
        if self.uid is None:
            return True
        status = path.stat()
        return bool(status.st_mode & (owner_bit if status.st_uid == self.uid else owner_bit >> 6))


def _unused_numbers() -> Iterator[int]:
    taken = {entry.pw_uid for entry in pwd.getpwall()}
    return (number for number in range(FIRST_CHOICE, 1_000, -1) if number not in taken)


def server_account(data: Path) -> Account:
    """The account for a server: the owner of its data; for new data made by root, an unused number."""
    if os.geteuid() != 0:
        return Account()
    if data.exists():
        status = data.stat()
        return Account(status.st_uid, status.st_gid)
    number = next(_unused_numbers())
    return Account(number, number)


def founding_account() -> Account:
    """The account that makes new data: initdb, unlike the server, insists on one that has a name."""
    if os.geteuid() != 0:
        return Account()
    named = [entry for entry in pwd.getpwall() if entry.pw_uid != 0]
    if not named:
        raise LocalError("Esta máquina solo tiene el usuario root: cree un usuario común y ejecute el portal con él.")
    entry = next((entry for entry in named if entry.pw_name == "nobody"), named[0])
    return Account(entry.pw_uid, entry.pw_gid)


def people_who_may_connect(data_owner: int) -> set[str]:
    """The system's names of those whom the server lets in: root, who runs this, and who owns the data."""
    names = {"root"}
    for number in (os.geteuid(), data_owner):
        try:
            names.add(pwd.getpwuid(number).pw_name)
        except KeyError:
            continue  # A number without a name cannot connect by name.
    return names
