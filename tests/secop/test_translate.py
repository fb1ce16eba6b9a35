"""The catalogues' own tools, on a small project of their own."""

import gettext
import io
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from secop import translations

TEMPLATE = """
    {% if x %}
      <p title="{% translate "Ver" %}">{% blocktranslate trimmed with n=name %}
          Hola,
          {{ n }}
      {% endblocktranslate %}</p>
    {% else %}"suelta{% endif %}
"""
CODE = """
from django.utils.translation import gettext_lazy as _, ngettext, pgettext_lazy

TITLE = _("Título")
STATE = pgettext_lazy("contrato", "Abierto")

def count(n):
    return ngettext("%(n)d proceso", "%(n)d procesos", n) % {"n": n}
"""
EMPTY = r"""
msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\n"
"""
FINISHED: dict[str, str | tuple[str, ...]] = {
    "Ver": "See",
    "Hola, %(n)s": "Hello, %(n)s",
    "Título": "Title",
    "Abierto": "Open",
    "%(n)d procesos": ("%(n)d process", "%(n)d processes"),
}


@pytest.fixture
def catalogue(tmp_path, settings) -> Path:
    """The English catalogue, empty, of a project with a template and a module."""
    for name, content in {"templates/page.html": TEMPLATE, "desk/words.py": CODE}.items():
        path = tmp_path / name
        path.parent.mkdir()
        path.write_text(content)
    path = tmp_path / "locale/en/LC_MESSAGES/django.po"
    path.parent.mkdir(parents=True)
    path.write_text(EMPTY)
    settings.BASE_DIR = tmp_path
    settings.LOCALE_PATHS = [tmp_path / "locale"]
    return path


def finish(path: Path) -> None:
    """Translate everything."""
    found = translations.read_catalogue(path)
    for entry in found:
        if entry.id:
            entry.string = FINISHED[entry.id if isinstance(entry.id, str) else entry.id[-1]]
    translations.write_catalogue(path, found)


def test_texts_are_found_in_templates_and_in_code(catalogue):
    call_command("messages", stdout=io.StringIO())
    ids = {entry.id if isinstance(entry.id, str) else entry.id[-1] for entry in translations.read_catalogue(catalogue)}
    assert ids == {"", *FINISHED}


def test_a_context_keeps_two_uses_of_a_word_apart(catalogue):
    translations.update_catalogue(catalogue)
    assert translations.read_catalogue(catalogue).get("Abierto", "contrato")
    assert not translations.read_catalogue(catalogue).get("Abierto")


def test_bringing_it_up_to_date_twice_changes_nothing(catalogue):
    translations.update_catalogue(catalogue)
    finish(catalogue)
    translations.update_catalogue(catalogue)
    first = catalogue.read_text()
    translations.update_catalogue(catalogue)
    assert catalogue.read_text() == first


def test_a_finished_catalogue_has_no_faults_and_compiles(catalogue):
    translations.update_catalogue(catalogue)
    finish(catalogue)
    assert translations.faults(catalogue) == []
    call_command("check_translations")
    assert translations.compile_catalogues() == 1
    assert translations.compile_catalogues() == 0
    with catalogue.with_suffix(".mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    assert compiled.gettext("Título") == "Title"
    assert compiled.ngettext("%(n)d proceso", "%(n)d procesos", 2) == "%(n)d processes"
    assert compiled.pgettext("contrato", "Abierto") == "Open"


@pytest.mark.parametrize(
    ("spoil", "fault"),
    [
        (lambda text: text.replace('"Title"', '""'), "untranslated: 'Título'"),
        (lambda text: text.replace("Hello, %(n)s", "Hello, %(name)s"), "other placeholders: 'Hola, %(n)s'"),
        (lambda text: text.replace('msgid "Ver"', '#, fuzzy\nmsgid "Ver"'), "fuzzy: 'Ver'"),
        (lambda text: text.replace('msgid "Ver"', 'msgid "Mirar"'), "missing: 'Ver'"),
        (lambda text: f'{text}\nmsgid "Vieja"\nmsgstr "Old"\n', "gone from the source: 'Vieja'"),
    ],
)
def test_a_catalogue_that_is_not_complete_is_refused_with_the_reason(catalogue, spoil, fault):
    translations.update_catalogue(catalogue)
    finish(catalogue)
    catalogue.write_text(spoil(catalogue.read_text()))
    assert fault in translations.faults(catalogue)
    with pytest.raises(CommandError, match="in all"):
        call_command("check_translations")
