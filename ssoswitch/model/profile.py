"""A profile: a named section of the AWS config, and what it leads to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from enum import Enum

from ssoswitch.model.account import AccountRole
from ssoswitch.model.frozen import frozen


class ProfileForm(Enum):
    """How a profile comes by its credentials."""

    SESSION = "session"
    """`sso_session` + `sso_account_id` + `sso_role_name`: the form to prefer."""
    INLINE = "inline"
    """All four `sso_*` keys in the profile, for tools that know no sso-session."""
    BOTH = "both"
    """`sso_session` beside equal `sso_start_url` and `sso_region`."""
    CREDENTIAL_PROCESS = "credential-process"
    ASSUME_ROLE = "assume-role"
    """`role_arn` + `source_profile` (or `credential_source`)."""
    STATIC = "static"
    """Keys in the config or the shared credentials file."""
    LOGIN = "login"
    """`aws login` (`login_session`): shown, never touched."""
    OTHER = "other"


@frozen
class Profile:
    """A `[profile NAME]` (or `[default]`) as botocore reads it."""

    name: str
    values: Mapping[str, str] = field(repr=False)
    """Keys in lower case, values stripped; a nested block (`s3 =`) is its raw text."""
    form: ProfileForm
    role: AccountRole | None = None
    """The account and role it leads to where the file tells: sso keys, or our own credential_process line."""
    session_name: str = ""
    """The sso-session (or inline session) behind it; empty where there is none."""
    line: int = 0
    """Of its header in the config file, from 1; 0 for one that stands in the credentials file only."""

    @property
    def region(self) -> str:
        """Its default region, empty when it has none."""
        return self.values.get("region", "")

    @property
    def output(self) -> str:
        """Its output format, empty when it has none."""
        return self.values.get("output", "")
