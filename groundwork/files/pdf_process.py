"""The process that renders a PDF: HTML comes in, the PDF goes out, and nothing is fetched from anywhere.

Run as `python -m groundwork.files.pdf_process`. It ends with status 3 and says what is missing when WeasyPrint
cannot load the libraries of the system that it stands on.
"""

import sys

MISSING = 3

try:
    from weasyprint import HTML
    from weasyprint.urls import URLFetcher
except OSError as error:
    sys.stderr.write(
        f"WeasyPrint needs Pango and a font from the system (libpango-1.0-0, fonts-dejavu-core): {error}\n"
    )
    sys.exit(MISSING)


def main() -> None:
    """From standard input to standard output. A document that asks for an address or a file is refused whole."""
    nothing = URLFetcher(allowed_protocols=(), fail_on_errors=True)
    document = HTML(string=sys.stdin.buffer.read().decode(), url_fetcher=nothing)
    sys.stdout.buffer.write(document.write_pdf(pdf_tags=True))


if __name__ == "__main__":
    main()
