"""The mails about a supplier's file and who asks to join its team; those about invitations are in accounts.teams."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.teams.mail import to_person
from groundwork.messaging.mail import Mail, compose
from onboarding.models import (
    BankAccount,
    DocumentVersion,
    Escalation,
    JoinRequest,
    JointMember,
    NumberClaim,
    ReturnReason,
    Supplier,
)
from onboarding.queries.dates import Ending


def join_asked(row: JoinRequest, *, reader: User) -> Mail:
    """To an administrator: somebody asks to be added, and says who they are."""
    return to_person("join_asked", row.supplier, reader, person=row.user, note=row.note)


def join_refused(row: JoinRequest) -> Mail:
    """To who asked: the answer is no, with the reason. It names the number, which they typed, and nobody."""
    facts = {"nit": row.supplier.nit, "reason": row.reason}
    return to_person("join_refused", row.supplier, row.user, path=reverse("onboarding:join"), **facts)


def joint_asked(part: JointMember, *, reader: User) -> Mail:
    """To who may bind a supplier: it is asked to take part in a joint bidder, with that share."""
    return _about_part("joint_asked", part, reader, part.member, path=_answer_page(part))


def joint_declined(part: JointMember, *, reader: User) -> Mail:
    """To an administrator of a joint bidder: a member does not want to take part."""
    return _about_part("joint_declined", part, reader, part.joint, path=part.joint.page("joint"), reason=part.reason)


def joint_formed(part: JointMember, *, reader: User) -> Mail:
    """To who may bind a member: the joint bidder is formed."""
    return _about_part("joint_formed", part, reader, part.member, path=part.member.page("joint"))


def _about_part(template: str, part: JointMember, reader: User, team: Supplier, *, path: str, **context: Any) -> Mail:
    return to_person(
        template,
        team,
        reader,
        path=path,
        joint=part.joint.name,
        member=part.member.name,
        share=part.share,
        answer_url=f"{settings.PORTAL_URL}{_answer_page(part)}",
        joint_url=f"{settings.PORTAL_URL}{team.page('joint')}",
        **context,
    )


def _answer_page(part: JointMember) -> str:
    return reverse("onboarding:joint_answer", args=[part.code])


def document_approved(version: DocumentVersion, *, reader: User) -> Mail:
    """To who edits the file: the document is legible and complete. Neither the document nor what it says is in it."""
    supplier, document_type = version.document.supplier, version.document.document_type
    page = _file_page(version)
    file_url = f"{settings.PORTAL_URL}{page}"
    return to_person("document_approved", supplier, reader, path=page, type=document_type, file_url=file_url)


def document_returned(
    version: DocumentVersion, reasons: Sequence[ReturnReason], *, has_words: bool, reader: User
) -> Mail:
    """To who edits the file: the document was sent back, with the reasons of the list and what to do.

    The reviewer's own words may say what a mail should not: they are read in the portal.
    """
    page = _file_page(version)
    return to_person(
        "document_returned",
        version.document.supplier,
        reader,
        path=page,
        type=version.document.document_type,
        reasons=reasons,
        has_words=has_words,
        file_url=f"{settings.PORTAL_URL}{page}",
    )


def document_suspected(row: Escalation, *, reader: User) -> Mail:
    """To an administrator of the portal: a reviewer suspects something; it names nobody."""
    page = reverse("admin:onboarding_escalation_change", args=[row.pk])
    with timezone.override(ZoneInfo(reader.time_zone)):
        mail = compose(
            "document-suspected",
            "document_suspected",
            {"name": reader.get_short_name(), "at": row.raised_at, "url": f"{settings.PORTAL_URL}{page}"},
            to=reader.email,
            recipient=reader,
            language=reader.language,
        )
    return replace(mail, path=page)


def suspicion_closed(row: Escalation) -> Mail:
    """To the reviewer who raised it: what was found, and that the document may be decided again."""
    reader, page = row.raised_by, reverse("onboarding:review_document", args=[row.version.code])
    with timezone.override(ZoneInfo(reader.time_zone)):
        return compose(
            "document-suspected",
            "suspicion_closed",
            {
                "name": reader.get_short_name(),
                "at": row.raised_at,
                "outcome": row.outcome,
                "url": f"{settings.PORTAL_URL}{page}",
            },
            to=reader.email,
            recipient=reader,
            language=reader.language,
            path=page,
        )


def _file_page(version: DocumentVersion) -> str:
    return version.document.supplier.page("document", version.document.code)


def documents_expiring(supplier: Supplier, endings: Sequence[Ending], *, reader: User) -> Mail:
    """To who edits the file: what is about to end, when, and where a new one is uploaded."""
    page = supplier.page("documents")
    return to_person(
        "documents_expiring",
        supplier,
        reader,
        path=page,
        endings=endings,
        file_url=f"{settings.PORTAL_URL}{page}",
        notices_url=f"{settings.PORTAL_URL}{reverse('accounts:notices')}",
    )


def rup_renewal(supplier: Supplier, *, last: date, reader: User) -> Mail:
    """To who edits the file: the RUP must be renewed by that day, or it ceases."""
    page = supplier.page("supplier")
    return to_person(
        "rup_renewal",
        supplier,
        reader,
        path=page,
        last=last,
        file_url=f"{settings.PORTAL_URL}{page}",
        notices_url=f"{settings.PORTAL_URL}{reverse('accounts:notices')}",
    )


def bank_account_changed(row: BankAccount, *, reader: User) -> Mail:
    """To an administrator: payments go to another account from now on, who said so, and what to do if nobody did."""
    page = row.supplier.page("bank_account")
    facts = {"account": row.masked, "person": row.set_by, "url": f"{settings.PORTAL_URL}{page}"}
    return to_person("bank_account_changed", row.supplier, reader, path=page, **facts)


def number_claimed(row: NumberClaim, *, reader: User) -> Mail:
    """To an administrator of the supplier: somebody says that its number is theirs. It doesn't say who."""
    return to_person("number_claimed", row.supplier, reader, words=row.words, help_url=_help_url())


def claim_waiting(row: NumberClaim, *, reader: User) -> Mail:
    """To an administrator of the portal: a claim waits for a decision; it names nobody."""
    page = reverse("admin:onboarding_numberclaim_change", args=[row.pk])
    return to_person("claim_waiting", row.supplier, reader, path=page, url=f"{settings.PORTAL_URL}{page}")


def claim_answered(row: NumberClaim) -> Mail:
    """To who claimed: yes or no, with the reason. It names the number, which they typed, and nobody."""
    facts = {"nit": row.supplier.nit, "granted": row.granted, "reason": row.reason}
    page = "" if row.granted else reverse("onboarding:number_claim")
    return to_person("claim_answered", row.supplier, row.claimed_by, path=page, **facts)


def claim_closed(row: NumberClaim, *, reader: User) -> Mail:
    """To an administrator of the supplier: what was decided about its number."""
    return to_person("claim_closed", row.supplier, reader, granted=row.granted)


def _help_url() -> str:
    return f"{settings.PORTAL_URL}{reverse('support:help')}"
