"""The AWS config of a child that renews its credentials by itself: our credential_process, and roles assumed on top.

It holds no secret. A chain of role_arn and source_profile is kept as it is, so that the child's SDK assumes the roles
anew whenever they end; only its beginning, the role of Identity Center, is asked of us.
"""

from __future__ import annotations

import shlex
from collections.abc import Sequence

from ssoswitch.core.aws_config import AwsConfig
from ssoswitch.model.errors import ConfigError
from ssoswitch.model.profile import Profile, ProfileForm

NAME = "ssoswitch"
"""The profile that the child uses."""
_HINT = "Leave --renewing out."
_KEPT = ("role_arn", "external_id", "duration_seconds", "role_session_name")


def private_config(config: AwsConfig, profile: Profile, region: str, program: Sequence[str]) -> str:
    """Its text; `program` is how we are called. Raises ConfigError for a profile that nobody can renew unasked."""
    chain = _chain(config, profile)
    sections = []
    for place, each in enumerate(chain):
        lines = [f"[profile {_name(place)}]"]
        if each.form is ProfileForm.ASSUME_ROLE:
            lines += [f"{key} = {_plain(each, key)}" for key in _KEPT if each.values.get(key)]
            lines.append(f"source_profile = {_name(place + 1)}")
        else:
            lines.append(f"credential_process = {_process(config, each, program)}")
        if region:
            lines.append(f"region = {region}")
        sections.append("\n".join(lines) + "\n")
    return "\n".join(sections)


def _name(place: int) -> str:
    return f"{NAME}-{place}" if place else NAME


def _chain(config: AwsConfig, profile: Profile) -> list[Profile]:
    """From the profile down to the one with a role of Identity Center."""
    chain = [profile]
    while chain[-1].form is ProfileForm.ASSUME_ROLE:
        if chain[-1].values.get("mfa_serial"):
            raise ConfigError(
                f"The credentials of {profile.name} cannot be renewed: {chain[-1].name} wants an MFA code each time.",
                _HINT,
            )
        source = config.profiles.get(chain[-1].values.get("source_profile", ""))
        if source is None or source in chain:
            break
        chain.append(source)
    if (
        chain[-1].form is ProfileForm.ASSUME_ROLE
        or chain[-1].role is None
        or config.session_of(chain[-1]) is None
    ):
        raise ConfigError(
            f"The credentials of {profile.name} cannot be renewed by ssoswitch: no SSO profile stands behind it.",
            _HINT,
        )
    return chain


def _process(config: AwsConfig, profile: Profile, program: Sequence[str]) -> str:
    session, role = config.session_of(profile), profile.role
    if session is None or role is None:
        raise ConfigError(f"The profile {profile.name} has no role of an sso-session.", _HINT)
    words = (
        # The child's variables name the private file; the process that is called back must read the real one.
        *("env", "-u", "AWS_PROFILE", f"AWS_CONFIG_FILE={config.path}"),
        *(*program, "credentials", "--session", session.name),
        *("--account-id", role.account_id, "--role-name", role.role_name, "--format", "process"),
    )
    return " ".join(map(shlex.quote, words))


def _plain(profile: Profile, key: str) -> str:
    """The value, where it is one line: what spans several could bring keys of its own."""
    value = profile.values[key]
    if not value.isprintable():
        raise ConfigError(
            f"{key} of the profile {profile.name} spans several lines; nothing was run.", "Correct it."
        )
    return value
