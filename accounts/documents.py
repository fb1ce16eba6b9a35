"""Which version of each document people accept today; the pages show the same."""

from accounts.models import Consent

VERSIONS: dict[str, str] = {Consent.Document.TERMS: "1.0", Consent.Document.DATA_POLICY: "1.0"}
