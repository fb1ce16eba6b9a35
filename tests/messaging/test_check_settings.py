import pytest

from groundwork.messaging.checks import mailer_keeps_the_lease

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
