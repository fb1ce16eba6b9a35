import pytest
from hypothesis import given
from hypothesis import strategies as st

from groundwork.reference.text import compact, fold, place_title, stem, words_of


@pytest.mark.parametrize(
    ("text", "folded"),
    [("  LICITACIÓN   pública ", "licitacion publica"), ("Ñame y güísquil", "name y guisquil"), ("", "")],
)
def test_folding_drops_case_accents_and_spare_spaces(text, folded):
    assert fold(text) == folded


@given(st.text(max_size=50))
def test_folding_twice_is_folding_once(text):
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize("spelling", ["Bogotá, D.C.", "BOGOTA DC", "bogotá d. c."])
def test_spellings_of_one_place_become_one_key(spelling):
    assert compact(spelling) == "bogotadc"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("servicios", "servicio"),
        ("computadores", "computadora"),
        ("vias", "via"),
        ("luces", "luz"),
        ("dulces", "dulce"),
        ("aviones", "avion"),
        ("meses", "mes"),
    ],
)
def test_singular_and_plural_share_a_stem(one, other):
    assert stem(one) == stem(other)


@pytest.mark.parametrize(("one", "other"), [("cama", "camara"), ("papel", "papa"), ("2024", "202")])
def test_different_words_keep_different_stems(one, other):
    assert stem(one) != stem(other)


def test_words_that_say_nothing_are_left_out_unless_there_is_nothing_else():
    assert words_of("Servicios de aseo y de limpieza") == ["servicios", "aseo", "limpieza"]
    assert words_of("de la") == ["de", "la"]


@pytest.mark.parametrize(
    ("official", "written"),
    [
        ("VALLE DEL CAUCA", "Valle del Cauca"),
        ("BOGOTÁ, D.C.", "Bogotá, D.C."),
        ("LA GUAJIRA", "La Guajira"),
        ("EL CARMEN DE BOLÍVAR", "El Carmen de Bolívar"),
        ("PIENDAMÓ -  TUNÍA", "Piendamó - Tunía"),
        ("ÁBREGO", "Ábrego"),
    ],
)
def test_a_place_is_written_as_people_write_it(official, written):
    assert place_title(official) == written
    assert place_title(written) == written
