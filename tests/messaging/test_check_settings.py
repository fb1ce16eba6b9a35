import pytest

from groundwork.messaging.checks import bounces_can_be_believed, mailer_keeps_the_lease

SMTP = "groundwork.messaging.backends.SmtpBackend"


@pytest.mark.parametrize("options", [{}, {"timeout": None}, {"timeout": 15}, {"timeout": 60}])
def test_an_smtp_mailer_that_may_outlast_a_lease_is_refused(settings, options):
    settings.MAILERS = {"default": {"BACKEND": SMTP, "OPTIONS": {"host": "mail", **options}}}
    (error,) = mailer_keeps_the_lease()
    assert error.id == "messaging.E001"


def test_an_smtp_mailer_with_a_short_time_limit_is_accepted(settings):
    settings.MAILERS = {"default": {"BACKEND": SMTP, "OPTIONS": {"host": "mail", "timeout": 12}}}
    assert mailer_keeps_the_lease() == []


def test_djangos_default_backend_is_smtp(settings):
    settings.MAILERS = {"default": {"OPTIONS": {"host": "mail"}}}
    assert mailer_keeps_the_lease()


def test_the_folder_of_local_mode_needs_no_time_limit(settings):
    settings.MAILERS = {
        "default": {"BACKEND": "groundwork.messaging.backends.FolderBackend", "OPTIONS": {"folder": "mail"}}
    }
    assert mailer_keeps_the_lease() == []


def ids() -> list[str | None]:
    return [error.id for error in bounces_can_be_believed()]


def test_without_bounces_there_is_nothing_to_check(settings):
    settings.BOUNCE_MAILBOX_URL = settings.MAIL_EVENTS_SERVICE = ""
    assert ids() == []


@pytest.mark.parametrize(
    "url",
    ["mail.example.com", "https://a:b@mail.example.com", "imaps://mail.example.com", "imaps://a@mail.example.com"],
)
def test_a_bounce_mailbox_that_lacks_something_is_refused(settings, url):
    settings.BOUNCE_MAILBOX_URL = url
    assert ids() == ["messaging.E002"]


def test_a_password_does_not_travel_in_clear_over_a_net(settings):
    settings.BOUNCE_MAILBOX_URL = "imap://a:b@mail.example.com/INBOX"
    assert ids() == ["messaging.E002"]
    settings.BOUNCE_MAILBOX_URL = "imap://a:b@localhost/INBOX"
    assert ids() == []
    settings.BOUNCE_MAILBOX_URL = "imaps://a:b@mail.example.com/INBOX"
    assert ids() == []


def test_a_refused_mailbox_does_not_show_its_password(settings):
    settings.BOUNCE_MAILBOX_URL = "imap://a:muy-secreta@mail.example.com/INBOX"
    (error,) = bounces_can_be_believed()
    assert "muy-secreta" not in str(error)


@pytest.mark.parametrize("secret", [[], ["corta:corta"], ["sin-dos-puntos-pero-muy-larga"], ["a:" + "b" * 40, ""]])
def test_events_without_a_secret_are_refused(settings, secret):
    settings.MAIL_EVENTS_SERVICE = "postmark"
    settings.ANYMAIL = {"WEBHOOK_SECRET": secret}
    assert ids() == ["messaging.E004"]


def test_an_unknown_service_is_refused(settings):
    settings.MAIL_EVENTS_SERVICE = "palomas"
    assert ids() == ["messaging.E003"]


def test_a_service_that_signs_needs_its_key_too(settings):
    settings.MAIL_EVENTS_SERVICE = "mailgun"
    settings.ANYMAIL = {"WEBHOOK_SECRET": ["eventos:" + "x" * 30]}
    assert ids() == ["messaging.E005"]
    settings.ANYMAIL = {**settings.ANYMAIL, "MAILGUN_WEBHOOK_SIGNING_KEY": "k"}
    assert ids() == []
