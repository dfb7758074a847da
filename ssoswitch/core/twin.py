"""The command that does the same: what a dialog's `Script:` line says, quoted for a POSIX shell.

Flags stand only where they say something else than the default, so that a line stays short enough to read. What a
command cannot do (sheets that only look) has no line.
"""

from __future__ import annotations

import shlex
from collections.abc import Sequence

PROGRAM = "ssoswitch"


def command(*words: str) -> str:
    """The program's name and those words, each quoted where the shell needs it; empty words are left out."""
    return " ".join([PROGRAM, *(shlex.quote(word) for word in words if word)])


def flag(name: str, value: str) -> tuple[str, ...]:
    """`--name value`, nothing for an empty value. A value that begins with a dash is joined by `=`."""
    if not value:
        return ()
    return (f"{name}={value}",) if value.startswith("-") else (name, value)


def login(session: str, method: str = "") -> str:
    """`login SESSION`, with `--pkce` or `--device-code` where the way is chosen (`browser`, `code`)."""
    ways = {"browser": "--pkce", "code": "--device-code"}
    return command("login", session, ways.get(method, ""))


def logout(session: str) -> str:
    """`logout SESSION`."""
    return command("logout", session)


def session_add(name: str, start_url: str, sso_region: str) -> str:
    """`session add NAME --start-url URL --sso-region R`."""
    return command("session", "add", name, *flag("--start-url", start_url), *flag("--sso-region", sso_region))


def session_remove(name: str) -> str:
    """`session remove NAME`."""
    return command("session", "remove", name)


def profile_create(
    account: str,
    role: str,
    *,
    session: str = "",
    name: str = "",
    template: str = "",
    region: str = "",
    output: str = "",
    form: str = "",
    if_exists: str = "",
    extra: Sequence[tuple[str, str]] = (),
) -> str:
    """`profile create ACCOUNT ROLE …`; `account` an id or a name."""
    words = ["profile", "create", account, role]
    for flag_name, value in (
        ("--session", session),
        ("--name", name),
        ("--template", template),
        ("--region", region),
        ("--output", output),
        ("--form", form),
        ("--if-exists", if_exists),
    ):
        words += flag(flag_name, value)
    for key, value in extra:
        words += flag("--set", f"{key}={value}")
    return command(*words)


def profile_chain(
    name: str,
    source_profile: str,
    role_arn: str,
    *,
    duration_seconds: str = "",
    region: str = "",
    external_id: str = "",
    mfa_serial: str = "",
) -> str:
    """`profile chain NAME --source-profile P --role-arn ARN …`."""
    words = [
        "profile",
        "chain",
        name,
        *flag("--source-profile", source_profile),
        *flag("--role-arn", role_arn),
    ]
    for flag_name, value in (
        ("--duration-seconds", duration_seconds),
        ("--region", region),
        ("--external-id", external_id),
        ("--mfa-serial", mfa_serial),
    ):
        words += flag(flag_name, value)
    return command(*words)


def profile_rename(old: str, new: str) -> str:
    """`profile rename OLD NEW`."""
    return command("profile", "rename", old, new)


def profile_delete(names: Sequence[str]) -> str:
    """`profile delete NAME…`."""
    return command("profile", "delete", *names)


def profile_prune() -> str:
    """`profile prune`."""
    return command("profile", "prune")


def profile_migrate(names: Sequence[str] = ()) -> str:
    """`profile migrate [NAME…]`."""
    return command("profile", "migrate", *names)


def envrc(directory: str, profile: str, *, file_name: str = ".envrc", allow: bool = False) -> str:
    """`envrc [DIR] --profile P [--file NAME] [--allow]`; an empty directory is the current one."""
    name = "" if file_name == ".envrc" else file_name
    return command(
        "envrc", directory, *flag("--profile", profile), *flag("--file", name), "--allow" if allow else ""
    )


def console(
    account: str,
    role: str,
    *,
    service: str = "",
    region: str = "",
    destination: str = "",
    portal: bool = False,
    copy: bool = False,
    profile: str = "",
) -> str:
    """`console ACCOUNT ROLE …`, or `--profile`; a destination stands in for service and region."""
    words = ["console", *(flag("--profile", profile) if profile else (account, role))]
    if destination:
        words += flag("--destination", destination)
    else:
        words += [*flag("--service", service), *flag("--region", region)]
    words += ["--portal" if portal else "", "--copy" if copy else ""]
    return command(*words)


def whoami(*, verify: bool = False) -> str:
    """`whoami --explain [--verify]`."""
    return command("whoami", "--explain", "--verify" if verify else "")
