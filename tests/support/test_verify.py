import pytest
from django.urls import reverse

from groundwork.ledger import services as ledger

pytestmark = pytest.mark.django_db


def test_anybody_finds_an_entry_by_its_fingerprint(client):
    entry = ledger.record("process.published", "PC-2026-0001", {"title": "Vías"})
    shown = entry.hash.hex().upper()
    response = client.get(reverse("support:verify"), {"huella": f"{shown[:32]} {shown[32:]}"})
    assert response.context["entry"] == entry
    assert "La entrada existe" in response.content.decode()


def test_an_unknown_fingerprint_is_said_to_be_unknown(client):
    response = client.get(reverse("support:verify"), {"huella": "ab" * 32})
    assert response.context["entry"] is None
    assert "No hay ninguna entrada" in response.content.decode()


@pytest.mark.parametrize("nonsense", ["", "abc", "z" * 64, "a" * 63, "a" * 5000, "<script>"])
def test_nonsense_is_answered_beside_the_field(client, nonsense):
    response = client.get(reverse("support:verify"), {"huella": nonsense})
    assert response.status_code == 200
    assert "huella" in response.context["form"].errors


def test_the_page_shows_the_head_of_the_record(client):
    ledger.record("process.published", "PC-2026-0001", {"title": "Vías"})
    last = ledger.record("process.published", "PC-2026-0002", {"title": "Puentes"})
    assert last.hash.hex() in client.get(reverse("support:verify")).content.decode()


@pytest.mark.parametrize("name", ["help", "terms", "data_policy", "accessibility", "verify"])
def test_help_is_open_to_everybody(client, name):
    assert client.get(reverse(f"support:{name}")).status_code == 200
