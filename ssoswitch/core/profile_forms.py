"""What a profile's keys amount to: how it comes by credentials, and which role of which sso-session it leads to.

The order of the forms is botocore's order of credential providers (`botocore.credentials.create_credential_resolver`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from ssoswitch.model.account import AccountRole
from ssoswitch.model.profile import ProfileForm
from ssoswitch.model.sso_session import SsoSession

ACCOUNT_ID = re.compile(r"[0-9]{12}")
ROLE_NAME = re.compile(r"[A-Za-z0-9_+=,.@-]{1,64}")
"""What IAM lets a role be called."""
PROGRAM = "ssoswitch"


def form_of(values: Mapping[str, str]) -> ProfileForm:
    """The form of a profile with these values."""
    if "role_arn" in values and ("source_profile" in values or "credential_source" in values):
        return ProfileForm.ASSUME_ROLE
    if "sso_session" in values:
        return ProfileForm.BOTH if "sso_start_url" in values else ProfileForm.SESSION
    if "sso_start_url" in values:
        return ProfileForm.INLINE
    if "aws_access_key_id" in values:
        return ProfileForm.STATIC
    if "login_session" in values:
        return ProfileForm.LOGIN
    if "credential_process" in values:
        return ProfileForm.CREDENTIAL_PROCESS
    return ProfileForm.OTHER


def role_and_session(form: ProfileForm, values: Mapping[str, str]) -> tuple[AccountRole | None, str]:
    """The role that a profile leads to and the name of its sso-session, where its values tell.

    The name is empty for an inline one: it has no section.
    """
    if form in (ProfileForm.SESSION, ProfileForm.BOTH, ProfileForm.INLINE):
        account, role = values.get("sso_account_id", ""), values.get("sso_role_name", "")
        return _role(account, role), values.get("sso_session", "")
    if form is ProfileForm.CREDENTIAL_PROCESS:
        return _from_process(values["credential_process"])
    return None, ""


def credential_process(session: SsoSession, role: AccountRole, program: str = PROGRAM) -> str:
    """The value of `credential_process` for that role: our own command line, every word quoted for a shell.

    `program` is the name, or the absolute path where it is not on PATH.
    """
    words = (
        program,
        "credentials",
        "--session",
        session.name,
        "--account-id",
        role.account_id,
        "--role-name",
        role.role_name,
        "--format",
        "process",
    )
    import shlex

    return " ".join(shlex.quote(word) for word in words)


def _from_process(command: str) -> tuple[AccountRole | None, str]:
    if PROGRAM not in command:
        return None, ""
    import shlex

    try:
        words = shlex.split(command)
    except ValueError:
        return None, ""
    name = re.split(r"[/\\]", words[0])[-1].removesuffix(".exe") if words else ""
    if name != PROGRAM or words[1:2] != ["credentials"]:
        return None, ""
    options = dict(zip(words[2::2], words[3::2], strict=False))
    role = _role(options.get("--account-id", ""), options.get("--role-name", ""))
    return role, options.get("--session", "") if role else ""


def _role(account_id: str, role_name: str) -> AccountRole | None:
    if role_name and ACCOUNT_ID.fullmatch(account_id):
        return AccountRole(account_id, role_name)
    return None
