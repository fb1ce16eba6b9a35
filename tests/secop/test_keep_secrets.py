import base64
import os
import stat
import subprocess
import sys

import pytest

from secop.local import provide_secrets
from secop.local.problems import LocalError

NAMES = ("SECRET_KEY", "KEY_RING")


@pytest.fixture(autouse=True)
def no_secrets(monkeypatch):
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(f"{name}_FILE", raising=False)


PRINT_SECRETS = """
import os, sys
from pathlib import Path
from secop.local import provide_secrets
provide_secrets(Path(sys.argv[1]))
print(os.environ["SECRET_KEY"], os.environ["KEY_RING"])
"""


def test_secrets_are_made_once_and_stay(tmp_path, monkeypatch):
    provide_secrets(tmp_path / "var")
    first = {name: os.environ[name] for name in NAMES}
    for name in NAMES:
        monkeypatch.delenv(name)
    provide_secrets(tmp_path / "var")
    assert {name: os.environ[name] for name in NAMES} == first


def test_only_their_owner_may_read_them(tmp_path):
    provide_secrets(tmp_path / "var")
    assert stat.S_IMODE((tmp_path / "var/local.env").stat().st_mode) == 0o600


def test_the_folder_is_not_listed_to_others(tmp_path):
    provide_secrets(tmp_path / "var")
    assert stat.S_IMODE((tmp_path / "var").stat().st_mode) == 0o711


def test_the_key_ring_holds_a_key_of_32_bytes_under_its_name(tmp_path):
    provide_secrets(tmp_path)
    name, _, key = os.environ["KEY_RING"].partition(":")
    assert name
    assert len(base64.b64decode(key, validate=True)) == 32


def test_what_the_environment_says_wins(tmp_path, monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "given by hand")
    monkeypatch.setenv("KEY_RING_FILE", "/somewhere")
    provide_secrets(tmp_path)
    assert os.environ["SECRET_KEY"] == "given by hand"
    assert "KEY_RING" not in os.environ


def test_a_secret_that_an_older_file_lacks_is_added_without_touching_the_others(tmp_path):
    (tmp_path / "local.env").write_text("SECRET_KEY=old\n")
    provide_secrets(tmp_path)
    assert os.environ["SECRET_KEY"] == "old"
    assert "KEY_RING=" in (tmp_path / "local.env").read_text()


def test_processes_that_start_together_get_the_same_secrets(tmp_path):
    command = [sys.executable, "-c", PRINT_SECRETS, str(tmp_path / "var")]
    together = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(4)]  # noqa: S603
    answers = {process.communicate()[0] for process in together}
    assert len(answers) == 1
    assert answers.pop().strip()


def test_a_folder_that_cannot_be_made_is_refused_with_what_to_do(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(LocalError, match="PORTAL_DIR="):
        provide_secrets(tmp_path / "file" / "var")
