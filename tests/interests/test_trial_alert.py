"""The try-out alert: a mailbox, a code, thirty days, and nothing left afterwards."""

from datetime import timedelta
from threading import Barrier, Thread
from urllib.parse import urlsplit

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.utils import timezone

from groundwork.messaging.models import Message
from groundwork.web.formats import BOGOTA
from interests import trial_mail
from interests.models import TrialAlert
from interests.services import trials
from interests.services.trials import Verdict
from interests.tasks import forget_trials, send_trials
from tests.accounts.factories import UserFactory
from tests.interests.factories import ROADS, commodity
from tests.procurement.factories import ProcessFactory

pytestmark = pytest.mark.django_db

ASK, CODE = "/consulta/alerta/", "/consulta/alerta/codigo/"
EMAIL = "visita@example.com"


@pytest.fixture(autouse=True)
def classifier() -> None:
    commodity(ROADS, "Construcción de carreteras")


def form(**changes):
    return {"nit": "", "codes": [ROADS], "otros": "", "email": EMAIL, "consent": "on", **changes}


def asked(**changes) -> TrialAlert:
    fields = {"email": EMAIL, "codes": [ROADS], "nit": "", "language": "es-co", **changes}
    return trials.ask(fields["email"], fields["codes"], nit=fields["nit"], language=fields["language"])


def running(**changes) -> TrialAlert:
    """An alert that was confirmed, as far back as `ago` says."""
    ago = changes.pop("ago", timedelta(hours=1))
    trial = asked(**changes)
    digits = trials.mint(trial.code)
    assert digits
    assert trials.confirm(trial.code, digits) == Verdict.ACCEPTED
    since = timezone.now() - ago
    TrialAlert.objects.filter(pk=trial.pk).update(confirmed_at=since, told_until=since, ends_at=since + trials.RUNS_FOR)
    trial.refresh_from_db()
    return trial


def morning(days: int = 1):
    """Eight o'clock in Colombia, some days from now."""
    return (timezone.now() + timedelta(days=days)).astimezone(BOGOTA).replace(hour=8, minute=0)


def mails(kind: str = trial_mail.ALERT) -> list[Message]:
    return list(Message.objects.filter(kind=kind).order_by("pk"))


# Asking and confirming


@pytest.mark.django_db(transaction=True)
def test_a_mailbox_confirmed_by_its_code_has_an_alert(client, mailbox):
    response = client.post(ASK, form())
    assert response.url == CODE
    assert EMAIL in client.get(CODE).content.decode()
    assert not TrialAlert.objects.get().confirmed_at
    code = mailbox.code(EMAIL)
    assert code not in mailbox.subjects(EMAIL)[0]
    assert client.post(CODE, {"code": code}).url == CODE
    assert "Su alerta quedó activa" in client.get(CODE).content.decode()
    trial = TrialAlert.objects.get()
    assert trial.ends_at
    assert trial.confirmed_at
    assert trial.ends_at - trial.confirmed_at == timedelta(days=30)
    assert (trial.email, trial.codes, trial.code_digest) == (EMAIL, [ROADS], None)


def test_only_the_hmac_of_the_code_is_kept():
    trial = asked()
    digits = trials.mint(trial.code)
    trial.refresh_from_db()
    assert digits
    assert trial.code_digest
    assert digits.encode() not in bytes(trial.code_digest)
    message = Message.objects.get()
    assert (message.subject, message.text, message.html, message.reference) == ("", "", "", str(trial.code))


def test_the_answer_is_the_same_for_an_address_with_an_account_or_an_alert(client):
    UserFactory(email="ana@example.com")
    running(email="otra@example.com")
    seen: set[tuple[object, ...]] = set()
    for email in (EMAIL, "ana@example.com", "otra@example.com"):
        one = Client(REMOTE_ADDR=f"198.51.100.{len(seen)}")
        response = one.post(ASK, form(email=email))
        page = one.get(CODE).content.decode().replace(email, "…")
        seen.add((response.status_code, response["Location"], page.count("<form"), "…" in page))
    assert len(seen) == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"email": ""}, "email"),
        ({"email": "visita"}, "email"),
        ({"consent": ""}, "consent"),
        ({"codes": [], "otros": ""}, "otros"),
        ({"codes": ["99999999"]}, "codes"),
        ({"otros": "vías"}, "otros"),
        ({"otros": "99999999"}, "otros"),
        ({"email": "a@example.com\r\nBcc: b@example.com"}, "email"),
    ],
)
def test_what_is_missing_or_wrong_is_said_beside_it_and_nothing_is_sent(client, changes, field):
    response = client.post(ASK, form(**changes))
    assert response.status_code == 200
    assert list(response.context["trial"].errors) == [field]
    assert not TrialAlert.objects.exists()
    assert not Message.objects.exists()


def test_what_was_typed_stays_when_something_is_wrong(client):
    response = client.post(ASK, form(otros="7214", email=""))
    assert 'value="7214' in response.content.decode()


def test_three_wrong_codes_end_the_attempt(client):
    client.post(ASK, form())
    trial = TrialAlert.objects.get()
    digits = trials.mint(trial.code)
    wrong = "000000" if digits != "000000" else "111111"
    for words in ("Le quedan 2 intentos", "Le queda 1 intento", "ya no sirve"):
        assert words in client.post(CODE, {"code": wrong}).content.decode()
    client.post(CODE, {"code": digits})
    trial.refresh_from_db()
    assert trial.confirmed_at is None
    assert trials.mint(trial.code) is None


def test_a_code_lasts_ten_minutes():
    trial = asked()
    digits = trials.mint(trial.code)
    assert digits
    trial.refresh_from_db()
    assert trial.code_expires_at
    assert trial.code_expires_at - timezone.now() <= timedelta(minutes=10)
    TrialAlert.objects.update(code_expires_at=timezone.now())
    assert trials.confirm(trial.code, digits) == Verdict.DEAD


def test_a_code_whose_mail_could_not_leave_is_not_made_any_more():
    trial = asked()
    TrialAlert.objects.update(asked_at=timezone.now() - timedelta(minutes=31))
    assert trials.mint(trial.code) is None
    assert trials.waits_for_code(trial.code) is None


def test_a_later_mail_of_the_same_attempt_has_the_code_that_counts():
    trial = asked()
    first, second = trials.mint(trial.code), trials.mint(trial.code)
    assert first
    assert second
    if first != second:
        assert trials.confirm(trial.code, first) == Verdict.WRONG
    assert trials.confirm(trial.code, second) == Verdict.ACCEPTED


def test_the_code_of_one_attempt_does_not_confirm_another():
    one, other = asked(), asked(email="otra@example.com")
    digits = trials.mint(one.code)
    trials.mint(other.code)
    assert digits
    assert trials.confirm(other.code, digits) in {Verdict.WRONG, Verdict.ACCEPTED}  # one in a million is alike
    assert trials.confirm(one.code, digits) == Verdict.ACCEPTED


def test_a_right_code_typed_twice_is_accepted_once(client):
    client.post(ASK, form())
    trial = TrialAlert.objects.get()
    digits = trials.mint(trial.code)
    assert digits
    assert client.post(CODE, {"code": digits}).status_code == 302
    again = client.post(CODE, {"code": digits})
    assert "Su alerta quedó activa" in again.content.decode()
    assert trials.confirm(trial.code, digits) == Verdict.DEAD


@pytest.mark.django_db(transaction=True)
def test_of_many_guesses_at_once_three_are_compared():
    trial = asked()
    digits = trials.mint(trial.code)
    assert digits
    wrong = "000000" if digits != "000000" else "111111"
    together, verdicts = Barrier(8), []

    def guess() -> None:
        together.wait()
        verdicts.append(trials.confirm(trial.code, wrong))
        connection.close()

    threads = [Thread(target=guess) for _one in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    trial.refresh_from_db()
    assert trial.tries == 3
    assert verdicts.count(Verdict.WRONG) == 2


def test_another_browser_has_nothing_to_type(client):
    client.post(ASK, form())
    assert Client().get(CODE)["Location"] == "/consulta/"


def test_the_new_alert_of_a_mailbox_takes_the_place_of_the_one_before():
    old = running()
    new = running(codes=["72140000"])
    old.refresh_from_db()
    assert old.stopped_at
    assert not new.stopped_at


def test_nobody_can_flood_a_mailbox(client):
    for _one in range(3):
        assert client.post(ASK, form()).status_code == 302
    page = client.post(ASK, form(email=EMAIL.upper()))
    assert "ya se enviaron varios códigos" in page.content.decode()
    assert TrialAlert.objects.count() == Message.objects.count() == 3


@time_machine.travel("2026-11-24 15:10:30+00:00", tick=False)
def test_nobody_can_write_to_many_mailboxes(client):
    for number in range(10):
        assert client.post(ASK, form(email=f"buzon{number}@example.com")).status_code == 302
    assert client.post(ASK, form(email="uno-mas@example.com")).status_code == 429


def test_asking_without_the_form_leads_to_it(client):
    assert client.get(ASK).url == "/consulta/"


# The daily mail


def test_what_is_new_is_told_the_next_morning_once():
    ProcessFactory(codes=(ROADS,), title="Estaba abierto")
    trial = running()
    ProcessFactory(codes=(ROADS,), title="Vía nueva")
    ProcessFactory(codes=("80111600",), title="Otra cosa")
    ProcessFactory(codes=(ROADS,), title="Cerrado", closes_at=timezone.now() - timedelta(hours=1))
    at = morning()
    assert trials.sweep(at=at) == 1
    assert trials.sweep(at=at) == 0
    (mail,) = mails()
    assert mail.to == EMAIL
    assert mail.subject == "Proceso nuevo: Vía nueva"
    for absent in ("Estaba abierto", "Otra cosa", "Cerrado"):
        assert absent not in mail.text
    trials.sweep(at=morning(2))
    assert len(mails()) == 1
    assert trial_mail.stop_url(trial) in mail.text


def test_a_process_that_was_being_written_is_told_later_and_what_was_told_is_not_told_again():
    running()
    ProcessFactory(codes=(ROADS,), title="A tiempo")
    trials.sweep(at=morning())
    late = ProcessFactory(codes=(ROADS,), title="Confirmado tarde")
    type(late).objects.filter(pk=late.pk).update(created_at=morning() - timedelta(minutes=1))
    trials.sweep(at=morning(2))
    assert [mail.subject for mail in mails()] == ["Proceso nuevo: A tiempo", "Proceso nuevo: Confirmado tarde"]


def test_before_seven_nobody_is_written_to():
    running()
    ProcessFactory(codes=(ROADS,))
    assert trials.sweep(at=morning().replace(hour=6, minute=59)) == 0


def test_more_than_twenty_are_counted():
    running()
    for number in range(22):
        ProcessFactory(codes=(ROADS,), title=f"Vía {number}")
    trials.sweep(at=morning())
    (mail,) = mails()
    assert mail.subject == "22 procesos nuevos con los códigos de su alerta"
    assert "Y 2 procesos más en:" in mail.text


def test_the_mails_are_in_the_language_of_who_asked():
    running(language="en")
    ProcessFactory(codes=(ROADS,), title="Vía")
    trials.sweep(at=morning())
    assert mails()[0].language == "en"


def test_it_ends_by_itself_with_one_last_mail():
    trial = running(ago=timedelta(days=30))
    send_trials()
    send_trials()
    trial.refresh_from_db()
    assert trial.stopped_at
    (last,) = mails(trial_mail.ENDED)
    assert "/registro/" in last.text
    ProcessFactory(codes=(ROADS,))
    trials.sweep(at=morning())
    assert not mails()


def test_an_alert_that_nobody_confirmed_sends_nothing():
    asked()
    ProcessFactory(codes=(ROADS,))
    assert trials.sweep(at=morning()) == 0


@pytest.mark.parametrize("how_many", [1, 3])
def test_telling_costs_the_same_queries_however_much_there_is(how_many, django_assert_max_num_queries):
    running()
    for _one in range(how_many):
        ProcessFactory(codes=(ROADS,))
    with django_assert_max_num_queries(10):
        trials.sweep(at=morning())


# Stopping and forgetting


def test_one_click_stops_it_without_a_session_or_a_token_of_ours():
    trial = running()
    ProcessFactory(codes=(ROADS,))
    trials.sweep(at=morning())
    (mail,) = mails()
    link = mail.headers["List-Unsubscribe"].strip("<>")
    assert mail.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    client = Client(enforce_csrf_checks=True)
    for _twice in range(2):
        page = client.post(urlsplit(link).path, {"List-Unsubscribe": "One-Click"})
        assert "quedó detenida" in page.content.decode()
    trial.refresh_from_db()
    mail.refresh_from_db()
    assert trial.stopped_at
    assert mail.state == "lapsed"
    ProcessFactory(codes=(ROADS,))
    assert trials.sweep(at=morning(2)) == 0


def test_a_mail_client_that_fetches_the_link_stops_nothing(client):
    trial = running()
    page = client.get(urlsplit(trial_mail.stop_url(trial)).path)
    assert "Detener la alerta" in page.content.decode()
    trial.refresh_from_db()
    assert trial.stopped_at is None


def test_a_forged_link_is_told_calmly(client):
    trial = running()
    path = urlsplit(trial_mail.stop_url(trial)).path
    forged = f"{path[:-3]}abc/"
    for method in (client.get, client.post):
        response = method(forged)
        assert response.status_code == 404
        assert "Este enlace no sirve" in response.content.decode()
    trial.refresh_from_db()
    assert trial.stopped_at is None


def test_the_link_of_an_alert_that_was_forgotten_still_answers(client):
    trial = running()
    path = urlsplit(trial_mail.stop_url(trial)).path
    trial.delete()
    assert client.post(path).status_code == 200


def test_thirty_days_after_its_end_nothing_of_the_mailbox_is_left():
    trial = running()
    ProcessFactory(codes=(ROADS,))
    trials.sweep(at=morning())
    trials.stop(trial.code)
    assert forget_trials() == 0
    TrialAlert.objects.update(stopped_at=timezone.now() - timedelta(days=30, minutes=1))
    assert forget_trials() == 1
    assert not TrialAlert.objects.exists()
    assert not Message.objects.filter(to=EMAIL).exists()
    assert {(mail.text, mail.html, mail.subject) for mail in Message.objects.all()} == {("", "", "")}


def test_what_nobody_confirmed_is_forgotten_after_a_day():
    asked()
    other = running(email="otra@example.com")
    TrialAlert.objects.update(asked_at=timezone.now() - timedelta(days=1, minutes=1))
    assert forget_trials() == 1
    assert list(TrialAlert.objects.all()) == [other]
