"""Two papers of the demo's firm, drawn here, so that the reviewer's queue is not empty."""

import io
import unicodedata
from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image, ImageDraw, ImageFont

from groundwork.reference.business_days import colombian_today
from onboarding.models import DocumentType, Membership
from onboarding.services import documents

PAPERS = ("existence-certificate", "rut")
SHEET, MARGIN, LINE = (1240, 1754), 120, 64  # A4 at 150 dots an inch


def create() -> None:
    """Upload them in the name of the firm's administrator, each through the pipeline. Outside any transaction."""
    membership = Membership.objects.select_related("supplier", "user").get(user__email="juridica@demo.example")
    today = colombian_today(timezone.now())
    for slug in PAPERS:
        document_type = DocumentType.objects.get(slug=slug)
        lines = [
            document_type.name,
            membership.supplier.name,
            "Hecho por el portal para probarlo: no vale como documento",
        ]
        upload = SimpleUploadedFile(f"{slug}.png", _sheet(lines), content_type="image/png")
        issued_on = today - timedelta(days=3)
        version = documents.add(membership.supplier, document_type, upload, by=membership.user, issued_on=issued_on)
        documents.check(version)


def _sheet(lines: list[str]) -> bytes:
    sheet = Image.new("L", SHEET, "white")
    pen, font = ImageDraw.Draw(sheet), ImageFont.load_default(36)  # a font without accents, but on every machine
    for number, line in enumerate(lines):
        pen.text((MARGIN, MARGIN + number * LINE), _plain(line), fill="black", font=font)
    out = io.BytesIO()
    sheet.save(out, "PNG")
    return out.getvalue()


def _plain(line: str) -> str:
    return unicodedata.normalize("NFKD", line).encode("ascii", "ignore").decode()
