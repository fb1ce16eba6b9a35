"""What the members of a team write to one another about an opportunity."""

import pytest
from django.core.exceptions import PermissionDenied

from interests.models import OpportunityNote
from interests.services import notes
from tests.accounts.factories import UserFactory, sign_in
from tests.interests.factories import ROADS, InterestFactory, opportunity
from tests.onboarding.factories import MembershipFactory
from tests.procurement.factories import ProcessFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def found(supplier):
    return opportunity(InterestFactory(supplier=supplier), ProcessFactory(codes=(ROADS,)))


def page(one) -> str:
    return f"/oportunidades/{one.code}/"


def url(one) -> str:
    return f"{page(one)}notas/"


def delete_url(note: OpportunityNote) -> str:
    return f"/oportunidades/notas/{note.code}/borrar/"


def test_a_note_is_read_by_the_whole_team_with_its_author(as_ana, ana, client, reader, found):
    assert as_ana.post(url(found), {"text": "Falta la póliza de seriedad."}).url == f"{page(found)}#notas"
    sign_in(client, reader)
    content = client.get(page(found)).content.decode()
    assert "Falta la póliza de seriedad." in content
    assert ana.full_name in content
    assert "1 nota de su equipo" in content
    assert "Guardar la nota" not in content


def test_the_same_words_twice_in_a_row_are_one_note(as_ana, ana, found):
    for _twice in range(2):
        as_ana.post(url(found), {"text": "Llamar a la entidad"})
    assert OpportunityNote.objects.count() == 1
    as_ana.post(url(found), {"text": "Ya llamé"})
    as_ana.post(url(found), {"text": "Llamar a la entidad"})
    assert OpportunityNote.objects.count() == 3


@pytest.mark.parametrize("text", ["", "   ", "a" * 1001], ids=["empty", "blank", "long"])
def test_what_says_nothing_or_too_much_is_refused_and_kept(as_ana, found, text):
    response = as_ana.post(url(found), {"text": text})
    assert response.status_code == 200
    assert response.context["form"].errors
    assert text.strip() in response.content.decode()
    assert not OpportunityNote.objects.exists()


def test_markup_is_text(as_ana, found):
    as_ana.post(url(found), {"text": "<script>x</script>"})
    assert "<script>x" not in as_ana.get(page(found)).content.decode()


def test_its_author_takes_it_back(as_ana, ana, found):
    note = notes.add(found, "Me equivoqué", by=ana)
    assert as_ana.post(delete_url(note)).url == f"{page(found)}#notas"
    assert not OpportunityNote.objects.exists()
    assert as_ana.post(delete_url(note)).status_code == 404


def test_another_member_may_not_take_it_back(client, ana, supplier, found):
    note = notes.add(found, "De Ana", by=ana)
    eva = MembershipFactory(supplier=supplier).user
    sign_in(client, eva)
    assert "Borrar" not in client.get(page(found)).content.decode()
    assert client.post(delete_url(note)).status_code == 403
    with pytest.raises(PermissionDenied):
        notes.delete(note, by=eva)
    assert OpportunityNote.objects.exists()


def test_who_may_only_look_writes_nothing(client, reader, found):
    sign_in(client, reader)
    assert client.post(url(found), {"text": "Hola"}).status_code == 403
    with pytest.raises(PermissionDenied):
        notes.add(found, "Hola", by=reader)
    assert not OpportunityNote.objects.exists()


def test_a_stranger_cannot_tell_that_it_exists(client, stranger, ana, found):
    note = notes.add(found, "De Ana", by=ana)
    sign_in(client, stranger)
    assert client.post(url(found), {"text": "Hola"}).status_code == 404
    assert client.post(delete_url(note)).status_code == 404
    assert client.get(page(found)).status_code == 404
    assert OpportunityNote.objects.count() == 1


def test_a_link_writes_and_deletes_nothing(as_ana, ana, found):
    note = notes.add(found, "De Ana", by=ana)
    assert as_ana.get(url(found)).status_code == 405
    assert as_ana.get(delete_url(note)).status_code == 405


def test_a_note_outlives_its_author(as_ana, ana, supplier, found):
    eva = MembershipFactory(supplier=supplier, user=UserFactory(full_name="Eva Ruiz")).user
    notes.add(found, "Lo dejé listo", by=eva)
    OpportunityNote.objects.update(author=None)
    content = as_ana.get(page(found)).content.decode()
    assert "Alguien que ya no está" in content
    assert "Lo dejé listo" in content
