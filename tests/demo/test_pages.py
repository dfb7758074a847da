"""The pages of a browser: device approval, the start page's script, shortcuts to the console, and what is escaped."""

from __future__ import annotations

import pytest

from ssoswitch.demo.organization import Organization
from tests.demo.test_oidc import polls, start_device
from tests.support.fake_center import ask, fake_center, post_form


@pytest.mark.parametrize("answer", ["allow", "deny"])
def test_a_device_code_is_answered_on_the_page(answer: str) -> None:
    with fake_center(approval="page") as center:
        poll, user_code, _ = start_device(center)
        page = ask(f"{center.url}/device?user_code={user_code}")
        assert page.status == 200 and user_code in page.text
        assert polls(center, poll, 1) == ["authorization_pending"], "looking at the page is no answer"
        assert post_form(f"{center.url}/device", user_code=user_code, answer=answer).status == 200
        assert polls(center, poll, 1) == ["token" if answer == "allow" else "access_denied"]


def test_the_code_may_come_with_the_start_page_and_be_typed_loosely() -> None:
    with fake_center(approval="page") as center:
        _, user_code, _ = start_device(center)
        for typed in (user_code, user_code.lower(), user_code.replace("-", "")):
            assert user_code in ask(f"{center.start_url}?user_code={typed}").text
            assert user_code in ask(f"{center.url}/start/?user_code={typed}").text


def test_unknown_codes() -> None:
    with fake_center(approval="page") as center:
        page = ask(f'{center.url}/device?user_code="><b>')
        assert page.status == 400 and "<b>DEMO</b>" in page.text and '"><b>"' not in page.text
        assert post_form(f"{center.url}/device", user_code="XXXX-XXXX", answer="allow").status == 400
        assert "Type the code" in ask(f"{center.url}/device").text


def test_the_wrong_region_is_an_invalid_code() -> None:
    with fake_center(approval="page", wrong_region=True) as center:
        _, user_code, _ = start_device(center)
        assert "Invalid code" in ask(f"{center.url}/device?user_code={user_code}").text
        assert post_form(f"{center.url}/device", user_code=user_code, answer="allow").status == 400


def test_the_start_page_leads_fragments_on() -> None:
    with fake_center() as center:
        page = ask(center.start_url)
        assert '"#/device": "/device"' in page.text and '"#/console": "/console"' in page.text
        assert ask(f"{center.url}/").text == page.text
        assert ask(center.start_url, "HEAD").status == 200


def test_every_page_is_shut_tight() -> None:
    with fake_center() as center:
        for path in ("/start", "/device", "/approve", "/console", "/nowhere", "/federation"):
            headers = ask(center.url + path).headers
            assert headers["content-security-policy"].startswith("default-src 'none'")
            assert headers["referrer-policy"] == "no-referrer"
            assert headers["cache-control"] == "no-store"


def test_shortcut_links_to_the_console() -> None:
    organization = Organization.of(("333344445555", "<i>pay</i>", None, ["Billing"]))
    with fake_center(organization) as center:
        url = f"{center.url}/console?account_id=333344445555"
        page = ask(f"{url}&role_name=Billing&destination=javascript:alert(1)")
        assert page.status == 200 and "&lt;i&gt;pay" in page.text and "<a " not in page.text
        assert ask(url).status == 200
        assert ask(f"{url}&role_name=Other").status == 403
        assert ask(f"{center.url}/console?account_id=999999999999").status == 403


def test_an_approval_that_is_over() -> None:
    with fake_center(approval="page") as center:
        assert ask(f"{center.url}/approve?request=none").status == 400
        assert post_form(f"{center.url}/approve", request="none", answer="allow").status == 400
