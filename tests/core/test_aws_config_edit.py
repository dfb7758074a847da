"""Edits change what they should and nothing else, as botocore reads it and byte for byte."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings

from ssoswitch.core.aws_config import parse
from ssoswitch.core.aws_config_edit import (
    SectionBlock,
    add_sections,
    header_text,
    remove_sections,
    rename_section,
    set_values,
)
from ssoswitch.core.config_proof import Change, verify
from ssoswitch.core.line_changes import changed_spans, split_lines
from ssoswitch.model.errors import (
    ConfigUnreadable,
    InvalidValue,
    NoMatch,
    SsoswitchError,
    WouldOverwrite,
    WriteError,
)
from tests.core.test_config_scan import TEXTS
from tests.support.configs import PLAIN, READABLE, botocore_map

PATH = Path("/home/me/.aws/config")
NEW = SectionBlock("profile", "brand-new", (("sso_session", "corp"), ("region", "eu-west-1")))
FUZZ = settings(
    max_examples=200,
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)

HALF = settings(FUZZ, max_examples=100)
"""For the two whose texts are thrown away for the most part; good ones are in `test_aws_config_edit_steps`."""


def reading(data: bytes) -> dict[str, dict[str, dict[str, str]]] | None:
    with tempfile.TemporaryDirectory() as folder:
        return botocore_map(data, Path(folder))


@FUZZ
@given(TEXTS)
def test_adding_to_anything_is_a_pure_insertion_or_refused(text: str) -> None:
    before = text.encode()
    there = reading(before)
    try:
        after = add_sections(before, [NEW], PATH)
    except ConfigUnreadable:
        assert there is None or before.endswith(b"\r")
        return
    assert there is not None
    assert after.startswith(before)
    now = reading(after)
    assert now is not None
    assert dict(NEW.values).items() <= now["profiles"].pop("brand-new").items()
    assert now == there


@FUZZ
@given(TEXTS)
def test_what_was_added_can_be_renamed_changed_and_removed(text: str) -> None:
    before = text.encode()
    try:
        data = add_sections(before, [NEW], PATH)
        there = reading(before)
        data = rename_section(data, "profile", "brand-new", "other-new", PATH)
        data = set_values(data, "profile", "other-new", {"region": None, "output": "json"}, PATH)
    except ConfigUnreadable:
        return
    now = reading(data)
    assert now is not None
    assert there is not None
    added = now["profiles"].pop("other-new")
    assert (added["sso_session"], added["output"]) == ("corp", "json")
    assert now == there
    gone = remove_sections(data, [("profile", "other-new")], PATH)
    assert reading(gone) == there
    assert gone.rstrip() == before.rstrip()


@HALF
@given(TEXTS)
def test_changing_any_profile_leaves_all_others(text: str) -> None:
    data = text.encode()
    config = parse(data, PATH)
    assume(config.problem is None and config.profiles and not data.endswith(b"\r"))
    name = list(config.profiles)[-1]
    there = reading(data)
    assert there is not None
    try:
        after = set_values(data, "profile", name, {"zz_new": "1", "region": "eu-north-1"}, PATH)
    except SsoswitchError:
        return  # a line that ConfigUpdater does not read: refused, and nothing is written
    now = reading(after)
    assert now is not None
    mine = {**there["profiles"].pop(name), "zz_new": "1", "region": "eu-north-1"}
    assert now["profiles"].pop(name) == mine
    assert now == there


@HALF
@given(TEXTS)
def test_removing_any_profile_leaves_all_others(text: str) -> None:
    data = text.encode()
    config = parse(data, PATH)
    assume(config.problem is None and config.profiles and not data.endswith(b"\r"))
    name = next(iter(config.profiles))
    there = reading(data)
    assert there is not None
    try:
        after = remove_sections(data, [("profile", name)], PATH)
    except WriteError:
        return  # an indented neighbour would be swallowed: the proof has refused
    now = reading(after)
    assert now is not None
    del there["profiles"][name]
    assert now == there
    comments = [line for line in split_lines(data) if line.lstrip()[:1] in (b"#", b";")]
    assert len(comments) >= sum(line.lstrip()[:1] in (b"#", b";") for line in split_lines(after))


@pytest.mark.parametrize("name", READABLE)
def test_adding_and_removing_gives_back_every_line(name: str) -> None:
    before = READABLE[name]
    after = remove_sections(add_sections(before, [NEW], PATH), [("profile", "brand-new")], PATH)
    assert [line.rstrip() for line in split_lines(after) if line.strip()] == [
        line.rstrip() for line in split_lines(before) if line.strip()
    ]
    lines = split_lines(before)
    if before.endswith(b"\n") and lines[-1].strip():  # a blank line that was there goes with the last section
        assert after == before


def test_a_changed_key_changes_one_line() -> None:
    before = b"# a\n[profile a]\n# about the region\nregion=eu-west-1\noutput = json\n\n# b\n[profile b]\nregion = x\n"
    after = set_values(before, "profile", "a", {"region": "us-east-1", "output": "json", "new": "1"}, PATH)
    assert len(changed_spans(split_lines(before), split_lines(after))) == 2
    assert after == (
        b"# a\n[profile a]\n# about the region\nregion=us-east-1\noutput = json\nnew = 1\n\n"
        b"# b\n[profile b]\nregion = x\n"
    )


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            b"[profile a]\r\nregion = x\r\n\r\n[profile b]\r\n",
            b"[profile a]\r\nregion = y\r\n\r\n[profile b]\r\n",
        ),
        (b"[profile a]\nregion = x", b"[profile a]\nregion = y"),
        (b"[profile a]", b"[profile a]\nregion = y"),
        (b"[profile a] ; mine\n  region = x\n", b"[profile a] ; mine\n  region = y\n"),
        (
            b"[profile a]\n\tRegion\t:  x \t\r\noutput=x\r\n",
            b"[profile a]\n\tRegion\t:  y \t\r\noutput=x\r\n",
        ),
        (b"[profile a]\n# region = x\nregion=x\n", b"[profile a]\n# region = x\nregion=y\n"),
        # A line of the nested block reads just so: which one is meant is left to the editor.
        (b"[profile a]\nregion =x\ns3 =\n region =x\n", b"[profile a]\nregion = y\ns3 =\n region =x\n"),
        (b"[profile a]\nregion = x\n  z\noutput = json\n", b"[profile a]\nregion = y\noutput = json\n"),
        (
            b"[profile a]\ns3 =\n  a = b\n\n  c = d\n[x]\n",
            b"[profile a]\ns3 =\n  a = b\n\n  c = d\nregion = y\n[x]\n",
        ),
    ],
)
def test_the_manner_of_the_file_is_kept(before: bytes, after: bytes) -> None:
    assert set_values(before, "profile", "a", {"region": "y"}, PATH) == after


def test_what_configupdater_does_not_read_is_refused_with_its_line() -> None:
    data = b"[profile z]\n\n[profile a]\n  # region = b\n  # region = c\nregion = x\n"
    with pytest.raises(ConfigUnreadable) as caught:
        set_values(data, "profile", "a", {"output": "y"}, PATH)
    assert caught.value.line == 3
    assert set_values(data, "profile", "a", {"region": "y"}, PATH) == data.replace(b"= x", b"= y")


def test_of_two_headers_for_one_profile_the_one_that_counts_is_changed() -> None:
    data = b'[profile a]\nregion = x\n[profile "a"]\nregion = y\n'
    assert set_values(data, "profile", "a", {"region": "z"}, PATH) == data.replace(
        b"region = y", b"region = z"
    )
    with pytest.raises(InvalidValue, match="lines 1 and 3"):
        rename_section(data, "profile", "a", "b", PATH)
    assert remove_sections(data, [("profile", "a")], PATH) == b""


@pytest.mark.parametrize(
    ("header", "renamed"),
    [
        (b"[profile a]", b"[profile new]"),
        (b"[profile  'a'] ; mine", b"[profile new] ; mine"),
        (b'[profile "a"]\r', b"[profile new]\r"),
    ],
)
def test_renaming_changes_the_header_alone(header: bytes, renamed: bytes) -> None:
    rest = b"\n# b\nregion = x\n\n[profile b]\n"
    assert rename_section(header + rest, "profile", "a", "new", PATH) == renamed + rest


def test_default_has_its_own_header() -> None:
    assert header_text("profile", "default") == "default"
    assert rename_section(b"[profile a]\n", "profile", "a", "default", PATH) == b"[default]\n"
    assert rename_section(b"[default]\n", "profile", "default", "a", PATH) == b"[profile a]\n"


@pytest.mark.parametrize("name", ["a]b", "[a", "a\nb", "", "a\x1b", "\u202e"])
def test_a_header_that_would_not_read_back_is_refused(name: str) -> None:
    with pytest.raises(InvalidValue):
        header_text("profile", name)


def test_refusals() -> None:
    data = PLAIN.encode()
    with pytest.raises(WouldOverwrite):
        add_sections(data, [SectionBlock("profile", "pay-prod", ())], PATH)
    with pytest.raises(WouldOverwrite):
        add_sections(data, [NEW, NEW], PATH)
    with pytest.raises(WouldOverwrite):
        rename_section(data, "profile", "pay-prod", "default", PATH)
    with pytest.raises(NoMatch):
        rename_section(data, "profile", "nope", "x", PATH)
    with pytest.raises(NoMatch):
        remove_sections(data, [("profile", "nope")], PATH)
    with pytest.raises(NoMatch):
        set_values(data, "profile", "nope", {"a": "b"}, PATH)
    with pytest.raises(InvalidValue):
        set_values(data, "profile", "pay-prod", {"region": "a\n[evil]"}, PATH)


@pytest.mark.parametrize(
    "after",
    [
        PLAIN.replace("json", "text"),
        PLAIN.replace("region = eu-west-1\noutput", "output"),
        PLAIN.replace("[default]", "[profile default]"),
        PLAIN + "[profile x]\n",
        PLAIN + "nonsense\n",
        "# gone\n" + PLAIN,
        PLAIN[:-30],
    ],
)
def test_the_proof_finds_what_was_not_meant(after: str) -> None:
    before = PLAIN.encode()
    with pytest.raises(WriteError, match="is as it was"):
        verify(parse(before, PATH), before, after.encode(), Change())


def test_the_proof_finds_a_lost_comment() -> None:
    before = b"[profile a]\nregion = x\n# keep\n[profile b]\n"
    change = Change(changed={1: ("profile a", {"region": "y"})})
    verify(parse(before, PATH), before, before.replace(b"= x", b"= y"), change)
    with pytest.raises(WriteError, match="line 3"):
        verify(parse(before, PATH), before, b"[profile a]\nregion = y\n[profile b]\n", change)
