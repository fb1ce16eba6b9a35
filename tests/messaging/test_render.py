from pathlib import Path

import pytest
from pytest_django import Settings

from groundwork.messaging import services as messaging
from tests.messaging.factories import sent

ADDRESS = "https://portal.example/procesos/1/?a=1&b=2"


@pytest.fixture
def trial(settings: Settings) -> None:
    """The mail `trial`, from this folder's templates."""
    (engine,) = settings.TEMPLATES
    settings.TEMPLATES = [{**engine, "DIRS": [*engine["DIRS"], Path(__file__).parent / "templates"]}]
    settings.PORTAL_URL = "https://portal.example"
    settings.DEFAULT_FROM_EMAIL = "Portal de Contratación <avisos@portal.example>"


def rendered(language: str = "es-co", title: str = "Vías & puentes") -> messaging.Content:
    return messaging.render("trial", {"title": title, "address": ADDRESS}, language=language)


def test_the_subject_stands_in_the_text_template(trial):
    assert rendered().subject == "Adenda en Vías & puentes"


def test_a_title_with_line_breaks_stays_one_line_in_the_subject(trial):
    title = "Vías\r\nBcc: todos@example.org\u2028y puentes"
    assert rendered(title=title).subject == "Adenda en Vías Bcc: todos@example.org y puentes"


def test_a_subject_longer_than_the_row_holds_is_cut_with_a_sign(trial):
    subject = rendered(title="x" * 500).subject
    assert len(subject) == 250
    assert subject.endswith("…")


def test_the_text_is_not_escaped_and_the_html_is(trial):
    content = rendered(title="<b>Vías & puentes</b>")
    assert "<b>Vías & puentes</b>" in content.text
    assert ADDRESS in content.text
    assert "&lt;b&gt;Vías &amp; puentes&lt;/b&gt;" in content.html
    assert 'href="https://portal.example/procesos/1/?a=1&amp;b=2"' in content.html


def test_every_mail_says_who_sent_it_and_how_to_tell(trial):
    content = rendered()
    for words in (content.text, content.html):
        assert "avisos@portal.example" in words
        assert "https://portal.example/ayuda/canales/" in words
        assert "nunca pide su contraseña" in words
        assert "no es el SECOP II oficial" in words


def test_a_mail_speaks_its_readers_language(trial):
    assert '<html lang="es-co">' in rendered().html
    assert '<html lang="en">' in rendered("en").html


def test_a_template_becomes_a_mail_ready_to_be_owed(trial, db):
    mail = messaging.compose(
        "process.addendum",
        "trial",
        {"title": "Vías", "address": ADDRESS},
        to="ana@example.org",
        headers={"List-Id": "alertas.portal.example"},
    )
    message = sent(mail, dedupe="addendum:1")
    assert (message.kind, message.subject) == ("process.addendum", "Adenda en Vías")
    assert message.headers == {"List-Id": "alertas.portal.example"}
    assert "<h1>Vías</h1>" in message.html
