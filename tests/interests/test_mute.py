"""Silences: what one member does not want to see or be told of, and how they hear of it again."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from interests.models import Mute, State
from interests.services import mutes
from procurement.models import Modality
from tests.accounts.factories import sign_in
from tests.interests.factories import ROADS, InterestFactory, commodity, opportunity
from tests.onboarding.factories import MembershipFactory
from tests.procurement.factories import EntityFactory, ProcessFactory

pytestmark = pytest.mark.django_db

LIST, SILENCES = "/oportunidades/", "/oportunidades/silencios/"
Kind = Mute.Kind


@pytest.fixture
def interest(supplier):
    return InterestFactory(supplier=supplier, name="Vías")


@pytest.fixture
def found(interest):
    process = ProcessFactory(
        codes=(ROADS,), title="Placa huella", entity=EntityFactory(name="Alcaldía de Pasto"), modality=Modality.LESSER
    )
    return opportunity(interest, process)


def url(one) -> str:
    return f"/oportunidades/{one.code}/silenciar/"


def titles(client, query: str = "") -> list[str]:
    return [row.title for row in client.get(f"{LIST}{query}").context["page"].items]


def another(interest, **facts):
    return opportunity(interest, ProcessFactory(codes=("81101500",), title="Otra", **facts))


@pytest.mark.parametrize(
    ("kind", "value", "same"),
    [
        (Kind.CODE, ROADS, {"codes": ("72141001",)}),
        (Kind.ENTITY, "", {}),
        (Kind.MODALITY, "menor", {"modality": Modality.LESSER}),
    ],
    ids=["code", "entity", "modality"],
)
def test_what_is_silenced_is_not_seen_nor_counted(as_ana, interest, found, kind, value, same):
    same = same or {"entity": found.process.entity}
    alike = ProcessFactory(**{"codes": ("81101500",), "title": "Del mismo"} | same)
    opportunity(interest, alike)
    another(interest)
    response = as_ana.post(url(found), {"kind": kind, "back": "orden=valor"})
    assert response.url == f"{LIST}?orden=valor"
    assert Mute.objects.get().value == (value or str(found.process.entity_id))
    page = as_ana.get(LIST)
    assert [row.title for row in page.context["page"].items] == ["Otra"]
    assert next(count for *_tab, count in page.context["tabs"]) == "1"
    content = page.content.decode()
    assert "2 no se ven por sus silencios." in content
    assert '<span class="badge">1<' in content
    assert "Silenció «" in content


def test_it_is_said_by_its_name(as_ana, found):
    commodity(ROADS, "Construcción de carreteras")
    for kind in Kind:
        as_ana.post(url(found), {"kind": kind})
    names = [silence.name for silence in as_ana.get(SILENCES).context["silences"]]
    assert sorted(names) == [
        "72141000 Construcción de carreteras",
        "Alcaldía de Pasto",
        "Selección abreviada de menor cuantía",
    ]
    assert "3 silencios" in as_ana.get(SILENCES).content.decode()


def test_what_the_team_put_somewhere_stays_there(as_ana, found):
    for state, tab in ((State.SAVED, "guardadas"), (State.PREPARING, "preparacion"), (State.DISCARDED, "descartadas")):
        type(found).objects.update(state=state)
        as_ana.post(url(found), {"kind": "entity"})
        assert titles(as_ana, f"?estado={tab}") == ["Placa huella"]


def test_what_nobody_decided_is_not_among_the_closed_either(as_ana, interest, found):
    closed = opportunity(
        interest,
        ProcessFactory(codes=(ROADS,), title="Cerrada", closes_at=timezone.now() - timedelta(days=1)),
    )
    as_ana.post(url(closed), {"kind": "code"})
    page = as_ana.get(f"{LIST}?estado=cerradas")
    assert page.context["page"].items == []
    assert page.context["hidden"] == 1


def test_where_all_is_silenced_the_page_says_so(as_ana, found):
    as_ana.post(url(found), {"kind": "code"})
    assert "No hay oportunidades nuevas a la vista" in as_ana.get(LIST).content.decode()


def test_lifting_it_shows_it_again(as_ana, found):
    as_ana.post(url(found), {"kind": "code"})
    assert titles(as_ana) == []
    silence = Mute.objects.get()
    assert as_ana.post(f"{SILENCES}{silence.code}/quitar/").url == SILENCES
    assert titles(as_ana) == ["Placa huella"]
    assert "No ha silenciado nada" in as_ana.get(SILENCES).content.decode()
    assert as_ana.post(f"{SILENCES}{silence.code}/quitar/").status_code == 404


def test_it_is_each_members_own(as_ana, client, found, supplier, reader):
    as_ana.post(url(found), {"kind": "entity"})
    sign_in(client, reader)
    assert titles(client) == ["Placa huella"]
    assert client.get(SILENCES).context["silences"] == []
    assert client.post(f"{SILENCES}{Mute.objects.get().code}/quitar/").status_code == 404
    with pytest.raises(PermissionDenied):
        mutes.lift(Mute.objects.get(), by=reader)
    assert Mute.objects.count() == 1


def test_who_may_only_look_may_silence(client, reader, found):
    sign_in(client, reader)
    assert "Silenciar" in client.get(LIST).content.decode()
    client.post(url(found), {"kind": "modality"})
    assert titles(client) == []


def test_it_is_of_one_supplier(as_ana, ana, found):
    theirs = MembershipFactory(user=ana).supplier
    opportunity(InterestFactory(supplier=theirs), found.process)
    as_ana.post(url(found), {"kind": "entity"})
    assert [row.supplier for row in as_ana.get(LIST).context["page"].items] == [theirs.name]


def test_twice_is_once(as_ana, found):
    for _twice in range(2):
        as_ana.post(url(found), {"kind": "code", "stay": "1"})
    assert Mute.objects.count() == 1


@pytest.mark.parametrize("kind", ["", "title", "CODE"])
def test_what_cannot_be_silenced_is_refused(as_ana, found, kind):
    assert as_ana.post(url(found), {"kind": kind}).status_code == 400
    assert not Mute.objects.exists()


def test_a_process_without_codes_says_what_to_silence_instead(as_ana, interest, ana):
    bare = opportunity(interest, ProcessFactory(codes=()))
    with pytest.raises(ValidationError):
        mutes.mute(bare, Kind.CODE, by=ana)
    as_ana.post(url(bare), {"kind": "code"})
    assert "silencie la entidad o la modalidad" in as_ana.get(LIST).content.decode()


def test_a_process_with_secondary_codes_alone_silences_the_most_specific(ana, interest):
    bare = opportunity(interest, ProcessFactory(codes=("72141001",), main_code=""))
    assert mutes.mute(bare, Kind.CODE, by=ana).value == "72141001"


def test_a_stranger_finds_nothing(client, stranger, found):
    sign_in(client, stranger)
    assert client.post(url(found), {"kind": "code"}).status_code == 404
    with pytest.raises(PermissionDenied):
        mutes.mute(found, Kind.CODE, by=stranger)
    assert not Mute.objects.exists()


def test_a_link_silences_nothing(as_ana, found):
    assert as_ana.get(url(found)).status_code == 405


def test_the_page_costs_the_same_queries_however_many(as_ana, interest, found, django_assert_num_queries):
    for kind in (Kind.ENTITY, Kind.CODE):
        as_ana.post(url(found), {"kind": kind})
    as_ana.get(SILENCES)
    with django_assert_num_queries(8):
        as_ana.get(SILENCES)
    for _more in range(2):
        as_ana.post(url(another(interest)), {"kind": "entity"})
    with django_assert_num_queries(8):
        assert len(as_ana.get(SILENCES).context["silences"]) == 4
