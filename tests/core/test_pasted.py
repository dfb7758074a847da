"""The pasted thing: what it is taken for, and which page it leads to."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ssoswitch.core.console import destination
from ssoswitch.core.pasted import Pasted, role_page, understand
from ssoswitch.core.query import parse_query
from ssoswitch.model.errors import UnsafeEndpoint

PAGE = "https://eu-west-1.console.aws.amazon.com/s3/home?region=eu-west-1"


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("333344445555", Pasted("account id", account_id="333344445555")),
        (" 0033-4444-5555 ", Pasted("account id", account_id="003344445555")),
        ("AWSReservedSSO_ReadOnly_0123456789abcdef", Pasted("role name", role_name="ReadOnly")),
        ("AWSReservedSSO_Read_Only_0123456789abcdef", Pasted("role name", role_name="Read_Only")),
        (
            "arn:aws:sts::333344445555:assumed-role/AWSReservedSSO_Admin_0123456789abcdef/anna",
            Pasted("ARN", account_id="333344445555", role_name="Admin"),
        ),
        (
            "arn:aws:iam::333344445555:role/aws-reserved/sso.amazonaws.com/eu-west-1/AWSReservedSSO_Admin_0123456789abcdef",
            Pasted("ARN", account_id="333344445555", role_name="Admin"),
        ),
        (
            "arn:aws:iam::333344445555:role/Deploy",
            Pasted("ARN", account_id="333344445555", role_name="Deploy"),
        ),
        (
            "arn:aws:s3:::pay-invoices",
            Pasted("ARN", destination="https://console.aws.amazon.com/s3/buckets/pay-invoices"),
        ),
        (
            "arn:aws:s3:::pay-invoices/2026/a b",
            None,
        ),
        (
            "arn:aws:s3:::pay-invoices/2026/x&y",
            Pasted(
                "ARN", destination="https://console.aws.amazon.com/s3/buckets/pay-invoices?prefix=2026/x%26y"
            ),
        ),
        (
            "arn:aws:lambda:eu-west-1:333344445555:function:pay:3",
            Pasted(
                "ARN",
                account_id="333344445555",
                destination="https://eu-west-1.console.aws.amazon.com/lambda/home?region=eu-west-1#/functions/pay",
                region="eu-west-1",
            ),
        ),
        (
            "arn:aws-cn:sqs:cn-north-1:333344445555:jobs",
            Pasted(
                "ARN",
                account_id="333344445555",
                destination="https://cn-north-1.console.amazonaws.cn/go/view?arn=arn%3Aaws-cn%3Asqs%3Acn-north-1%3A333344445555%3Ajobs",
                region="cn-north-1",
            ),
        ),
        (
            "arn:aws:iam::aws:policy/ReadOnlyAccess",
            Pasted(
                "ARN",
                destination="https://console.aws.amazon.com/go/view?arn=arn%3Aaws%3Aiam%3A%3Aaws%3Apolicy%2FReadOnlyAccess",
            ),
        ),
        ("arn:aws-iso:s3:::b", Pasted("ARN")),
        (PAGE, Pasted("console page", destination=PAGE, region="eu-west-1")),
        (
            "https://333344445555-a1b2c3d4.eu-west-1.console.aws.amazon.com/s3/home?region=eu-west-1",
            Pasted("console page", account_id="333344445555", destination=PAGE, region="eu-west-1"),
        ),
        (
            "https://acme.awsapps.com/start/#/console?account_id=333344445555&role_name=Admin&destination=https%3A%2F%2Fx",
            Pasted("portal link", account_id="333344445555", role_name="Admin", destination="https://x"),
        ),
        (
            "https://acme.awsapps.com/start/#/console?account_id=333344445555",
            Pasted("portal link", account_id="333344445555"),
        ),
        ("https://acme.awsapps.com/start/#/console?account_id=x", None),
        ("https://example.com/", None),
        ("http://console.aws.amazon.com/", None),
        ("https://[", None),
        ("payments prod", None),
        ("12345678901", None),
        ("", None),
    ],
)
def test_what_it_is(text: str, meant: Pasted | None) -> None:
    assert understand(text) == meant


def test_an_arn_of_one_partition_in_anothers_region_has_no_page() -> None:
    found = understand("arn:aws:sqs:cn-north-1:333344445555:jobs")
    assert found is not None and found.destination == ""


ODD = st.text(st.sampled_from("arn:aws3lmbd/=&?#@.\\-_1 \u202e\x1b%<>\"'[]"), max_size=60)


@settings(max_examples=200, derandomize=True)
@given(
    st.one_of(
        ODD,
        ODD.map(lambda text: f"arn:aws:s3:::{text}"),
        ODD.map(lambda text: f"arn:aws:lambda:eu-west-1:333344445555:function:{text}"),
        ODD.map(lambda text: f"arn:aws:ec2:{text}"),
        ODD.map(lambda text: f"https://{text}.console.aws.amazon.com/{text}"),
    )
)
def test_a_page_is_the_consoles_or_refused(text: str) -> None:
    found = understand(text)
    if found is None or not found.destination:
        return
    try:
        address = destination(found.destination, "eu-west-1")
    except UnsafeEndpoint:
        assert (
            found.what == "console page"
        )  # an odd page that was given as it is; one that we made is always good
        return
    assert address.startswith("https://")


@pytest.mark.parametrize(
    ("text", "page"),
    [
        (
            "arn:aws:iam::333344445555:role/Deploy",
            "https://us-east-1.console.aws.amazon.com/iam/home?region=us-east-1#/roles/details/Deploy",
        ),
        (
            "arn:aws-cn:iam::333344445555:role/a/b/x+y=z@w",
            "https://cn-north-1.console.amazonaws.cn/iam/home?region=cn-north-1#/roles/details/x%2By%3Dz%40w",
        ),
        ("arn:aws-iso:iam::333344445555:role/Deploy", ""),
        ("arn:aws:sts::333344445555:assumed-role/Deploy/anna", ""),
        ("arn:aws:iam::333344445555:user/anna", ""),
        ("Deploy", ""),
    ],
)
def test_iam_s_own_page_of_a_role(text: str, page: str) -> None:
    assert role_page(text) == page


ROLE_NAMES = st.text(st.sampled_from("abzAZ019+=,.@-_"), min_size=1, max_size=64)
ACCOUNT_IDS = st.from_regex(r"[0-9]{12}", fullmatch=True)
BLANKS = st.sampled_from(["", " ", "\n", "\t "])


@settings(max_examples=100, derandomize=True, deadline=None)
@given(ACCOUNT_IDS, ROLE_NAMES, st.sampled_from(["aws", "aws-cn", "aws-us-gov"]), BLANKS, BLANKS)
def test_whatever_the_names_are_they_come_out(
    account_id: str, name: str, partition: str, before: str, after: str
) -> None:
    reserved = f"AWSReservedSSO_{name}_0123456789abcdef"
    link = urlencode({"account_id": account_id, "role_name": name})
    dashed = f"{account_id[:4]}-{account_id[4:8]}-{account_id[8:]}"
    folder = "role/aws-reserved/sso.amazonaws.com/eu-west-1/"
    for text, meant in (
        (account_id, (account_id, "")),
        (dashed, (account_id, "")),
        (reserved, ("", name)),
        (f"arn:{partition}:iam::{account_id}:role/{name}", (account_id, name)),
        (f"arn:{partition}:iam::{account_id}:role/a/b/{name}", (account_id, name)),
        (f"arn:{partition}:iam::{account_id}:{folder}{reserved}", (account_id, name)),
        (f"arn:{partition}:sts::{account_id}:assumed-role/{reserved}/anna@x", (account_id, name)),
        (f"https://acme.awsapps.com/start/#/console?{link}", (account_id, name)),
    ):
        found = understand(before + text + after)
        assert found is not None, text
        assert (found.account_id, found.role_name) == meant, text
        query = parse_query(before + text + after)
        assert (query.account_id, query.role_name) == meant, text
        assert [term.field for term in query.terms] == (["id"] if account_id in meant else ["role"])
