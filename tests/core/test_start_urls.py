"""Every form in which AWS writes a start URL, and what must not be taken for one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ssoswitch.core.start_urls import (
    is_aws_host,
    is_dual_stack_host,
    is_trusted_page,
    normalise,
    partition_of_region,
    region_of_host,
    same_portal,
)
from ssoswitch.model.errors import InvalidValue

INSTANCE = "ssoins-1234567890abcdef"


@pytest.mark.parametrize(
    ("text", "url", "region", "partition", "name"),
    [
        ("https://d-1234567890.awsapps.com/start", None, None, "aws", "d-1234567890"),
        ("https://acme.awsapps.com/start/#/", "https://acme.awsapps.com/start", None, "aws", "acme"),
        ("https://acme.awsapps.com/start#", "https://acme.awsapps.com/start", None, "aws", "acme"),
        ("https://ACME.awsapps.com/start/", "https://acme.awsapps.com/start", None, "aws", "acme"),
        ("acme.awsapps.com", "https://acme.awsapps.com/start", None, "aws", "acme"),
        ("acme", "https://acme.awsapps.com/start", None, "aws", "acme"),
        ("d-1234567890", "https://d-1234567890.awsapps.com/start", None, "aws", "d-1234567890"),
        (
            "https://acme.awsapps.com/start/#/console?account_id=333344445555&role_name=Admin",
            "https://acme.awsapps.com/start",
            None,
            "aws",
            "acme",
        ),
        (f"https://{INSTANCE}.portal.eu-west-1.app.aws", None, "eu-west-1", "aws", INSTANCE),
        (f"https://{INSTANCE}.portal.eu-west-1.app.aws/", f"https://{INSTANCE}.portal.eu-west-1.app.aws",
         "eu-west-1", "aws", INSTANCE),
        (f"https://{INSTANCE}.us-east-2.portal.amazonaws.com", None, "us-east-2", "aws", INSTANCE),
        (f"https://{INSTANCE}.portal.cn-north-1.app.amazonwebservices.com.cn", None, "cn-north-1", "aws-cn",
         INSTANCE),
        (f"https://{INSTANCE}.cn-north-1.portal.amazonaws.com.cn", None, "cn-north-1", "aws-cn", INSTANCE),
        ("https://start.cn-northwest-1.home.awsapps.cn/directory/d-123", None, "cn-northwest-1", "aws-cn", "d-123"),
        ("https://start.us-gov-home.awsapps.com/directory/acme", None, None, "aws-us-gov", "acme"),
        (f"https://{INSTANCE}.eusc-de-east-1.portal.amazonaws.eu", None, "eusc-de-east-1", "aws-eusc", INSTANCE),
        (f"https://{INSTANCE}.portal.eusc-de-east-1.api.amazonwebservices.eu", None, "eusc-de-east-1", "aws-eusc",
         INSTANCE),
        ("https://identitycenter.amazonaws.com/ssoins-12", None, None, "aws", "identitycenter"),
        ("https://identitycenter.us-gov.amazonaws.com/ssoins-12", None, None, "aws-us-gov", "identitycenter"),
        ("https://sso.example.org/start", None, None, "aws", "sso"),
        ("http://127.0.0.1:8080/start", None, None, "aws", "local"),
        ("http://localhost:8080/start/", "http://localhost:8080/start", None, "aws", "local"),
        ("  https://acme.awsapps.com/start\n", "https://acme.awsapps.com/start", None, "aws", "acme"),
    ],
)  # fmt: skip
def test_forms(text: str, url: str | None, region: str | None, partition: str, name: str) -> None:
    found = normalise(text)
    assert (found.url, found.region, found.partition, found.session_name) == (
        url or text,
        region,
        partition,
        name,
    )
    assert normalise(found.url) == found


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "http://acme.awsapps.com/start",
        "HTTP://example.org",
        "ftp://acme.awsapps.com/start",
        "javascript:alert(1)//x.y",
        "https://",
        "https://nodots/start",
        "https://user:pass@acme.awsapps.com/start",
        "https://acme.awsapps.com:port/start",
        "https://[::1",
        "https://a..b/start",
        "https://acme.awsapps.com/st art",
        "https://acme.awsapps.com/\x1b[31m",
        "https://acme\u202e.awsapps.com/start",
        "two words",
    ],
)
def test_what_is_none(text: str) -> None:
    with pytest.raises(InvalidValue) as caught:
        normalise(text)
    assert caught.value.message


@given(st.text(max_size=80))
def test_any_text_is_a_start_url_or_is_refused(text: str) -> None:
    try:
        found = normalise(text)
    except InvalidValue:
        return
    assert found.url.startswith(("https://", "http://127.0.0.1", "http://localhost", "http://[::1]"))
    assert found.session_name
    assert found.url.isprintable()
    assert " " not in found.url


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("https://acme.awsapps.com/start", "https://acme.awsapps.com/start/#/", True),
        ("https://acme.awsapps.com/start", "https://Acme.awsapps.com/start/", True),
        ("https://acme.awsapps.com/start", "https://other.awsapps.com/start", False),
        ("not a url", "not a url", True),
        ("not a url", "https://acme.awsapps.com/start", False),
    ],
)
def test_same_portal(one: str, other: str, same: bool) -> None:
    assert same_portal(one, other) is same


@pytest.mark.parametrize(
    ("region", "partition"),
    [
        ("eu-west-1", "aws"),
        ("ap-southeast-7", "aws"),
        ("cn-north-1", "aws-cn"),
        ("us-gov-east-1", "aws-us-gov"),
        ("eusc-de-east-1", "aws-eusc"),
        ("us-iso-east-1", "aws-iso"),
        ("us-isob-east-1", "aws-iso-b"),
        ("us-isof-south-1", "aws-iso-f"),
        ("eu-isoe-west-1", "aws-iso-e"),
    ],
)
def test_partition_of_region(region: str, partition: str) -> None:
    assert partition_of_region(region) == partition


@pytest.mark.parametrize(
    ("host", "owned"),
    [
        ("acme.awsapps.com", True),
        ("device.sso.eu-west-1.amazonaws.com", True),
        (f"{INSTANCE}.portal.eu-west-1.app.aws", True),
        ("start.cn-north-1.home.awsapps.cn", True),
        ("eu-west-1.signin.aws.amazon.com", True),
        ("evilawsapps.com", False),
        ("awsapps.com.evil.example", False),
        ("acme.awsapps.com.evil.example", False),
        ("example.org", False),
        ("", False),
    ],
)
def test_is_aws_host(host: str, owned: bool) -> None:
    assert is_aws_host(host) is owned


@pytest.mark.parametrize(
    ("host", "dual"),
    [
        (f"{INSTANCE}.portal.eu-west-1.app.aws", True),
        (f"{INSTANCE}.portal.cn-north-1.app.amazonwebservices.com.cn", True),
        (f"{INSTANCE}.portal.eusc-de-east-1.api.amazonwebservices.eu", True),
        (f"{INSTANCE}.eu-west-1.portal.amazonaws.com", False),
        ("acme.awsapps.com", False),
    ],
)
def test_is_dual_stack_host(host: str, dual: bool) -> None:
    assert is_dual_stack_host(host) is dual


START = "https://sso.example.org/start"
LOCAL = "http://127.0.0.1:4000"


@pytest.mark.parametrize(
    ("page", "oidc_endpoint", "trusted"),
    [
        ("https://device.sso.eu-west-1.amazonaws.com/?user_code=A", None, True),
        ("https://acme.awsapps.com/start/#/device?user_code=A", None, True),
        ("https://sso.example.org/start/#/device", None, True),
        ("http://acme.awsapps.com/start/#/device", None, False),
        ("https://evil.example/start/#/device", None, False),
        ("https://acme.awsapps.com@evil.example/", None, False),
        ("https://user@acme.awsapps.com/", None, False),
        ("javascript:alert(1)", None, False),
        ("file:///etc/passwd", None, False),
        ("https://acme.awsapps.com/\x1b[2J", None, False),
        ("https://acme.awsapps.com/a b", None, False),
        ("https://acme.awsapps.com:x/", None, False),
        ("https://evil.example\\.awsapps.com/", None, False),
        ("https://acme.awsapps.com/start\\@evil.example/", None, False),
        ("https://evil.example%2f.awsapps.com/", None, False),
        ("https://evil.example/.awsapps.com", None, False),
        ("https://evilawsapps.com/", None, False),
        ("https://acme.awsapps.com.evil.example/", None, False),
        ("https://bucket.s3.amazonaws.com/start", None, False),
        ("https://a1b2.execute-api.eu-west-1.amazonaws.com/start", None, False),
        ("https://device.sso.eu-west-1.amazonaws.com.evil.example/", None, False),
        ("https://x.device.sso.eu-west-1.amazonaws.com/", None, False),
        ("https://ssoins-1.eu-west-1.portal.amazonaws.com/start", None, True),
        ("https://oidc.eu-west-1.api.aws/device", None, True),
        ("https://device.sso.us-gov-west-1.amazonaws.com/", None, True),
        ("https://device.sso.cn-north-1.amazonaws.com.cn/", None, True),
        ("", None, False),
        ("http://127.0.0.1:4001/start/#/device", LOCAL, True),
        ("http://127.0.0.1:4001/start/#/device", None, False),
        ("http://127.0.0.1:4001/start/#/device", "https://oidc.example.org", False),
    ],
)
def test_which_verification_page_is_opened_unasked(
    page: str, oidc_endpoint: str | None, trusted: bool
) -> None:
    assert is_trusted_page(page, START, oidc_endpoint) is trusted


def test_awsapps_does_not_tell_its_region() -> None:
    assert region_of_host("acme.awsapps.com") is None
    assert region_of_host("evil.ssoins-12.portal.eu-west-1.app.aws.example") is None
