import pytest

from secop.local.commands import needs_database


@pytest.mark.parametrize(
    "words", [["migrate"], ["import_secop", "rows.json"], ["shell"], ["check"], ["makemigrations", "--check"]]
)
def test_a_command_that_may_ask_the_database_gets_one(words):
    assert needs_database(words)


@pytest.mark.parametrize(
    "words",
    [[], ["help"], ["help", "migrate"], ["migrate", "--help"], ["collectstatic"], ["compile_translations"], ["run"]],
)
def test_what_works_on_files_starts_no_server(words):
    assert not needs_database(words)
