from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = _("Personas")

    def ready(self) -> None:
        from accounts import sessions  # noqa: PLC0415  # models cannot be imported before the apps are ready
        from accounts.services import codes, delivery, identity_check, legal, notices, profile, refusals  # noqa: PLC0415
        from groundwork.messaging import services as messaging  # noqa: PLC0415

        messaging.register_composer(codes.KIND, delivery.compose)
        messaging.register_composer(identity_check.LINK, identity_check.compose_link)
        messaging.register_wishes(by_mail=notices.wants_mail, quiet_until=notices.quiet_until)
        for notice in (notices.CODES, notices.SECURITY, legal.NOTICE, profile.REVIEW_NOTICE):
            notices.register(notice)
        user_logged_in.disconnect(dispatch_uid="update_last_login")  # written with the session, in one statement
        user_logged_in.connect(sessions.begin, dispatch_uid="accounts.sessions.begin")
        user_logged_out.connect(sessions.leave, dispatch_uid="accounts.sessions.leave")
        user_login_failed.connect(refusals.note_password, dispatch_uid="accounts.refusals.note_password")
