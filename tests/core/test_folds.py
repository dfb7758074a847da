from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ssoswitch.core.folds import Folds

KEYS = "abc"
STEPS = st.lists(st.tuples(st.sampled_from([*KEYS, "all"]), st.booleans()), max_size=12)


@given(STEPS, st.booleans())
def test_a_group_is_as_it_was_put_last(steps: list[tuple[str, bool]], at_first: bool) -> None:
    folds = Folds(open_at_first=at_first)
    plainly = dict.fromkeys((*KEYS, "one that comes later"), at_first)
    for key, is_open in steps:
        if key == "all":
            folds.set_all(is_open)
            plainly = dict.fromkeys(plainly, is_open)
        else:
            folds.set_open(key, is_open)
            plainly[key] = is_open
    assert {key: folds.is_open(key) for key in plainly} == plainly


def test_what_was_forgotten_is_as_the_rest() -> None:
    folds = Folds(open_at_first=True)
    folds.set_open("a", False)
    folds.forget()
    assert folds.is_open("a")
    folds.set_all(False)
    folds.forget()
    assert not folds.is_open("a")
