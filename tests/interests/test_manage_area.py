import pytest
from django.urls import reverse

from groundwork.messaging.models import Work
from interests.models import AlertSubscription, Interest, Opportunity, Status
from interests.services import areas, matching
from tests.accounts.factories import sign_in
from tests.interests.factories import ROADS, AlertSubscriptionFactory, InterestFactory, opportunity
from tests.onboarding.factories import MembershipFactory
from tests.procurement.factories import EntityFactory, ProcessFactory, town

pytestmark = pytest.mark.django_db


@pytest.fixture
def interest(supplier) -> Interest:
    return InterestFactory(supplier=supplier, name="Vías")


def url(verb: str, interest: Interest) -> str:
    return reverse(f"interests:interest_{verb}", args=[interest.code])


def test_a_paused_area_keeps_what_it_found_and_finds_no_more(as_ana, interest):
    found = opportunity(interest, ProcessFactory(codes=(ROADS,)))
    assert as_ana.post(url("pause", interest)).url == "/intereses/"
    matching.match_processes([ProcessFactory(codes=(ROADS,)).pk])
    assert Opportunity.objects.get() == found


def test_an_activated_area_looks_at_once(as_ana, interest):
    interest.status = Status.PAUSED
    interest.save()
    ProcessFactory(codes=(ROADS,))
    response = as_ana.post(url("activate", interest), follow=True)
    assert "«Vías» está activa. Hoy coincide 1 proceso abierto." in response.content.decode()
    assert Opportunity.objects.count() == 1
    assert Work.objects.filter(consumer=areas.CONSUMER, subject_id=interest.pk).exists()


def test_a_deleted_area_takes_its_new_opportunities_along_and_leaves_the_saved(as_ana, interest):
    opportunity(interest, ProcessFactory(codes=(ROADS,)))
    saved = opportunity(interest, ProcessFactory(codes=(ROADS,)), state="saved")
    assert as_ana.post(url("delete", interest)).url == "/intereses/"
    assert not Interest.objects.exists()
    assert Opportunity.objects.get() == saved


def test_a_deleted_area_leaves_what_another_one_finds(as_ana, interest, supplier):
    InterestFactory(supplier=supplier, codes=["72000000"])
    matching.match_processes([ProcessFactory(codes=(ROADS,)).pk])
    as_ana.post(url("delete", interest))
    assert Opportunity.objects.count() == 1


@pytest.mark.parametrize("verb", ["pause", "activate", "delete"])
def test_a_verb_repeated_changes_nothing_more(as_ana, interest, verb):
    as_ana.post(url(verb, interest))
    assert as_ana.post(url(verb, interest)).status_code in {302, 404}


@pytest.mark.parametrize("verb", ["pause", "activate", "delete", "alert", "duplicate"])
def test_a_stranger_cannot_tell_that_the_area_exists(client, stranger, interest, verb):
    sign_in(client, stranger)
    assert client.post(url(verb, interest)).status_code == 404


@pytest.mark.parametrize("verb", ["pause", "activate", "delete", "duplicate"])
def test_a_reader_may_not(client, reader, interest, verb):
    sign_in(client, reader)
    assert client.post(url(verb, interest)).status_code == 403
    interest.refresh_from_db()
    assert interest.is_active


@pytest.mark.parametrize("verb", ["pause", "activate", "delete", "alert", "duplicate"])
def test_a_link_alone_does_nothing(as_ana, interest, verb):
    assert as_ana.get(url(verb, interest)).status_code == 405


def test_a_reader_may_have_mail_of_an_area(client, reader, interest):
    sign_in(client, reader)
    client.post(url("alert", interest), {"delivery": "daily", "hour": "6", "weekday": "0"})
    subscription = AlertSubscription.objects.of(reader).active().get()
    assert (subscription.interest, subscription.cadence, subscription.hour) == (interest, "daily", 6)
    client.post(url("alert", interest), {"delivery": "screen"})
    client.post(url("alert", interest), {"delivery": "screen"})
    assert not AlertSubscription.objects.of(reader).active().exists()
    client.post(url("alert", interest), {"delivery": "nunca"})
    assert not AlertSubscription.objects.of(reader).active().exists()


@pytest.mark.parametrize(
    ("chosen", "said"),
    [
        (None, "solo en pantalla"),
        ({"active": False}, "solo en pantalla"),
        ({}, "aviso apenas se publica"),
        ({"cadence": "daily", "hour": 6}, "resumen diario a las 6:00\u00a0a.\u202fm."),
        ({"cadence": "weekly", "hour": 13, "weekday": 4}, "resumen cada viernes a la 1:00\u00a0p.\u202fm."),
    ],
    ids=["never", "stopped", "at once", "daily", "weekly"],
)
def test_the_list_says_when_mail_comes(as_ana, ana, interest, chosen, said):
    if chosen is not None:
        AlertSubscriptionFactory(interest=interest, user=ana, **chosen)
    assert said in as_ana.get("/intereses/").content.decode()


def test_an_area_is_duplicated_with_all_that_it_asks_and_a_free_name(as_ana, ana, supplier):
    entity = EntityFactory()
    original = InterestFactory(
        supplier=supplier,
        name="Puentes",
        places=["15"],
        entities_excluded=[entity.pk],
        modalities=["minima"],
        words=["puente"],
        wanted="'puent'",
        visible=True,
    )
    AlertSubscriptionFactory(interest=original, user=ana, cadence="daily")
    InterestFactory(supplier=supplier, name="Puentes (2)")
    response = as_ana.post(url("duplicate", original))
    assert response.url == f"/intereses/nuevo/?copia={original.code}"
    initial = as_ana.get(response.url).context["form"].initial
    assert initial["name"] == "Puentes (3)"
    assert (initial["codes"], initial["departments"], initial["words"]) == ([ROADS], ["15"], ["puente"])
    assert (initial["entities_excluded"], initial["modalities"]) == ([entity.code], ["minima"])
    assert (initial["delivery"], initial["visible"]) == ("daily", False)
    assert Interest.objects.count() == 2


def test_nobody_copies_the_area_of_another_supplier(client, stranger, reader, interest):
    for person in (stranger, reader):
        MembershipFactory(user=person)
        sign_in(client, person)
        form = client.get(f"/intereses/nuevo/?copia={interest.code}").context["form"]
        assert "name" not in form.initial


def test_the_list_says_what_each_area_asks_and_has_found(as_ana, ana, supplier):
    town("15001", "Tunja", "Boyacá")
    entity = EntityFactory(name="Hospital de Tunja")
    interest = InterestFactory(
        supplier=supplier, name="Vías", places=["15"], entities=[entity.pk], value_min=20_000_000, value_max=90_000_000
    )
    AlertSubscriptionFactory(interest=interest, user=ana)
    opportunity(interest, ProcessFactory(codes=(ROADS,)))
    opportunity(interest, ProcessFactory(codes=(ROADS,)), state="saved")
    opportunity(interest, ProcessFactory(codes=(ROADS,), decision="awarded"))
    opportunity(InterestFactory(), ProcessFactory(codes=(ROADS,)))
    response = as_ana.get("/intereses/")
    (row,) = response.context["rows"]
    assert row.new == 1
    assert row.alert
    assert row.asks == [ROADS, "Boyacá", "Hospital de Tunja", "Entre 20 millones y 90 millones de pesos"]


def test_the_list_says_the_other_filters_too(as_ana, supplier):
    InterestFactory(
        supplier=supplier,
        entities_excluded=[EntityFactory(name="Hospital de Tunja").pk],
        modalities=["minima", "menor"],
        mipyme="only",
        words=["placa huella"],
        wanted="'plac'",
        words_excluded=["interventoría"],
        unwanted="'interventor'",
    )
    (row,) = as_ana.get("/intereses/").context["rows"]
    assert row.asks[2:] == [
        "Excepto: Hospital de Tunja",
        "Mínima cuantía · Selección abreviada de menor cuantía",
        "Solo los limitados a MiPyme",
        "Con: placa huella",
        "Sin: interventoría",
    ]


def test_a_reader_sees_the_areas_and_no_way_to_change_them(client, reader, interest):
    sign_in(client, reader)
    content = client.get("/intereses/").content.decode()
    assert "Vías" in content
    assert f'href="{url("edit", interest)}"' not in content
    assert url("alert", interest) in content


def test_a_stranger_sees_none(client, stranger, interest):
    sign_in(client, stranger)
    assert client.get("/intereses/").context["rows"] == []


def test_the_empty_list_leads_to_the_first_area(as_ana):
    assert "/intereses/nuevo/" in as_ana.get("/intereses/").content.decode()


def test_the_list_costs_the_same_queries_however_many(as_ana, supplier, django_assert_num_queries):
    def add() -> None:
        opportunity(
            InterestFactory(supplier=supplier, places=["15", "15001"], entities=[EntityFactory().pk]),
            ProcessFactory(codes=(ROADS,)),
        )

    add()
    as_ana.get("/intereses/")
    with django_assert_num_queries(14):
        as_ana.get("/intereses/")
    add()
    add()
    with django_assert_num_queries(14):
        as_ana.get("/intereses/")
