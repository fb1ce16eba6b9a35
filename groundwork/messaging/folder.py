"""The folder of mails of local mode, read back."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email import policy
from email.message import EmailMessage
from email.parser import BytesHeaderParser, BytesParser
from pathlib import Path

NAME = re.compile(r"(?P<time>\d{8}T\d{6}\.\d{6})-[A-Za-z0-9-]+")


@dataclass(frozen=True)
class Letter:
    """One mail of the folder; `name` is its file's, without the ending."""

    name: str
    message: EmailMessage

    @property
    def written_at(self) -> datetime:
        """When it was delivered to the folder."""
        return datetime.strptime(self.name.partition("-")[0], "%Y%m%dT%H%M%S.%f").replace(tzinfo=UTC)

    @property
    def subject(self) -> str:
        return str(self.message["Subject"] or "")

    @property
    def to(self) -> str:
        return str(self.message["To"] or "")

    @property
    def sender(self) -> str:
        return str(self.message["From"] or "")

    @property
    def text(self) -> str:
        """The plain text, empty when it has none."""
        return self._body("plain")

    @property
    def html(self) -> str:
        """The HTML, empty when it has none."""
        return self._body("html")

    def _body(self, subtype: str) -> str:
        part = self.message.get_body((subtype,))
        return str(part.get_content()) if part else ""


def names(folder: Path) -> list[str]:
    """The names of all its mails, newest first."""
    if not folder.is_dir():
        return []
    found = (path.stem for path in folder.glob("*.eml"))
    return sorted((name for name in found if NAME.fullmatch(name)), reverse=True)


def headers(folder: Path, name: str) -> Letter:
    """A mail without its body. Raises FileNotFoundError."""
    parser = BytesHeaderParser(_class=EmailMessage, policy=policy.default)
    with _path(folder, name).open("rb") as file:
        return Letter(name, parser.parse(file))


def letter(folder: Path, name: str) -> Letter:
    """A whole mail. Raises FileNotFoundError."""
    parser = BytesParser(_class=EmailMessage, policy=policy.default)
    with _path(folder, name).open("rb") as file:
        return Letter(name, parser.parse(file))


def _path(folder: Path, name: str) -> Path:
    if not NAME.fullmatch(name):
        raise FileNotFoundError(name)
    return folder / f"{name}.eml"
