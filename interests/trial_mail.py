"""The mails of the try-out alert, to a mailbox without an account."""

from collections.abc import Sequence
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils import timezone

from groundwork.messaging.mail import Content, Mail, compose, render
from groundwork.web.formats import BOGOTA
from interests.models import TrialAlert
from procurement.models import Process

CODE, ALERT, ENDED = "trial-code", "trial-alert", "trial-ended"
# More than these are counted, and seen in the search.
SHOWN = 20
_SALT = "interests.trial"


def code(digits: str, *, language: str) -> Content:
    """The code that confirms a mailbox: in the body, alone on its line, never in the subject."""
    return render("trial_code", {"code": digits}, language=language)


def alert(trial: TrialAlert, news: Sequence[Process]) -> Mail:
    """What is new and open, and how to stop these mails with one click."""
    facts = {
        "count": len(news),
        "processes": news[:SHOWN],
        "first": news[0],
        "more": max(0, len(news) - SHOWN),
        "search_url": _absolute(
            f"{reverse('procurement:process_list')}?{urlencode({'codigo': ','.join(trial.codes)})}"
        ),
        "ends_at": trial.ends_at,
    }
    return _to(trial, ALERT, "trial_alert", facts)


def ended(trial: TrialAlert) -> Mail:
    """The last one: it is over, and how to go on."""
    return _to(trial, ENDED, "trial_ended", {"signup_url": _absolute(reverse("account_signup"))})


def stop_url(trial: TrialAlert) -> str:
    """A link that stops this alert, and can do nothing else."""
    token = signing.Signer(salt=_SALT, sep=".").sign(str(trial.code))
    return _absolute(reverse("interests:trial_stop", args=[token]))


def trial_of(token: str) -> UUID | None:
    """The code of the alert that the token stops; None for a token that is not ours."""
    try:
        return UUID(signing.Signer(salt=_SALT, sep=".").unsign(token))
    except (signing.BadSignature, ValueError):
        return None


def _to(trial: TrialAlert, kind: str, template: str, facts: dict[str, object]) -> Mail:
    stop = stop_url(trial)
    with timezone.override(BOGOTA):
        return compose(
            kind,
            template,
            {**facts, "stop_url": stop, "consult_url": _absolute(reverse("interests:consult"))},
            to=trial.email,
            language=trial.language,
            headers={"List-Unsubscribe": f"<{stop}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"},
        )


def _absolute(path: str) -> str:
    return f"{settings.PORTAL_URL}{path}"
