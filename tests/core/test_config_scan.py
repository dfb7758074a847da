"""Our reading of an AWS config is botocore's: the same sections and values, and the same files refused."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ssoswitch.core.aws_config import parse
from ssoswitch.core.config_scan import scan
from tests.support.configs import botocore_map

# fmt: off
PIECES = st.sampled_from([
    "[profile a]", "[profile b]", '[profile "a"]', "[profile  a]", "[profile\ta]", "[profile 'a b']",
    "[default]", "[profile default]", "[DEFAULT]", "[sso-session corp]", "[services x]",
    "[profile a] # see [x]", "[ profile a ]", "[profile it's]", "[profile a b]", "[profilex y]", "[]",
    "[x", "x]", "[profile a\\b]", "[preview]", " [profile c]", '[profile ""]', "[profile é]",
    "[profile a#b]", "[profile a ; b]", "region = x", "region=y", "Region: z", "  region = q", "output",
    "s3 =", "s3=", "  max = 3", "\tkey = v", "  word", "= nothing", ": nothing", "a = b = c", "a:b=c",
    "url = https://x/#/", "k = v # c", "k = # v", "x = ", "  ", "", "", "# comment", "; comment",
    "  # region = a", "\t; k", "#", "<<<<<<< HEAD", "\x0b", "\x0ck = 1", "\x1ck = v", "\xa0k = v",
    "k\xa0= v", "\ufeffk = v", "k = a\u2028b", "\u2028k = 1", "a\x00b = c", "k = \x85", "İ = 1", "i̇ = 2",
    "n =", "  x\x0by = 1", "  p = 1\x0bq", "  p = 1\x0bq = 2",
])
# fmt: on
ENDS = st.sampled_from(["\n", "\n", "\n", "\r\n", "\r", ""])
TEXTS = st.lists(st.tuples(PIECES, ENDS), max_size=14).map(lambda pairs: "".join(a + b for a, b in pairs))
FREE = st.text(alphabet=st.sampled_from("[]ab =:#;\n\r\t\x0b\x85'\"\\profile s"), max_size=60)


def assert_same(data: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        expected = botocore_map(data, Path(folder))
    config = parse(data, Path("config"))
    assert (config.problem is None) == (expected is not None), (config.problem, expected)
    if expected is None:
        return
    assert {name: dict(profile.values) for name, profile in config.profiles.items()} == expected["profiles"]
    for kind, key in (("sso-session", "sso_sessions"), ("services", "services")):
        ours = {s.name: {**config.defaults, **s.values} for s in config.sections if s.kind == kind}
        assert ours == expected[key]


@settings(max_examples=200, derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(TEXTS)
def test_reads_lines_from_the_wild_as_botocore_does(text: str) -> None:
    assert_same(text.encode())


@settings(max_examples=200, derandomize=True, deadline=None)
@given(FREE)
def test_reads_any_text_as_botocore_does(text: str) -> None:
    assert_same(text.encode())


@settings(max_examples=100, derandomize=True, deadline=None)
@given(st.binary(max_size=30).map(lambda tail: b"[default]\nregion = x" + tail))
def test_reads_any_bytes_as_botocore_does(data: bytes) -> None:
    assert_same(data)


@pytest.mark.parametrize(
    ("data", "line", "reason"),
    [
        (b"[a]\nx = 1\n[a]\n", 3, "second time"),
        (b"[a]\nx = 1\ny = 2\nX = 3\n", 4, "x is there a second time in [a]"),
        (b"\xef\xbb\xbf[a]\n", 1, "byte order mark"),
        (b"[a]\nx = 1\nnonsense\n", 3, "neither"),
        (b"# c\nx = 1\n[a]\n", 2, "before the first section header"),
        (b"[a]\n\nname = Caf\xe9\n", 3, "0xe9"),
        ("[a]\n".encode("utf-16"), 1, "UTF-16"),
        (b"[a]\n<<<<<<< HEAD\nx = 1\n", 2, "merge conflict"),
        (b"# mine\n<<<<<<< HEAD\n[a]\nx = 1\n", 2, "merge conflict"),
        (b"[a]\n>>>>>>> main\nx = 1\n", 2, "merge conflict"),
        (b"[a]\nx = 1\n\0\0\0\0\n", 3, "NUL"),
        (b"[a]\ns3 =\n  max = 3\n  word\n", 4, "block below `s3 =`"),
        (b"[a\nx = 1\n", 1, "closing bracket"),
        (b"[b]\n[a\n", 2, "closing bracket"),
        (b"[a]\n= 1\n", 2, "no key"),
    ],
)
def test_names_the_line_and_the_reason(data: bytes, line: int, reason: str) -> None:
    problem = parse(data, Path("/home/me/.aws/config")).problem
    assert problem is not None
    assert problem.line == line
    assert reason in problem.reason
    assert problem.message.startswith(f"/home/me/.aws/config line {line}: ")
    assert problem.hint


def test_reading_goes_on_behind_a_mistake() -> None:
    config = parse(b"[profile a]\nnonsense\nregion = x\n[profile b]\noutput = json\n", Path("c"))
    assert config.profiles["a"].region == "x"
    assert config.profiles["b"].output == "json"


def test_knows_first_and_last_line_of_a_section() -> None:
    config = parse(
        b"\n[profile a]\nregion = x\n\n# of b\n[profile b]\ns3 =\n  a = 1\n\n  b = 2\n\n# end\n", Path("c")
    )
    assert config.section_lines == {("profile", "a"): (2, 3), ("profile", "b"): (6, 10)}


def test_an_empty_file_says_nothing() -> None:
    result = scan(b"")
    assert (result.sections, result.defaults, result.problem) == ([], {}, None)
