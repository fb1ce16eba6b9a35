"""What a file must be to be taken, by the name of the purpose."""

from dataclasses import dataclass

from django.conf import settings

PDF = "application/pdf"
JPEG = "image/jpeg"
PNG = "image/png"
CSV = "text/csv"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
EXTENSIONS = {PDF: ".pdf", JPEG: ".jpg", PNG: ".png", CSV: ".csv", XLSX: ".xlsx"}


@dataclass(frozen=True, slots=True)
class Policy:
    """Kinds by content, and limits: bytes as they come, pages of a PDF, pixels of a picture."""

    name: str
    media_types: frozenset[str]
    max_bytes: int
    max_pages: int
    max_pixels: int

    @property
    def accept(self) -> str:
        """For a file field's `accept`: media types and extensions."""
        kinds = sorted(self.media_types)
        return ",".join([*kinds, *(EXTENSIONS[kind] for kind in kinds)])


POLICIES = {
    policy.name: policy
    for policy in (
        Policy(
            "document",
            frozenset({PDF, JPEG, PNG}),
            settings.UPLOAD_MAX_BYTES,
            settings.UPLOAD_MAX_PAGES,
            settings.UPLOAD_MAX_PIXELS,
        ),
        # Read in memory by who asked for it, and never stored.
        Policy("table", frozenset({CSV, XLSX}), settings.UPLOAD_MAX_TABLE_BYTES, 0, 0),
    )
}
