"""What a person says of themselves: changed by them, and looked over once a year."""

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts import tasks
from accounts.models import Activity, Registration, User
from accounts.services import profile
from accounts.services.activity import Origin
from accounts.validators import FIRM_NAME, PERSON_NAME
from groundwork.messaging.models import Message
from tests.accounts.factories import UserFactory, sign_in

pytestmark = pytest.mark.django_db

PAGE, CONFIRM = "/cuenta/datos/", "/cuenta/datos/al-dia/"
FACTS = {
    "full_name": "Ana María Peña",
    "phone": "+34 912 34 56 78",
    "firm": "Vías del Sur S. A. S.",
    "time_zone": "Europe/Madrid",
    "language": "en",
}


@pytest.fixture
def ana(client):
    ana = UserFactory(username="ana", email="ana@example.com", full_name="Ana Peña")
    sign_in(client, ana)
    return ana


def year_ago(user, days: int = 366) -> None:
    User.objects.filter(pk=user.pk).update(date_joined=timezone.now() - timedelta(days=days))


def test_all_of_it_is_saved_and_the_pages_speak_the_language_that_was_chosen(client, ana):
    assert client.post(PAGE, FACTS).url == "/cuenta/"
    ana.refresh_from_db()
    assert {name: str(getattr(ana, name)) for name in FACTS} == {**FACTS, "phone": "+34912345678"}
    page = client.get("/cuenta/")
    assert page.headers["Content-Language"] == "en"
    assert "Vías del Sur S. A. S." in page.content.decode()


def test_the_activity_says_what_changed_and_never_its_value(client, ana):
    client.post(PAGE, FACTS | {"phone": str(ana.phone)})
    entry = Activity.objects.get(kind=Activity.Kind.DATA_CHANGED)
    assert entry.user == ana
    assert entry.detail == "Nombre completo, empresa o entidad, zona horaria, idioma"


def test_saving_what_was_there_is_looking_it_over_and_no_change(client, ana):
    facts = {name: str(getattr(ana, name)) for name in FACTS}
    client.post(PAGE, facts)
    ana.refresh_from_db()
    assert ana.reviewed_at
    assert not Activity.objects.filter(kind=Activity.Kind.DATA_CHANGED).exists()


def test_nobody_changes_what_is_not_theirs_to_change(client, ana):
    client.post(PAGE, FACTS | {"is_staff": "on", "email": "otra@example.com", "username": "root"})
    ana.refresh_from_db()
    assert (ana.is_staff, ana.email, ana.username) == (False, "ana@example.com", "ana")


def test_a_stranger_is_led_to_the_sign_in_and_changes_nobody(client):
    ana = UserFactory(full_name="Ana Peña")
    assert client.post(PAGE, FACTS).url.startswith("/ingresar/")
    assert client.post(CONFIRM).url.startswith("/ingresar/")
    ana.refresh_from_db()
    assert (ana.full_name, ana.reviewed_at) == ("Ana Peña", None)


BAD_NAMES = {
    "Ana\u202eañeP": "no se ven",
    "Ana\nBcc: otro@example.com": "no se ven",
    "Ana\u200bPeña": "no se ven",
    "\u0410na Peña": "alfabetos distintos",
    "Ana \u03a1eña": "alfabetos distintos",
    "Ana <b>": "«<»",
    "4na": "«4»",
    "Ana\x00": "nulo",
}


@pytest.mark.parametrize(("name", "reason"), BAD_NAMES.items(), ids=[ascii(name) for name in BAD_NAMES])
def test_a_name_that_could_deceive_is_refused_with_its_reason_beside_it(client, ana, name, reason):
    response = client.post(PAGE, FACTS | {"full_name": name})
    assert any(reason in words for words in response.context["form"].errors["full_name"])
    assert response.context["form"]["phone"].value() == FACTS["phone"]
    ana.refresh_from_db()
    assert ana.full_name == "Ana Peña"


@pytest.mark.parametrize("name", BAD_NAMES, ids=ascii)
def test_and_so_it_is_at_the_registration(client, name):
    page = client.post("/registro/", {"full_name": name, "firm": "Vi\u0430s"})
    assert page.context["form"].has_error("full_name")
    assert page.context["form"].has_error("firm", "mixed_scripts")
    assert not Registration.objects.exists()


@pytest.mark.parametrize(
    "name", ["José Ñáñez", "Mª Ángeles O’Higgins", "N. D'Costa-Pérez", "Νίκος", "Зоя Иванова", "山田 太郎", "김 철수"]
)
def test_real_names_of_one_language_stand(name):
    for rule in PERSON_NAME:
        rule(name)


@pytest.mark.parametrize("name", ["Obras & Vías 2000 S. A. S.", "«La 14» Ltda."])
def test_a_firm_may_have_figures_and_signs(name):
    for rule in FIRM_NAME:
        rule(name)


@pytest.mark.parametrize(
    ("field", "value"), [("phone", "12"), ("time_zone", "Luna/Tycho"), ("language", "tlh"), ("full_name", "")]
)
def test_what_is_wrong_is_said_beside_its_field(client, ana, field, value):
    assert client.post(PAGE, FACTS | {field: value}).context["form"].has_error(field)


def test_a_change_that_the_model_refuses_is_not_saved(ana):
    with pytest.raises(ValidationError):
        profile.change(ana, {"time_zone": "Luna/Tycho"}, origin=Origin())
    ana.refresh_from_db()
    assert ana.time_zone == "America/Bogota"


def test_after_a_year_one_is_reminded_once_and_saying_that_all_is_right_is_enough(client, ana, mailbox):
    year_ago(ana)
    assert tasks.remind_review() == 1
    assert tasks.remind_review() == 0
    assert mailbox.subjects("ana@example.com") == ["¿Siguen al día sus datos?"]
    assert "Hace más de un año" in client.get("/cuenta/").content.decode()
    client.post(CONFIRM)
    assert "Hace más de un año" not in client.get("/cuenta/").content.decode()
    with time_machine.travel(timezone.now() + timedelta(days=364)):
        assert tasks.remind_review() == 0
    with time_machine.travel(timezone.now() + timedelta(days=366)):
        assert tasks.remind_review() == 1


def test_who_does_nothing_is_reminded_once_a_year_and_not_twice_about_new_year(ana):
    start = timezone.now().replace(month=12, day=20)
    User.objects.filter(pk=ana.pk).update(date_joined=start - timedelta(days=365))
    owed = []
    for days in (0, 1, 14, 300, 366, 367):
        with time_machine.travel(start + timedelta(days=days)):
            tasks.remind_review()
            owed.append(Message.objects.filter(recipient=ana).count())
    assert owed == [1, 1, 1, 1, 2, 2]


def test_who_is_gone_is_not_reminded(ana):
    year_ago(ana)
    User.objects.filter(pk=ana.pk).update(is_active=False)
    assert tasks.remind_review() == 0


def test_who_is_new_is_not_reminded(ana):
    assert tasks.remind_review() == 0


@pytest.mark.parametrize("people", [1, 3])
def test_the_reminders_of_many_cost_the_same_queries(people, django_assert_num_queries):
    for person in UserFactory.create_batch(people):
        year_ago(person)
    with django_assert_num_queries(3):  # the people, all the mails, and all that is put up on screen
        assert profile.owe_reviews() == people
