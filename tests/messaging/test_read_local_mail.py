import stat

import pytest
from django.core.mail import EmailMessage, InvalidMailer, mailers
from django.urls import reverse

from groundwork.messaging import folder
from groundwork.messaging import services as messaging
from tests.messaging.factories import owed

pytestmark = pytest.mark.django_db
EVERY_LANE = messaging.Lane.values


def deliver(mailbox, count: int = 1, **fields) -> list[str]:
    """Deliver mails to the folder; the names of all that are there, newest first."""
    for _ in range(count):
        owed(**fields)
    messaging.drain(EVERY_LANE)
    return folder.names(mailbox.folder)


def test_each_mail_is_a_private_file_whose_name_tells_time_and_code(mailbox):
    message = owed(to="ana@example.org")
    messaging.drain(EVERY_LANE)
    (path,) = mailbox.folder.iterdir()
    assert folder.NAME.fullmatch(path.stem)
    assert path.name.endswith(f"-{message.code}.eml")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(mailbox.folder.stat().st_mode) == 0o700
    letter = folder.letter(mailbox.folder, path.stem)
    assert (letter.to, letter.subject) == ("ana@example.org", "Su proceso cambió")
    assert letter.text.strip() == "Hay una adenda: léala."
    assert letter.html.strip() == "<p>Hay una adenda: léala.</p>"


def test_names_sort_by_time(mailbox):
    recipients = [f"person{number}@example.org" for number in range(5)]
    for recipient in recipients:
        deliver(mailbox, to=recipient)
    names = folder.names(mailbox.folder)
    assert [folder.headers(mailbox.folder, name).to for name in names] == recipients[::-1]


def test_a_mail_outside_the_outbox_gets_a_file_too(mailbox):
    EmailMessage("Informe", "Texto", to=["ana@example.org"]).send()
    (path,) = mailbox.folder.iterdir()
    assert folder.NAME.fullmatch(path.stem)


def test_a_folder_that_takes_nothing_keeps_the_mail_owed(settings, tmp_path):
    (tmp_path / "mail").write_text("a file in the way")
    settings.MAILERS = {
        "default": {
            "BACKEND": "groundwork.messaging.backends.FolderBackend",
            "OPTIONS": {"folder": str(tmp_path / "mail")},
        }
    }
    message = owed()
    messaging.relay(EVERY_LANE)
    message.refresh_from_db()
    assert message.accepted_at is None
    assert "FileExistsError" in message.last_error


def test_the_backend_needs_its_folder(settings):
    settings.MAILERS = {"default": {"BACKEND": "groundwork.messaging.backends.FolderBackend"}}
    with pytest.raises(InvalidMailer, match="folder"):
        _ = mailers.default


def test_anybody_on_this_machine_reads_the_inbox_newest_first(client, mailbox):
    deliver(mailbox, to="ana@example.org", subject="La primera")
    deliver(mailbox, to="luis@example.org", subject="La segunda")
    response = client.get(reverse("messaging:inbox"))
    assert response.status_code == 200
    page = response.content.decode()
    assert page.index("La segunda") < page.index("La primera")
    assert "ana@example.org" in page
    assert "2 mensajes" in page


def test_an_empty_inbox_says_what_will_come(client, mailbox):
    assert "aparecen aquí" in client.get(reverse("messaging:inbox")).content.decode()


def test_a_long_inbox_comes_in_pages(client, mailbox):
    names = deliver(mailbox, 60)
    first = client.get(reverse("messaging:inbox"))
    assert [letter.name for letter in first.context["letters"]] == names[:50]
    assert first.context["older"] == names[49]
    second = client.get(reverse("messaging:inbox"), {"antes": names[49]})
    assert [letter.name for letter in second.context["letters"]] == names[50:]
    assert second.context["older"] == ""
    assert "Volver a los más nuevos" in second.content.decode()


def test_a_mail_is_read_as_text_on_its_page(client, mailbox):
    (name,) = deliver(mailbox, text="Su código es 123456.\n<script>alert(1)</script>\n")
    page = client.get(reverse("messaging:inbox_letter", args=[name])).content.decode()
    assert "Su código es 123456." in page
    assert "<script>alert(1)" not in page
    assert "Su proceso cambió" in page


def test_a_mails_html_is_shown_alone_in_a_sandbox(client, mailbox):
    (name,) = deliver(mailbox)
    response = client.get(reverse("messaging:inbox_html", args=[name]))
    assert "<p>Hay una adenda: léala.</p>" in response.content.decode()
    policy = response["Content-Security-Policy"]
    assert "sandbox allow-popups" in policy
    assert "default-src 'none'" in policy
    assert "script-src" not in policy


def test_a_mail_without_html_has_no_such_page(client, mailbox):
    (name,) = deliver(mailbox, html="")
    assert client.get(reverse("messaging:inbox_html", args=[name])).status_code == 404
    assert "Ver con su diseño" not in client.get(reverse("messaging:inbox_letter", args=[name])).content.decode()


@pytest.mark.parametrize("name", ["nada", "20261124T000000.000000-x", "..", "..%2Flocal", ".20261124T000000.000000-x"])
def test_nothing_but_a_mail_of_the_folder_can_be_read(client, mailbox, name):
    (mailbox.folder.parent / "local.eml").write_text("secret")
    assert client.get(reverse("messaging:inbox_letter", args=[name])).status_code == 404
