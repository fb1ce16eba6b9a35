"""The texts that people accept: published ahead of their time, told of before, accepted once by each person."""

import hashlib
from collections.abc import Iterator, Mapping

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet, TextField, Value
from django.db.models.functions import Cast, Concat
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts import mail
from accounts.models import Activity, Consent, LegalText, User
from accounts.models.legal import LEAST_NOTICE
from accounts.queries import legal
from accounts.services import activity
from accounts.services.activity import Origin
from accounts.services.notices import Notice
from groundwork.ledger import services as ledger
from groundwork.ledger.canonical import canonical
from groundwork.messaging import services as messaging
from groundwork.web.actor import Actor

KIND = "legal-change"
NOTICE = Notice(
    kind=KIND,
    label=_("Cambios de los términos y de la política de datos"),
    help=_("Siempre: se los anunciamos antes de que rijan, para que los lea con calma."),
    mutable=False,
)
# What one turn of the sweep owes for each version; the next one finds the rest.
TOLD_A_TURN = 5000


def require_publishable(text: LegalText) -> None:
    """ValidationError, beside the field that it concerns, for what may not be published as it is."""
    refused: dict[str, str] = {}
    now = timezone.now()
    if text.in_force_from < now + LEAST_NOTICE:
        refused["in_force_from"] = _now("Dé al menos un día: las personas lo leen antes de que rija.")
    others = LegalText.objects.filter(document=text.document).exclude(pk=text.pk)
    later = others.filter(in_force_from__gt=now).order_by("in_force_from").first()
    if later and text.in_force_from < later.in_force_from and later.is_fixed(now):
        refused["in_force_from"] = _now("Ya se anunció la versión %(version)s: la nueva rige después de ella.") % {
            "version": later.version
        }
    if others.exists():
        refused |= {
            field: _now("Diga qué cambia, en dos o tres frases.")
            for field in ("changes_es", "changes_en")
            if not getattr(text, field).strip()
        }
    if refused:
        raise ValidationError(dict(refused))


@transaction.atomic
def publish(text: LegalText, *, by: Actor) -> None:
    """Save a version that will come in force, new or corrected; the record keeps the fingerprint of its words.

    ValidationError once people are being told of it, or for what `require_publishable` refuses.
    """
    by.require_strong_factor()
    if text.pk:
        _unannounced(text)
    require_publishable(text)
    text.save()
    transaction.on_commit(legal.forget)
    ledger.record("legal_text.published", subject(text), {"sha256": fingerprint(text)}, by=str(by.user.code))


@transaction.atomic
def withdraw(text: LegalText, *, by: Actor) -> None:
    """Delete a version that nobody was told of yet; ValidationError afterwards."""
    by.require_strong_factor()
    kept = _unannounced(text)
    kept.delete()
    transaction.on_commit(legal.forget)
    ledger.record("legal_text.withdrawn", subject(kept), {"sha256": fingerprint(kept)}, by=str(by.user.code))


def subject(text: LegalText) -> str:
    """What the record calls it."""
    return f"{text.document}:{text.version}"


def fingerprint(text: LegalText) -> str:
    """SHA-256, in hexadecimal, of the version's canonical form: its words in both languages and its moment."""
    words = {
        "document": text.document,
        "version": text.version,
        "in_force_from": text.in_force_from,
        "text_es": text.text_es,
        "text_en": text.text_en,
    }
    return hashlib.sha256(canonical(words)).hexdigest()


@transaction.atomic
def accept(user: User, shown: Mapping[str, str], *, origin: Origin) -> None:
    """Write down that the person accepts these versions, by document: once each, however often it is sent.

    ValidationError, and nothing is written, when one of them is no longer the one that counts.
    """
    at = timezone.now()
    User.objects.select_for_update().get(pk=user.pk)
    accepted = legal.accepted_by(user)
    wanted = {document: version for document, version in shown.items() if version not in accepted.get(document, ())}
    if not wanted:
        return
    open_ones = {(change.text.document, change.text.version): change.text for change in legal.to_accept(user, at=at)}
    if not set(wanted.items()) <= set(open_ones):
        raise ValidationError(_now("Mientras leía empezó a regir otra versión. Es esta: léala y decida."))
    Consent.objects.bulk_create(
        Consent(user=user, document=document, version=version, at=at) for document, version in wanted.items()
    )
    detail = ", ".join(str(open_ones[named]) for named in sorted(wanted.items()))
    activity.record(user, Activity.Kind.TEXTS_ACCEPTED, origin, detail=detail)
    ledger.record("person.accepted", str(user.code), {"accepted": dict(wanted)}, by=str(user.code))


def tell() -> int:
    """Tell whoever has not accepted an announced version that it is coming, once each; returns how many."""
    now = timezone.now()
    return sum(
        messaging.send_many(_letters(text, _untold(text)[:TOLD_A_TURN])) for text in LegalText.objects.coming(now)
    )


def _untold(text: LegalText) -> QuerySet[User]:
    key = Concat(Value(_key(text, "")), Cast(OuterRef("code"), TextField()))
    accepted = Consent.objects.filter(user=OuterRef("pk"), document=text.document, version=text.version)
    return User.objects.filter(
        ~Exists(messaging.Message.objects.filter(dedupe_key=key)), ~Exists(accepted), is_active=True, closed_at=None
    ).order_by("pk")


def _letters(text: LegalText, people: QuerySet[User]) -> Iterator[tuple[messaging.Mail, str]]:
    for person in people.iterator(chunk_size=500):
        yield mail.legal_change(person, text), _key(text, person.code)


def _key(text: LegalText, code: object) -> str:
    return f"{KIND}:{subject(text)}:{code}"


def _unannounced(text: LegalText) -> LegalText:
    """The version as it is stored, locked; ValidationError when it is fixed by now."""
    stored = LegalText.objects.select_for_update().get(pk=text.pk)
    if stored.is_fixed(timezone.now()):
        raise ValidationError(_now("Esa versión ya se anunció: no se cambia. Publique otra."))
    return stored
