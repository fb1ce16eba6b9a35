"""The page of each system, the list of before signing, and what an administrator corrects in them."""

from datetime import date
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from django.contrib.admin.models import LogEntry
from django.utils import translation

from groundwork.ledger.models import Entry
from support.models import Period, RelatedSystem
from support.queries import systems
from tests.accounts.factories import AuthenticatorFactory, UserFactory, sign_in

pytestmark = pytest.mark.django_db

ADMIN = "/administracion/support"
PAGES = ("portal", "secop-ii", "sigep-ii", "integridad-publica")


@pytest.fixture
def as_staff(client):
    device = AuthenticatorFactory(user=UserFactory(is_staff=True, is_superuser=True))
    sign_in(client, device.user, device)
    return client


def page(client, slug="sigep-ii"):
    return client.get(f"/ayuda/sistemas/{slug}/").content.decode()


@pytest.mark.parametrize("slug", PAGES)
def test_each_says_what_for_who_when_where_who_helps_and_since_when_it_is_known(client, slug):
    system = RelatedSystem.objects.get(slug=slug)
    html = page(client, slug)
    for words in (system.purpose, system.audience, system.occasion, system.source, "24 de noviembre de 2026"):
        assert words in html
    if system.address:
        assert f'href="{system.address}"' in html
    if system.support_email:
        assert f'href="mailto:{system.support_email}"' in html
    assert "Este portal no es" in html or "No es un sistema oficial" in html


def test_its_periods_stand_on_its_page(client):
    html = page(client)
    for standing in systems.standings_of(RelatedSystem.objects.get(slug="sigep-ii"), systems.today()):
        assert standing.sentence in html


def test_the_letter_asks_for_all_that_support_needs_and_goes_to_it(client):
    shown = client.get("/ayuda/sistemas/sigep-ii/")
    letter = shown.context["letter"]
    for blank in ("Nombre completo:", "Tipo y número de documento:", "Teléfono:", "Descripción clara del error"):
        assert blank in letter
    mailto = urlsplit(shown.context["mailto"])
    assert (mailto.scheme, mailto.path) == ("mailto", "soportesigep2@funcionpublica.gov.co")
    assert parse_qs(mailto.query)["body"] == [letter]
    assert unquote(mailto.query).startswith("subject=Solicitud de soporte: SIGEP II")
    assert letter.replace("\n", "") in shown.content.decode().replace("\n", "")


@pytest.mark.parametrize("slug", ["secop-i", "tvec", "rues", "dian", "inventado"])
def test_one_without_a_page_is_not_there(client, slug):
    assert client.get(f"/ayuda/sistemas/{slug}/").status_code == 404


def test_every_text_is_in_both_languages():
    for system in RelatedSystem.objects.all():
        for name in ("purpose", "audience", "occasion"):
            spanish, english = getattr(system, f"{name}_es"), getattr(system, f"{name}_en")
            assert spanish
            assert english
            assert spanish != english
            with translation.override("en"):
                assert getattr(system, name) == english
        assert len(system.support_asks_es.splitlines()) == len(system.support_asks_en.splitlines())


def test_the_list_of_before_signing_remembers_in_its_address(client):
    path = "/ayuda/sistemas/antes-de-firmar/"
    fresh = client.get(path)
    assert (fresh.context["done"], fresh.context["total"]) == (0, 5)
    assert "checked" not in fresh.content.decode()
    for words in ("SIGEP II", "Ley 2013 de 2019", "soportesigep2@", "soporteaplicativointegridad@"):
        assert words in fresh.content.decode()
    some = client.get(path, {"listo": ["ley-2013", "inventado"]})
    assert some.context["done"] == 1
    assert some.content.decode().count(" checked") == 1
    keys = [key for key, *_rest in some.context["points"]]
    assert "Está todo listo" in client.get(path, {"listo": keys}).content.decode()


def values(as_staff, path):
    form = as_staff.get(path).context["adminform"].form
    found = {name: form.get_initial_for_field(field, name) for name, field in form.fields.items()}
    return {name: "" if value in (None, False) else value for name, value in found.items()}


def test_what_an_administrator_corrects_is_shown_and_recorded_with_what_was_before(as_staff):
    system = RelatedSystem.objects.get(slug="sigep-ii")
    path = f"{ADMIN}/relatedsystem/{system.pk}/change/"
    new = {"support_email": "otro@funcionpublica.gov.co", "checked_on": "2027-01-15"}
    assert as_staff.post(path, values(as_staff, path) | new).status_code == 302
    html = page(as_staff)
    assert "mailto:otro@funcionpublica.gov.co" in html
    assert "15 de enero de 2027" in html
    entry = Entry.objects.latest("sequence")
    assert (entry.verb, entry.subject) == ("related_system.facts", "sigep-ii")
    assert '"before":{"checked_on":"2026-11-24","support_email":"soportesigep2@' in entry.evidence.content
    assert LogEntry.objects.get().object_id == str(system.pk)


def test_saving_without_a_change_records_nothing(as_staff):
    system = RelatedSystem.objects.get(slug="sigep-ii")
    path = f"{ADMIN}/relatedsystem/{system.pk}/change/"
    before = Entry.objects.count()
    assert as_staff.post(path, values(as_staff, path)).status_code == 302
    assert Entry.objects.count() == before


def test_the_slug_that_addresses_and_requests_hold_is_not_changed(as_staff):
    system = RelatedSystem.objects.get(slug="sigep-ii")
    path = f"{ADMIN}/relatedsystem/{system.pk}/change/"
    as_staff.post(path, values(as_staff, path) | {"slug": "otro"})
    assert RelatedSystem.objects.filter(slug="sigep-ii").exists()


def test_that_it_was_checked_today_is_one_act(as_staff):
    chosen = RelatedSystem.objects.filter(slug__in=["sigep-ii", "dian"])
    data = {"action": "mark_checked", "_selected_action": [row.pk for row in chosen]}
    assert as_staff.post(f"{ADMIN}/relatedsystem/", data).status_code == 302
    assert set(chosen.values_list("checked_on", flat=True)) == {systems.today()}
    assert set(RelatedSystem.objects.exclude(pk__in=chosen).values_list("checked_on", flat=True)) == {
        date(2026, 11, 24)
    }


def add_period(as_staff, **facts):
    system = RelatedSystem.objects.get(slug="sigep-ii")
    data = {
        "system": system.pk,
        "order": "national",
        "opens_month": 3,
        "opens_day": 1,
        "closes_month": 4,
        "closes_day": 30,
        "from_year": 2050,
        "source": "Decreto de prueba",
    }
    return as_staff.post(f"{ADMIN}/period/add/", data | facts)


def test_new_days_are_a_new_row_and_what_counted_before_stays(as_staff):
    assert add_period(as_staff).status_code == 302
    system = RelatedSystem.objects.get(slug="sigep-ii")
    assert systems.standings_of(system, date(2049, 4, 15))[0].days_of_each_year == "Del 1 de abril al 31 de mayo"
    assert systems.standings_of(system, date(2050, 4, 15))[0].closes_on == date(2050, 4, 30)
    assert Entry.objects.latest("sequence").verb == "related_system.period"
    listed = as_staff.get(f"{ADMIN}/period/").content.decode()
    assert "Del 1 de marzo al 30 de abril" in listed
    assert "Del 1 de abril al 31 de mayo" in listed


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"closes_day": 31}, "Ese día no existe todos los años."),
        ({"opens_month": 2, "opens_day": 29}, "Ese día no existe todos los años."),
        ({"opens_month": 13}, "Ese día no existe todos los años."),
        ({"opens_month": 5}, "El período cierra antes de abrir."),
        ({"from_year": 2026}, "Ese orden ya tiene un período desde ese año."),
    ],
)
def test_days_that_cannot_be_are_refused_in_words(as_staff, facts, words):
    before = Period.objects.count()
    shown = add_period(as_staff, **facts)
    assert shown.status_code == 200
    assert words in shown.content.decode()
    assert Period.objects.count() == before


def test_a_period_that_is_corrected_shows_at_once_and_leaves_what_was_before(as_staff):
    period = Period.objects.get(order="national")
    path = f"{ADMIN}/period/{period.pk}/change/"
    assert as_staff.post(path, values(as_staff, path) | {"closes_day": 15}).status_code == 302
    assert "Del 1 de abril al 15 de mayo" in as_staff.get("/ayuda/sistemas/").content.decode()
    assert '"before":{"closes_day":31}' in Entry.objects.latest("sequence").evidence.content


@pytest.mark.parametrize("model", ["relatedsystem", "period"])
def test_nothing_is_deleted(as_staff, model):
    row = RelatedSystem.objects.first() if model == "relatedsystem" else Period.objects.first()
    assert row is not None
    assert as_staff.post(f"{ADMIN}/{model}/{row.pk}/delete/", {"post": "yes"}).status_code == 403


@pytest.mark.parametrize("model", ["relatedsystem", "period"])
def test_who_is_not_staff_reaches_none_of_it(client, model):
    sign_in(client, UserFactory())
    assert client.get(f"{ADMIN}/{model}/").status_code == 302
