"""The keys of a profile in each of its forms, checked before anything is written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ssoswitch.core.config_checks import (
    check_account_id,
    check_key,
    check_output,
    check_region,
    check_role_name,
    check_start_url,
    check_value,
)
from ssoswitch.core.profile_forms import PROGRAM, credential_process
from ssoswitch.core.secret_lines import holds_secret
from ssoswitch.model.account import AccountRole
from ssoswitch.model.errors import InvalidValue
from ssoswitch.model.profile import ProfileForm
from ssoswitch.model.sso_session import SsoSession

# Keys that say where credentials come from: a profile that is replaced loses those of its old form.
SOURCE_KEYS = (
    "sso_session",
    "sso_start_url",
    "sso_region",
    "sso_account_id",
    "sso_role_name",
    "sso_registration_scopes",
    "credential_process",
    "role_arn",
    "source_profile",
    "credential_source",
    "web_identity_token_file",
    "role_session_name",
    "external_id",
    "mfa_serial",
    "duration_seconds",
)
WITH_SECTION = frozenset({ProfileForm.SESSION, ProfileForm.BOTH, ProfileForm.CREDENTIAL_PROCESS})
"""Forms that name an sso-session, which therefore has to have a section."""


def profile_values(
    form: ProfileForm,
    session: SsoSession,
    role: AccountRole,
    *,
    region: str = "",
    output: str = "",
    extra: Sequence[tuple[str, str]] = (),
    program: str = PROGRAM,
) -> dict[str, str]:
    """Key → value in the order to write them. Raises InvalidValue for what may not be written.

    `program` is what `credential_process` calls: the name, or an absolute path where that is not on PATH.
    """
    check_account_id(role.account_id)
    check_role_name(role.role_name)
    values: dict[str, str] = {}
    if form is ProfileForm.CREDENTIAL_PROCESS:
        values["credential_process"] = credential_process(session, role, program)
    elif form in (ProfileForm.SESSION, ProfileForm.INLINE, ProfileForm.BOTH):
        if form is not ProfileForm.INLINE:
            values["sso_session"] = session.name
        if form is not ProfileForm.SESSION:
            values |= inline_values(session)
        values |= {"sso_account_id": role.account_id, "sso_role_name": role.role_name}
    else:
        raise InvalidValue(
            f"A profile of the form {form.value} is not made from a role. Nothing was written.",
            "Forms: session, inline, both, credential-process.",
        )
    return with_settings(values, region=region, output=output, extra=extra)


def inline_values(session: SsoSession) -> dict[str, str]:
    """The two keys by which a profile names its portal without an sso-session."""
    check_start_url(session.start_url)
    check_region(session.sso_region)
    return {"sso_start_url": session.start_url, "sso_region": session.sso_region}


def with_settings(
    values: Mapping[str, str], *, region: str, output: str, extra: Sequence[tuple[str, str]]
) -> dict[str, str]:
    """The values with region, output and further keys behind them. Raises InvalidValue."""
    result = dict(values)
    if region:
        check_region(region)
        result["region"] = region
    if output:
        check_output(output)
        result["output"] = output
    for key, value in extra:
        check_key(key)
        check_value(key, value)
        if key in result or key in SOURCE_KEYS:
            raise InvalidValue(
                f"{key} is set by ssoswitch itself, or decides where credentials come from. Nothing was written.",
                "Leave it out of the further keys.",
            )
        if holds_secret(f"{key} = x"):
            raise InvalidValue(
                f"{key} would be a secret in the config. Nothing was written.",
                "Keep secrets out of profiles.",
            )
        result[key] = value
    return result


def session_values(session: SsoSession) -> tuple[tuple[str, str], ...]:
    """The keys of an `[sso-session]` section. Raises InvalidValue."""
    return (
        *inline_values(session).items(),
        ("sso_registration_scopes", ", ".join(session.registration_scopes)),
    )
