"""Makes profiles for roles, one or thousands: one plan, one preview, one write."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from ssoswitch.core.aws_config import OTHER, PROFILE, SSO_SESSION, AwsConfig, identify, parse
from ssoswitch.core.aws_config_edit import SectionBlock, add_sections, change_sections, remove_sections
from ssoswitch.core.profile_forms import PROGRAM
from ssoswitch.core.profile_names import Resolution, check_name, name_note, render_name, resolve_collisions
from ssoswitch.core.profile_values import SOURCE_KEYS, WITH_SECTION, profile_values, session_values
from ssoswitch.model.account import AccountRole, AccountTree
from ssoswitch.model.environment import Environment
from ssoswitch.model.errors import InvalidValue, WouldOverwrite
from ssoswitch.model.plan import Note, Plan
from ssoswitch.model.profile import Profile, ProfileForm
from ssoswitch.model.settings import Settings
from ssoswitch.model.sso_session import SsoSession
from ssoswitch.operations.config_plans import (
    ConfigFile,
    config_plan,
    info,
    many_profiles_note,
    open_config,
    require_ours_to_change,
    warning,
)
from ssoswitch.operations.profile_mentions import notes_of_deletion
from ssoswitch.operations.profile_prune import gone_names, gone_title
from ssoswitch.operations.profile_rows import ProfilePlan, ProfileRequest, ProfileRow

POLICIES = ("fail", "skip", "suffix", "replace")


@dataclass(slots=True)
class _Work:
    """What the requests add up to."""

    defaults: Mapping[str, str] = field(default_factory=dict)
    """Keys of the file's `[DEFAULT]`, which are in every profile and in nobody's way."""
    rows: list[ProfileRow] = field(default_factory=list)
    blocks: list[SectionBlock] = field(default_factory=list)
    changes: dict[tuple[str, str], Mapping[str, str | None]] = field(default_factory=dict)
    notes: list[Note] = field(default_factory=list)


def plan_create(
    env: Environment,
    config: AwsConfig,
    requests: Sequence[ProfileRequest],
    *,
    settings: Settings,
    if_exists: str = "fail",
    session: SsoSession | None = None,
    prune: AccountTree | None = None,
) -> ProfilePlan:
    """Plan profiles for those requests; `session` is a new sso-session to add with them.

    `prune` is a wholly synced tree: profiles of its sso-session whose role is gone there go in the same plan.

    An sso-session that a profile names and that has no section is added in the same plan. `if_exists` says what
    happens to a name that leads elsewhere already: fail (raises WouldOverwrite, nothing is planned), skip (which also
    leaves out roles that have a profile of another name, where the name is left to the template), suffix, replace.
    What is there just so is left alone, so that a second time changes nothing. `config` is what the front end shows;
    the plan itself is made from the file as it is now. Raises InvalidValue, ConfigUnreadable, FileUnsafe.
    """
    if if_exists not in POLICIES:
        raise InvalidValue(f"{if_exists!r} is no answer to a taken name.", f"One of: {', '.join(POLICIES)}.")
    original = open_config(env)
    removed = gone_names(original.config, prune) if prune is not None else ()
    file = _without(original, removed)
    config = replace(
        config, profiles={n: p for n, p in config.profiles.items() if n not in removed or not p.line}
    )
    work = _Work(file.config.defaults)
    work.notes += notes_of_deletion(env, original, config, removed) if removed else ()
    program = (
        _program(env, work) if any(r.form is ProfileForm.CREDENTIAL_PROCESS for r in requests) else PROGRAM
    )
    values = [_values(request, program) for request in requests]
    there = {**{n: p for n, p in config.profiles.items() if p.line == 0}, **file.config.profiles}
    wanted = [_wanted_name(request, settings) for request in requests]

    def own(number: int, name: str) -> bool:
        return _is_so(there[name], values[open_numbers[number]], work.defaults)

    has_one = [_has_one(file.config, request) if if_exists == "skip" else None for request in requests]
    open_numbers = [n for n, profile in enumerate(has_one) if profile is None or wanted[n] in there]
    found = resolve_collisions([wanted[n] for n in open_numbers], there, if_exists, own)
    resolutions = dict(zip(open_numbers, found, strict=True))
    for number, request in enumerate(requests):
        profile, resolution = has_one[number], resolutions.get(number)
        if resolution is not None:
            first = requests[open_numbers[resolution.first]].role if resolution.first is not None else None
            _resolve(work, request, wanted[number], resolution, values[number], there, if_exists, first)
        elif profile is not None:
            work.rows.append(ProfileRow(profile.name, request.role, "skipped", "leads there already"))
    if if_exists == "fail":
        _refuse_taken(work.rows)
    wants_session = [r for r, row in zip(requests, work.rows, strict=True) if row.outcome != "skipped"]
    # Where every profile is skipped, nobody needs a new sso-session either.
    new_session = session if wants_session or not requests else None
    work.blocks[:0] = _session_blocks(file, wants_session, new_session)
    return ProfilePlan(_plan(original, file, config, work, removed), tuple(work.rows), removed)


def _without(file: ConfigFile, names: Sequence[str]) -> ConfigFile:
    """The file as it is once those profiles are gone."""
    if not names:
        return file
    data = remove_sections(file.text, [(PROFILE, name) for name in names], file.path)
    return replace(file, data=data, config=parse(data, file.path))


def _has_one(config: AwsConfig, request: ProfileRequest) -> Profile | None:
    """A profile of another name that leads to the very role, for a request that leaves the name to the template."""
    if request.name:
        return None
    found = config.profiles_by_role().get(request.role, ())
    return next((p for p in found if p.line > 0 and p.session_name == request.session.name), None)


def _wanted_name(request: ProfileRequest, settings: Settings) -> str:
    if request.name:
        check_name(request.name)
        return request.name
    choice = settings.accounts.get(request.account.account_id)
    return render_name(
        settings.name_template,
        request.account,
        request.role.role_name,
        request.session,
        choice,
        settings,
        region=request.region,
    )


def _values(request: ProfileRequest, program: str) -> dict[str, str]:
    return profile_values(
        request.form,
        request.session,
        request.role,
        region=request.region,
        output=request.output,
        extra=request.extra,
        program=program,
    )


def _is_so(profile: Profile, values: Mapping[str, str], defaults: Mapping[str, str]) -> bool:
    """Whether a profile has these values, and no other way to credentials of its own beside them."""
    own = profile.values
    return (
        profile.line > 0
        and all(own.get(key) == value for key, value in values.items())
        and not any(key in own and own[key] != defaults.get(key) for key in SOURCE_KEYS if key not in values)
    )


def _resolve(
    work: _Work,
    request: ProfileRequest,
    wanted: str,
    resolution: Resolution,
    values: dict[str, str],
    there: Mapping[str, Profile],
    if_exists: str,
    taken_by: AccountRole | None,
) -> None:
    name, role = resolution.name, request.role
    existing = there.get(name)
    renamed = name != wanted
    note = f"{wanted} {leads_to(there.get(wanted), taken_by)}" if renamed else ""
    if existing is not None and _is_so(existing, values, work.defaults):
        work.rows.append(ProfileRow(name, role, "same", note or "there already, just so"))
        return
    if existing is None:
        work.rows.append(ProfileRow(name, role, "renamed" if renamed else "new", note))
        work.blocks.append(SectionBlock(PROFILE, name, tuple(values.items())))
        if extra := name_note(name):
            work.notes.append(warning(extra))
        return
    where = leads_to(existing, None)
    if if_exists == "replace":
        _replace(work, existing, values)
        work.rows.append(ProfileRow(name, role, "replaced", f"it {where} until now"))
    else:
        work.rows.append(ProfileRow(name, role, "skipped" if if_exists == "skip" else "taken", f"it {where}"))


def _replace(work: _Work, existing: Profile, values: dict[str, str]) -> None:
    if existing.line == 0:
        work.blocks.append(SectionBlock(PROFILE, existing.name, tuple(values.items())))
        work.notes.append(
            warning(
                f"{existing.name} has keys in the shared credentials file: Python tools take the new profile, "
                "Go and JavaScript tools those keys."
            )
        )
        return
    require_ours_to_change(existing, "replaced")
    stale = {key: None for key in SOURCE_KEYS if key in existing.values and key not in values}
    work.changes[PROFILE, existing.name] = {**values, **stale}


def leads_to(profile: Profile | None, role: AccountRole | None) -> str:
    """Where a name leads, for a row: `leads to 444455557777 / PowerUserAccess`."""
    role = role or (profile.role if profile else None)
    if role is not None:
        return f"leads to {role.account_id} / {role.role_name}"
    if profile is not None and profile.line == 0:
        return "stands in the shared credentials file"
    return f"is a profile of another kind ({profile.form.value})" if profile else "is taken"


def _refuse_taken(rows: Sequence[ProfileRow]) -> None:
    taken = [row for row in rows if row.outcome == "taken"]
    if not taken:
        return
    first = taken[0]
    more = f", and {len(taken) - 1} more names are taken" if len(taken) > 1 else ""
    same = (
        " (the same role, with other settings)"
        if f"{first.role.account_id} / {first.role.role_name}" in first.note
        else ""
    )
    raise WouldOverwrite(
        f"{first.name} is there already: {first.note}{same}{more}. Nothing was written.",
        "Choose another name, or say --if-exists skip, suffix or replace.",
    )


def _session_blocks(
    file: ConfigFile, requests: Sequence[ProfileRequest], session: SsoSession | None
) -> list[SectionBlock]:
    """The sso-session sections that have to be added, in the order of their first use."""
    needed = {session.name: session} if session is not None else {}
    for request in requests:
        if request.form in WITH_SECTION:
            needed.setdefault(request.session.name, request.session)
    blocks = []
    for name, wanted in needed.items():
        there = file.config.sessions.get(name)
        if there is None or there.inline:
            check_name(name)
            blocks.append(SectionBlock(SSO_SESSION, name, session_values(wanted)))
        elif (there.start_url, there.sso_region) != (wanted.start_url, wanted.sso_region):
            raise WouldOverwrite(
                f"[sso-session {name}] is there already, with {there.start_url} in {there.sso_region}. "
                "Nothing was written.",
                "Give the new sso-session another name.",
            )
    return blocks


def _plan(
    original: ConfigFile, file: ConfigFile, config: AwsConfig, work: _Work, removed: Sequence[str]
) -> Plan:
    after = file.text
    if work.changes:
        after = change_sections(after, work.changes, file.path)
    if work.blocks:
        after = add_sections(after if file.data is not None else None, work.blocks, file.path)
    made = [row for row in work.rows if row.outcome in ("new", "renamed")]
    replaced = [row for row in work.rows if row.outcome == "replaced"]
    title = ", ".join(
        part
        for part in (
            _counted("+", made),
            _counted("±", replaced),
            *(f"+1 sso-session {block.name}" for block in work.blocks if block.kind == SSO_SESSION),
            gone_title(removed),
        )
        if part
    )
    notes = [*work.notes, *_notes(file, config, work, len(made))]
    return config_plan(original, after, title or "no new profile", notes)


def _counted(sign: str, rows: Sequence[ProfileRow]) -> str:
    if not rows:
        return ""
    return f"{sign}1 profile {rows[0].name}" if len(rows) == 1 else f"{sign}{len(rows)} profiles"


def _notes(file: ConfigFile, config: AwsConfig, work: _Work, made: int) -> list[Note]:
    notes = []
    for block in work.blocks:
        inline = config.sessions.get(block.name)
        if block.kind == SSO_SESSION and inline is not None and inline.inline:
            notes.append(
                info(
                    f"[sso-session {block.name}] is added: until now only profiles with sso_start_url name that "
                    "portal. It has a token of its own, so sign in once more."
                )
            )
        if block.kind == PROFILE and block.name == "default":
            notes.append(warning("[default] is what every AWS tool uses when nothing else is said."))
    added = {block.name for block in work.blocks if block.kind == PROFILE}
    for section in file.config.sections:
        if section.kind == OTHER and _lookalike(section.header) in added:
            notes.append(
                warning(
                    f"[{section.header}] on line {section.first} is a profile for other tools than Python's."
                )
            )
    return [*notes, *many_profiles_note(len(file.config.profiles) + made)] if made else notes


def _lookalike(header: str) -> str:
    """The profile that Go and JavaScript tools see in a header of which botocore makes nothing."""
    kind, name = identify(" ".join(header.split()))
    return name if kind == PROFILE else ""


def _program(env: Environment, work: _Work) -> str:
    """What `credential_process` calls: `ssoswitch` where PATH has it, else the absolute path of this one."""
    if shutil.which(PROGRAM, path=env.variable("PATH") or ""):
        return PROGRAM
    for path in (Path(sys.argv[0]), Path(sys.executable).with_name(PROGRAM)):
        if path.name == PROGRAM and path.is_file():
            return str(path.absolute())
    work.notes.append(warning(f"{PROGRAM} is not on PATH, so the AWS tools will not find it there."))
    return PROGRAM
