"""One edit after the other in a good config: each does what it says, as botocore reads it, and nothing besides."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from ssoswitch.core.aws_config import parse
from ssoswitch.core.aws_config_edit import (
    SectionBlock,
    add_sections,
    remove_sections,
    rename_section,
    set_values,
)
from ssoswitch.core.line_changes import split_lines
from ssoswitch.model.errors import NoMatch, SsoswitchError, WouldOverwrite
from tests.support.configs import botocore_map

PATH = Path("/home/me/.aws/config")
NAMES = ("a", "b", "pay-prod", "a b", "x/y", "é", "default", "corp@ops", "A")
HEADERS = {
    "default": ("[default]", "[profile default]"),
    "a b": ('[profile "a b"]', "[profile 'a b']", '[profile  "a b"]'),
}
KEYS = ("region", "output", "sso_session", "sso_account_id", "role_arn", "cli_pager", "zz")
VALUES = (
    "eu-west-1",
    "json",
    "x",
    "",
    "https://x.awsapps.com/start",
    "a = b",
    "50%",
    "%(x)s",
    "é",
    "a b",
    "'q'",
    "[x]",
)
SPACES = (" = ", " = ", "=", " =", "= ", ": ", "\t=\t")
BETWEEN = ("", "", "", "# of the team", "; old = 1", "  ", "#", "# [profile nobody]")

lines_of_values = st.builds(
    lambda indent, key, space, value: (key.lower(), f"{indent}{key}{space}{value}".rstrip(" ")),
    st.sampled_from(("", "", "", "", "  ", "\t")),
    st.sampled_from((*KEYS, "Region", "OUTPUT")),
    st.sampled_from(SPACES),
    st.sampled_from(VALUES),
)
nested = st.sampled_from(
    (
        ("s3", "s3 =\n  max_concurrent_requests = 3"),
        ("s3", "s3=\n\tuse_accelerate_endpoint=true\n\n\tpayload = x"),
    )
)


@st.composite
def sections(draw: st.DrawFn, header: str) -> list[str]:
    """Its lines: keys, each once, with comments, blank lines and nested blocks among them."""
    lines = [
        draw(st.sampled_from(("", "", "# about this", "; x"))),
        header + draw(st.sampled_from(("", "", " ", " ; mine"))),
    ]
    found: list[str] = []
    before = ""
    for key, text in draw(st.lists(st.one_of(lines_of_values, lines_of_values, nested), max_size=5)):
        indent = text[: len(text) - len(text.lstrip())]
        if key in found or (indent and found and indent != before):
            continue  # a second one, or one that would go on with the value above
        before = indent
        found.append(key)
        lines += [*text.split("\n"), draw(st.sampled_from(BETWEEN))]
    return lines


@st.composite
def configs(draw: st.DrawFn) -> str:
    """Profiles, each once, and sections of other kinds between them; one kind of line end in each file, or both."""
    lines: list[str] = draw(st.lists(st.sampled_from(BETWEEN), max_size=2))
    for name in draw(st.lists(st.sampled_from(NAMES), max_size=4, unique=True)):
        lines += draw(sections(draw(st.sampled_from(HEADERS.get(name, (f"[profile {name}]",))))))
        if draw(st.integers(0, 3)) == 0:
            lines += draw(
                sections(f"[{draw(st.sampled_from(('sso-session', 'services')))} of-{name.replace(' ', '')}]")
            )
    ends = draw(st.sampled_from((("\n",), ("\n",), ("\r\n",), ("\n", "\r\n"))))
    text = "".join(
        line + ends[number % len(ends)] for number, line in enumerate("\n".join(lines).split("\n"))
    )
    return text if draw(st.booleans()) else text.rstrip("\r\n")


changes = st.one_of(st.none(), st.sampled_from((*VALUES[:3], VALUES[4])))
STEPS = st.one_of(
    st.tuples(
        st.just("set"),
        st.sampled_from(NAMES),
        st.dictionaries(st.sampled_from(KEYS), changes, min_size=1, max_size=3),
    ),
    st.tuples(st.just("rename"), st.sampled_from(NAMES), st.sampled_from(NAMES)),
    st.tuples(st.just("remove"), st.sampled_from(NAMES), st.just("")),
    st.tuples(
        st.just("add"),
        st.sampled_from(NAMES),
        st.dictionaries(st.sampled_from(KEYS), st.sampled_from(VALUES[:3]), max_size=3),
    ),
)


def reading(data: bytes) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        found = botocore_map(data, Path(folder))
    assert found is not None
    return found


def edited(data: bytes, step: str, name: str, value: Any) -> bytes:
    if step == "set":
        return set_values(data, "profile", name, value, PATH)
    if step == "rename":
        return rename_section(data, "profile", name, value, PATH)
    if step == "remove":
        return remove_sections(data, [("profile", name)], PATH)
    return add_sections(data, [SectionBlock("profile", name, tuple(value.items()))], PATH)


def expect(known: dict[str, Any], step: str, name: str, value: Any) -> None:
    """What botocore is to read after that step."""
    profiles = known["profiles"]
    if step == "set":
        for key, text in value.items():
            profiles[name][key] = text
            if text is None:
                del profiles[name][key]
    elif step == "rename":
        profiles[value] = profiles.pop(name)
    elif step == "remove":
        del profiles[name]
    else:
        profiles[name] = dict(value)


def check_bytes(before: bytes, after: bytes, step: str, name: str) -> None:
    """What stands outside of the section stands there byte by byte, but for a blank line where one was taken out."""
    old = split_lines(before)
    if step == "add":
        assert after.startswith(before)
        return
    first, last = parse(before, PATH).section_lines["profile", name]
    above, below = b"".join(old[: first - 1]), b"".join(old[last:])
    if step == "remove":
        assert after.split() == (above + below).split()
        return
    assert after.startswith(above)
    assert after.endswith(below)
    if step == "rename":
        new = split_lines(after)
        assert [number for number, line in enumerate(old) if new[number] != line] in ([first - 1], [])


@settings(max_examples=100, derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(configs(), st.lists(STEPS, min_size=1, max_size=5))
def test_each_edit_does_what_it_says(text: str, steps: Sequence[tuple[str, str, Any]]) -> None:
    data = text.encode()
    known = reading(data)
    for step, name, value in steps:
        there = name in known["profiles"]
        taken = step == "rename" and value in known["profiles"]
        try:
            after = edited(data, step, name, value)
        except NoMatch:
            assert not there
            continue
        except WouldOverwrite:
            assert taken or (step == "add" and there)
            continue
        except SsoswitchError as error:
            event(f"refused: {type(error).__name__}")
            assert b"\n  " in data or b"\n\t" in data, error  # only an indented line may be in the way
            continue
        assert there != (step == "add")
        assert not taken
        expect(known, step, name, value)
        check_bytes(data, after, step, name)
        assert reading(after) == known
        assert b"\r\n" not in after or b"\r\n" in data
        if step == "set":
            assert edited(after, step, name, value) == after
        data = after
