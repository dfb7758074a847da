"""Console addresses: right for every partition and form, and never anybody else's page."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ssoswitch.core.console import (
    HOSTS,
    console_host,
    destination,
    is_console_host,
    login_query,
    partition_of_console,
    portal_link,
    region_of,
    signin_host,
    switch_role_link,
)
from ssoswitch.model.account import AccountRole
from ssoswitch.model.errors import InvalidValue, NoMatch, SsoswitchError, UnsafeEndpoint
from ssoswitch.model.sso_session import SsoSession

ROLE = AccountRole("333344445555", "AdministratorAccess")


def session(start_url: str) -> SsoSession:
    return SsoSession("corp", start_url, "eu-west-1")


@pytest.mark.parametrize(
    ("region", "signin", "console"),
    [
        ("us-east-1", "signin.aws.amazon.com", "us-east-1.console.aws.amazon.com"),
        ("eu-west-1", "eu-west-1.signin.aws.amazon.com", "eu-west-1.console.aws.amazon.com"),
        ("us-gov-west-1", "signin.amazonaws-us-gov.com", "us-gov-west-1.console.amazonaws-us-gov.com"),
        (
            "us-gov-east-1",
            "us-gov-east-1.signin.amazonaws-us-gov.com",
            "us-gov-east-1.console.amazonaws-us-gov.com",
        ),
        ("cn-north-1", "signin.amazonaws.cn", "cn-north-1.console.amazonaws.cn"),
        ("cn-northwest-1", "cn-northwest-1.signin.amazonaws.cn", "cn-northwest-1.console.amazonaws.cn"),
        (
            "eusc-de-east-1",
            "eusc-de-east-1.signin.amazonaws-eusc.eu",
            "eusc-de-east-1.console.amazonaws-eusc.eu",
        ),
    ],
)
def test_hosts_of_every_partition(region: str, signin: str, console: str) -> None:
    assert signin_host(region) == signin
    assert console_host(region) == console


@pytest.mark.parametrize("region", ["us-iso-east-1", "us-isob-east-1", "eu-isoe-west-1", "us-isof-south-1"])
def test_a_partition_without_a_federated_console(region: str) -> None:
    for function in (signin_host, console_host):
        with pytest.raises(InvalidValue):
            function(region)


@pytest.mark.parametrize(
    "region", ["", "eu-west", "EU-WEST-1", "eu-west-1.evil.example", "../x", "eu-west-1\n"]
)
def test_what_is_no_region(region: str) -> None:
    with pytest.raises(InvalidValue):
        signin_host(region)


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("", "https://eu-west-1.console.aws.amazon.com/console/home?region=eu-west-1"),
        ("s3", "https://eu-west-1.console.aws.amazon.com/s3/home?region=eu-west-1"),
        ("iam", "https://us-east-1.console.aws.amazon.com/iam/home?region=us-east-1"),
        ("ec2/home#Instances:", "https://eu-west-1.console.aws.amazon.com/ec2/home?region=eu-west-1#Instances:"),
        ("/s3/buckets/b?prefix=a/b/", "https://eu-west-1.console.aws.amazon.com/s3/buckets/b?prefix=a%2Fb%2F&region=eu-west-1"),
        ("ec2/home?region=eu-north-1", "https://eu-north-1.console.aws.amazon.com/ec2/home?region=eu-north-1"),
        ("https://console.aws.amazon.com/s3/home", "https://console.aws.amazon.com/s3/home"),
        (
            "https://eu-west-1.console.aws.amazon.com/ec2/home?region=eu-west-1#Instances:",
            "https://eu-west-1.console.aws.amazon.com/ec2/home?region=eu-west-1#Instances:",
        ),
        (
            "https://333344445555-a1b2c3d4.eu-west-1.console.aws.amazon.com/s3/home",
            "https://333344445555-a1b2c3d4.eu-west-1.console.aws.amazon.com/s3/home",
        ),
    ],
)  # fmt: skip
def test_what_is_meant(text: str, address: str) -> None:
    assert destination(text, "eu-west-1") == address


HOSTILE = [
    "https://evil.example",
    "https://evil.example/?https://console.aws.amazon.com",
    "http://console.aws.amazon.com/",
    "javascript:alert(1)",
    "javascript:alert(1)//console.aws.amazon.com/",
    "javascript://console.aws.amazon.com/%0aalert(1)",
    "data:text/html,x",
    "data:text/html,x/y",
    "file:///etc/passwd",
    "//evil",
    "//evil.example/console",
    "///evil.example",
    "https:evil.example/x",
    "https://console.aws.amazon.com@evil",
    "https://console.aws.amazon.com:443@evil.example/",
    "https://@console.aws.amazon.com/",
    "https://user:secret@console.aws.amazon.com/",
    "https://console.aws.amazon.com:0/",
    "https://console.aws.amazon.com:8443/",
    "https://console.aws.amazon.com:x/",
    "https://evil.example\\.console.aws.amazon.com/",
    "https://evil.example\\@console.aws.amazon.com/",
    "https://evil.example%2f.console.aws.amazon.com/",
    "https://evil.example%00.console.aws.amazon.com/",
    "https://xconsole.aws.amazon.com/",
    "https://console.aws.amazon.com.evil.example/",
    "https://console.aws.amazon.com。evil.example/",
    "https://.console.aws.amazon.com/",
    "https://a..console.aws.amazon.com/",
    "https://console.amazonaws.cn/",
    "https://console.amazonaws-us-gov.com/",
    "https://signin.aws.amazon.com/",
    "https://[::1]/",
    "https://[/",
    "https://",
    "https:///console.aws.amazon.com",
    "s3/home\r\nLocation: https://evil.example",
    "s3\r\n",
    "https://console.aws.amazon.com/\r\nSet-Cookie: x",
    "https://console.aws.amazon.com/\u202e",
    "../../evil",
    "s3/../../x",
    "ec2/home\\..\\x",
    "ec2/<script>",
    "mailto:x@y",
]


@pytest.mark.parametrize("text", [text for text in HOSTILE if text != "s3\r\n"])
def test_a_hostile_destination_is_refused(text: str) -> None:
    with pytest.raises(UnsafeEndpoint):
        destination(text, "eu-west-1")


def test_blanks_around_a_name_do_no_harm() -> None:
    assert destination("s3\r\n", "eu-west-1") == destination("s3", "eu-west-1")


@pytest.mark.parametrize("region", ["us-gov-west-1", "cn-north-1", "eusc-de-east-1"])
def test_a_page_of_another_partition_is_refused(region: str) -> None:
    with pytest.raises(UnsafeEndpoint):
        destination("https://eu-west-1.console.aws.amazon.com/s3/home", region)


ODD = st.text(
    st.sampled_from("ahtps3:/\\@.?#%&=[]<>\"' \r\n\t\x00\x1b\u202e\uff0e。cnole-wmz1_~;,$!*()+"), max_size=60
)


@settings(max_examples=200, derandomize=True)
@given(
    st.one_of(
        ODD,
        ODD.map(lambda text: f"https://{text}.console.aws.amazon.com/"),
        ODD.map(lambda t: f"https://{t}"),
    )
)
def test_whatever_is_taken_is_a_page_of_the_console(text: str) -> None:
    try:
        address = destination(text, "eu-west-1")
    except SsoswitchError as error:
        assert isinstance(error, UnsafeEndpoint | NoMatch)
        return
    parts = urlsplit(address)
    host = parts.netloc
    assert parts.scheme == "https"
    assert host == "console.aws.amazon.com" or host.endswith(".console.aws.amazon.com")
    assert not set(host) - set("abcdefghijklmnopqrstuvwxyz0123456789-.ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    assert address.isascii() and address.isprintable() and " " not in address and "\\" not in address


@pytest.mark.parametrize(
    ("address", "region"),
    [
        ("https://console.aws.amazon.com/s3/home?region=eu-west-1", "eu-west-1"),
        ("https://eu-west-1.console.aws.amazon.com/s3", "eu-west-1"),
        ("https://333344445555-a1b2c3d4.eu-west-1.console.aws.amazon.com/s3", "eu-west-1"),
        ("https://eu-west-1.console.aws.amazon.com/s3?region=us-east-2", "us-east-2"),
        ("https://console.aws.amazon.com/s3?region=nonsense", None),
        ("https://console.aws.amazon.com/s3", None),
    ],
)
def test_the_region_of_a_page(address: str, region: str | None) -> None:
    assert region_of(address) == region


def test_each_console_host_belongs_to_one_partition() -> None:
    for partition, hosts in HOSTS.items():
        assert partition_of_console(f"x.{hosts.console}") == partition
        for other in HOSTS:
            assert is_console_host(hosts.console, other) == (other == partition)
    assert partition_of_console("example.com") is None
    assert not is_console_host("console.aws.amazon.com", "aws-iso")


@pytest.mark.parametrize(
    "start_url",
    [
        "https://acme.awsapps.com/start",
        "https://acme.awsapps.com/start/",
        "https://acme.awsapps.com/start/#/",
        "https://acme.awsapps.com/start#/saml/x",
    ],
)
def test_the_portals_link(start_url: str) -> None:
    page = "https://eu-west-1.console.aws.amazon.com/s3/home?region=eu-west-1#a&b"
    link = portal_link(session(start_url), ROLE, page)
    base, _, rest = link.partition("#/console?")
    assert base == "https://acme.awsapps.com/start/"
    assert parse_qs(rest, strict_parsing=True) == {
        "account_id": ["333344445555"],
        "role_name": ["AdministratorAccess"],
        "destination": [page],
    }
    assert "destination" not in portal_link(session(start_url), ROLE)


@settings(max_examples=60, derandomize=True)
@given(st.from_regex(r"[\w+=,.@-]{1,64}", fullmatch=True))
def test_a_role_name_stays_one_parameter(role_name: str) -> None:
    link = portal_link(session("https://acme.awsapps.com/start"), AccountRole("333344445555", role_name))
    query = link.split("#/console?", 1)[1]
    assert parse_qs(query) == {"account_id": ["333344445555"], "role_name": [role_name]}
    assert " " not in link and "+" not in query


def test_the_query_of_the_sign_in_link() -> None:
    query = parse_qs(
        login_query(
            signin_token="a+b/c=&d", issuer="https://acme.awsapps.com/start", destination_url="https://x/?y#z"
        )
    )
    assert query == {
        "Action": ["login"],
        "Issuer": ["https://acme.awsapps.com/start"],
        "Destination": ["https://x/?y#z"],
        "SigninToken": ["a+b/c=&d"],
    }


@pytest.mark.parametrize(
    ("arn", "region", "host"),
    [
        ("arn:aws:iam::123456789012:role/Deploy", "eu-west-1", "signin.aws.amazon.com"),
        ("arn:aws-us-gov:iam::123456789012:role/Deploy", "us-gov-west-1", "signin.amazonaws-us-gov.com"),
        ("arn:aws-cn:iam::123456789012:role/Deploy", "cn-north-1", "signin.amazonaws.cn"),
        ("arn:aws-eusc:iam::123456789012:role/Deploy", "eusc-de-east-1", "eusc-de-east-1.signin.amazonaws-eusc.eu"),
        ("arn:aws-eusc:iam::123456789012:role/Deploy", "", "eusc-de-east-1.signin.amazonaws-eusc.eu"),
        ("arn:aws-eusc:iam::123456789012:role/Deploy", "eu-west-1", "eusc-de-east-1.signin.amazonaws-eusc.eu"),
    ],
)  # fmt: skip
def test_the_switch_role_link(arn: str, region: str, host: str) -> None:
    link = switch_role_link(arn, display_name="pay & co", colour="F2B0A9", region=region)
    parts = urlsplit(link)
    assert (parts.scheme, parts.hostname, parts.path) == ("https", host, "/switchrole")
    assert parse_qs(parts.query) == {
        "account": ["123456789012"],
        "roleName": ["Deploy"],
        "displayName": ["pay & co"],
        "color": ["F2B0A9"],
    }


def test_the_switch_role_link_of_a_role_with_a_path() -> None:
    link = switch_role_link("arn:aws:iam::123456789012:role/teams/pay/Deploy", colour="red")
    assert parse_qs(urlsplit(link).query) == {"account": ["123456789012"], "roleName": ["teams/pay/Deploy"]}


@pytest.mark.parametrize(
    "arn",
    [
        "",
        "arn:aws:iam::1:role/x",
        "arn:aws:iam::123456789012:user/x",
        "x",
        "arn:aws-iso:iam::123456789012:role/Deploy",
        f"arn:aws:iam::123456789012:role/{'p' * 60}/Deploy",
    ],
)
def test_what_is_no_role(arn: str) -> None:
    with pytest.raises(InvalidValue):
        switch_role_link(arn)
