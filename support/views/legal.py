"""The texts that people accept, in every version; what changed between two; cookies, accessibility, keys."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.models import Consent, LegalText
from accounts.queries import legal
from accounts.services.legal import fingerprint
from groundwork.web import prose
from groundwork.web.components import Crumb
from support import accessibility as statement
from support import cookies as kept
from support.forms.legal import DifferenceForm

# The address of each document; its name in an address is the last part.
DOCUMENTS = {"terminos": Consent.Document.TERMS, "datos-personales": Consent.Document.DATA_POLICY}
PAGES = {Consent.Document.TERMS: "support:terms", Consent.Document.DATA_POLICY: "support:data_policy"}
SLUGS = {document: slug for slug, document in DOCUMENTS.items()}


class DocumentConverter:
    """The documents by the last part of their address."""

    regex = "|".join(DOCUMENTS)

    def to_python(self, value: str) -> Consent.Document:
        return DOCUMENTS[value]

    def to_url(self, value: str) -> str:
        return SLUGS[Consent.Document(value)]


@login_not_required
@require_safe
def terms(request: HttpRequest) -> HttpResponse:
    """The terms of use that a person accepts at registration."""
    return _show(request, Consent.Document.TERMS)


@login_not_required
@require_safe
def data_policy(request: HttpRequest) -> HttpResponse:
    """How personal data is treated (Ley 1581 de 2012)."""
    return _show(request, Consent.Document.DATA_POLICY)


@login_not_required
@require_safe
def version(request: HttpRequest, document: Consent.Document, number: str) -> HttpResponse:
    """One version at an address of its own, for good: in force, earlier or announced."""
    return _show(request, document, number)


@login_not_required
@require_safe
def version_diff(request: HttpRequest, document: Consent.Document) -> HttpResponse:
    """What changed between two versions of a document, the last two unless others are asked for."""
    texts = legal.told(document, at=timezone.now())
    form = DifferenceForm(request.GET or None, texts=texts)
    chosen = form.chosen()
    context = {
        "form": form,
        "document": document,
        "crumbs": _crumbs(document),
        "several": len(texts) > 1,
        "chosen": chosen,
        "blocks": prose.differences(chosen[0].text, chosen[1].text) if chosen else [],
    }
    return render(request, "support/legal_diff.html", context)


def _show(request: HttpRequest, document: Consent.Document, number: str = "") -> HttpResponse:
    now = timezone.now()
    texts = legal.told(document, at=now)
    current = next((text for text in texts if text.is_in_force(now)), None)
    text = next((text for text in texts if text.version == number), None) if number else current
    if text is None:
        raise Http404
    context: dict[str, Any] = {
        "text": text,
        "current": current,
        "is_current": text == current,
        "is_coming": not text.is_in_force(now),
        "others": [_other(other, current, texts) for other in texts if other != text],
        "before": _before(text, texts),
        "blocks": prose.blocks(text.text),
        "fingerprint": fingerprint(text),
        "crumbs": _crumbs(document) if number else [Crumb(_("Ayuda"), reverse("support:help"))],
        "rights": document == Consent.Document.DATA_POLICY,
        "page": PAGES[document],
    }
    return render(request, "support/legal_text.html", context)


def _before(text: LegalText, texts: list[LegalText]) -> LegalText | None:
    """The version that came before it."""
    place = texts.index(text) + 1
    return texts[place] if place < len(texts) else None


def _other(text: LegalText, current: LegalText | None, texts: list[LegalText]) -> dict[str, Any]:
    """A version in the list of the others: until when it counted, unless it still does."""
    place = texts.index(text)
    after = texts[place - 1] if place else None
    return {"text": text, "is_current": text == current, "until": after.in_force_from if after else None}


def _crumbs(document: Consent.Document) -> list[Crumb]:
    return [Crumb(_("Ayuda"), reverse("support:help")), Crumb(document.label, reverse(PAGES[document]))]


@login_not_required
@require_safe
def cookies(request: HttpRequest) -> HttpResponse:
    """Each cookie that the portal puts, what for and for how long; all are necessary."""
    return render(request, "support/cookies.html", {"cookies": kept.all_of_them()})


@login_not_required
@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """What the pages promise to people who use them in other ways, what was tested, and what is not met."""
    return render(request, "support/accessibility.html", {"statement": statement.STATEMENT})


@login_not_required
@require_safe
def shortcuts(request: HttpRequest) -> HttpResponse:
    """Every key that a page listens to, in the words of that page itself."""
    return render(request, "support/shortcuts.html")
