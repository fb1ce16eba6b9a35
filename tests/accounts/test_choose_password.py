"""Which passwords may stand."""

from contextlib import suppress

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from accounts.passwords import PredictablePasswordValidator

VALIDATOR = PredictablePasswordValidator()


@pytest.mark.parametrize(
    "password",
    [
        *("123456789012", "aaaaaaaaaaaa", "abcdefghijkl", "987654321098", "ababababababab"),
        *("Contraseña2026", "passwordpassword", "SECOP-2026-2026", "colombia123456!", "bogota.bogota"),
    ],
)
def test_what_a_first_list_would_hold_is_refused(password):
    with pytest.raises(ValidationError):
        VALIDATOR.validate(password)


@pytest.mark.parametrize(
    "password", ["neblina guadua trocha", "mi-perro-come-arepas", "q8!vD2#mT6zL", "colombia y su niebla"]
)
def test_words_that_do_not_go_together_stand(password):
    VALIDATOR.validate(password)


@given(st.text(max_size=200))
def test_any_text_is_taken_or_refused_and_never_breaks_it(password):
    with suppress(ValidationError):
        VALIDATOR.validate(password)
