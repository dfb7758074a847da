"""Every command said once: its module, its place in the help, its one line. The help is made from this table alone."""

from __future__ import annotations

from typing import NamedTuple


class About(NamedTuple):
    """Where a command lives and what it is for."""

    module: str
    """In `ssoswitch.cli.verbs`; imported when the command is asked for."""
    group: str
    text: str


SIGN_IN, LOOK, PROFILES, USE, MACHINE = (
    "Sign in",
    "Look",
    "Profiles",
    "Use a role",
    "This machine",
)
GROUPS = (SIGN_IN, LOOK, PROFILES, USE, MACHINE)

COMMANDS: dict[str, About] = {
    "login": About("sign_in", SIGN_IN, "Sign in to an sso-session"),
    "logout": About("sign_in", SIGN_IN, "End the sign-in, at AWS and here"),
    "status": About("status", SIGN_IN, "Which sso-sessions are signed in, until when"),
    "session": About("session", SIGN_IN, "The sso-sessions of the AWS config: list, add, remove"),
    "list": About("tree", LOOK, "Accounts, roles or profiles, by a search"),
    "sync": About("tree", LOOK, "Read every account and its roles from AWS"),
    "whoami": About("directory", LOOK, "Which profile, account and role is in force here, and why"),
    "profile": About("profile", PROFILES, "List, show, create, chain, rename, delete, prune, migrate"),
    "envrc": About("directory", PROFILES, "Write AWS_PROFILE into a directory's .envrc"),
    "undo": About("history", PROFILES, "Take the last write back, or any other"),
    "history": About("history", PROFILES, "What was written, newest first"),
    "console": About("console", USE, "Open the AWS console in your browser"),
    "use": About("directory", USE, "Switch this shell to a profile"),
    "exec": About("credentials", USE, "Run a command with a role's credentials"),
    "credentials": About("credentials", USE, "Print a role's credentials, or keep them for old tools"),
    "shell-init": About("shell", MACHINE, "The hook for bash, zsh, fish or PowerShell"),
    "doctor": About("doctor", MACHINE, "Check everything that ssoswitch stands on"),
    "demo-server": About("demo", MACHINE, "An Identity Center to try things on, for any AWS tool"),
}

SCREEN = [
    ("ssoswitch [QUERY...]", "the screen; QUERY fills its search"),
    ("ssoswitch --demo", "the screen on invented accounts; nothing of yours is touched"),
    ("ssoswitch COMMAND [OPTIONS]", "a command; ssoswitch COMMAND --help shows how"),
]

EXAMPLES = [
    ("ssoswitch session add corp --start-url acme", "begin: where you sign in"),
    ("ssoswitch login", "sign in, once for all AWS tools"),
    ("ssoswitch list pay prod", "look for a role"),
    ("ssoswitch profile create payments-prod ReadOnlyAccess", "make a profile for it"),
    ("ssoswitch envrc --profile payments-prod-ro", "use it in this directory"),
    ("ssoswitch console --profile payments-prod-ro --service s3", "see it in the browser"),
]

EXIT_CODES = [
    ("0", "done, or already so; an empty list too"),
    ("1", "failed; the reason is one line on stderr"),
    ("2", "wrong use, or no terminal for the screen"),
    ("3", "no match, or more than one; the candidates are listed"),
    ("4", "a sign-in is needed"),
    ("5", "would overwrite; --if-exists says what to do"),
    ("6", "done in part; what failed is listed"),
    ("69", "AWS cannot be reached"),
    ("75", "throttled to the end of patience"),
    ("126", "exec: the command is there and cannot be run"),
    ("127", "exec: the command is not found"),
    ("130", "interrupted"),
]
