"""From one mailbox to another, and back again by whoever reads the old one."""

import re
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.contrib.auth import get_user
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from accounts.models import Activity, AddressChange, LoginCode, Purpose
from accounts.services import codes, email_change
from accounts.services.activity import Origin
from accounts.services.codes import Verdict
from accounts.services.settling import require_settled
from groundwork.ledger.models import Entry
from groundwork.messaging.models import Message
from tests.accounts.factories import AuthenticatorFactory, UserFactory, sign_in, wrong

pytestmark = pytest.mark.django_db

PAGE, CODE, RESEND, CANCEL = (
    "/cuenta/correo/",
    "/cuenta/correo/codigo/",
    "/cuenta/correo/codigo/reenviar/",
    "/cuenta/correo/cancelar/",
)
OLD, NEW = "ana@example.com", "ana@nueva.example"
LINK = re.compile(r"http://\S+/cuenta/correo/detener/\S+")


@pytest.fixture
def ana(client):
    ana = UserFactory(username="ana", email=OLD)
    sign_in(client, ana)
    return ana


def ask(client, email: str = NEW):
    return client.post(PAGE, {"email": email})


def change(client, mailbox) -> None:
    assert ask(client).url == CODE
    assert client.post(CODE, {"code": mailbox.code(NEW)}).url == "/cuenta/"


def stop_link(mailbox, to: str = OLD) -> str:
    found = LINK.search(mailbox.text(to))
    assert found
    return urlsplit(found.group()).path


def test_the_code_from_the_new_mailbox_makes_it_the_accounts(client, ana, mailbox):
    assert ask(client, "Ana@Nueva.example").url == CODE
    ana.refresh_from_db()
    assert ana.email == OLD
    assert client.post(CODE, {"code": mailbox.code(NEW)}).url == "/cuenta/"
    ana.refresh_from_db()
    assert ana.email == NEW
    assert ana.email_changed_at
    assert list(EmailAddress.objects.filter(user=ana).values_list("email", "verified", "primary")) == [
        (NEW, True, True)
    ]
    assert AddressChange.objects.get().done_at
    kinds = list(Activity.objects.filter(user=ana, kind__startswith="email").values_list("kind", flat=True))
    assert sorted(kinds) == ["email_change_asked", "email_changed"]
    assert Entry.objects.filter(verb="person.email_changed", subject=str(ana.code)).count() == 1


def test_the_old_mailbox_is_told_when_it_is_asked_and_when_it_is_done(client, ana, mailbox):
    ask(client)
    assert mailbox.subjects(OLD) == ["Pidieron cambiar el correo de su cuenta"]
    client.post(CODE, {"code": mailbox.code(NEW)})
    assert mailbox.subjects(OLD)[-1] == "El correo de su cuenta cambió"
    assert NEW not in "".join(message.as_string() for message in mailbox.messages(OLD))


def test_the_next_sign_in_code_goes_to_the_new_mailbox_and_one_on_its_way_to_the_old_is_void(client, ana, mailbox):
    waiting = codes.ask(Purpose.SIGN_IN, OLD, user=ana)
    change(client, mailbox)
    waiting.refresh_from_db()
    assert waiting.closed_at
    assert "Su código de ingreso" not in mailbox.subjects(OLD)[1:]
    Client().post("/ingresar/", {"login": "ana", "password": "guadua-neblina-trocha-58"})
    assert mailbox.subjects(NEW)[-1] == "Su código de ingreso"


def test_a_wrong_code_changes_nothing_and_three_end_it(client, ana, mailbox):
    ask(client)
    code = mailbox.code(NEW)
    for _time in range(3):
        assert client.post(CODE, {"code": wrong(code)}).context["form"].has_error("code")
    assert client.post(CODE, {"code": code}).context["form"].has_error("code")
    ana.refresh_from_db()
    assert ana.email == OLD


def test_a_code_is_good_once(client, ana, mailbox):
    change(client, mailbox)
    pending = AddressChange.objects.get()
    assert email_change.finish(pending, mailbox.code(NEW), origin=Origin()).verdict is Verdict.DEAD
    assert Entry.objects.filter(verb="person.email_changed").count() == 1


def test_another_persons_code_is_of_no_use(client, ana, mailbox):
    ask(client)
    theirs = Client()
    sign_in(theirs, UserFactory())
    assert theirs.post(CODE, {"code": mailbox.code(NEW)})["Location"] == PAGE
    ana.refresh_from_db()
    assert ana.email == OLD


def test_nobody_can_tell_whether_the_new_address_has_an_account_but_its_owner_hears_of_it(client, ana, mailbox):
    eva = UserFactory(email="eva@example.com")
    pages = []
    for email in (NEW, "Eva@example.com"):
        assert ask(client, email).url == CODE
        mailbox.messages()
        page = client.get(CODE)
        pages.append((page.status_code, page.content.decode().replace(email.lower(), "…")))
    moving = r'csrf\S+ value="\w+"|a las? [\d:]+|(\d+) segundos?|data-[a-z-]+="\d+"'
    plain = [re.sub(moving, "", page) for _status, page in pages]
    assert plain[0] == plain[1]
    assert mailbox.subjects(eva.email) == ["Alguien quiso usar este correo en otra cuenta"]
    assert not re.search(r"\d{6}", mailbox.text(eva.email).replace("http://localhost:8000", ""))


def test_an_address_that_gets_an_account_meanwhile_is_refused(client, ana, mailbox):
    ask(client)
    code = mailbox.code(NEW)
    UserFactory(email=NEW)
    assert client.post(CODE, {"code": code}).context["form"].has_error("code")
    ana.refresh_from_db()
    assert (ana.email, ana.email_changed_at) == (OLD, None)
    assert EmailAddress.objects.get(user=ana).email == OLD


def test_ones_own_address_is_refused(client, ana):
    assert ask(client, "ANA@example.com").context["form"].has_error("email", "same")
    assert not AddressChange.objects.exists()


@pytest.mark.parametrize("email", ["", "ana", "ana@example.com\nBcc: otra@example.com", "ana\x00@nueva.example"])
def test_what_is_no_address_is_refused_beside_its_field(client, ana, email):
    assert ask(client, email).context["form"].has_error("email")
    assert not Message.objects.filter(recipient=ana).exists()


def test_it_asks_for_a_fresh_proof_of_identity(client, ana):
    session = client.session
    session["proved_at"] = 0
    session.save()
    assert client.get(PAGE).url.startswith("/ingresar/confirmar/")
    assert ask(client).url.startswith("/ingresar/confirmar/")
    assert not AddressChange.objects.exists()


def test_who_has_an_app_cannot_do_it_with_a_mailed_code_alone(client, ana):
    AuthenticatorFactory(user=ana)
    assert ask(client).url.startswith("/ingresar/confirmar/")
    assert not AddressChange.objects.exists()


def test_asking_again_voids_what_was_asked_before(client, ana, mailbox):
    ask(client)
    first = AddressChange.objects.get()
    code = mailbox.code(NEW)
    ask(client, "ana@tercera.example")
    assert email_change.finish(first, code, origin=Origin()).verdict is Verdict.DEAD
    ana.refresh_from_db()
    assert ana.email == OLD


def test_another_code_takes_the_place_of_the_first_a_minute_later(client, ana, mailbox):
    ask(client)
    first = mailbox.code(NEW)
    client.post(RESEND)
    assert LoginCode.objects.count() == 1
    with time_machine.travel(timezone.now() + timedelta(seconds=61)):
        client.post(RESEND)
        second = mailbox.code(NEW)
        assert client.post(CODE, {"code": second}).url == "/cuenta/"
    assert LoginCode.objects.filter(closed_at__isnull=False, used_at=None).count() == 1
    assert first


def test_a_change_waits_for_an_hour(client, ana, mailbox):
    ask(client)
    waiting = AddressChange.objects.get()
    with time_machine.travel(waiting.asked_at + email_change.OPEN_FOR - timedelta(minutes=1)):
        assert email_change.pending(ana)
        email_change.send_another(waiting, origin=Origin(), language="es-co")
        code = mailbox.code(NEW)
    with time_machine.travel(waiting.asked_at + email_change.OPEN_FOR):
        assert email_change.pending(ana) is None
        assert email_change.finish(waiting, code, origin=Origin()).verdict is Verdict.DEAD


def test_who_asked_can_give_it_up_and_nothing_else_happens(client, ana, mailbox):
    ask(client)
    code = mailbox.code(NEW)
    assert client.post(CANCEL).url == "/cuenta/"
    assert client.post(CODE, {"code": code}).url == PAGE
    ana.refresh_from_db()
    assert (ana.email, ana.must_change_password) == (OLD, False)
    assert get_user(client) == ana


def test_it_cannot_be_asked_for_without_end(client, ana):
    statuses = [ask(client, f"ana{n}@nueva.example").status_code for n in range(11)]
    assert statuses == [302] * 10 + [429]


def test_the_old_mailbox_stops_what_was_asked(client, ana, mailbox):
    ask(client)
    code, link = mailbox.code(NEW), stop_link(mailbox)
    visitor = Client()
    assert "deténgalo" in mailbox.text(OLD)
    assert "Detener el cambio" in visitor.get(link).content.decode()
    ana.refresh_from_db()
    assert not ana.must_change_password
    assert visitor.post(link).status_code == 200
    ana.refresh_from_db()
    assert (ana.email, ana.must_change_password) == (OLD, True)
    assert not get_user(client).is_authenticated or client.get("/cuenta/").status_code == 302
    assert email_change.finish(AddressChange.objects.get(), code, origin=Origin()).verdict is Verdict.DEAD


def test_the_old_mailbox_takes_the_account_back(client, ana, mailbox):
    change(client, mailbox)
    link = stop_link(mailbox)
    visitor = Client()
    visitor.get(link)
    ana.refresh_from_db()
    assert ana.email == NEW
    assert "El cambio quedó detenido" in visitor.post(link).content.decode()
    ana.refresh_from_db()
    assert (ana.email, ana.must_change_password) == (OLD, True)
    assert EmailAddress.objects.get(user=ana).email == OLD
    assert client.get("/cuenta/").status_code == 302
    assert mailbox.subjects(NEW)[-1] == "Se deshizo el cambio de correo"
    assert Activity.objects.filter(user=ana, kind=Activity.Kind.EMAIL_CHANGE_STOPPED).count() == 1
    assert Entry.objects.filter(verb="person.email_change_stopped").count() == 1


def test_stopping_it_twice_is_stopping_it_once(client, ana, mailbox):
    change(client, mailbox)
    link = stop_link(mailbox)
    for _time in range(2):
        assert Client().post(link).status_code == 200
    assert Entry.objects.filter(verb="person.email_change_stopped").count() == 1
    assert len(mailbox.subjects(NEW)) == 2


def test_undoing_the_first_of_two_changes_undoes_the_second_and_leaves_its_link_without_effect(client, ana, mailbox):
    change(client, mailbox)
    first = stop_link(mailbox)
    ask(client, "ladron@example.com")
    client.post(CODE, {"code": mailbox.code("ladron@example.com")})
    second = stop_link(mailbox, NEW)
    Client().post(first)
    ana.refresh_from_db()
    assert ana.email == OLD
    Client().post(second)
    ana.refresh_from_db()
    assert ana.email == OLD


def test_the_link_is_good_for_seven_days(client, ana, mailbox):
    change(client, mailbox)
    link = stop_link(mailbox)
    with time_machine.travel(timezone.now() + timedelta(days=6, hours=23)):
        assert Client().get(link).status_code == 200
    with time_machine.travel(timezone.now() + timedelta(days=7)):
        assert Client().post(link).status_code == 404
    ana.refresh_from_db()
    assert ana.email == NEW


@pytest.mark.parametrize("spoil", [lambda link: f"{link[:-2]}x/", lambda link: f"{link[:23]}nada/"])
def test_a_forged_link_does_nothing(client, ana, mailbox, spoil):
    change(client, mailbox)
    assert Client().post(spoil(stop_link(mailbox))).status_code == 404
    ana.refresh_from_db()
    assert ana.email == NEW


def test_an_old_address_that_became_another_persons_cannot_come_back(client, ana, mailbox):
    change(client, mailbox)
    link = stop_link(mailbox)
    UserFactory(email=OLD)
    assert Client().post(link).status_code == 409
    ana.refresh_from_db()
    assert ana.email == NEW


def test_for_a_day_bank_data_and_teams_are_off_limits(client, ana, mailbox):
    require_settled(ana)
    change(client, mailbox)
    ana.refresh_from_db()
    with pytest.raises(ValidationError, match=r"faltan 2[34] horas"):
        require_settled(ana)
    with time_machine.travel(ana.email_changed_at + timedelta(hours=24)):
        require_settled(ana)


def test_the_state_of_the_message_is_its_own(client, ana, mailbox):
    ask(client)
    state = "/cuenta/correo/codigo/estado/"
    assert "En cola" in client.get(state).content.decode()
    assert f'hx-get="{state}"' in client.get(CODE).content.decode()
    mailbox.messages()
    assert "Entregado al servidor de correo" in client.get(state).content.decode()


@pytest.mark.parametrize("address", [PAGE, CODE, "/cuenta/correo/codigo/estado/"])
def test_a_visitor_signs_in_first(client, address):
    assert client.get(address).url.startswith("/ingresar/")
