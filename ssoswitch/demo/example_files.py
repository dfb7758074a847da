"""The text of the demo's files: an AWS config with one sso-session and profiles of several kinds, and an .envrc."""

from __future__ import annotations

from ssoswitch.demo.organization import Organization

SESSION = "demo"
REGION = "eu-west-1"
MADE_BY = "# Made by the ssoswitch demo."
"""The first line of a config that the demo may write again."""

_ROLE_PROFILES = (
    ("pay-prod-admin", "333344445555", "AdministratorAccess", REGION),
    ("pay-prod-us", "333344445555", "AdministratorAccess", "us-east-1"),
    ("pay-prod-ro", "333344445555", "ReadOnlyAccess", REGION),
    ("pay-stage", "333344446666", "PowerUserAccess", REGION),
    ("lake-dev", "222233334444", "DataScientist", REGION),
    ("old-shop-admin", "121212121212", "AdministratorAccess", REGION),
)
"""Name, account, role, region. The last one's role is granted no more: the profiles view has something to say."""

ENVRC = "# payments-api\nexport LOG_LEVEL=debug\nexport AWS_PROFILE=pay-prod-admin\n"


def session_config(start_url: str) -> str:
    """A config of the sso-session alone."""
    return (
        f"{MADE_BY}\n\n[sso-session {SESSION}]\nsso_start_url = {start_url}\nsso_region = {REGION}\n"
        "sso_registration_scopes = sso:account:access\n"
    )


def example_config(start_url: str, organization: Organization) -> str:
    """The sso-session and a few profiles, as far as the organization has their accounts."""
    parts = [session_config(start_url)]
    for name, account_id, role, region in _ROLE_PROFILES:
        if organization.find(account_id) is not None:
            parts.append(
                f"[profile {name}]\nsso_session = {SESSION}\nsso_account_id = {account_id}\n"
                f"sso_role_name = {role}\nregion = {region}\noutput = json\n"
            )
    if organization.find("111122223333") is not None:
        parts.append(
            f"# The older form, without an sso-session.\n[profile legacy-sso]\nsso_start_url = {start_url}\n"
            f"sso_region = {REGION}\nsso_account_id = 111122223333\nsso_role_name = SecurityAudit\n"
        )
    if organization.find("333344446666") is not None:
        parts.append(
            "[profile ci-deploy]\nrole_arn = arn:aws:iam::333344446666:role/deploy\nsource_profile = pay-stage\n"
        )
    return "\n".join(parts)
