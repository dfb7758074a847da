"""What has to be said before AWS_PROFILE is written for a directory: each circumstance its own sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from ssoswitch.core.envrc import EnvrcEdit, find_profile
from ssoswitch.core.paths import short_path
from ssoswitch.disk.children import read_small
from ssoswitch.disk.direnv import ENVRC, INSTALL_HINT, DirenvState, direnv_state
from ssoswitch.disk.git import ignored_by_git, tracked_by_git
from ssoswitch.model.environment import Environment
from ssoswitch.model.plan import Note, NoteLevel

_MISE_FILES = ("mise.toml", ".mise.toml", "mise.local.toml", ".mise.local.toml", ".config/mise.toml")
_MISE_KEY = re.compile(rb"(?m)^[ \t]*(?:env\.)?\"?AWS_PROFILE\"?[ \t]*=|AWS_PROFILE[ \t]*=[ \t]*[\"']")
# How the hook's line reads in the start-up file of each shell.
_HOOKS = {
    "bash": 'eval "$(direnv hook bash)"',
    "zsh": 'eval "$(direnv hook zsh)"',
    "fish": "direnv hook fish | source",
    "powershell": 'Invoke-Expression "$(direnv hook pwsh)"',
}


def sentences_for(
    env: Environment, state: DirenvState, path: Path, edit: EnvrcEdit, *, existed: bool, source_up: bool
) -> tuple[Note, ...]:
    """Everything to be said, warnings of the file's own content first."""
    return (
        *(_trial(edit) if edit.trial else ()),
        *edit.warnings,
        *_about_direnv(env, state, path, existed, edit.action),
        *_about_place(env, path, existed, source_up),
        *_about_git(env, path, existed),
        *_about_shell(env, edit, takes_over=state.installed and _has_hook(env, state)),
    )


def _trial(edit: EnvrcEdit) -> Iterator[Note]:
    yield _warning(f"{edit.trial} It is tried: written, allowed, and taken back unless direnv exports it.")


def _about_direnv(
    env: Environment, state: DirenvState, path: Path, existed: bool, action: str
) -> Iterator[Note]:
    if not state.installed:
        yield _warning(f"direnv is not installed, so nothing loads the line. {INSTALL_HINT}")
        return
    if not _has_hook(env, state):
        from ssoswitch.core.shells import shell_of

        line = _HOOKS.get(shell_of(env.variables), _HOOKS["bash"])
        yield _warning(
            f"This shell shows no sign of direnv's hook; without it the line does nothing by itself. The hook: {line}"
        )
    if existed and path.name == ENVRC and state.approval in ("blocked", "denied"):
        yield _warning(
            f"direnv was blocking this file before ({state.approval}): read all of it before you allow it."
        )
    if existed and path.name == ENVRC and state.approval == "allowed" and action != "same":
        yield Note("The write blocks the file until it is allowed again: its content changes.")


def _has_hook(env: Environment, state: DirenvState) -> bool:
    """A hook leaves no trace where it has loaded nothing: then the shell's start-up file is looked at."""
    if state.hook is not None:
        return state.hook
    names = (".bashrc", ".bash_profile", ".profile", ".zshrc", ".config/fish/config.fish")
    zdotdir = env.variable("ZDOTDIR")
    files = [env.home / name for name in names] + ([Path(zdotdir) / ".zshrc"] if zdotdir else [])
    return any(b"direnv" in (read_small(file) or b"") for file in files)


def _about_place(env: Environment, path: Path, existed: bool, source_up: bool) -> Iterator[Note]:
    directory = path.parent
    if directory == env.home:
        yield _warning(
            "This is the home directory: the profile will be in force in every directory below it."
        )
    above = direnv_state(env, directory.parent)
    if not existed and path.name == ENVRC and above.nearest is not None and not source_up:
        setting = find_profile(above.content)
        sets = " and the AWS_PROFILE that it sets" if setting else ""
        yield _warning(
            f"A file here hides all of {short_path(above.nearest, env.home)}{sets}: direnv loads only the nearest. "
            "With `source_up` as its first line the other still counts."
        )
    local = directory / ".envrc.local"
    content = read_small(local)
    if path.name == ENVRC and content is not None:
        setting = find_profile(content)
        if setting is not None:
            yield Note(
                f"{local.name} sets AWS_PROFILE, too (line {setting.line}): the line that is run last wins."
            )
    mise = _mise_file(env, directory)
    if mise is not None:
        shown = short_path(mise, env.home)
        yield _warning(f"{shown} sets AWS_PROFILE, too: mise and direnv compete, and the later hook wins.")


def _mise_file(env: Environment, directory: Path) -> Path | None:
    for folder in (directory, *directory.parents):
        for name in _MISE_FILES:
            content = read_small(folder / name)
            if content is not None and _MISE_KEY.search(content):
                return folder / name
        if folder == env.home:
            break
    return None


def _about_git(env: Environment, path: Path, existed: bool) -> Iterator[Note]:
    if existed and tracked_by_git(env, path):
        local = ""
        if path.name == ENVRC and b".envrc.local" in (read_small(path) or b""):
            local = " It loads .envrc.local, which is yours alone: --file .envrc.local writes there."
        yield _warning(f"git tracks {path.name}: teammates get the line with the next commit.{local}")
    elif not existed and ignored_by_git(env, path) is False:
        yield Note(f"git does not ignore {path.name} here: it would show up as a new file.")


def _about_shell(env: Environment, edit: EnvrcEdit, *, takes_over: bool) -> Iterator[Note]:
    """What in the environment at hand beats the line, or was there before it."""
    if env.variable("AWS_ACCESS_KEY_ID"):
        yield _warning(
            "AWS_ACCESS_KEY_ID is set in this shell: its keys win over every AWS_PROFILE until they are unset."
        )
    default = env.variable("AWS_DEFAULT_PROFILE")
    if default is not None:
        yield _warning(
            f"AWS_DEFAULT_PROFILE ({default or 'empty'}) is set in this shell: boto3 takes it before AWS_PROFILE."
        )
    if env.variable("AWS_CONFIG_FILE") and env.config_file != env.home / ".aws" / "config":
        yield _warning(
            f"AWS_CONFIG_FILE is set in this shell: the profile must be in {env.config_file}, and only shells that "
            "have the same variable find it."
        )
    for variable in ("AWS_REGION", "AWS_DEFAULT_REGION"):
        if env.variable(variable) and f"export {variable}=".encode() not in edit.data:
            yield Note(
                f"{variable} is set in this shell ({env.variable(variable)}): it wins over the profile's region."
            )
    own = env.variable("AWS_PROFILE")
    if own and takes_over and not env.variable("DIRENV_DIR"):
        yield Note(f"This shell has AWS_PROFILE={own} from elsewhere; direnv takes over at the next prompt.")


def _warning(text: str) -> Note:
    return Note(text, NoteLevel.WARNING)
