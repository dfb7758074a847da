"""Which profile, account, role and region is in force here, for whom, and what says so.

There is no one answer: with AWS_DEFAULT_PROFILE set beside AWS_PROFILE the AWS CLI 2 takes the latter and boto3 the
former; AWS_REGION is read by the one and not by the other; keys in the environment win over both (botocore 1.44
`configprovider.py` and `credentials.py`, the AWS CLI 2.36 fork of it). So each tool gets its own column.
"""

from __future__ import annotations

from pathlib import Path

from ssoswitch.model.account import AccountRole
from ssoswitch.model.frozen import frozen

AWS_CLI = "aws CLI 2"
BOTO3 = "boto3"

WEB_IDENTITY = "AWS_WEB_IDENTITY_TOKEN_FILE"
CONTAINER_VARIABLES = ("AWS_CONTAINER_CREDENTIALS_FULL_URI", "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI")

REGION_ORDER = {AWS_CLI: ("AWS_REGION", "AWS_DEFAULT_REGION"), BOTO3: ("AWS_DEFAULT_REGION",)}


@frozen
class EnvrcHere:
    """The `.envrc` that direnv would load in this directory."""

    path: Path
    value: str = ""
    """What it sets AWS_PROFILE to; empty where it does not, or where the value is computed."""
    line: int = 0
    """Of that setting, from 1; 0: it sets none."""
    computed: bool = False
    approval: str = "blocked"
    """allowed, blocked or denied."""
    loaded: bool = False
    """Whether this shell has loaded it (DIRENV_DIR names its folder)."""
    hook: bool | None = None
    """Whether this shell runs direnv's hook; None where that cannot be told."""


@frozen
class ToolIdentity:
    """What one tool does here."""

    tool: str
    profile: str = ""
    """The profile that it takes; empty: none (no variable, no `[default]`)."""
    chosen_by: str = ""
    """AWS_PROFILE, AWS_DEFAULT_PROFILE, [default] or --profile; empty: nothing."""
    exists: bool = False
    static_keys: bool = False
    """True: keys in the environment win over the profile."""
    role: AccountRole | None = None
    """Where its calls go; None where the files do not tell (keys, foreign profiles)."""
    session_name: str = ""
    region: str = ""
    region_from: str = ""
    """AWS_REGION, AWS_DEFAULT_REGION, or "the profile"; empty: no region."""
    failure: str = ""
    """Why every call of the tool fails; empty where none does for want of a profile."""
    web_identity: bool = False
    """True: the role of a web identity token (AWS_WEB_IDENTITY_TOKEN_FILE) wins over the profile."""
    container: str = ""
    """The variable that names where the container's own credentials are, where nothing else is in force."""


@frozen
class WhoAmIRow:
    """A row of the table: what may say it, what it says, and what each tool makes of that."""

    label: str
    value: str
    """Empty: not set."""
    cli: str
    """wins, second, not read, beaten, or empty."""
    boto3: str
    source: str = ""
    """Where it comes from, or what it would do."""


@frozen
class Problem:
    """What is odd here, in a sentence, and the command or key that mends it (may be empty)."""

    text: str
    remedy: str = ""
    code: str = ""
    """A stable word: empty, missing, keys, half-keys, disagree, envrc-differs, envrc-blocked …"""


@frozen
class WhoAmI:
    """Who is in force in a directory."""

    directory: Path
    cli: ToolIdentity
    boto3: ToolIdentity
    rows: tuple[WhoAmIRow, ...] = ()
    problems: tuple[Problem, ...] = ()
    envrc: EnvrcHere | None = None
    shell_profile: str | None = None
    """AWS_PROFILE of the calling shell; None: not set."""
    unset_to_agree: tuple[str, ...] = ()
    """Variables without which both tools do the same; empty where they do."""

    @property
    def agree(self) -> bool:
        """Whether both tools go to the same place: profile, keys and region."""
        one, other = (
            (tool.profile, tool.static_keys, tool.web_identity, tool.region, tool.failure)
            for tool in (self.cli, self.boto3)
        )
        return one == other

    @property
    def source(self) -> str:
        """What says it, in a word: keys, envrc, shell, default, option or none."""
        if self.cli.static_keys:
            return "keys"
        if self.cli.chosen_by == "--profile":
            return "option"
        if self.cli.chosen_by == "[default]":
            return "default"
        if not self.cli.chosen_by:
            return "none"
        return "envrc" if self.from_envrc else "shell"

    @property
    def from_envrc(self) -> bool:
        """Whether this shell has its AWS_PROFILE from the `.envrc`."""
        envrc = self.envrc
        return (
            envrc is not None
            and envrc.loaded
            and bool(envrc.line)
            and (envrc.computed or envrc.value == self.shell_profile)
        )

    @property
    def differs(self) -> bool:
        """Whether the shell's AWS_PROFILE is another one than the `.envrc` sets."""
        envrc = self.envrc
        return (
            envrc is not None
            and bool(envrc.value)
            and self.shell_profile is not None
            and envrc.value != self.shell_profile
        )

    @property
    def missing_profile(self) -> str:
        """The profile that is named and does not exist; empty where there is none such."""
        if self.cli.profile and not self.cli.exists and self.cli.chosen_by != "[default]":
            return self.cli.profile
        return ""
