"""scripts/bootstrap on a bare machine: only a shell, its tools, and what each test puts beside them."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.fixtures.environment import PROJECT

TOOLS = ("cat", "cksum", "dirname", "grep", "id", "ln", "mkdir", "rm", "sed", "sh", "tail", "touch", "tr")
# Not the environment's own, which another environment cannot be made from.
PYTHON = Path(sys.base_prefix, "bin", f"python3.{sys.version_info.minor}")
SHIM = "#!/bin/sh\necho 'pyenv: this version is not chosen' >&2\nexit 127\n"
# Notes how it was called, and makes the environment that it is asked for.
UV = f"""#!/bin/sh
[ "$1" = --version ] && exit 0
echo "$@" >>calls
mkdir -p .venv/bin
ln -sf {PYTHON} .venv/bin/python
"""


def executable(path: Path, text: str) -> None:
    path.write_text(text)
    path.chmod(0o755)


class Machine:
    """A project without an environment, and the folder of the programs that the machine has."""

    def __init__(self, folder: Path) -> None:
        self.project = folder / "project"
        self.programs = folder / "bin"
        self.programs.mkdir()
        (self.project / "scripts").mkdir(parents=True)
        shutil.copy(PROJECT / "scripts/bootstrap", self.project / "scripts/bootstrap")
        for name in ("uv.lock", "pyproject.toml"):
            (self.project / name).write_text(name)
        for tool in TOOLS:
            (self.programs / tool).symlink_to(str(shutil.which(tool)))

    def start(self, want: str = "run") -> subprocess.CompletedProcess[str]:
        """Ask for the environment; the command that it becomes says that it was reached."""
        environment = {"PATH": str(self.programs), "HOME": str(self.project), "TMPDIR": str(self.project)}
        command = [
            str(self.programs / "sh"),
            "scripts/bootstrap",
            want,
            str(self.programs / "sh"),
            "-c",
            "echo reached",
        ]
        return subprocess.run(  # noqa: S603
            command, cwd=self.project, env=environment, capture_output=True, text=True, check=False, timeout=60
        )

    def calls(self) -> list[str]:
        """How uv was called, since the last time that this was asked."""
        file = self.project / "calls"
        lines = file.read_text().splitlines() if file.exists() else []
        file.unlink(missing_ok=True)
        return lines


@pytest.fixture
def machine(tmp_path):
    return Machine(tmp_path)


@pytest.fixture
def equipped(machine):
    """A machine with a good Python behind a shim that fails, and uv."""
    executable(machine.programs / "python3.13", SHIM)
    executable(machine.programs / "python3.12", f'#!/bin/sh\nexec {PYTHON} "$@"\n')
    executable(machine.programs / "uv", UV)
    return machine


def test_the_first_start_makes_the_environment_with_a_python_that_works(equipped):
    done = equipped.start()
    assert done.stdout.splitlines()[-1] == "reached"
    (call,) = equipped.calls()
    assert call.startswith("sync --frozen --inexact --no-dev --python ")
    assert Path(call.split()[-1]).samefile(PYTHON)


def test_a_second_start_only_looks(equipped):
    equipped.start()
    equipped.calls()
    done = equipped.start()
    assert done.stdout == "reached\n"
    assert equipped.calls() == []


def test_running_and_testing_in_turn_installs_each_thing_once(equipped):
    for want in ("run", "dev", "run", "dev"):
        assert equipped.start(want).returncode == 0
    first, second = equipped.calls()
    assert "--no-dev" in first
    assert "--group=dev" in second


def test_a_new_lock_is_followed_and_keeps_what_tests_need(equipped):
    equipped.start("dev")
    equipped.calls()
    (equipped.project / "uv.lock").write_text("newer")
    equipped.start("run")
    (call,) = equipped.calls()
    assert "--group=dev" in call
    assert "--reinstall" not in call


def test_an_environment_that_was_left_half_made_is_installed_again(equipped):
    equipped.start()
    equipped.calls()
    (equipped.project / ".venv/portal-stamp").unlink()
    equipped.start()
    (call,) = equipped.calls()
    assert "--reinstall" in call


def test_an_environment_whose_python_is_gone_is_made_again(equipped):
    equipped.start()
    python = equipped.project / ".venv/bin/python"
    python.unlink()
    python.symlink_to("/nowhere/python")
    left = equipped.project / ".venv/left"
    left.touch()
    assert equipped.start().stdout.splitlines()[-1] == "reached"
    assert not left.exists()


def test_what_uv_cannot_do_is_told_in_one_line(equipped):
    executable(equipped.programs / "uv", '#!/bin/sh\n[ "$1" = --version ] || { echo "no route to host"; exit 2; }\n')
    done = equipped.start()
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1
    assert "no route to host" in done.stderr
    assert "repita la orden" in done.stderr


def test_without_a_python_the_line_says_how_to_get_one(machine):
    elsewhere = [*Path("/usr/local/bin").glob("python3*"), *Path("/opt").glob("*/bin/python3")]
    if elsewhere:
        pytest.skip("this machine has a Python where bootstrap looks whatever the PATH")
    done = machine.start()
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1
    assert "Python 3.12" in done.stderr
