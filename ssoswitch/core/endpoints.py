"""Addresses that stand in for AWS's own: which are safe to use, and which the AWS config names.

The order is botocore's (`configprovider.ConfiguredEndpointProvider`): a variable for the service, AWS_ENDPOINT_URL, the
`[services …]` block that the profile names, the profile's `endpoint_url`; AWS_IGNORE_CONFIGURED_ENDPOINT_URLS, or the
profile's key of that name, switches all four off. Only what is safe for a token counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from urllib.parse import urlsplit

from ssoswitch.core.aws_config import AwsConfig
from ssoswitch.core.profile_ends import session_name_of
from ssoswitch.core.start_urls import LOOPBACK
from ssoswitch.model.environment import Endpoints
from ssoswitch.model.profile import Profile

VARIABLES = {
    "sso": "AWS_ENDPOINT_URL_SSO",
    "sso_oidc": "AWS_ENDPOINT_URL_SSO_OIDC",
    "sts": "AWS_ENDPOINT_URL_STS",
    "signin": "AWS_ENDPOINT_URL_SIGNIN",
}
"""The variable of each service; the services' names are those of a `[services …]` block, too."""
_IGNORE = "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"


def of_variables(variables: Mapping[str, str]) -> Endpoints:
    """What the environment variables say; what is not safe is left out and named."""
    plain = Endpoints(
        use_fips=is_true(variables.get("AWS_USE_FIPS_ENDPOINT")),
        use_dualstack=is_true(variables.get("AWS_USE_DUALSTACK_ENDPOINT")),
    )
    if is_true(variables.get(_IGNORE)):
        return plain
    found: dict[str, str | None] = {}
    refused: dict[str, str] = {}
    for service, own in VARIABLES.items():
        variable = own if variables.get(own) else "AWS_ENDPOINT_URL"
        address = variables.get(variable)
        found[service] = None
        if address and not _take(found, service, address):
            refused[variable] = _refusal(variable, address)
    return _with(plain, found, refused.values())


def with_config(
    endpoints: Endpoints, config: AwsConfig, profile: Profile, variables: Mapping[str, str]
) -> Endpoints:
    """Those of the variables, completed by what the config says for that profile.

    A profile that leads to no sso-session (one for a stand-in of other services, say) speaks for STS alone: signing
    in is no business of its.
    """
    if variables.get(_IGNORE):
        ignored = is_true(variables[_IGNORE])
    else:
        ignored = is_true(profile.values.get("ignore_configured_endpoint_urls"))
    if ignored:
        return Endpoints(use_fips=endpoints.use_fips, use_dualstack=endpoints.use_dualstack)
    services: dict[str, str | None] = {}
    refused = list(endpoints.refused)
    name = profile.values.get("services", "")
    block = next(
        (each.values for each in reversed(config.sections) if (each.kind, each.name) == ("services", name)),
        None,
    )
    if name and block is None:
        refused.append(f"services = {name} of the profile {profile.name} names no [services {name}].")
    own = VARIABLES if session_name_of(config, profile) else ("sts",)
    for service in own:
        if variables.get(VARIABLES[service]) or variables.get("AWS_ENDPOINT_URL"):
            continue
        where, address = f"endpoint_url of the profile {profile.name}", profile.values.get("endpoint_url", "")
        if given := _nested(block.get(service, "") if block else "").get("endpoint_url", ""):
            where, address = f"endpoint_url of {service} in [services {name}]", given
        if address and not _take(services, service, address):
            refused.append(_refusal(where, address))
    return _with(endpoints, services, refused)


def why_unsafe(address: str) -> str:
    """Why no token may be sent to that address, in a few words; empty where one may."""
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
        _ = parts.port  # an unreadable port raises here, not at the first call
    except ValueError:
        return "it is no address"
    if not host or parts.username or any(sign.isspace() or not sign.isprintable() for sign in address):
        return "it is no plain address"
    if parts.scheme == "https" or (parts.scheme == "http" and host in LOOPBACK):
        return ""
    return "a token may only be sent over https, or to this machine"


def is_true(text: str | None) -> bool:
    """As botocore reads a yes."""
    return (text or "").lower() == "true"


def _with(endpoints: Endpoints, found: Mapping[str, str | None], refused: Iterable[str]) -> Endpoints:
    return Endpoints(
        sso=found.get("sso", endpoints.sso),
        sso_oidc=found.get("sso_oidc", endpoints.sso_oidc),
        sts=found.get("sts", endpoints.sts),
        signin=found.get("signin", endpoints.signin),
        use_fips=endpoints.use_fips,
        use_dualstack=endpoints.use_dualstack,
        refused=tuple(dict.fromkeys(refused)),
    )


def _take(found: dict[str, str | None], service: str, address: str) -> bool:
    if why_unsafe(address):
        return False
    found[service] = address.rstrip("/")
    return True


def _refusal(where: str, address: str) -> str:
    return f"{where} is not used: {why_unsafe(address)}. AWS's own addresses are used."


def _nested(text: str) -> dict[str, str]:
    """The keys of a nested block, from its raw text."""
    pairs = (line.partition("=") for line in text.splitlines())
    return {name.strip().lower(): value.strip() for name, equals, value in pairs if equals}
