"""What the user can choose, with its defaults; `disk/settings.py` reads and writes it as commented TOML."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field

from ssoswitch.model.frozen import frozen

COLOURS = ("blue", "turquoise", "green", "yellow", "orange", "red", "pink", "purple")
"""The colours of an account, by Firefox's names for those of its containers."""


@frozen
class AccountChoice:
    """What the user has said about one account (`c`, customise). Empty: nothing said."""

    alias: str = ""
    environment: str = ""
    """A word such as PROD, STG, DEV; overrides the name patterns. `-` means none."""
    colour: str = ""
    """One of COLOURS, for containers and signs."""
    region: str = ""
    guard: bool | None = None
    """Whether the production guard stands before it; None: by its environment."""
    tags: tuple[str, ...] = ()


@frozen
class Settings:
    """Every setting. Unknown and bad values in the file are named and ignored."""

    # look
    theme: str = "auto"
    """auto, dark, light, high-contrast, colour-blind, terminal"""
    signs: str = "auto"
    """auto, unicode, ascii"""
    account_id_form: str = "plain"
    """plain: 333344445555; dashes: 3333-4444-5555"""
    spinner: bool = True
    mouse: bool = True
    # start
    focus_on_start: str = "tree"
    """tree, search"""
    enter: str = "ask"
    """What Enter does on a role: ask, use, console, envrc, info"""
    # new profiles
    name_template: str = "{account}-{role:short}"
    region: str = ""
    """Empty: the account's own, else what its other profiles use, else the sso-session's."""
    output: str = ""
    form: str = "session"
    """session, inline, both, credential-process"""
    if_exists: str = "fail"
    """fail, skip, suffix, replace"""
    role_short_names: Mapping[str, str] = field(
        default_factory=lambda: {
            "AdministratorAccess": "admin",
            "PowerUserAccess": "power",
            "ReadOnlyAccess": "ro",
            "ViewOnlyAccess": "view",
            "SecurityAudit": "audit",
            "DatabaseAdministrator": "dba",
            "NetworkAdministrator": "net",
            "SystemAdministrator": "sys",
            "DataScientist": "ds",
            "Billing": "billing",
        }
    )
    # sign in
    sign_in: str = "auto"
    """auto, browser (PKCE), code (device code)"""
    browser: str = ""
    """Empty: the system's; else a command template with {url}, {account}, {profile}, {colour}"""
    container: str = ""
    """Firefox container name template, such as {account}; empty: no container"""
    # console
    console_way: str = "federation"
    """federation, portal"""
    # safety
    environments: Mapping[str, tuple[str, ...]] = field(
        default_factory=lambda: {
            "PROD": ("*prod*", "*prd*", "!*nonprod*", "!*non-prod*", "!*preprod*", "!*pre-prod*"),
            "STG": ("*stage*", "*staging*", "*stg*", "*preprod*", "*pre-prod*", "*uat*"),
            "DEV": ("*dev*", "*nonprod*", "*non-prod*"),
            "SBX": ("*sandbox*", "*sbx*"),
            "TEST": ("*test*", "*qa*"),
            "SEC": ("*security*", "*audit*", "*log-archive*"),
            "ROOT": ("*org-root*", "*management*", "*master*"),
        }
    )
    """Word → patterns over the account's name and alias, first match wins; `!` takes back."""
    guarded: tuple[str, ...] = ("PROD",)
    """Environment words that the production guard stands before."""
    guard_console: bool = True
    guard_envrc: bool = True
    guard_profile: bool = False
    guard_minutes: int = 60
    remind_minutes: int = 15
    bell: bool = False
    # credentials
    credential_cache: str = "process"
    """Where role credentials are kept in ~/.aws/cli/cache: never, process (credential_process only), always"""
    # sync
    sync_hours: int = 24
    """Roles older than this are read again."""
    # keys and accounts
    keys: Mapping[str, str] = field(default_factory=dict)
    """Command id → key, in Textual's names, several separated by commas."""
    accounts: Mapping[str, AccountChoice] = field(default_factory=dict)
    """By account id."""
    problems: tuple[str, ...] = ()
    """Sentences about what in the file was ignored, and where."""


@frozen
class Recollections:
    """What the program remembers by itself: favourites, what was used, last choices. No secret."""

    favourites: tuple[str, ...] = ()
    """`ACCOUNT_ID` or `ACCOUNT_ID/ROLE`."""
    used: Mapping[str, tuple[float, int, str]] = field(default_factory=dict)
    """`SESSION/ACCOUNT_ID/ROLE` → last time (epoch s), count, what for (`console s3`, `profile`, `envrc`, `use`)."""
    searches: tuple[str, ...] = ()
    """Earlier searches, newest first."""
    last_session: str = ""
    last_choice: Mapping[str, str] = field(default_factory=dict)
    """Last choices of dialogs: `enter` → `use` …, `console/ACCOUNT/ROLE` → `service|region|way`."""
    guard_passed: Mapping[str, float] = field(default_factory=dict)
    """`ACCOUNT_ID/ROLE/verb` → when the guard was passed (epoch s)."""
    previous_profile: str = ""
    """For `use -`."""
    envrc_files: tuple[str, ...] = ()
    """Paths of .envrc files that ssoswitch wrote AWS_PROFILE into: rename follows them."""
