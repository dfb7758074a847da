"""The sso-session in what somebody pasted or handed round."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ssoswitch.core.session_block import session_in
from tests.support.configs import botocore_map

bounded = settings(max_examples=200, derandomize=True, deadline=None)
fewer = settings(bounded, max_examples=60)
BLOCK = """
# our portal
[sso-session corp]
sso_start_url = https://example.awsapps.com/start
sso_region = eu-west-1
sso_registration_scopes = sso:account:access
"""
INLINE = """[profile x]
sso_start_url = https://old.awsapps.com/start
sso_region = us-east-1
sso_account_id = 333344445555
sso_role_name = R
"""


@pytest.mark.parametrize(
    ("text", "name", "url"),
    [
        (BLOCK, "corp", "https://example.awsapps.com/start"),
        (BLOCK.replace("\n", "\r\n"), "corp", "https://example.awsapps.com/start"),
        (INLINE + BLOCK, "corp", "https://example.awsapps.com/start"),
        (INLINE, "old", "https://old.awsapps.com/start"),
        ("[sso-session half]\nsso_region = eu-west-1\n" + BLOCK, "corp", "https://example.awsapps.com/start"),
    ],
)
def test_the_first_that_can_be_used(text: str, name: str, url: str) -> None:
    found = session_in(text)
    assert found is not None and (found.name, found.start_url) == (name, url)
    assert session_in(text.encode()) == found


@pytest.mark.parametrize(
    "text",
    ["", "https://example.awsapps.com/start", "[profile a]\nregion = eu-west-1\n", "[sso-session x]\n",
     "[sso-session x]\nsso_start_url = http://evil\nsso_region = eu-west-1\n"],
)  # fmt: skip
def test_nothing_of_use(text: str) -> None:
    assert session_in(text) is None


@bounded
@given(st.text(max_size=200) | st.binary(max_size=200))
def test_no_text_whatever_is_a_crash(text: str | bytes) -> None:
    found = session_in(text)
    assert found is None or not found.problem


LINES = st.sampled_from(
    [
        "[sso-session corp]", "[sso-session other]", "[sso-session 'two words']", "[profile a]", "[default]", "# ours",
        "", "sso_start_url = https://example.awsapps.com/start", "sso_start_url=https://d-9067.awsapps.com/start/",
        "sso_start_url = https://portal.example.com", "sso_start_url = http://evil", "sso_start_url = javascript:x",
        "sso_region = eu-west-1", "sso_region = us-east-1", "sso_region = eu west", "sso_region = evil.example/x",
        "sso_registration_scopes = sso:account:access", "sso_account_id = 333344445555", "sso_role_name = R",
        "sso_session = corp", "  indented = 1", "Add this to ~/.aws/config:", "```", "> [sso-session quoted]",
    ]
)  # fmt: skip


@fewer
@given(st.lists(LINES, max_size=12), st.sampled_from(["\n", "\r\n"]))
def test_what_is_taken_is_what_stands_there_for_botocore_too(lines: list[str], end: str) -> None:
    text = end.join(lines)
    found = session_in(text)
    with tempfile.TemporaryDirectory() as folder:
        read = botocore_map(text.encode(), Path(folder))
    if found is None:
        return
    assert found.start_url.startswith("https://")
    assert found.sso_region in ("eu-west-1", "us-east-1")
    if read is None:
        return
    places = read["profiles"] if found.inline else read["sso_sessions"]
    told = [values for values in places.values() if values.get("sso_region") == found.sso_region]
    assert found.start_url.rstrip("/") in [values.get("sso_start_url", "").rstrip("/") for values in told]
    assert found.inline or found.name in read["sso_sessions"]


@fewer
@given(st.lists(LINES, max_size=6), st.lists(LINES, max_size=4))
def test_a_good_block_is_found_among_others(above: list[str], below: list[str]) -> None:
    text = "\n".join((*above, BLOCK.replace("corp", "wanted"), "[profile z]", *below))
    with tempfile.TemporaryDirectory() as folder:
        if botocore_map(text.encode(), Path(folder)) is not None:
            assert session_in(text) is not None
