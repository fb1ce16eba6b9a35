import os
from pathlib import Path

import pytest

from secop.local import broker_options, database, database_from_url
from secop.local.folders import SOCKET_NAME, SOCKET_PATH_LIMIT, socket_folder


def test_a_url_gives_every_part_of_an_address():
    entry = database_from_url("postgresql://ana:s%40crete%2F@db.example:6432/port%C3%A1l?sslmode=require")
    assert entry["ENGINE"] == "django.db.backends.postgresql"
    assert (entry["USER"], entry["PASSWORD"]) == ("ana", "s@crete/")
    assert (entry["HOST"], entry["PORT"], entry["NAME"]) == ("db.example", "6432", "portál")
    assert entry["OPTIONS"]["sslmode"] == "require"
    assert entry["OPTIONS"]["pool"]


def test_a_url_may_name_a_socket():
    entry = database_from_url("postgresql://portal@/portal?host=/run/postgresql")
    assert (entry["HOST"], entry["PORT"]) == ("/run/postgresql", "")
    assert "host" not in entry["OPTIONS"]


@pytest.mark.parametrize("url", ["sqlite:///db", "postgresql://db.example", "postgresql://db.example/", "portal"])
def test_what_is_no_address_of_a_database_is_refused(url):
    with pytest.raises(ValueError, match="postgresql://"):
        database_from_url(url)


def test_asking_for_the_private_address_touches_nothing(tmp_path):
    entry = database(tmp_path / "var")
    assert entry["HOST"] == str(tmp_path / "var/postgres/run")
    assert not (tmp_path / "var").exists()


def test_a_socket_fits_the_limit_of_the_system_wherever_the_folder_lies():
    deep = Path("/", *["carpeta-muy-larga"] * 12)
    folder = socket_folder(deep)
    assert len(os.fsencode(folder / SOCKET_NAME)) <= SOCKET_PATH_LIMIT
    assert folder != socket_folder(deep / "other")
    assert folder == socket_folder(deep)


def test_the_broker_writes_where_it_reads_and_only_its_owner_enters(tmp_path):
    options = broker_options(tmp_path / "var/broker")
    assert options["data_folder_in"] == options["data_folder_out"]
    for name in ("data_folder_in", "processed_folder", "control_folder"):
        assert Path(options[name]).stat().st_mode & 0o777 == 0o700
