"""The texts in every version, what changed between two, cookies, accessibility and keys, as anybody reads them."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone

from accounts.services.legal import fingerprint
from groundwork.web.prose import Piece, blocks, differences, only_changed
from support.models import Incident
from tests.accounts.factories import UserFactory, sign_in, walk_in
from tests.support.status_factories import incident

pytestmark = pytest.mark.django_db

TERMS, POLICY = "/ayuda/terminos/", "/ayuda/datos-personales/"
CHANGES = f"{TERMS}cambios/"


def read(client, path):
    response = client.get(path)
    assert response.status_code == 200, path
    return response.content.decode()


def test_each_document_shows_the_version_in_force_since_when_and_how_to_use_ones_rights(client):
    assert "Versión 1.0, la que rige desde el lunes 23 de noviembre de 2026." in read(client, TERMS)
    policy = read(client, POLICY)
    assert "Versión 1.1" in policy
    assert "Superintendencia de Industria y Comercio" in policy
    assert 'href="/cuenta/mis-datos/"' in policy
    assert "/ayuda/datos-personales/version/1.0/" in policy


def test_an_earlier_version_has_its_own_address_and_says_that_it_does_not_count(client):
    page = read(client, f"{POLICY}version/1.0/")
    assert "Esta versión ya no rige." in page
    assert f'href="{POLICY}"' in page


def test_a_new_version_changes_the_page_at_its_moment(client, publish):
    text = publish(text="## Precio\n\nEs <b>gratis</b>.\n\n- Uno\n- Dos")
    page = read(client, TERMS)
    assert "Versión 2.0" in page
    assert fingerprint(text) in page
    assert '<h2 class="govuk-heading-m">Precio</h2>' in page
    assert "Es &lt;b&gt;gratis&lt;/b&gt;." in page
    assert "<li>Uno</li><li>Dos</li>" in page


def test_a_coming_version_is_read_once_announced_and_not_before(client, publish):
    publish(version="2.0", at=timezone.now() + timedelta(days=9))
    publish(version="3.0", at=timezone.now() + timedelta(days=11))
    page = read(client, f"{TERMS}version/2.0/")
    assert "Todavía no rige." in page
    assert "/version/2.0/" in read(client, TERMS)
    assert client.get(f"{TERMS}version/3.0/").status_code == 404
    assert "3.0" not in read(client, TERMS)
    assert client.get(f"{CHANGES}?de=1.0&a=3.0").context["chosen"] is None


@pytest.mark.parametrize("path", [f"{TERMS}version/9.9/", f"{TERMS}version/%3Cb%3E/", "/ayuda/otra-cosa/cambios/"])
def test_a_version_that_is_not_there_is_not_found(client, path):
    assert client.get(path).status_code == 404


def test_the_difference_marks_words_and_reads_without_colour(client, publish):
    publish(text="- Usarlo es siempre gratuito. Nadie puede cobrarle por registrarse ni recibir avisos.")
    page = read(client, CHANGES)
    assert "De la versión 1.0 a la 2.0." in page
    assert re.search(r"<ins><span class=\"govuk-visually-hidden\">\[se agrega: </span>\s*siempre", page)
    assert re.search(r"<del><span class=\"govuk-visually-hidden\">\[se quita: </span>[^<]*buscar", page)
    assert "<del>" in read(client, f"{CHANGES}?de=2.0&a=1.0")


def test_a_version_compared_with_itself_says_so_and_one_that_is_not_there_is_an_error(client, publish):
    publish()
    assert "Es la misma versión" in read(client, f"{CHANGES}?de=1.0&a=1.0")
    assert "govuk-error-summary" in read(client, f"{CHANGES}?de=1.0&a=7")
    assert "govuk-error-summary" in read(client, f"{CHANGES}?de=1.0")


def test_with_one_version_there_is_nothing_to_compare(client):
    assert "solo hay una versión" in read(client, CHANGES)


@pytest.mark.parametrize(
    "path", [TERMS, POLICY, CHANGES, "/ayuda/cookies/", "/ayuda/teclado/", "/ayuda/accesibilidad/"]
)
def test_the_pages_are_in_english_too(client, publish, path):
    publish()
    client.cookies["django_language"] = "en"
    main = read(client, path).split("<main")[1].split("</main>")[0]
    assert not re.search(r"\b(usted|puede|cuando|desde|versión)\b", main)


def test_the_texts_have_the_same_blocks_in_both_languages(client):
    for path in (f"{TERMS}version/1.0/", f"{POLICY}version/1.0/", f"{POLICY}version/1.1/"):
        text = client.get(path).context["text"]
        kinds = [[block.kind for block in blocks(words)] for words in (text.text_es, text.text_en)]
        assert kinds[0] == kinds[1], path


def test_the_page_of_cookies_names_all_that_a_walk_gets_and_no_other(client, mailbox):
    got: set[str] = set()

    def step(path, fields=None):
        client.post(path, fields) if fields is not None else client.get(path)
        got.update(client.cookies)

    step("/ingresar/")
    walk_in(client, mailbox, UserFactory())
    step("/idioma/", {"language": "en", "next": "/"})
    step("/cuenta/datos/al-dia/", {})
    step(f"/estado/anuncios/{incident(Incident.Kind.ANNOUNCEMENT).code}/ocultar/", {})
    step("/salir/", {})
    told = {cookie.name for cookie in client.get("/ayuda/cookies/").context["cookies"]}
    assert told == got


def test_accessibility_says_what_was_tested_what_is_not_met_and_when(client):
    page = read(client, "/ayuda/accesibilidad/")
    for words in (
        "Lo que todavía no cumple",
        "Lo que no hemos probado",
        "Resultados del miércoles 25 de noviembre de 2026",
    ):
        assert words in page


SCRIPTS = Path(settings.BASE_DIR) / "assets" / "scripts"
TEMPLATES = Path(settings.BASE_DIR) / "templates"


def keys_of(*files):
    """Every key of one letter that these listen to or give to a control."""
    source = "".join(file.read_text(encoding="utf-8") for file in files)
    named = re.findall(r"data-key(?:-group)?=\"([a-z ]+)\"", source) + re.findall(r"key === \"(.)\"", source)
    return {key for names in named for key in names.split()}


@pytest.mark.parametrize(
    ("section", "files"),
    [
        ("opportunities", [SCRIPTS / "rows.js", TEMPLATES / "interests" / "opportunity_list.html"]),
        ("review", [SCRIPTS / "review.js", TEMPLATES / "onboarding" / "review_document.html"]),
    ],
)
def test_each_key_on_the_page_is_one_that_a_page_listens_to_and_none_is_left_out(client, section, files):
    page = read(client, "/ayuda/teclado/")
    part = page.split(f'id="{section}"')[1].split("</section>")[0]
    named = set(re.findall(r"<kbd>(.)</kbd>", part))
    digits = {key for key in named if key.isdigit()}
    assert named - digits - {"?"} == keys_of(*files)
    assert bool(digits) == ("[1-9]" in files[0].read_text(encoding="utf-8"))
    assert ("?" in named) == ('event.key === "?"' in (SCRIPTS / "shortcuts.js").read_text(encoding="utf-8"))


def test_a_text_becomes_blocks_and_its_addresses_links():
    heading, paragraph, point = blocks("## Uno\nDos\ntres (/ayuda/contacto/).\n- y/o")
    assert heading.pieces == (Piece("Uno"),)
    assert paragraph.pieces == (Piece("Dos tres ("), Piece("/ayuda/contacto/", "/ayuda/contacto/"), Piece(")."))
    assert (point.kind, point.pieces) == ("point", (Piece("y/o"),))


@pytest.mark.parametrize("words", ["//malo.example/", "https://malo.example/a/", "/Ayuda", "javascript:/a/"])
def test_nothing_else_is_a_link(words):
    assert not any(piece.url for block in blocks(words) for piece in block.pieces)


@pytest.mark.parametrize(
    ("before", "after", "marks"),
    [
        ("", "", []),
        ("Uno", "Uno", [""]),
        ("", "Uno", ["added"]),
        ("Uno", "", ["removed"]),
        ("Uno dos tres cuatro", "Uno dos tres cinco", ["", "removed", "added"]),
        ("Uno\n\nDos", "Dos", ["removed", ""]),
        ("Nada que ver", "Otra frase distinta", ["added", "removed"]),
    ],
)
def test_differences_have_both_ends(before, after, marks):
    marked = differences(before, after)
    assert [piece.mark for block in marked for piece in block.pieces] == marks
    kept = "".join(piece.text for block in marked for piece in block.pieces if piece.mark != "removed")
    assert kept == "".join(after.split("\n\n"))


def test_only_what_changed_is_shown_under_its_heading():
    before = "## Uno\n\nIgual.\n\n## Dos\n\nEsto es lo de antes."
    marked = only_changed(differences(before, before.replace("antes", "ahora")))
    assert ["".join(piece.text for piece in block.pieces) for block in marked] == [
        "Dos",
        "Esto es lo de antes.ahora.",
    ]


def test_who_is_signed_in_reads_them_without_another_question(client, publish):
    sign_in(client, UserFactory())
    publish()
    assert client.get(TERMS).status_code == 200
