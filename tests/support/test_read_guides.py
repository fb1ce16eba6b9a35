"""The guides: each opens for anybody, tells the live rules, and shows pictures that `make shots` takes."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation
from PIL import Image

from groundwork.reference.business_days import colombian_today
from groundwork.reference.models import Parameter
from onboarding.models import DocumentRule, PersonType
from procurement.models import Modality
from scripts.shots import GUIDE_PICTURES, HEAVIEST
from support.guides import GUIDES
from support.pictures import LANGUAGES, PICTURES, SCHEMES, WIDTH, path_of
from tests.accounts.factories import UserFactory

STATIC = Path(settings.BASE_DIR) / "static"


def read(slug: str, client: Client | None = None) -> str:
    return (client or Client()).get(reverse("support:guide", args=[slug])).content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("slug", list(GUIDES))
def test_a_guide_opens_for_anybody_with_its_title_and_where_it_is_done(slug):
    page = read(slug)
    guide = GUIDES[slug]
    assert f'<h1 class="govuk-heading-xl">{guide.title}</h1>' in page
    assert f'href="{reverse(guide.act)}"' in page
    assert all(f'href="{reverse("support:guide", args=[other])}"' in page for other in guide.related)


@pytest.mark.django_db
def test_a_guide_that_there_is_not_is_not_found(client):
    assert client.get("/ayuda/guias/nada/").status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize("slug", [slug for slug, guide in GUIDES.items() if guide.role])
def test_who_would_be_refused_is_not_led_there(client, slug):
    client.force_login(UserFactory())
    assert str(GUIDES[slug].act_text) not in read(slug, client)


@pytest.mark.django_db
def test_the_list_has_every_guide(client):
    page = client.get(reverse("support:guides")).content.decode()
    assert all(reverse("support:guide", args=[slug]) in page for slug in GUIDES)


@pytest.mark.django_db
def test_the_guide_of_documents_tells_the_rules_of_today():
    rule = DocumentRule.objects.select_related("document_type").filter(person_type=PersonType.LEGAL, required=True)[0]
    kind = rule.document_type
    kind.name = "Papel nunca antes visto"
    kind.save()
    assert "Papel nunca antes visto" in read("documentos")
    DocumentRule.objects.filter(document_type=kind).update(
        valid_from=colombian_today(timezone.now()) - timedelta(days=9),
        valid_to=colombian_today(timezone.now()) - timedelta(days=1),
    )
    assert "Papel nunca antes visto" not in read("documentos")


@pytest.mark.django_db
def test_it_says_how_fresh_a_document_must_be():
    rule = DocumentRule.objects.filter(person_type=PersonType.LEGAL, document_type__slug="existence-certificate")
    rule.update(freshness_days=17)
    assert "Con 17 días de expedido, a lo sumo." in read("documentos")


@pytest.mark.django_db
def test_the_guide_of_modalities_has_a_section_for_each_of_the_model():
    page = read("modalidades")
    for modality in Modality:
        assert f'id="{modality.value}">{modality.label}</h2>' in page


@pytest.mark.django_db
def test_it_tells_the_figures_in_force_with_their_source_and_no_later_ones():
    today = colombian_today(timezone.now())
    assert "Ley de prueba" not in read("modalidades")
    figure = {"key": "manifestacion_interes_dias", "unit": Parameter.Unit.BUSINESS_DAYS, "source": "Ley de prueba"}
    Parameter.objects.create(value=7, valid_from=today, **figure)
    Parameter.objects.create(value=8, valid_from=today + timedelta(days=1), **figure)
    page = read("modalidades")
    assert "7 días hábiles" in page
    assert "Ley de prueba" in page
    assert "8 días hábiles" not in page


@pytest.mark.django_db
def test_the_ceilings_are_in_pesos_of_this_years_wage():
    today = colombian_today(timezone.now())
    Parameter.objects.create(key="smmlv", value=2_000_000, valid_from=today, unit="cop", source="x")
    for start, value in ((0, 280), (120_000, 450)):
        Parameter.objects.update_or_create(
            key="menor_cuantia", bracket=start, valid_from=today, defaults={"value": value, "unit": "smmlv"}
        )
    Parameter.objects.create(key="minima_cuantia_parte_de_menor", value="0.1", valid_from=today, unit="share")
    page = read("modalidades").replace("\xa0", " ")
    assert "$ 560.000.000" in page  # 280 wages
    assert "$ 56.000.000" in page  # the tenth part


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["es-co", "en"])
def test_each_picture_is_shown_with_words_for_who_does_not_see_it(language):
    client = Client()
    client.cookies["django_language"] = language
    pages = "".join(read(slug, client) for slug in GUIDES)
    with translation.override(language):
        shown = set(re.findall(rf'src="/static/help/([a-z]+)-{language[:2]}-light\.webp"', pages))
    assert shown == PICTURES.keys()
    for tag in re.findall(r"<img[^>]*>", pages):
        assert re.search(r'alt="[^"]{30,}"', tag)
        assert 'loading="lazy"' in tag
        assert f'width="{WIDTH}"' in tag


def test_every_picture_is_one_that_make_shots_takes_and_is_there_in_its_size():
    assert {one.name for one in GUIDE_PICTURES} == PICTURES.keys()
    wanted = {path_of(name, language, scheme) for name in PICTURES for language in LANGUAGES for scheme in SCHEMES}
    assert {f"help/{file.name}" for file in (STATIC / "help").iterdir()} == wanted
    for picture in PICTURES.values():
        for language in LANGUAGES:
            for scheme in SCHEMES:
                file = STATIC / path_of(picture.name, language, scheme)
                assert file.stat().st_size <= HEAVIEST
                with Image.open(file) as image:
                    assert image.size == (WIDTH, picture.height)
