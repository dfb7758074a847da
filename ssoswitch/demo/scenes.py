"""The scenes of the pictures, as data: who is signed in to what, which keys are pressed, what is waited for.

`screenshots/generate.py` plays them with the real program against the fake Identity Center, on a clock that stands
still, and draws what the screen shows. A scene is written like a test: its keys are the keys that a person presses, and
it fails when what it waits for never appears.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import Literal

from ssoswitch.demo.behaviour import Behaviour, Fault
from ssoswitch.demo.organization import Organization
from ssoswitch.model.frozen import frozen
from ssoswitch.model.settings import Recollections

NOW = 1_773_748_320.0
"""Tuesday, 17 March 2026, 11:52 UTC: the moment at which every picture is taken."""
MINUTE, HOUR = 60.0, 3600.0

WIDE = (120, 36)
NARROW = (80, 24)

START_URL = "https://example.awsapps.com/start"
SESSION = "corp"

Weather = Literal["calm", "listing", "syncing", "throttled", "offline", "ending", "ended"]
"""What goes on in the network while the picture is taken; the moments that pass too quickly to be met are told to the
program as its own operations would tell them."""


HEALTHY = Behaviour()


@frozen
class Scene:
    """One picture. `keys` are Textual's names of keys; `waits_for` is text that the screen must show in the end."""

    name: str
    caption: str
    keys: str = ""
    waits_for: str = ""
    size: tuple[int, int] = WIDE
    signed_in: bool = True
    configured: bool = True
    """False: a fresh machine without any sso-session."""
    weather: Weather = "calm"
    theme: str = "dark"
    variables: Mapping[str, str] = field(default_factory=dict)
    """On top of the usual ones; an empty one is taken away."""
    behaviour: Behaviour = HEALTHY
    directory: str = "src/payments-api"
    """Where the shell stands, in the home."""
    settings: str = ""
    """Text of config.toml."""
    signs: str = "unicode"


@frozen
class Frame:
    """One frame of the recording: `keys` go on from the frame before, `seconds` is how long it stays."""

    keys: str
    seconds: float
    pressed: str
    """The keys as they are written on the screen; they stand in the strip below it."""
    says: str
    """What they do, beside them."""
    waits_for: str = ""


CONFIG = f"""\
[default]
region = eu-west-1

[sso-session {SESSION}]
sso_start_url = {START_URL}
sso_region = eu-west-1
sso_registration_scopes = sso:account:access

[sso-session lab]
sso_start_url = https://d-93670a1b2c.awsapps.com/start
sso_region = eu-central-1
sso_registration_scopes = sso:account:access

# payments
[profile pay-prod-admin]
sso_session = {SESSION}
sso_account_id = 333344445555
sso_role_name = AdministratorAccess
region = eu-west-1
output = json

[profile pay-prod-us]
sso_session = {SESSION}
sso_account_id = 333344445555
sso_role_name = AdministratorAccess
region = us-east-1
output = json

[profile pay-prod-ro]
sso_session = {SESSION}
sso_account_id = 333344445555
sso_role_name = ReadOnlyAccess
region = eu-west-1

[profile pay-stage]
sso_session = {SESSION}
sso_account_id = 333344446666
sso_role_name = PowerUserAccess
region = eu-west-1

[profile lake-dev]
sso_session = {SESSION}
sso_account_id = 222233334444
sso_role_name = DataScientist
region = eu-west-1

# the shop moved to another team
[profile old-shop-admin]
sso_session = {SESSION}
sso_account_id = 121212121212
sso_role_name = AdministratorAccess
region = eu-west-1

[profile ci-deploy]
role_arn = arn:aws:iam::333344446666:role/deploy
source_profile = pay-stage
"""

ENVRC = "# payments-api\nexport LOG_LEVEL=debug\nexport AWS_PROFILE=pay-prod-admin\n"
INFRA_ENVRC = "export AWS_PROFILE=pay-prod-ro\n"

RECOLLECTIONS = Recollections(
    favourites=("333344445555/AdministratorAccess", "333344446666/PowerUserAccess", "333344445555"),
    used={
        f"{SESSION}/333344445555/AdministratorAccess": (NOW - 50 * MINUTE, 9, "console s3"),
        f"{SESSION}/333344446666/PowerUserAccess": (NOW - 3 * HOUR, 6, "use"),
        f"{SESSION}/222233334444/DataScientist": (NOW - 20 * HOUR, 4, "profile"),
        f"{SESSION}/000011112222/Billing": (NOW - 26 * HOUR, 2, "console billing"),
    },
    searches=("pay prod adm", "lake is:prod", "role:billing"),
    last_session=SESSION,
    last_choice={"console/333344445555/AdministratorAccess": "s3|eu-west-1|federation"},
)


def organization() -> Organization:
    """The company of the pictures: the sample's first accounts, and those of the others that come after payments."""
    sample = Organization.sample(150).accounts
    named = [account for account in sample if account.name]
    return Organization(
        tuple(named[:20]) + tuple(each for each in named[20:] if (each.name or "") > "payments-z")
    )


HERE = {"AWS_PROFILE": "pay-prod-admin", "DIRENV_DIR": "-~/src/payments-api"}
"""The shell stands in ~/src/payments-api and direnv has loaded its .envrc."""
FRESH_SHELL = {"AWS_PROFILE": "", "DIRENV_DIR": ""}
REMOTE = {"SSH_CONNECTION": "203.0.113.7 50000 203.0.113.9 22", "DISPLAY": "", "BROWSER": ""}
"""The shell of another machine: its browser is not the person's."""
TO_PROD = "slash p a y space p r o d space a d m enter"
"""Search for payments-prod / AdministratorAccess and go to its row."""
TO_OPEN = " ".join(["j"] * 12) + " l j"
"""A role within its opened account, below the favourites."""
TO_DATA = "slash l a k e space d e v space d a t a b enter"
"""A role without a profile, in an account that no guard stands before."""

SCENES: tuple[Scene, ...] = (
    Scene(
        "main", "Every account and role that you may use, with the profiles that lead there.",
        TO_OPEN, "Profiles that lead here",
    ),
    Scene(
        "search", "Words in any order, over account, id, e-mail, role and profile.",
        "slash p a y space p r o d space a d m", "best first",
    ),
    Scene(
        "no-hit", "Nothing found: the nearest thing that would be, one key away.",
        "slash p a y space p r o d space a m d i n", "Closest",
    ),
    Scene(
        "sign-in-code", "Signing in with a code: for SSH, containers, or the phone beside you.",
        "L", "address copied", signed_in=False,
        variables=REMOTE,
    ),
    Scene(
        "sign-in-browser", "Signing in with the browser of this machine: one click on Allow.",
        "L", "Opened with firefox", signed_in=False, settings='[sign-in]\nmethod = "browser"\n',
    ),
    Scene(
        "set-up", "First start on a fresh machine: the start URL is all that must be typed.",
        "a c m e enter",
        "Save and sign in", configured=False, variables=FRESH_SHELL,
    ),
    Scene(
        "profile", "A new profile, shown as a diff before a byte is written.",
        TO_DATA + " p", "[profile data-lake-dev-dba]",
    ),
    Scene(
        "profiles-many", "Marked roles become profiles in one plan.",
        "slash d a t a minus l a k e enter a p", "[profile data-lake-dev-admin]",
    ),
    Scene(
        "envrc", ".envrc: only its AWS_PROFILE line changes, and direnv is told.",
        TO_DATA + " p enter e", "Write and allow",
    ),
    Scene(
        "console", "The console: service, region, browser.",
        TO_DATA + " o", "as DatabaseAdministrator",
    ),
    Scene(
        "guard", "Before production, a question that Enter alone does not pass.",
        TO_PROD + " o enter", "milder",
    ),
    Scene("copy", "Copy whatever names this role.", TO_PROD + " y", "JSON of the row"),
    Scene("use", "Enter: what to do with this role.", TO_PROD + " enter", "copy the export line"),
    Scene("customise", "Your own words for an account.", TO_PROD + " c", "by environment"),
    Scene("sessions", "Several sso-sessions side by side.", "s", "lab"),
    Scene("log-out", "Renew, log out, and what stays alive.", "L", "Renewing corp"),
    Scene("who-am-i", "Who am I here, why, and for which tools.", "w", "wins"),
    Scene(
        "history", "What was written, and each of it can be taken back.",
        TO_DATA + " p enter e enter U", "undo: u",
    ),
    Scene("help", "Help for the place where you are, searchable.", "question_mark", "Help"),
    Scene("commands", "All commands, by a few letters.", "ctrl+p", "Commands"),
    Scene("settings", "Settings.", "comma", "Theme"),
    Scene("roles", "The same by role: who has Billing where?", "2", "Roles"),
    Scene("profiles", "Profiles, also those whose role is gone.", "3", "old-shop-admin"),
    Scene("marked", "Marks: one action for many rows.", "slash l a k e enter space space space", "×"),
    Scene("syncing", "While the tree is read: typing and moving go on.", weather="syncing", waits_for="about"),
    Scene("throttled", "AWS asks for patience: slower, nothing lost.", "i", "429", weather="throttled"),
    Scene("offline", "Out of reach: the saved tree stays, with its age.", "i", "offline", weather="offline"),
    Scene("session-ended", "A session that ended: nothing pops up, L goes on.", weather="ended", waits_for="ended"),
    Scene(
        "account-fails", "An account that cannot be read keeps its row and says why.",
        "slash s h a r e d enter r", "403",
        behaviour=Behaviour(faults=(Fault("ListAccountRoles", "403", times=None, account_id="777788889999"),)),
    ),
    Scene("narrow-main", "The same at 80×24.", TO_OPEN, "payments-prod", size=NARROW),
    Scene("narrow-profile", "A dialog at 80×24.", TO_DATA + " p", "[profile data-lake-dev-dba]", size=NARROW),
    Scene(
        "narrow-code", "The code at 80×24; Q shows the QR code alone.", "L", "address copied", size=NARROW,
        signed_in=False, variables=REMOTE,
    ),
    Scene("theme-light", "Light.", TO_OPEN, "Profiles that lead here", theme="light"),
    Scene("theme-high-contrast", "High contrast.", TO_OPEN, "Profiles that lead here", theme="high-contrast"),
    Scene("theme-colour-blind", "Blue and orange.", TO_OPEN, "Profiles that lead here", theme="colour-blind"),
)  # fmt: skip

JOURNEY: tuple[Frame, ...] = (
    Frame("", 2.4, "", "Every account and role that you may use, on one screen", "Accounts"),
    Frame("slash", 0.6, "/", "search: words in any order"),
    Frame("l a k e", 0.5, "/ lake", "search: words in any order"),
    Frame("space d e v", 0.5, "/ lake dev", "search: words in any order"),
    Frame("space d a t a b", 1.8, "/ lake dev datab", "search: words in any order", "DatabaseAdministrator"),
    Frame("enter", 1.4, "⏎", "to the row"),
    Frame("p", 3.2, "p", "a profile: the diff comes before the write", "Preview"),
    Frame("enter", 2.0, "⏎", "written; u would take it back", "+1 profile"),
    Frame("e", 3.2, "e", ".envrc: this directory uses it from now on", ".envrc"),
    Frame("enter", 2.8, "⏎", "written and allowed, for every AWS tool in this directory", "direnv allows"),
    Frame("o", 3.8, "o", "the AWS console: service, region, browser", "Open console"),
)
JOURNEY_SCENE = Scene(
    "journey",
    "From the tree of accounts to a search, a new profile, an .envrc and the AWS console, by keys alone.",
    variables=FRESH_SHELL,
    directory="src/data-lake",
)
