"""Browser commands: a name is one argument or none, the page holds one escaped address."""

from __future__ import annotations

from html.parser import HTMLParser
from urllib.parse import parse_qs

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ssoswitch.core.browser_commands import (
    URL,
    Names,
    checked_address,
    command_of,
    commands_of_variable,
    container_address,
    names_of,
    redirect_page,
    tame,
    with_address,
)
from ssoswitch.model.account import Account, AccountRole
from ssoswitch.model.errors import InvalidValue
from ssoswitch.model.settings import COLOURS, AccountChoice, Settings

ADDRESS = "https://signin.aws.amazon.com/federation?Action=login&SigninToken=a'b\"c<d>&x=%3B;1"
NAMES = Names("pay-prod", "333344445555", "Admin", "pay-admin", "PROD", "red")


@pytest.mark.parametrize(
    ("template", "arguments"),
    [
        ("firefox {url}", ["firefox", "ADDRESS"]),
        ("firefox", ["firefox", "ADDRESS"]),
        ("firefox --private-window {url}", ["firefox", "--private-window", "ADDRESS"]),
        ("firefox -P {profile} {url}", ["firefox", "-P", "pay-admin", "ADDRESS"]),
        ("open -na 'Google Chrome' --args -i", ["open", "-na", "Google Chrome", "--args", "-i", "ADDRESS"]),
        ("chrome --user-data-dir=/x/{account} {url}", ["chrome", "--user-data-dir=/x/pay-prod", "ADDRESS"]),
        ("b {account_id} {role} --u={url}", ["b", "333344445555", "Admin", "--u=ADDRESS"]),
        ("b {env} {colour} {url}", ["b", "PROD", "red", "ADDRESS"]),
        ("b '; rm -rf $HOME' {url}", ["b", "; rm -rf $HOME", "ADDRESS"]),
    ],
)  # fmt: skip
def test_a_template(template: str, arguments: list[str]) -> None:
    assert with_address(command_of(template, NAMES), "ADDRESS") == arguments


@pytest.mark.parametrize("template", ["", "   ", "firefox 'x", "firefox {nonsense}", "firefox {} {url}"])
def test_a_template_that_cannot_be_read(template: str) -> None:
    with pytest.raises(InvalidValue) as caught:
        command_of(template, NAMES)
    assert "othing was opened" in caught.value.message


@settings(max_examples=200, derandomize=True)
@given(st.text(max_size=80), st.text(max_size=40))
def test_no_name_becomes_a_second_argument_or_an_option(account: str, role: str) -> None:
    names = names_of(Settings(), Account("333344445555", account), AccountRole("333344445555", role), account)
    arguments = with_address(command_of("browser {account} --dir={profile} {role} {url}", names), ADDRESS)
    assert len(arguments) == 5
    assert arguments[4] == ADDRESS
    for argument in (arguments[1], arguments[3]):
        assert not argument.startswith(("-", ".")) and "/" not in argument
    assert URL not in "".join(arguments[:4])
    assert all(argument.isprintable() for argument in arguments)


@pytest.mark.parametrize(
    ("text", "tamed"),
    [
        ("payments prod", "payments prod"),
        ("--load-extension=/x", "load-extension-x"),
        ("../../etc", "etc"),
        ("a/b\\c", "a-b-c"),
        ("{url}", "url"),
        ("%s", "s"),
        ("\x1b[31mred\u202e", "31mred"),
        ("Zahlungen-Über", "Zahlungen-Über"),
    ],
)
def test_taming(text: str, tamed: str) -> None:
    assert tame(text) == tamed


def test_names_of_a_role() -> None:
    role = AccountRole("333344445555", "Admin")
    names = names_of(Settings(), Account("333344445555", "payments-prod"), role, "")
    assert names == Names("payments-prod", "333344445555", "Admin", "payments-prod", "PROD", "red")
    chosen = Settings(accounts={"333344445555": AccountChoice(alias="pay", colour="Pink", environment="-")})
    assert names_of(chosen, None, role, "dev") == Names("pay", "333344445555", "Admin", "dev", "", "pink")
    assert names_of(Settings(), None, None) == Names()
    assert names_of(Settings(), None, role).account == "333344445555"


@pytest.mark.parametrize(
    ("value", "commands"),
    [
        ("", []),
        ("firefox", [("firefox", URL)]),
        ("firefox:chromium", [("firefox", URL), ("chromium", URL)]),
        ("firefox -P work %s", [("firefox", "-P", "work", URL)]),
        ("firefox --new-tab=%s", [("firefox", f"--new-tab={URL}")]),
        ("lynx %s &", [("lynx", URL)]),
        ("my browser", [("my browser", URL)]),
        ("firefox -P work", [("firefox", "-P", "work", URL)]),
        (":: :", []),
        ("'unclosed %s:firefox", [("firefox", URL)]),
        ("&", []),
    ],
)
def test_the_variable(value: str, commands: list[tuple[str, ...]]) -> None:
    assert list(commands_of_variable(value, {"firefox", "chromium", "my browser"}.__contains__)) == commands


@pytest.mark.parametrize(
    "address",
    ["https://x.example/a?b#c", "http://127.0.0.1:8080/x", "http://localhost/x", "https://[::1]:8/x"],
)
def test_addresses_that_are_opened(address: str) -> None:
    assert checked_address(address) == address


@pytest.mark.parametrize(
    "address",
    ["", "x", "file:///etc/passwd", "javascript:1", "http://example.com/", "https://", "https://x/ y", "https://x/\n",
     "https://x:y/", "https://[", "--new-window", "https://x/\u202e"],
)  # fmt: skip
def test_addresses_that_are_not(address: str) -> None:
    with pytest.raises(InvalidValue) as caught:
        checked_address(address)
    assert "nothing was opened" in caught.value.message


@pytest.mark.parametrize(
    "address", ["https://x.example/?SigninToken=canary y", "http://x.example/?SigninToken=canary"]
)
def test_a_refused_address_is_not_repeated(address: str) -> None:
    with pytest.raises(InvalidValue) as caught:
        checked_address(address)
    assert "canary" not in str(caught.value)


def test_a_container() -> None:
    address = container_address("{account} {role}", NAMES, ADDRESS)
    scheme, _, rest = address.partition(":")
    assert scheme == "ext+container"
    assert parse_qs(rest) == {"name": ["pay-prod Admin"], "color": ["red"], "url": [ADDRESS]}
    assert container_address("", NAMES, ADDRESS) == ADDRESS
    assert container_address("{account}", Names(), ADDRESS) == ADDRESS
    assert NAMES.colour in COLOURS


class Page(HTMLParser):
    """The tags of a page with their attributes."""

    def __init__(self, data: bytes) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(data.decode("utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def meta(self, name: str) -> str:
        found = [attributes for tag, attributes in self.tags if tag == "meta" and name in attributes.values()]
        assert len(found) == 1
        return found[0]["content"] or ""


@settings(max_examples=150, derandomize=True)
@given(st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E), max_size=80))
def test_the_page_is_constant_but_for_one_address(tail: str) -> None:
    address = f"https://signin.aws.amazon.com/federation?x={tail}"
    data = redirect_page(address)
    page = Page(data)
    assert page.meta("refresh") == f"0; url={address}"
    assert page.meta("referrer") == "no-referrer"
    assert "default-src 'none'" in page.meta("Content-Security-Policy")
    assert [tag for tag, _ in page.tags] == ["html", "head", *["meta"] * 5, "title", "body", "p", "a"]
    assert dict(page.tags)["a"]["href"] == address
    plain = redirect_page("https://signin.aws.amazon.com/federation?x=").decode()
    assert data.decode().count("\n") == plain.count("\n")
    assert b"<script" not in data.replace(tail.encode(), b"")
