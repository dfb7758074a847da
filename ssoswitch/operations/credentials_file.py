"""Role credentials in the shared credentials file, for tools that read nothing else; and their way out again."""

from __future__ import annotations

from ssoswitch.core.config_checks import check_account_id, check_role_name
from ssoswitch.core.credentials_file import OWNER, owned_sections, put_section, remove_owned, section_values
from ssoswitch.core.profile_names import check_name
from ssoswitch.disk.files import look
from ssoswitch.model.environment import Environment
from ssoswitch.model.errors import SsoswitchError
from ssoswitch.model.plan import FileChange, FileKind, Note, NoteLevel, Plan
from ssoswitch.model.token import RoleCredentials


def plan_write_credentials(
    env: Environment, credentials: RoleCredentials, section_name: str, *, session_name: str = ""
) -> Plan:
    """Plan `[SECTION_NAME]` of the shared credentials file with those credentials; nobody else's section is touched.

    `session_name` is written beside them, so that a log-out finds them. Raises WouldOverwrite where a section of
    that name is not ours, ConfigUnreadable, FileUnsafe, InvalidValue.
    """
    check_name(section_name)
    check_account_id(credentials.account_id)
    check_role_name(credentials.role_name)
    seen = look(env.credentials_file)
    values = section_values(credentials, session_name)
    after = put_section(seen.data, section_name, values, env.credentials_file)
    title = f"keys of {credentials.account_id} / {credentials.role_name} as [{section_name}]"
    if after == (seen.data or b""):
        return Plan(title)
    expires = values["x_security_token_expires"]
    notes = [
        Note(
            f"These keys are a secret on disk until {expires}: every program of this user can read them. Log-out and "
            "undo remove them.",
            NoteLevel.WARNING,
        )
    ]
    if seen.status is not None and seen.status.st_mode & 0o077:
        notes.append(
            Note(
                f"{env.credentials_file} can be read by other users; tighten it with: chmod 600 {env.credentials_file}",
                NoteLevel.WARNING,
            )
        )
    change = FileChange(env.credentials_file, seen.data, after, title, FileKind.CREDENTIALS)
    return Plan(title, (change,), tuple(notes))


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

    try:
        plan = plan_remove_credentials(env, session_name)
        before = owned_sections(plan.changes[0].before, env.credentials_file) if plan.changes else {}
        apply_plan(env, plan)
    except SsoswitchError as error:
        return (), error.message
    after = owned_sections(plan.changes[0].after, env.credentials_file) if plan.changes else {}
    return tuple(name for name in before if name not in after), ""
