"""Which commands a bash text holds."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ssoswitch.core.bash_scan import commands
from ssoswitch.core.bash_words import Command

PIECES = st.sampled_from(
    [b"if ", b"then\n", b"fi", b"case x in ", b"esac", b"a) ", b";;", b"for x in ", b"do ", b"done", b"{ ", b"}",
     b"(", b")", b"$(", b"${", b"$((", b"((", b"`", b"'", b'"', b"\\", b"\n", b" ", b";", b"&&", b"||", b"|", b"&",
     b"<<E\n", b"E\n", b"<<-'E'", b"> x", b"2>&1", b"# c\n", b"f() ", b"function f ", b"export ", b"A=1",
     b"AWS_PROFILE=x", b"[[ ", b"]]", b"\xff", b"$'", b"=("]
)  # fmt: skip


def one(text: bytes, word: bytes) -> Command:
    return next(command for command in commands(text) if command.name == word)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (b"a b  c", [[b"a", b"b", b"c"]]),
        (b"a;b&&c||d|e&f", [[b"a"], [b"b"], [b"c"], [b"d"], [b"e"], [b"f"]]),
        (b"a 'b c' \"d e\" f\\ g # h\ni", [[b"a", b"'b c'", b'"d e"', b"f\\ g"], [b"i"]]),
        (b"a \\\n b", [[b"a", b"b"]]),
        (b"a <<X >y b\nc\nX\nd", [[b"a", b"b"], [b"d"]]),
        (b"a <<-X\n\tc\n\tX\nd", [[b"a"], [b"d"]]),
        (b"a <<X <<'Y'\n1\nX\n2\nY\nd", [[b"a"], [b"d"]]),
        (b"a <<<X\nb", [[b"a"], [b"b"]]),
        (b"if a; then b; elif c; then d; else e; fi >x\nf", [[b"a"], [b"b"], [b"c"], [b"d"], [b"e"], [b"f"]]),
        (b"while a; do b; done; until c\ndo d\ndone", [[b"a"], [b"b"], [b"c"], [b"d"]]),
        (b"for x in 1 2; do a; done\nfor ((i=0;i<2;i++)); do b; done", [[b"a"], [b"b"]]),
        (b"case $x in a|b) c;; (d) e ;& *) f\nesac\ng", [[b"c"], [b"e"], [b"f"], [b"g"]]),
        (b"[[ a && ( b || c ) ]] && d", [[b"[[", b"a", b"b", b"c", b"]]"], [b"d"]]),
        (b"((a<<1)); b", [[b"b"]]),
        (b"a=(1 2\n3) b", [[b"a=(1 2\n3)", b"b"]]),
        (b"declare -A a=([(c]=1 [d)]+=2) b\nc", [[b"declare", b"-A", b"a=([(c]=1 [d)]+=2)", b"b"], [b"c"]]),
        (b"! a | b", [[b"a"], [b"b"]]),
        (b"a 2>/dev/null b", [[b"a", b"b"]]),
    ],
)
def test_words(text: bytes, words: list[list[bytes]]) -> None:
    assert [[word.text for word in command.words] for command in commands(text)] == words


@pytest.mark.parametrize(
    ("text", "literal"),
    [
        (b"x", b"x"),
        (b"'a b'", b"a b"),
        (b'"a b"', b"a b"),
        (b"a'b'\"c\"\\d", b"abcd"),
        (b'"a\\"\\$\\x"', b'a"$\\x'),
        (b"a$", b"a$"),
        (b"$x", None),
        (b'"$x"', None),
        (b"`x`", None),
        (b"$(x)", None),
        (b"${x}", None),
        (b"$((1))", None),
        (b"$'x'", None),
        (b"~", None),
        (b"A=~", None),
        (b"a~", b"a~"),
        (b"{a,b}", None),
        (b"<(x)", None),
    ],
)
def test_literals(text: bytes, literal: bytes | None) -> None:
    (command,) = [each for each in commands(b"cmd " + text + b" end") if each.name == b"cmd"]
    assert command.words[1].text == text
    assert command.words[1].literal == literal
    assert command.words[2].text == b"end"


def test_what_stands_around() -> None:
    text = b"if a; then x; fi; f() { x2; }; ( x3 ); y=$(x4); true && x5; x6 | z; x7 & { x8; }; function g { x9; }"
    around = {each.name: each for each in commands(text)}
    assert around[b"x"].frames == ("if",)
    assert around[b"x2"].in_function
    assert around[b"x3"].in_child
    assert around[b"x4"].in_child
    assert around[b"x5"].joined == "&&"
    assert around[b"x6"].in_child
    assert around[b"x7"].in_child
    assert around[b"x8"].frames == ("brace",)
    assert around[b"x9"].in_function
    assert around[b"a"].conditional
    assert not any(around[name].top_level for name in around if name.startswith(b"x"))
    assert one(b"builtin command return 1", b"return").arguments[1].text == b"1"
    assert one(b"A=1 B=2 run", b"run").words[0].assigned == b"1"
    assert commands(b"A+=1")[0].words[0].assigned is None
    assert commands(b"\n\nx")[0].line == 3


@given(st.lists(PIECES, max_size=30).map(b"".join))
@example(b"=(\\")
@settings(max_examples=200, derandomize=True, deadline=None)
def test_any_text_is_read_to_its_end(text: bytes) -> None:
    found = commands(text)
    for command in found:
        assert 0 <= command.start <= command.end <= len(text)
        assert all(text[word.start : word.end] == word.text for word in command.words)
    assert [command.start for command in found] == sorted(command.start for command in found)


@pytest.mark.parametrize(
    "text", [b"$(" * 5000, b"(" * 5000, b"`" * 5001, b'"$(' * 3000, b"{ " * 5000, b"${" * 3000]
)
def test_depth_is_no_danger(text: bytes) -> None:
    commands(text)
