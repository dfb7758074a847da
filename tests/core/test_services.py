"""The table of console services: every entry leads to a well-formed page, in every partition."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

import pytest

from ssoswitch.core.console import HOSTS, destination
from ssoswitch.core.services import BY_NAME, SERVICES, Service, find_service, suggest_services
from ssoswitch.model.errors import NoMatch

REGIONS = {
    "aws": "eu-west-1",
    "aws-us-gov": "us-gov-east-1",
    "aws-cn": "cn-northwest-1",
    "aws-eusc": "eusc-de-east-1",
}


def test_there_are_at_least_a_hundred() -> None:
    assert len(SERVICES) >= 100
    assert REGIONS.keys() == HOSTS.keys()


@pytest.mark.parametrize("region", REGIONS.values())
@pytest.mark.parametrize("service", SERVICES, ids=lambda service: service.name)
def test_each_has_a_page_in_every_partition(service: Service, region: str) -> None:
    address = destination(service.name, region)
    parts = urlsplit(address)
    partition = next(name for name, example in REGIONS.items() if example == region)
    hosts = HOSTS[partition]
    expected = hosts.default_region if service.everywhere else region
    assert parts.scheme == "https"
    assert parts.hostname == f"{expected}.{hosts.console}"
    assert parse_qs(parts.query)["region"] == [expected]
    path, _, fragment = service.path.partition("#")
    assert (parts.path, parts.fragment) == (f"/{path}", fragment)
    assert re.fullmatch(r"[!-~]+", address)


@pytest.mark.parametrize("service", SERVICES, ids=lambda service: service.name)
def test_each_is_written_well(service: Service) -> None:
    assert re.fullmatch(r"[a-z0-9][a-z0-9-]*", service.name)
    assert service.title == service.title.strip() != ""
    assert re.fullmatch(r"[a-z0-9][A-Za-z0-9/._-]*(#[A-Za-z0-9/:_-]+)?", service.path)
    for alias in service.aliases:
        assert re.fullmatch(r"[a-z0-9][a-z0-9-]*", alias)
        assert BY_NAME[alias] is service, f"{alias} means two services"


def test_no_name_stands_twice() -> None:
    names = [name for service in SERVICES for name in (service.name, *service.aliases)]
    assert len(names) == len(set(names))


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("s3", "s3"),
        ("S3", "s3"),
        (" lambda ", "lambda"),
        ("cfn", "cloudformation"),
        ("ddb", "dynamodb"),
        ("logs", "logs"),
        ("k8s", "eks"),
        ("sg", "securitygroups"),
        ("pca", "acmpca"),
        ("sfn", "stepfunctions"),
        ("r53", "route53"),
        ("Elastic Kubernetes Service", "eks"),
        ("cost", "billing"),
        ("params", "parameterstore"),
    ],
)
def test_names_that_people_use(text: str, name: str) -> None:
    assert find_service(text).name == name


def test_an_unknown_name_brings_near_ones() -> None:
    with pytest.raises(NoMatch) as caught:
        find_service("dynamo-db")
    assert "dynamo-db" in caught.value.message
    with pytest.raises(NoMatch) as caught:
        find_service("cloudw")
    assert caught.value.candidates[0] == "cloudwatch"


def test_suggestions_put_the_best_first() -> None:
    assert next(iter(suggest_services("ec2"))).name == "ec2"
    assert [service.name for service in suggest_services("code", 3)] == sorted(
        service.name for service in suggest_services("code", 3)
    )
    assert len(suggest_services("", 5)) == 5
    assert suggest_services("no such thing") == ()
