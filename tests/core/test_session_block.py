"""The sso-session in what somebody pasted or handed round."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ssoswitch.core.session_block import session_in

bounded = settings(max_examples=200, derandomize=True, deadline=None)
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
