"""`check --deploy` of a portal in production: every setting given, none of this machine's.

Its checks ask the database which version it is, so the tests' PostgreSQL serves them meanwhile.
"""

import base64
import os
import secrets
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from secop.local.addresses import DATABASE, ROLE
from secop.local.folders import make_passable, socket_folder
from secop.local.postgres import serving

PROJECT = Path(__file__).resolve().parent.parent
SERVER = PROJECT / "var" / "tests"


def production(database_url: str) -> dict[str, str]:
    """The environment of such a portal."""
    bare = {name: value for name, value in os.environ.items() if not name.startswith(("PORT", "DJANGO_"))}
    return bare | {
        "DATABASE_URL": database_url,
        "REDIS_URL": "redis://localhost:6379/0",
        "PORTAL_URL": "https://portal.example",
        "ALLOWED_HOSTS": "portal.example",
        "SMTP_HOST": "smtp.portal.example",
        "MAIL_FROM": "Portal de Contratación <avisos@portal.example>",
        "TRUSTED_PROXIES": "1",
        "SECRET_KEY": secrets.token_urlsafe(64),
        "KEY_RING": f"k1:{base64.b64encode(secrets.token_bytes(32)).decode()}",
    }


def main() -> int:
    """The exit code of the check; a warning fails it."""
    make_passable(SERVER)
    with serving(SERVER, durable=False):
        url = f"postgresql://{ROLE}@/{DATABASE}?host={socket_folder(SERVER)}"
        command = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]
        return subprocess.run(command, cwd=PROJECT, env=production(url), check=False).returncode  # noqa: S603


if __name__ == "__main__":
    sys.exit(main())
