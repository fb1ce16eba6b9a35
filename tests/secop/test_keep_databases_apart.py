"""The ground of the tests themselves: what one commits, no other sees."""

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection


@pytest.mark.parametrize("turn", [1, 2])
@pytest.mark.django_db(transaction=True)
def test_what_a_committing_test_leaves_behind_goes_with_its_database(turn):
    assert not ContentType.objects.filter(app_label="leftover").exists()
    assert ContentType.objects.exists()
    ContentType.objects.create(app_label="leftover", model="row")


@pytest.mark.django_db
def test_what_migrations_put_in_the_tables_survives_committing_tests():
    assert ContentType.objects.filter(app_label="accounts", model="user").exists()
    assert not ContentType.objects.filter(app_label="leftover").exists()


@pytest.mark.django_db
def test_the_database_lowers_accented_letters():
    with connection.cursor() as cursor:
        cursor.execute("SELECT lower('LICITACIÓN')")
        assert cursor.fetchone() == ("licitación",)
