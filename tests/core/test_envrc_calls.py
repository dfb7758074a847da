"""What an `.envrc` runs by `eval` and by calling its functions."""

from __future__ import annotations

import pytest

from ssoswitch.core.bash_scan import commands
from ssoswitch.core.envrc_calls import ending_functions, evaluated, with_evaluated


@pytest.mark.parametrize(
    ("text", "ending"),
    [
        (b"f() { exit; }", {b"f": True}),
        (b"f() { echo; exec cat; }", {b"f": True}),
        (b"f() { exec 4>&1; return 1; }", {}),
        (b"f() { { exit; }; }", {b"f": True}),
        (b"f() { true && exit; }", {b"f": False}),
        (b"f() {\nif x; then exit; fi\n}", {b"f": False}),
        (b"f() { (exit); x=$(exit); exit | cat; }", {}),
        (b"f() ( exit )", {}),
        (b"f() { g; }; g() { exit; }", {b"f": True, b"g": True}),
        (b"f() { g || true; }; g() { [ x ] || exit; }", {b"f": False, b"g": False}),
        (b"f() { f; }", {}),
        (b"f() { g() { exit; }; }", {b"g": True}),
        (b"f() { x=$(date)\nexit; }", {b"f": True}),
        (b"f() { :; }; f() { exit; }", {b"f": True}),
        (b"f() { eval exit; }", {b"f": True}),
        (b"exit", {}),
    ],
)
def test_functions_that_end_the_file(text: bytes, ending: dict[bytes, bool]) -> None:
    assert ending_functions(with_evaluated(commands(text))) == ending


@pytest.mark.parametrize(
    ("text", "given"),
    [
        (b"eval a b", b"a b"),
        (b"eval 'a; b' c", b"a; b c"),
        (b"eval", b""),
        (b'eval "$x"', None),
        (b"evil a", None),
    ],
)
def test_the_text_of_an_eval(text: bytes, given: bytes | None) -> None:
    (command,) = commands(text)
    assert evaluated(command) == given


def test_what_is_evaluated_stands_where_the_eval_stands() -> None:
    found = with_evaluated(commands(b"\nif x; then eval 'eval \"a; b\"'; fi\neval c | d\ntrue && eval e"))
    place = {each.name: each for each in found}
    assert [place[name].line for name in (b"a", b"b", b"c", b"e")] == [2, 2, 3, 4]
    assert place[b"a"].conditional
    assert place[b"b"].conditional
    assert place[b"c"].in_child
    assert place[b"e"].joined == "&&"
