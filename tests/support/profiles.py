"""What profile tests ask for: a session, requests, the config as it is on disk."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ssoswitch.core.aws_config import AwsConfig, merge_credentials, parse
from ssoswitch.model.account import Account, AccountRole
from ssoswitch.model.environment import Environment
from ssoswitch.model.settings import Settings
from ssoswitch.model.sso_session import SsoSession
from ssoswitch.operations.profile import ProfilePlan, ProfileRequest, plan_create

CORP = SsoSession("corp", "https://corp.awsapps.com/start", "eu-west-1")


def config_of(env: Environment) -> AwsConfig:
    """The config and the credentials file as they are now."""
    path = env.config_file
    config = parse(path.read_bytes() if path.exists() else b"", path)
    if env.credentials_file.exists():
        return merge_credentials(config, env.credentials_file.read_bytes(), env.credentials_file)
    return config


def request(account_id: str = "111122223333", role: str = "ReadOnlyAccess", **fields: Any) -> ProfileRequest:
    """A request for a profile, of the session `corp` where nothing else is said."""
    account = Account(account_id, fields.pop("account", f"team-{account_id[-3:]}"))
    return ProfileRequest(AccountRole(account_id, role), account, fields.pop("session", CORP), **fields)


def create(
    env: Environment, requests: Sequence[ProfileRequest], if_exists: str = "fail", **fields: Any
) -> ProfilePlan:
    """Plan those requests on the config as it is now."""
    settings = fields.pop("settings", Settings())
    return plan_create(env, config_of(env), requests, settings=settings, if_exists=if_exists, **fields)
