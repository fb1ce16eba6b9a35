"""What staff do with incidents in the administration, who else may not, and what nobody may."""

from datetime import timedelta

import pytest
from django.utils import timezone

from groundwork.ledger.models import Entry
from support import tasks
from support.models import Component, Incident, IncidentUpdate, StatusSubscription
from tests.accounts.factories import AuthenticatorFactory, UserFactory, sign_in
from tests.support.status_factories import incident, outage, pulses, subscription, unseen

pytestmark = pytest.mark.django_db

ADMIN = "/administracion/support/"
HOUR = timedelta(hours=1)


@pytest.fixture
def boss(client):
    person = UserFactory(username="jefa", is_staff=True, is_superuser=True)
    sign_in(client, person, AuthenticatorFactory(user=person))
    return person


def typed(moment) -> dict[str, str]:
    local = timezone.localtime(moment)
    return {"_0": f"{local:%Y-%m-%d}", "_1": f"{local:%H:%M:%S}"}


def given(*, begins=None, ends=None, updates=(), **fields):
    """The form of an incident, as it is sent."""
    moments = {"begins_at": begins or timezone.now() - HOUR, "ends_at": ends}
    form = {
        "kind": "failure",
        "impact": "down",
        "components": ["sign_in", "mail"],
        "title_es": "Falla",
        "title_en": "F",
    }
    for name, at in moments.items():
        form |= {f"{name}{part}": text for part, text in typed(at).items()} if at else {}
    for number, update in enumerate(updates):
        form |= {f"updates-{number}-{name}": text for name, text in update.items()}
    return {**form, "updates-TOTAL_FORMS": len(updates), "updates-INITIAL_FORMS": 0, **fields}


def change(told: Incident, **fields):
    said = told.updates.count()
    form = given(begins=told.begins_at, **fields)
    kept = {f"updates-{n}-id": one.pk for n, one in enumerate(told.updates.order_by("-at", "-pk"))}
    shift = {}
    for name, value in form.items():
        parts = name.split("-")
        is_new = parts[0] == "updates" and parts[1].isdigit()
        shift[f"updates-{int(parts[1]) + said}-{parts[2]}" if is_new else name] = value
    count = {"updates-TOTAL_FORMS": form["updates-TOTAL_FORMS"] + said, "updates-INITIAL_FORMS": said}
    return {**shift, **kept, **count}


def errors(response):
    return set(response.context["adminform"].form.errors)


def test_saving_a_new_one_publishes_it_with_what_is_said(client, boss):
    update = {"text_es": "Buscamos la causa", "text_en": "We look for the cause"}
    response = client.post(f"{ADMIN}incident/add/", given(updates=[update]))
    assert response.status_code == 302, errors(response)
    made = Incident.objects.get()
    assert made.touched == [Component.SIGN_IN, Component.MAIL]
    assert made.updates.get().author == boss
    verbs = Entry.objects.filter(subject=str(made.code)).values_list("verb", flat=True)
    assert list(verbs) == ["incident.published", "incident.updated"]


def test_marking_it_as_over_ends_it_now_and_keeps_what_was_said(client, boss):
    told = incident()
    IncidentUpdate.objects.create(incident=told, text_es="Antes", text_en="Before")
    update = {"text_es": "Ya funciona", "text_en": "It works"}
    response = client.post(f"{ADMIN}incident/{told.pk}/change/", change(told, over="on", updates=[update]))
    assert response.status_code == 302, errors(response)
    told.refresh_from_db()
    assert told.is_over(timezone.now())
    assert sorted(one.text_es for one in told.updates.all()) == ["Antes", "Ya funciona"]
    assert set(Entry.objects.values_list("verb", flat=True)) == {"incident.ended", "incident.updated"}
    ended = told.ends_at
    assert ended
    client.post(f"{ADMIN}incident/{told.pk}/change/", change(told, over="on", ends=ended))
    told.refresh_from_db()
    assert told.ends_at == ended.replace(microsecond=0)
    assert Entry.objects.filter(verb="incident.ended").count() == 1


def test_what_was_said_cannot_be_changed(client, boss):
    told = incident()
    said = IncidentUpdate.objects.create(incident=told, text_es="Antes", text_en="Before")
    form = change(told)
    client.post(f"{ADMIN}incident/{told.pk}/change/", {**form, "updates-0-text_es": "Otra", "updates-0-DELETE": "on"})
    said.refresh_from_db()
    assert said.text_es == "Antes"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"components": []}, "components"),
        ({"components": ["sign_in", "nada"]}, "components"),
        ({"kind": "otra"}, "kind"),
        ({"impact": "none"}, "impact"),
        ({"impact": "terrible"}, "impact"),
        ({"title_es": ""}, "title_es"),
        ({"title_en": ""}, "title_en"),
        ({"title_es": "x" * 151}, "title_es"),
        ({"kind": "maintenance"}, "ends_at"),
        ({"begins_at_0": "ayer"}, "begins_at"),
        ({"begins_at_0": "9999-12-31"}, "begins_at"),
        ({"over": "on"}, "over"),
    ],
    ids=lambda value: value if isinstance(value, str) else "-".join(value),
)
def test_bad_input_is_answered_beside_its_field_and_publishes_nothing(client, boss, wrong, field):
    response = client.post(f"{ADMIN}incident/add/", given(**wrong))
    assert response.status_code == 200
    assert field in errors(response)
    assert not Incident.objects.exists()


def test_it_ends_after_it_begins(client, boss):
    now = timezone.now()
    response = client.post(f"{ADMIN}incident/add/", given(begins=now, ends=now - HOUR))
    assert "Debe terminar después de empezar." in response.content.decode()
    assert not Incident.objects.exists()


@pytest.mark.parametrize(
    "update", [{"text_es": "Sin inglés"}, {"text_es": "x" * 3001, "text_en": "x"}], ids=["one", "long"]
)
def test_what_is_said_is_whole_in_both_languages(client, boss, update):
    response = client.post(f"{ADMIN}incident/add/", given(updates=[update]))
    assert response.status_code == 200
    assert not Incident.objects.exists()


def test_what_has_not_begun_does_not_end(client, boss):
    begins = timezone.now() + HOUR
    told = incident(Incident.Kind.MAINTENANCE, begins_at=begins, ends_at=begins + HOUR)
    form = change(told, kind="maintenance", ends=told.ends_at, over="on")
    assert errors(client.post(f"{ADMIN}incident/{told.pk}/change/", form)) == {"over"}


def test_an_announcement_touches_nothing(client, boss):
    assert client.post(f"{ADMIN}incident/add/", given(kind="announcement")).status_code == 302
    made = Incident.objects.get()
    assert (made.components, made.impact) == ("", "none")


def test_nobody_deletes_an_incident_nor_touches_what_the_service_noted(client, boss):
    told, noted = incident(), outage(timezone.now() - HOUR)
    unseen(timezone.now() - 3 * HOUR, timezone.now() - 2 * HOUR)
    pulses()
    subscription()
    assert client.post(f"{ADMIN}incident/{told.pk}/delete/", {"post": "yes"}).status_code == 403
    for model, key in (
        ("outage", noted.pk),
        ("pulse", "mail"),
        ("statussubscription", StatusSubscription.objects.get().pk),
    ):
        assert client.get(f"{ADMIN}{model}/").status_code == 200
        assert client.get(f"{ADMIN}{model}/{key}/change/").status_code == 200
        assert client.post(f"{ADMIN}{model}/{key}/change/", {"began_at_0": "2020-01-01"}).status_code == 403
        assert client.get(f"{ADMIN}{model}/add/").status_code == 403
        assert client.post(f"{ADMIN}{model}/{key}/delete/", {"post": "yes"}).status_code == 403


@pytest.mark.parametrize("who", ["visitor", "person", "reviewer", "staff without the right"])
def test_others_publish_nothing(client, who):
    if who != "visitor":
        person = UserFactory(is_reviewer=who == "reviewer", is_staff="staff" in who)
        sign_in(client, person, AuthenticatorFactory(user=person))
    response = client.post(f"{ADMIN}incident/add/", given())
    assert response.status_code in {302, 403}
    assert not Incident.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_subscriber_hears_of_what_was_saved_there(client, boss, mailbox):
    subscription()
    client.post(f"{ADMIN}incident/add/", given(title_es="Falla el ingreso"))
    tasks.tell_incidents()
    assert mailbox.subjects("ana@example.com") == ["Falla: Falla el ingreso"]
