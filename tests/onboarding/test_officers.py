"""Who represents a firm and who sits on its board."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from onboarding.models import DocumentVersion, Officer, PersonType, Supplier
from onboarding.services import officers as services
from tests.accounts.factories import sign_in
from tests.onboarding.factories import DocumentVersionFactory, MembershipFactory, OfficerFactory

pytestmark = pytest.mark.django_db

PAGE = "/proveedor/representantes/"
CARMEN = {
    "post": "representative",
    "full_name": "Carmen Díaz Roa",
    "identity_type": "cc",
    "identity_number": "52.000.111",
    "powers": "Contratar sin límite",
    "value_limit": "1.250 millones",
}


def add(client, **changes):
    return client.post(f"{PAGE}nuevo/", CARMEN | changes)


def edit_url(officer) -> str:
    return reverse("onboarding:officer_edit", args=[officer.code])


def remove_url(officer) -> str:
    return reverse("onboarding:officer_remove", args=[officer.code])


def test_an_editor_adds_a_representative_with_powers_and_limit(as_boss, supplier):
    assert add(as_boss).url == supplier.page("officers")
    officer = Officer.objects.get()
    assert (officer.supplier, officer.identity_number) == (supplier, "52000111")
    assert officer.value_limit == Decimal(1_250_000_000)
    page = as_boss.get(PAGE).content.decode()
    assert "Carmen Díaz Roa" in page
    assert "1.250.000.000" in page


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"full_name": "Cаrmen"}, "alfabetos distintos"),
        ({"full_name": "Carmen 2"}, "Un nombre lleva letras"),
        ({"identity_number": "12"}, "entre 4 y 10 números"),
        ({"identity_type": "passport", "identity_number": "A!"}, "Un pasaporte tiene"),
        ({"value_limit": "mucho"}, "solo con números"),
        ({"value_limit": "0"}, "mayor que cero"),
        ({"post": "owner"}, "no es una de las opciones"),
    ],
    ids=["mixed", "digit", "short", "passport", "words", "zero", "post"],
)
def test_a_wrong_field_is_refused_beside_it_and_nothing_typed_is_lost(as_boss, change, said):
    page = add(as_boss, **change).content.decode()
    assert said in page
    assert "Contratar sin límite" in page
    assert not Officer.objects.exists()


def test_the_same_person_is_in_a_post_once(as_boss, supplier):
    add(as_boss)
    assert "ya está en ese cargo" in add(as_boss).content.decode()
    assert Officer.objects.count() == 1


def test_a_board_member_answers_that_there_is_a_board(as_boss, supplier):
    add(as_boss, post="board_member")
    officer, supplier = Officer.objects.get(), Supplier.objects.get(pk=supplier.pk)
    assert (officer.value_limit, officer.powers, supplier.has_board) == (None, "", True)
    refused = as_boss.post(f"{PAGE}junta/", {"has_board": "no"}).content.decode()
    assert "Retírelos primero" in refused


def test_no_board_is_an_answer(as_boss, supplier):
    assert as_boss.post(f"{PAGE}junta/", {"has_board": "no"}).url == supplier.page("officers")
    assert "no tiene junta directiva" in as_boss.get(PAGE).content.decode()
    assert Supplier.objects.get(pk=supplier.pk).has_board is False


def test_an_empty_answer_about_the_board_is_refused(as_boss, supplier):
    assert "Diga si hay junta directiva" in as_boss.post(f"{PAGE}junta/", {}).content.decode()
    assert Supplier.objects.get(pk=supplier.pk).has_board is None


def test_correcting_changes_the_row(as_boss, supplier):
    officer = OfficerFactory(supplier=supplier)
    as_boss.post(edit_url(officer), CARMEN)
    officer.refresh_from_db()
    assert officer.full_name == "Carmen Díaz Roa"


def test_who_is_taken_out_leaves_with_their_documents_once(as_boss, supplier):
    officer = OfficerFactory(supplier=supplier)
    version = DocumentVersionFactory(document__supplier=supplier, document__officer=officer)
    assert officer.full_name in as_boss.get(remove_url(officer)).content.decode()
    assert as_boss.post(remove_url(officer)).url == supplier.page("officers")
    officer.refresh_from_db()
    version.document.refresh_from_db()
    assert officer.removed_at
    assert version.document.removed_at
    assert not DocumentVersion.objects.waiting().exists()
    removed_at = officer.removed_at
    services.remove(officer, by=supplier.memberships.first().user)
    officer.refresh_from_db()
    assert officer.removed_at == removed_at
    assert as_boss.post(remove_url(officer)).status_code == 404


def test_a_reader_looks_and_changes_nothing(client, supplier, reader):
    officer = OfficerFactory(supplier=supplier)
    sign_in(client, reader)
    page = client.get(PAGE).content.decode()
    assert officer.full_name in page
    assert "Agregar una persona" not in page
    assert add(client).status_code == 403
    assert client.post(f"{PAGE}junta/", {"has_board": "no"}).status_code == 403
    for url in (edit_url(officer), remove_url(officer)):
        assert client.get(url).status_code == 403
        assert client.post(url, CARMEN).status_code == 403


def test_a_stranger_reaches_nobody(client, supplier, stranger):
    officer = OfficerFactory(supplier=supplier)
    sign_in(client, stranger)
    for url in (edit_url(officer), remove_url(officer), f"{PAGE}?proveedor={supplier.code}"):
        assert client.get(url).status_code == 404
    assert client.post(edit_url(officer), CARMEN).status_code == 404
    with pytest.raises(Supplier.DoesNotExist):
        services.save(OfficerFactory.build(supplier=supplier), by=stranger)


def test_only_a_firm_has_them(client):
    membership = MembershipFactory(supplier__person_type=PersonType.NATURAL)
    sign_in(client, membership.user)
    assert "no es una persona jurídica" in client.get(PAGE).content.decode()
    assert add(client).status_code == 404
    with pytest.raises(ValidationError):
        services.save(OfficerFactory.build(supplier=membership.supplier), by=membership.user)


def test_the_database_refuses_a_limit_of_nothing(supplier):
    with pytest.raises(IntegrityError), transaction.atomic():
        OfficerFactory(supplier=supplier, value_limit=0)


def test_the_list_asks_the_same_for_one_and_for_three(as_boss, supplier):
    counts = []
    for more in (1, 2):
        OfficerFactory.create_batch(more, supplier=supplier)
        with CaptureQueriesContext(connection) as captured:
            as_boss.get(PAGE)
        counts.append(len(captured))
    assert counts[0] == counts[1]
