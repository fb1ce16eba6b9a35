"""The page of one opportunity: why it is there, and what the portal knows beside what the process asks."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from groundwork.reference.business_days import colombian_today
from interests.models import Fit, Opportunity, State
from interests.queries.readiness import Check, Verdict, glance
from onboarding.models import DocumentRule, DocumentType, PersonType, RupRegistration, Supplier
from procurement.models import Modality, ProcessChange
from tests.accounts.factories import sign_in
from tests.interests.factories import ROADS, InterestFactory, commodity, opportunity
from tests.onboarding.factories import (
    DocumentFactory,
    DocumentVersionFactory,
    JointFactory,
    JointMemberFactory,
    MembershipFactory,
    PastContractFactory,
    RupRegistrationFactory,
)
from tests.procurement.factories import ProcessFactory, town

pytestmark = pytest.mark.django_db

NOVEMBER = datetime(2026, 11, 24, 17, tzinfo=UTC)
MEETS, FAILS, CHECK = Verdict.MEETS, Verdict.FAILS, Verdict.CHECK
Size = Supplier.Size
RUP, SIZE, CODES = "Registro Único de Proponentes (RUP)", "Límite a MiPyme", "Códigos UNSPSC"
PAPERS, TIME, MANNER = "Documentos de su expediente", "Plazo", "Forma de participar"


@pytest.fixture
def found(supplier) -> Opportunity:
    interest = InterestFactory(supplier=supplier, name="Vías", value_min=20_000_000, words=["vía"], wanted="'via'")
    process = ProcessFactory(codes=("72141001",), title="Placa huella", **town("25777", "Supatá", "Cundinamarca"))
    made = opportunity(interest, process)
    facts = {"place": Fit.MATCHED, "value": Fit.MATCHED, "entity": Fit.UNKNOWN, "words": Fit.MATCHED}
    interest.matches.update(**facts)
    return made


def page(one: Opportunity) -> str:
    return f"/oportunidades/{one.code}/"


def checks(supplier, *, at=None, **facts) -> dict[str, Check]:
    process = ProcessFactory(**{"codes": ("72141001",), "modality": Modality.TENDER, **facts})
    process.refresh_from_db()
    return {str(check.title): check for check in glance(process, supplier, at=at or timezone.now())}


def paper(supplier, **facts):
    slug = facts.pop("slug", "existence-certificate")
    document = DocumentFactory(supplier=supplier, document_type=DocumentType.objects.get(slug=slug))
    return DocumentVersionFactory(document=document, **facts)


# Why, and who sees it -------------------------------------------------------------------------


def test_it_says_in_full_why_it_is_there(as_ana, found):
    commodity(ROADS, "Construcción de carreteras")
    response = as_ana.get(page(found))
    (why,) = response.context["reasons"]
    assert why.area.name == "Vías"
    assert why.codes == [(ROADS, "Construcción de carreteras", "Encabezado 72000000 › Encabezado 72140000")]
    assert [(str(row.key), str(row.value)) for row in why.rows] == [
        ("Lugar", "Supatá, Cundinamarca"),
        ("Valor", "Desde 20 millones de pesos"),
        ("Entidad", "El proceso no lo dice"),
        ("Palabras", "«vía»"),
    ]
    content = response.content.decode()
    assert "Placa huella" in content
    assert f"/procesos/{found.process.code}/" in content
    assert "Solo la entidad decide quién cumple" in content


def test_one_that_no_area_finds_any_more_says_so(as_ana, found):
    Opportunity.objects.update(state=State.SAVED)
    found.supplier.interests.all().delete()
    assert "Ya no coincide con ninguna de sus áreas." in as_ana.get(page(found)).content.decode()


def test_what_changed_is_told(as_ana, found):
    ProcessChange.objects.create(process=found.process, before={"budget": "40000000"}, after={"budget": "50000000"})
    content = as_ana.get(page(found)).content.decode()
    assert "<del>$\u00a040.000.000</del>" in content


def test_a_reader_sees_it_without_what_decides(client, reader, found):
    sign_in(client, reader)
    content = client.get(page(found)).content.decode()
    assert "¿Puedo presentarme?" in content
    assert 'name="kind" value="entity"' in content
    for absent in ('name="state"', "Quién se ocupa", "Guardar la nota"):
        assert absent not in content


def test_a_stranger_cannot_tell_that_it_exists(client, stranger, found):
    sign_in(client, stranger)
    assert client.get(page(found)).status_code == 404


def test_a_visitor_signs_in_first(client, found):
    assert client.get(page(found)).url.startswith("/ingresar/")


def test_it_costs_no_more_queries_the_more_it_holds(as_ana, ana, found, django_assert_max_num_queries):
    as_ana.get(page(found))
    for _more in range(3):
        interest = InterestFactory(supplier=found.supplier, codes=["72000000"])
        interest.matches.create(supplier=found.supplier, process=found.process, codes=["72000000"])
        found.notes.create(author=ana, text="Nota")
        PastContractFactory(supplier=found.supplier)
        MembershipFactory(supplier=found.supplier)
        with django_assert_max_num_queries(21):
            as_ana.get(page(found))


# What the portal knows ------------------------------------------------------------------------


def test_time_that_is_left_is_said(supplier):
    assert checks(supplier)[TIME].verdict == MEETS
    assert "Faltan 9 días" in checks(supplier)[TIME].reason
    over = checks(supplier, closes_at=timezone.now() - timedelta(days=1))[TIME]
    assert (over.verdict, over.reason) == (FAILS, "Ya no recibe propuestas.")
    assert checks(supplier, closes_at=None)[TIME].verdict == CHECK


@pytest.mark.parametrize("modality", [Modality.DIRECT, Modality.LESSER, Modality.INFORMATION, Modality.FRAMEWORK])
def test_a_modality_that_asks_something_first_says_it(supplier, modality):
    assert checks(supplier, modality=modality)[MANNER].verdict == CHECK
    assert MANNER not in checks(supplier)


def test_papers_that_lack_are_named(supplier):
    check = checks(supplier)[PAPERS]
    assert check.verdict == FAILS
    assert "Certificado de existencia y representación legal" in check.reason
    assert check.url == supplier.page("documents")


@pytest.fixture
def whole(supplier):
    """A supplier of whom only one paper is asked."""
    DocumentRule.objects.exclude(document_type__slug="existence-certificate").update(required=False)
    return supplier


@pytest.mark.parametrize(
    ("facts", "verdict", "words"),
    [
        ({"approved": True}, MEETS, "Están completos y vigentes."),
        ({"approved": None}, CHECK, "1 está en revisión"),
        ({"approved": True, "expires_in": 3}, CHECK, "Vencen antes del cierre"),
        ({"approved": True, "expires_in": -1}, FAILS, "Faltan, vencieron o le fueron devueltos"),
        ({"approved": False}, FAILS, "Faltan, vencieron o le fueron devueltos"),
    ],
    ids=["approved", "in review", "ends before the closing", "expired", "returned"],
)
def test_papers_are_worth_what_they_are(whole, facts, verdict, words):
    days = facts.pop("expires_in", None)
    ends = colombian_today(timezone.now()) + timedelta(days=days) if days else None
    paper(whole, expires_on=ends, **facts)
    check = checks(whole)[PAPERS]
    assert (check.verdict, words in check.reason) == (verdict, True), check.reason


@pytest.mark.parametrize(
    "modality", [Modality.MINIMUM, Modality.DIRECT, Modality.DISPOSAL, Modality.INFORMATION], ids=str
)
def test_where_the_rup_is_not_asked_for_it_says_so(supplier, modality):
    check = checks(supplier, modality=modality)[RUP]
    assert (check.verdict, check.reason) == (MEETS, "En esta contratación no se exige.")


def test_health_services_do_not_ask_for_the_rup(supplier):
    assert checks(supplier, codes=("85101500",))[RUP].verdict == MEETS


def test_the_entitys_own_rules_say_whether_they_do(supplier):
    assert checks(supplier, modality=Modality.SPECIAL_OFFERS)[RUP].verdict == CHECK


@pytest.mark.parametrize(
    ("renewed", "in_force", "verdict", "words"),
    [
        (date(2026, 3, 2), date(2026, 3, 20), MEETS, "Está en firme"),
        (date(2026, 3, 2), None, CHECK, "no en firme"),
        (date(2024, 3, 2), date(2024, 3, 20), FAILS, "Sus efectos cesaron"),
    ],
    ids=["in force", "not yet", "ceased"],
)
def test_the_rup_counts_while_it_is_in_force(supplier, renewed, in_force, verdict, words):
    RupRegistration.objects.create(
        supplier=supplier, number="1", chamber="Pasto", renewed_on=renewed, in_force_on=in_force
    )
    at = NOVEMBER
    check = checks(supplier, at=at, closes_at=at + timedelta(days=9))[RUP]
    assert (check.verdict, words in check.reason) == (verdict, True)


def test_a_file_that_does_not_tell_the_rup_is_to_be_checked(supplier):
    assert checks(supplier)[RUP].verdict == CHECK
    assert "no dice si lo tiene" in checks(supplier)[RUP].reason


CLASSES = "Clases de su RUP"


@pytest.mark.parametrize(
    ("codes", "classes", "verdict"),
    [
        (("72141001",), ["72141000"], MEETS),
        (("72141000",), ["72141000"], MEETS),
        (("72140000",), ["72141000"], MEETS),  # broader than a class: one below it is enough
        (("72141001",), ["72141100"], CHECK),
        (("72141001", "81101500"), ["72141000"], CHECK),
    ],
    ids=["of its product", "the same", "below it", "another", "one of two"],
)
def test_a_class_that_the_rup_lacks_is_a_warning_and_never_a_bar(supplier, codes, classes, verdict):
    registration = RupRegistrationFactory(supplier=supplier)
    for code in classes:
        registration.classes.create(code=code)
    check = checks(supplier, codes=codes)[CLASSES]
    assert check.verdict == verdict
    assert ("no son requisito habilitante" in check.reason) is (verdict == CHECK)


@pytest.mark.parametrize("modality", [Modality.MINIMUM, Modality.DIRECT], ids=str)
def test_nothing_is_said_of_classes_where_the_rup_is_not_asked_for_or_tells_none(supplier, modality):
    registration = RupRegistrationFactory(supplier=supplier)
    assert CLASSES not in checks(supplier)
    registration.classes.create(code="72141100")
    assert CLASSES in checks(supplier)
    assert CLASSES not in checks(supplier, modality=modality)


def test_of_a_joint_bidder_the_classes_of_any_member_count(supplier):
    joint = JointFactory()
    for member, code in ((supplier, "72141000"), (MembershipFactory().supplier, "81101500")):
        JointMemberFactory(joint=joint, member=member)
        RupRegistrationFactory(supplier=member).classes.create(code=code)
    assert checks(joint, codes=("72141001", "81101500"))[CLASSES].verdict == MEETS


@pytest.mark.parametrize("codes", [["72141001"], ["72140000"]], ids=["the same", "one above"])
def test_codes_that_are_offered_are_said(supplier, codes):
    Supplier.objects.filter(pk=supplier.pk).update(offers=codes)
    supplier.refresh_from_db()
    check = checks(supplier)[CODES]
    assert check.verdict == MEETS
    assert check.reason == f"Su expediente ofrece {codes[0]} con códigos de este proceso."


@pytest.mark.parametrize("code", ["72141001", "72141000"], ids=["the same", "above"])
def test_experience_with_the_code_is_counted(supplier, code):
    PastContractFactory(supplier=supplier, commodities=[code])
    PastContractFactory(supplier=supplier, commodities=["44121600"])
    assert "1 contrato de experiencia" in checks(supplier)[CODES].reason
    assert "1 contrato de experiencia" in checks(supplier, codes=("72140000",))[CODES].reason


def test_codes_that_nobody_offers_never_fail(supplier):
    check = checks(supplier)[CODES]
    assert check.verdict == CHECK
    assert "No son requisito habilitante" in check.reason
    assert CODES not in checks(supplier, codes=())


@pytest.mark.parametrize(
    ("size", "limited", "verdict"),
    [
        (Size.SMALL, True, MEETS),
        (Size.MEDIUM, None, MEETS),
        (Size.LARGE, True, FAILS),
        (Size.LARGE, None, CHECK),
        (Size.LARGE, False, MEETS),
        ("", True, CHECK),
        ("", None, CHECK),
        ("", False, MEETS),
    ],
)
def test_a_limit_to_mipyme_is_compared_with_the_size(supplier, size, limited, verdict):
    Supplier.objects.filter(pk=supplier.pk).update(size=size)
    supplier.refresh_from_db()
    assert checks(supplier, mipyme_only=limited)[SIZE].verdict == verdict


def test_of_a_joint_bidder_its_members_count(supplier):
    joint = JointFactory()
    assert joint.person_type == PersonType.JOINT
    assert checks(joint)[RUP].verdict == CHECK
    other = MembershipFactory().supplier
    for member in (supplier, other):
        JointMemberFactory(joint=joint, member=member)
        RupRegistration.objects.create(
            supplier=member, number="1", chamber="Pasto", renewed_on=date(2026, 3, 2), in_force_on=date(2026, 3, 20)
        )
    Supplier.objects.filter(pk=supplier.pk).update(size=Size.MICRO, offers=["72141001"])
    at = NOVEMBER
    found = checks(joint, at=at, closes_at=at + timedelta(days=9), mipyme_only=True)
    assert (found[RUP].verdict, found[CODES].verdict, found[SIZE].verdict) == (MEETS, MEETS, CHECK)
    Supplier.objects.filter(pk=other.pk).update(size=Size.SMALL)
    assert checks(joint, mipyme_only=True)[SIZE].verdict == MEETS
