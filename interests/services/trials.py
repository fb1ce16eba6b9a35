"""The try-out alert: open processes to a mailbox without an account, confirmed by code, ending by itself."""

import secrets
from datetime import datetime, time, timedelta
from enum import Enum, auto
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from groundwork.files.keyring import key_ring
from groundwork.messaging import services as messaging
from groundwork.web.formats import BOGOTA
from interests import trial_mail as mail
from interests.models import TrialAlert
from procurement.models import Process

CODE = mail.CODE
DIGITS, MOST_TRIES = 6, 3
CODE_LASTS = timedelta(minutes=10)
# A code whose mail could not leave for so long is made no more: whoever asked has gone.
MINTED_WITHIN = timedelta(minutes=30)
# So that nobody can flood a mailbox: codes that nobody used, to one address.
UNUSED_LIMIT, UNUSED_WITHIN = 3, timedelta(hours=1)
RUNS_FOR = timedelta(days=30)
KEPT_AFTER, UNCONFIRMED_KEPT = timedelta(days=30), timedelta(days=1)
# A process may show up with an earlier date than one that was told: it was being written in a long transaction.
OVERLAP = timedelta(days=1)
# The hour of Colombia from which a day's mail is owed.
MORNING = 7
SWEEP = 100


class TooManyCodesError(Exception):
    """Several codes to this address went unused; another may be asked for at `until`."""

    def __init__(self, until: datetime) -> None:
        super().__init__(until)
        self.until = until


class Verdict(Enum):
    """What became of a typed code."""

    ACCEPTED = auto()
    WRONG = auto()
    DEAD = auto()


@transaction.atomic
def ask(email: str, codes: list[str], *, nit: str, language: str) -> TrialAlert:
    """Keep what a mailbox is to be told of, and owe it a code; nothing runs before the code is typed.

    The same for every address, whoever it belongs to. Raises TooManyCodesError.
    """
    email, now = email.lower(), timezone.now()
    _hold(email)
    unused = TrialAlert.objects.filter(email=email, confirmed_at=None, asked_at__gt=now - UNUSED_WITHIN)
    asked = list(unused.order_by("-asked_at").values_list("asked_at", flat=True)[:UNUSED_LIMIT])
    if len(asked) >= UNUSED_LIMIT:
        raise TooManyCodesError(asked[-1] + UNUSED_WITHIN)
    trial = TrialAlert.objects.create(email=email, codes=codes, nit=nit, language=language, asked_at=now)
    messaging.send_minted(
        mail.CODE,
        to=email,
        recipient=None,
        reference=str(trial.code),
        dedupe=f"{mail.CODE}:{trial.code}",
        lane=messaging.Lane.URGENT,
        language=language,
    )
    return trial


def compose(message: messaging.Message) -> messaging.Content | None:
    """The mail with the code, made when it leaves; None when no code can be accepted any more."""
    digits = mint(UUID(message.reference))
    return None if digits is None else mail.code(digits, language=message.language)


@transaction.atomic
def mint(code: UUID) -> str | None:
    """Make the digits to be sent now, in the place of any made before; only their HMAC is kept."""
    now = timezone.now()
    trial = TrialAlert.objects.select_for_update().filter(code=code, confirmed_at=None).first()
    if trial is None or trial.tries >= MOST_TRIES or trial.asked_at < now - MINTED_WITHIN:
        return None
    digits = f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"
    trial.code_digest = key_ring().sign(_signed(trial, digits), mail.CODE).encode()
    trial.code_expires_at = now + CODE_LASTS
    trial.save(update_fields=["code_digest", "code_expires_at"])
    return digits


def waits_for_code(code: UUID) -> TrialAlert | None:
    """The alert of that code while its digits can still be typed."""
    trial = TrialAlert.objects.filter(code=code, confirmed_at=None).first()
    return None if trial is None or is_dead(trial, at=timezone.now()) else trial


def is_dead(trial: TrialAlert, *, at: datetime) -> bool:
    """Whether no digits are accepted any more: three wrong ones, ten minutes, or a mail that never left."""
    expires = trial.code_expires_at or trial.asked_at + MINTED_WITHIN
    return trial.tries >= MOST_TRIES or at >= expires


@transaction.atomic
def confirm(code: UUID, digits: str) -> Verdict:
    """Compare what was typed, under the row's lock: a right one begins the alert, three wrong ones end the attempt.

    One alert runs for each mailbox: this one takes the place of the one before. A right code typed twice is
    accepted once, and changes nothing the second time.
    """
    now = timezone.now()
    trial = TrialAlert.objects.select_for_update().filter(code=code, confirmed_at=None).first()
    if trial is None or is_dead(trial, at=now):
        return Verdict.DEAD
    kept = bytes(trial.code_digest or b"").decode()
    if not kept or not key_ring().verifies(kept, _signed(trial, digits), mail.CODE):
        trial.tries += 1
        trial.save(update_fields=["tries"])
        return Verdict.DEAD if trial.tries >= MOST_TRIES else Verdict.WRONG
    _take_place(trial.email)
    trial.code_digest = trial.code_expires_at = None
    trial.confirmed_at = trial.told_until = now
    trial.ends_at = now + RUNS_FOR
    # Open already: the page has shown it.
    trial.told = [process.pk for process in _news(trial, at=now)]
    trial.save()
    messaging.lift(trial.email, messaging.Lifting.CONFIRMED)
    return Verdict.ACCEPTED


@transaction.atomic
def stop(code: UUID) -> None:
    """Send no more of it, what waits to be sent neither. Doing it again changes nothing."""
    now = timezone.now()
    TrialAlert.objects.filter(code=code, confirmed_at__isnull=False, stopped_at=None).update(stopped_at=now)
    messaging.withdraw_by_key(mail.ALERT, f"{mail.ALERT}:{code}:")


def sweep(*, at: datetime | None = None, limit: int = SWEEP) -> int:
    """Owe today's mails and the last ones of what ends, each with its row in one transaction; returns how many rows.

    From seven in the morning of Colombia on; whoever was told today, or had nothing to be told, waits until tomorrow.
    """
    now = at or timezone.now()
    here = now.astimezone(BOGOTA)
    morning = datetime.combine(here.date(), time(MORNING), BOGOTA)
    due = Q(ends_at__lte=now)
    if here >= morning:
        due |= Q(told_until__lt=morning)
    running = TrialAlert.objects.filter(due, confirmed_at__isnull=False, stopped_at=None)
    done = 0
    with transaction.atomic():
        for trial in running.select_for_update(skip_locked=True).order_by("told_until", "pk")[:limit]:
            if trial.ends_at is not None and trial.ends_at <= now:
                _end(trial, at=now)
            else:
                _tell(trial, at=now)
            done += 1
    return done


def forget_old(*, at: datetime) -> int:
    """Delete what ended 30 days ago, and what nobody confirmed within a day; returns how many.

    Their addresses leave the record of sent mails too.
    """
    old = TrialAlert.objects.filter(
        Q(stopped_at__lt=at - KEPT_AFTER) | Q(confirmed_at=None, asked_at__lt=at - UNCONFIRMED_KEPT)
    )
    with transaction.atomic():
        rows = list(old.select_for_update(skip_locked=True).order_by("pk")[:1000])
        for trial in rows:
            for kind in (mail.CODE, mail.ALERT, mail.ENDED):
                messaging.forget_by_key(kind, f"{kind}:{trial.code}")
        TrialAlert.objects.filter(pk__in=[trial.pk for trial in rows]).delete()
    return len(rows)


def _take_place(email: str) -> None:
    """End the alert that runs for that mailbox."""
    _hold(email)
    running = TrialAlert.objects.filter(email=email, confirmed_at__isnull=False, stopped_at=None)
    for code in running.values_list("code", flat=True):
        stop(code)


def _hold(email: str) -> None:
    """Let nobody else ask or confirm for that mailbox until this transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s), hashtext(%s))", [mail.CODE, email])


def _news(trial: TrialAlert, *, at: datetime) -> list[Process]:
    """What is open, matches and was not told, what closes first standing first."""
    since = (trial.told_until or at) - OVERLAP
    found = Process.objects.open(at=at).filter(code_paths__overlap=trial.codes, created_at__gt=since)
    rows = found.exclude(pk__in=trial.told).select_related("department", "municipality")
    return list(rows.defer("search", "description").order_by("open_until", "pk"))


def _tell(trial: TrialAlert, *, at: datetime) -> None:
    news = _news(trial, at=at)
    if news:
        day = at.astimezone(BOGOTA).date()
        messaging.send(mail.alert(trial, news), dedupe=f"{mail.ALERT}:{trial.code}:{day}", lane=messaging.Lane.BULK)
    lately = Process.objects.filter(pk__in=trial.told, created_at__gt=at - OVERLAP).values_list("pk", flat=True)
    trial.told = [*lately, *(process.pk for process in news)]
    trial.told_until = at
    trial.save(update_fields=["told", "told_until"])


def _end(trial: TrialAlert, *, at: datetime) -> None:
    trial.stopped_at = at
    trial.save(update_fields=["stopped_at"])
    messaging.send(mail.ended(trial), dedupe=f"{mail.ENDED}:{trial.code}", lane=messaging.Lane.BULK)


def _signed(trial: TrialAlert, digits: str) -> bytes:
    return f"{trial.code}:{digits}".encode()
