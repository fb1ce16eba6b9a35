"""Deciding several documents at once, where they are alike: each is still decided by itself."""

import pytest

from groundwork.ledger.models import Entry
from onboarding.models import DocumentVersion, Review
from onboarding.services.review import together
from onboarding.services.review.deciding import Opinion
from tests.onboarding.factories import DocumentTypeFactory, MembershipFactory, SupplierFactory
from tests.onboarding.reviewing import CHECKS, QUEUE, actor, another_reviewer, follow, hold, waiting

pytestmark = pytest.mark.django_db

BULK = f"{QUEUE}juntos/"
SAME = {"file__sha256": "c" * 64}


def given_by(name, **fields) -> DocumentVersion:
    return waiting(document__supplier=SupplierFactory(name=name), **fields)


def marked(*versions, **more):
    return {"documento": [str(version.code) for version in versions], **more}


def results(*versions) -> list[bool | None]:
    return list(
        DocumentVersion.objects.filter(pk__in=[one.pk for one in versions])
        .order_by("pk")
        .values_list("approved", flat=True)
    )


def test_the_same_file_is_approved_for_all(as_reviewer):
    versions = [given_by("Una", **SAME), given_by("Otra", **SAME)]
    page = as_reviewer.post(BULK, marked(*versions)).content.decode()
    assert "Son el mismo archivo, byte por byte" in page
    assert not Review.objects.exists()
    done = as_reviewer.post(BULK, marked(*versions, decision="approve", checks=CHECKS))
    assert "2 documentos legibles y completos" in done.content.decode()
    assert results(*versions) == [True, True]
    assert Entry.objects.filter(verb="document.approved").count() == 2


def test_it_is_not_approved_with_something_unchecked(as_reviewer):
    versions = [given_by("Una", **SAME), given_by("Otra", **SAME)]
    done = as_reviewer.post(BULK, marked(*versions, decision="approve", checks=CHECKS[:1])).content.decode()
    assert "0 documentos legibles y completos" in done
    assert "Marque todo lo que se cumple" in done
    assert results(*versions) == [None, None]


def test_different_files_of_a_kind_are_only_sent_back_together(as_reviewer):
    versions = [given_by("Una"), given_by("Otra")]
    page = as_reviewer.post(BULK, marked(*versions)).content.decode()
    assert "Son archivos distintos" in page
    assert "Todos legibles y completos" not in page
    page = as_reviewer.post(BULK, marked(*versions, decision="approve", checks=CHECKS)).content.decode()
    assert "No son el mismo archivo" in page
    assert results(*versions) == [None, None]
    done = as_reviewer.post(BULK, marked(*versions, decision="return", words="Traiga el de este año."))
    assert "2 documentos devueltos" in done.content.decode()
    assert results(*versions) == [False, False]
    assert {review.words for review in Review.objects.all()} == {"Traiga el de este año."}


def test_different_kinds_are_not_decided_together(as_reviewer):
    versions = [given_by("Una"), given_by("Otra", document__document_type=DocumentTypeFactory())]
    page = as_reviewer.post(BULK, marked(*versions, decision="return", words="No."), follow=True).content.decode()
    assert "del mismo tipo de documento" in page
    assert results(*versions) == [None, None]


def test_the_report_says_what_was_not_decided_and_why(as_reviewer):
    free, held, replaced = given_by("Libre"), given_by("Tomada"), given_by("Reemplazada")
    hold(held, another_reviewer(full_name="Berta Sol"))
    follow(replaced)
    done = as_reviewer.post(BULK, marked(free, held, replaced, decision="return", words="No se lee.")).content.decode()
    assert "1 documento devuelto" in done
    assert "2 no se decidieron" in done
    assert "Lo está revisando Berta Sol" in done
    assert "subió otra versión mientras tanto" in done
    assert results(free, held, replaced) == [False, None, None]


def test_the_same_again_decides_nothing_more(as_reviewer):
    versions = [given_by("Una"), given_by("Otra")]
    for _again in range(2):
        done = as_reviewer.post(BULK, marked(*versions, decision="return", words="No se lee."))
        assert "2 documentos devueltos" in done.content.decode()
    assert Review.objects.count() == Entry.objects.filter(verb="document.returned").count() == 2


def test_ones_own_are_left_out(as_reviewer, reviewer):
    mine = MembershipFactory(user=reviewer).supplier
    own, other = waiting(document__supplier=mine), given_by("Otra")
    as_reviewer.post(BULK, marked(own, other, decision="return", words="No se lee."))
    assert results(own, other) == [None, False]


@pytest.mark.parametrize("given", [{}, {"documento": ["x"]}, {"documento": ["x"] * 60}], ids=["none", "bad", "many"])
def test_nothing_good_marked_leads_back_with_words(as_reviewer, given):
    page = as_reviewer.post(BULK, given, follow=True).content.decode()
    assert "Marque entre 1 y 50 documentos." in page


def test_more_than_fifty_are_too_many(reviewer):
    with pytest.raises(Exception, match="Marque entre 1 y 50"):
        together.decide_together([given_by("Una")] * 51, Opinion(approved=False, words="No."), by=actor(reviewer))


def test_only_reviewers_decide(client, boss):
    client.force_login(boss)
    version = given_by("Una")
    assert client.post(BULK, marked(version, decision="return", words="No.")).status_code == 403
    assert results(version) == [None]
