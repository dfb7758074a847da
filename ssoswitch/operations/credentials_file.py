"""Role credentials in the shared credentials file, for tools that read nothing else; and their way out again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from ssoswitch.core.aws_config import AwsConfig
from ssoswitch.core.config_checks import check_account_id, check_role_name
from ssoswitch.core.credentials_file import (
    EXPIRES,
    OWNER,
    keys_good_until,
    owned_sections,
    put_section,
    remove_owned,
    section_values,
)
from ssoswitch.core.profile_ends import role_of
from ssoswitch.core.profile_names import check_name
from ssoswitch.disk.files import look
from ssoswitch.model.account import AccountRole
from ssoswitch.model.environment import Environment
from ssoswitch.model.errors import FileChanged, FileUnsafe, SsoswitchError
from ssoswitch.model.plan import FileChange, FileKind, Note, Plan
from ssoswitch.model.token import RoleCredentials
from ssoswitch.operations.config_plans import warning

_TRIES = 20
"""So often a log-out tries to take the keys out of a file that others are writing."""
_HARDLY_LONGER = 300.0
"""Seconds: fresh keys that live only so much longer than those in the file are no reason to write."""


def plan_write_credentials(
    env: Environment,
    credentials: RoleCredentials,
    section_name: str,
    *,
    session_name: str = "",
    region: str = "",
    config: AwsConfig | None = None,
) -> Plan:
    """Plan `[SECTION_NAME]` of the shared credentials file with those credentials; nobody else's section is touched.

    `session_name` is written beside them, so that a log-out finds them; `config` tells what else goes by the section's
    name. Keys of the role that are there already and would hardly live longer stay. Raises WouldOverwrite where a
    section of that name is not ours, ConfigUnreadable, FileUnsafe, InvalidValue.
    """
    check_name(section_name)
    check_account_id(credentials.account_id)
    check_role_name(credentials.role_name)
    path = env.credentials_file
    if path.resolve() == env.config_file.resolve():
        raise FileUnsafe(
            f"{path} is the config, too, and keys do not belong there. Nothing was written.",
            "Give AWS_SHARED_CREDENTIALS_FILE and AWS_CONFIG_FILE two different files.",
        )
    seen = look(path)
    values = section_values(credentials, session_name, region)
    title = f"keys of {credentials.account_id} / {credentials.role_name} as [{section_name}]"
    if until := keys_good_until(seen.data, section_name, values, path, _HARDLY_LONGER):
        note = Note(
            f"The keys in [{section_name}] are good until {until}, and new ones would hardly live longer."
        )
        return Plan(title, notes=(note,))
    after = put_section(seen.data, section_name, values, path)
    shared = seen.status is not None and seen.status.st_mode & 0o077
    notes = (
        *_notes(credentials, section_name, values[EXPIRES], config),
        *(_tightened(path) if shared else ()),
    )
    change = FileChange(path, seen.data, after, title, FileKind.CREDENTIALS)
    return Plan(title, (change,), notes)


def _notes(
    credentials: RoleCredentials, section_name: str, expires: str, config: AwsConfig | None
) -> Iterator[Note]:
    yield warning(
        f"These keys are a secret on disk until {expires}: every program of this user can read them. Log-out and "
        "undo remove them."
    )
    profile = config.profile(section_name) if config is not None else None
    own = AccountRole(credentials.account_id, credentials.role_name)
    if profile is not None and profile.line > 0:
        role = role_of(profile)
        elsewhere = (
            f", where it leads to {role.account_id} / {role.role_name}" if role and role != own else ""
        )
        yield warning(
            f"{section_name} is a profile of the AWS config, too{elsewhere}: Go and JavaScript tools will take these "
            "keys for it, also when they are old. --as takes another name."
        )
    if section_name == "default":
        yield warning("[default] is what every AWS tool uses when nothing else is said.")


def _tightened(path: Path) -> tuple[Note, ...]:
    return (
        warning(f"{path} could be read by other users until now; the write takes that from them (mode 600)."),
    )


def sections_of(env: Environment, session_name: str) -> tuple[str, ...]:
    """The sections that ssoswitch wrote for that sso-session; none where the file cannot be read."""
    try:
        data = look(env.credentials_file).data
        owned = owned_sections(data, env.credentials_file) if data and OWNER.encode() in data else {}
    except SsoswitchError:
        return ()
    return tuple(name for name, owner in owned.items() if owner.split("/")[0] == session_name)


def plan_remove_credentials(env: Environment, session_name: str | None = None) -> Plan:
    """Plan the end of the sections that ssoswitch wrote for one sso-session, or for all with None."""
    seen = look(env.credentials_file)
    if not seen.data or OWNER.encode() not in seen.data:
        return Plan("no keys in the credentials file")
    owned = owned_sections(seen.data, env.credentials_file)
    names = [
        name for name, owner in owned.items() if session_name is None or owner.split("/")[0] == session_name
    ]
    if not names:
        return Plan("no keys in the credentials file")
    after = remove_owned(seen.data, names, env.credentials_file)
    title = f"−{len(names)} section{'s' if len(names) > 1 else ''} of keys: {', '.join(names)}"
    return Plan(title, (FileChange(env.credentials_file, seen.data, after, title, FileKind.CREDENTIALS),))


def remove_credentials(env: Environment, session_name: str) -> tuple[tuple[str, ...], str]:
    """Take that sso-session's sections out of the credentials file, as a log-out does.

    Gives the sections that went, and why others could not go (empty: they could). A log-out never fails for it.
    """
    from ssoswitch.disk.apply import apply_plan

    for left in reversed(range(_TRIES)):
        try:
            plan = plan_remove_credentials(env, session_name)
            before = owned_sections(plan.changes[0].before, env.credentials_file) if plan.changes else {}
            apply_plan(env, plan)
            break
        except FileChanged as error:
            if not left:
                return (), error.message
        except SsoswitchError as error:
            return (), error.message
    after = owned_sections(plan.changes[0].after, env.credentials_file) if plan.changes else {}
    return tuple(name for name in before if name not in after), ""
