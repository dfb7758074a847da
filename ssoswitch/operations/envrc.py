"""AWS_PROFILE for a directory: where it can be written, what would be written, and what has to be said of it.

direnv trusts a file by its path and whole content, so every write blocks it until it is allowed again, and allowing
trusts everything in it. That is the person's word to give; here it is only known whether it may be suggested.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from ssoswitch.core.envrc import EnvrcEdit, find_profile, set_variables
from ssoswitch.core.paths import short_path
from ssoswitch.disk.children import read_small
from ssoswitch.disk.direnv import (
    ENVRC,
    DirenvState,
    check_with_bash,
    direnv_state,
)
from ssoswitch.model.environment import Environment
from ssoswitch.model.errors import CannotTakeEffect, FileUnsafe, InvalidValue, SsoswitchError
from ssoswitch.model.frozen import frozen
from ssoswitch.model.plan import Applied, FileChange, FileKind, Note, Plan

_MOST_PLACES = 4


@frozen
class EnvrcPlace:
    """A directory whose `.envrc` may be meant."""

    directory: Path
    path: Path
    exists: bool
    line_count: int = 0
    approval: str = "none"
    """allowed, blocked, denied; none where there is no file."""
    profile: str = ""
    """What it sets AWS_PROFILE to now; empty where it does not, or where the value is computed."""


@frozen
class EnvrcPlan:
    """What would be written, and all that stands beside it. An empty plan: it is so already."""

    plan: Plan
    state: DirenvState
    """Of the directory before the write."""
    allow_default: bool
    """Whether `direnv allow` may be ticked beforehand: a file of ours, or an allowed one with only our line new."""
    sentences: tuple[Note, ...]
    path: Path
    after: bytes
    """The whole file after the write: what `allow` approves."""
    profile: str
    line: str
    """The line to copy."""
    action: str
    """new, replaced, appended, same."""
    old_profile: str = ""
    line_number: int = 0
    trial: str = ""
    """Why only direnv can tell whether the line takes effect: such a plan is for `allow_written` alone."""


def places(env: Environment) -> tuple[EnvrcPlace, ...]:
    """The working directory and its parents up to the home directory (at most four), nearest first."""
    result: list[EnvrcPlace] = []
    for directory in (env.working_directory, *env.working_directory.parents):
        if result and (directory == env.home or directory == Path(directory.anchor)):
            break
        result.append(_place(env, directory))
        if len(result) == _MOST_PLACES:
            break
    return tuple(result)


def _place(env: Environment, directory: Path) -> EnvrcPlace:
    path = directory / ENVRC
    state = direnv_state(env, directory)
    if not state.here:
        return EnvrcPlace(directory, path, False)
    setting = find_profile(state.content)
    value = setting.value if setting else ""
    return EnvrcPlace(directory, path, True, state.line_count, state.approval, value)


def plan_envrc(
    env: Environment,
    directory: Path,
    profile: str,
    *,
    file_name: str = ENVRC,
    with_region: str | bool = False,
    source_up: bool = False,
    git_exclude: bool = False,
    trial: bool = False,
) -> EnvrcPlan:
    """What `export AWS_PROFILE=profile` in that directory's file would change.

    `with_region`: a region, or True for the profile's own: a line for each of AWS_REGION and AWS_DEFAULT_REGION.
    `source_up`: a new file begins with it, so that the parent's `.envrc` still counts; `git_exclude`: a new file is
    put into .git/info/exclude; `trial`: the write will be allowed at once and taken back where it has no effect, so
    that a file with `set -e` or `… || exit` is planned, too. Raises CannotTakeEffect with the line to add by hand,
    FileUnsafe, InvalidValue, Unavailable (no bash), NoMatch (True and the profile has no region).
    """
    from ssoswitch.operations.envrc_sentences import sentences_for

    directory = _directory(env, directory)
    path = directory / _checked_name(file_name)
    values = {"AWS_PROFILE": profile, **_region(env, profile, with_region)}
    state = direnv_state(env, directory)
    before = _content(path)
    if file_name != ENVRC:
        _require_sourced(directory, file_name, profile)
    start = before
    if before is None and source_up:
        _require_allowed_parent(env, directory)
        start = b"source_up\n"
    trial = trial and state.installed and file_name == ENVRC
    edit = set_variables(start, values, path, check=lambda data: check_with_bash(env, data), trial=trial)
    changes = _changes(env, path, before, edit, profile, git_exclude)
    was = state.approval if file_name == ENVRC else "allowed"
    sentences = sentences_for(env, state, path, edit, existed=before is not None, source_up=source_up)
    return EnvrcPlan(
        plan=Plan(_title(edit, profile, before), changes, sentences),
        state=state,
        allow_default=before is None or was == "allowed",
        sentences=sentences,
        path=path,
        after=edit.data,
        profile=profile,
        line=_line(values),
        action="new" if before is None else edit.action,
        old_profile=edit.old_value,
        line_number=edit.line_number,
        trial=edit.trial,
    )


def allow(env: Environment, directory: Path, *, content: bytes | None = None, profile: str = "") -> str:
    """Approve the directory's `.envrc` as it is now (or only if it is `content`), then ask direnv what it exports.

    The answer is a sentence that follows the plan's title. Call it on the person's word only. Raises Unavailable,
    FileChanged, FileUnsafe; and CannotTakeEffect where `profile` is given and direnv exports another AWS_PROFILE: the
    file then stays approved.
    """
    from ssoswitch.disk import direnv

    directory = _directory(env, directory)
    shown = content if content is not None else read_small(directory / ENVRC)
    if shown is None:
        raise FileUnsafe(
            f"There is no {directory / ENVRC} to allow.", "`ssoswitch envrc --profile NAME` makes one."
        )
    direnv.allow(env, directory, shown)
    if not profile:
        return f"direnv allows {short_path(directory / ENVRC, env.home)}."
    exported = direnv.exported(env, directory)
    value = exported.get("AWS_PROFILE")
    # What direnv need not change it does not name: the variables that it starts from have no AWS_* in them.
    if value != profile:
        says = f"AWS_PROFILE={value}" if value else "no AWS_PROFILE"
        raise CannotTakeEffect(
            f"{directory / ENVRC} was allowed, but direnv exports {says} from it.",
            "Look at what else the file does.",
            line=_line({"AWS_PROFILE": profile}),
        )
    return "direnv allows and exports it."


def allow_written(env: Environment, planned: EnvrcPlan, applied: Applied | None) -> str:
    """Like `allow`, for what was just written; takes the write back where direnv exports something else.

    A trial is taken back whatever goes wrong. Raises like `allow`; the file is as it was then.
    """
    content: bytes | None = planned.after
    if planned.path.name != ENVRC:
        # direnv approves `.envrc` alone; what that sources counts with it, and it was not shown here.
        if not planned.state.allowed:
            return f"{ENVRC} itself is not allowed: read it, then run `direnv allow`."
        content = None
    try:
        return allow(env, planned.path.parent, content=content, profile=planned.profile)
    except SsoswitchError as error:
        if applied is None or not applied.id or not (planned.trial or isinstance(error, CannotTakeEffect)):
            raise
        from ssoswitch.operations.undo import undo

        undo(env, applied.id)
        raise CannotTakeEffect(
            f"{error.message} The write was taken back: the old bytes are in place.",
            f"Add this line by hand where it is reached: {planned.line}",
            line=planned.line,
        ) from None


def _directory(env: Environment, directory: Path) -> Path:
    """The absolute logical path, for direnv's approvals hang on it."""
    import os

    absolute = Path(os.path.normpath(env.working_directory / directory))
    if not absolute.is_dir():
        raise InvalidValue(f"{absolute} is not a directory; nothing was written.", "Name one that is there.")
    return absolute


def _checked_name(file_name: str) -> str:
    if "/" in file_name or file_name in ("", ".", ".."):
        raise InvalidValue(
            f"{file_name!r} is not the name of a file in the directory.", "`.envrc` is the usual one."
        )
    if file_name == ".env" or file_name.startswith(".env."):
        raise InvalidValue(
            f"{file_name} is no shell file: its readers agree on no way of quoting. Nothing was written.",
            "Use .envrc; it can load .env by `dotenv`.",
        )
    return file_name


def _content(path: Path) -> bytes | None:
    from ssoswitch.disk.files import read_file

    return read_file(path)


def _region(env: Environment, profile: str, with_region: str | bool) -> Mapping[str, str]:
    if not with_region:
        return {}
    region = with_region if isinstance(with_region, str) else _region_of(env, profile)
    import re

    if not re.fullmatch(r"[a-z0-9-]+", region):
        raise InvalidValue(
            f"{region!r} is no region, so nothing was written."
            if region
            else f"{profile} has no region of its own.",
            "Write AWS_PROFILE alone, or give the profile a region.",
        )
    return {"AWS_REGION": region, "AWS_DEFAULT_REGION": region}


def _region_of(env: Environment, profile: str) -> str:
    from ssoswitch.core.profile_ends import region_for
    from ssoswitch.operations.read_config import read_config

    config = read_config(env)
    found = config.profiles.get(profile)
    return region_for(config, found) if found else ""


def _require_sourced(directory: Path, file_name: str, profile: str) -> None:
    """A file that direnv does not load by itself: only if the directory's `.envrc` sources it."""
    import re

    from ssoswitch.core.bash_scan import commands

    main = read_small(directory / ENVRC) or b""
    words = [word.literal or b"" for command in commands(main) for word in command.arguments[1:]]
    if not any(re.fullmatch(rb"(\./)?" + re.escape(file_name.encode()), word) for word in words):
        raise CannotTakeEffect(
            f"{directory / ENVRC} does not load {file_name}, so a line there would do nothing. Nothing was written.",
            f"Add `source_env_if_exists {file_name}` to {ENVRC}, or write into {ENVRC}.",
            line=_line({"AWS_PROFILE": profile}),
        )


def _require_allowed_parent(env: Environment, directory: Path) -> None:
    """`source_up` runs the parent without asking whether it is approved: so it must be."""
    state = direnv_state(env, directory.parent)
    if not state.allowed:
        where = state.nearest or directory.parent
        raise FileUnsafe(
            f"{where} is not allowed, and source_up would run it all the same. Nothing was written.",
            "Read that file and allow it first, or leave source_up out.",
        )


def _changes(
    env: Environment, path: Path, before: bytes | None, edit: EnvrcEdit, profile: str, git_exclude: bool
) -> tuple[FileChange, ...]:
    if before == edit.data:
        return ()
    summary = f"AWS_PROFILE {edit.old_value} → {profile}" if edit.old_value else f"AWS_PROFILE={profile}"
    change = FileChange(path, before, edit.data, summary, FileKind.ENVRC)
    if not git_exclude or before is not None:
        return (change,)
    exclusion = _exclusion(env, path)
    return (change, exclusion) if exclusion else (change,)


def _exclusion(env: Environment, path: Path) -> FileChange | None:
    """A line in .git/info/exclude, which is this clone's own; .gitignore is left alone."""
    from ssoswitch.disk.git import git_exclude_file, ignored_by_git

    if ignored_by_git(env, path) is not False:
        return None
    exclude = git_exclude_file(env, path.parent)
    if exclude is None:
        return None
    before = _content(exclude)
    text = before or b""
    line = path.name.encode() + b"\n"
    after = text + (b"" if not text or text.endswith(b"\n") else b"\n") + line
    return FileChange(exclude, before, after, f"+ {path.name}, not for git", FileKind.TEXT)


def _title(edit: EnvrcEdit, profile: str, before: bytes | None) -> str:
    if before == edit.data:
        return f"AWS_PROFILE is {profile} already"
    return f"AWS_PROFILE {edit.old_value} → {profile}" if edit.old_value else f"AWS_PROFILE={profile}"


def _line(values: Mapping[str, str]) -> str:
    from ssoswitch.core.envrc import export_line

    return "\n".join(export_line(value, variable) for variable, value in values.items())
