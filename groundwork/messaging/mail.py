"""The words of a mail: what it carries, and how its templates become text and HTML."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from email.utils import parseaddr
from typing import Any, cast

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.template import Context, Template, engines
from django.template.backends.django import DjangoTemplates
from django.urls import reverse
from django.utils import translation

from groundwork.messaging.models.notice import is_path_of_ours

# What a mail may set by itself; who sends it, to whom and under which identity are the relay's to say.
HEADERS = frozenset({"List-Unsubscribe", "List-Unsubscribe-Post", "List-Id", "Reply-To", "In-Reply-To", "References"})
SUBJECT_LENGTH = 250


@dataclass(frozen=True)
class Content:
    """The words of one mail.

    Raises ValueError for a line break in a header, or for a header that is not a mail's to set.
    """

    subject: str
    text: str
    html: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not self.subject or not self.text:
            raise ValueError("A mail needs a subject and a text.")
        if unknown := set(self.headers) - HEADERS:
            raise ValueError(f"Headers that a mail may not set: {', '.join(sorted(unknown))}.")
        for value in (self.subject, *self.headers.values()):
            refuse_line_breaks(value)


@dataclass(frozen=True)
class Mail:
    """One composed mail to one address, ready to be owed.

    Raises ValueError as Content does, and for a path that leads out of the portal.
    """

    kind: str
    to: str
    subject: str
    text: str
    html: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    recipient: AbstractBaseUser | None = None
    language: str = "es-co"
    # The page that it speaks of: with one, the recipient finds the same on screen.
    path: str = ""

    def __post_init__(self) -> None:
        refuse_line_breaks(self.to)
        if self.path and not is_path_of_ours(self.path):
            raise ValueError("A mail speaks of a page of this portal only.")
        Content(self.subject, self.text, self.html, self.headers)


def refuse_line_breaks(value: str) -> None:
    """Raise ValueError for what would start a header of its own."""
    if len(value.splitlines()) > 1 or value != value.rstrip("\r\n"):
        raise ValueError("A mail's header cannot hold a line break.")


def render(
    name: str, context: Mapping[str, Any], *, language: str = "es-co", headers: Mapping[str, str] | None = None
) -> Content:
    """The mail `templates/mail/<name>.txt` (with its partial `subject`) and `.html` in the reader's language."""
    values = {
        **context,
        "portal_url": settings.PORTAL_URL,
        "channels_url": f"{settings.PORTAL_URL}{reverse('support:channels')}",
        "sender": parseaddr(settings.DEFAULT_FROM_EMAIL)[1],
        "language": language,
    }
    with translation.override(language):
        subject = " ".join(_template(f"mail/{name}.txt#subject").render(Context(values, autoescape=False)).split())
        return Content(
            subject=subject if len(subject) <= SUBJECT_LENGTH else f"{subject[: SUBJECT_LENGTH - 1]}…",
            text=_template(f"mail/{name}.txt").render(Context(values, autoescape=False)).strip() + "\n",
            html=_template(f"mail/{name}.html").render(Context(values)),
            headers=headers or {},
        )


def compose(  # noqa: PLR0913  # each is a part of the mail, named at the call
    kind: str,
    template: str,
    context: Mapping[str, Any],
    *,
    to: str,
    recipient: AbstractBaseUser | None = None,
    language: str = "es-co",
    headers: Mapping[str, str] | None = None,
    path: str = "",
) -> Mail:
    """A mail from its template, ready for `send`; `path` is the page that it speaks of."""
    content = render(template, context, language=language, headers=headers)
    return Mail(
        kind=kind,
        to=to,
        subject=content.subject,
        text=content.text,
        html=content.html,
        headers=content.headers,
        recipient=recipient,
        language=language,
        path=path,
    )


def _template(name: str) -> Template:
    return cast("DjangoTemplates", engines["django"]).engine.get_template(name)
