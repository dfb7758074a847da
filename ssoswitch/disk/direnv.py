"""What direnv knows of a folder, and what it is asked: the nearest `.envrc`, its approval, allow, export.

direnv approves a file by its path and content together, so whether it is approved can be read without running
anything: a file named sha256(path, newline, content) stands in direnv's `allow` folder (direnv `rc.go`). Only what the
user has approved is ever run, and only by direnv.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ssoswitch.disk.children import child_variables, program, read_small, run_with_all_its_own
from ssoswitch.disk.files import remove
from ssoswitch.disk.locations import expand
from ssoswitch.model.environment import Environment
from ssoswitch.model.errors import FileChanged, FileUnsafe, Unavailable
from ssoswitch.model.frozen import frozen

if TYPE_CHECKING:
    import subprocess

    from ssoswitch.core.envrc import BashVerdict

ENVRC = ".envrc"
TIMEOUT = 10.0
"""Seconds that a child may take; direnv's `export` runs the user's own file and gets more."""
EXPORT_TIMEOUT = 60.0
INSTALL_HINT = "Install direnv (https://direnv.net) and its hook in your shell."

# direnv up to 2.32 puts the folder's path unescaped between double quotes of a `bash -c`.
_UNSAFE_IN_PATH = '"$`\\\n'


@frozen
class DirenvState:
    """What direnv would do in a folder, read without running anything."""

    directory: Path
    installed: bool
    nearest: Path | None = None
    """The `.envrc` that direnv loads there: in the folder itself or in the nearest parent that has one."""
    approval: str = "none"
    """allowed, blocked, denied, or none where there is no file."""
    hook: bool | None = None
    """Whether this shell runs direnv's hook; None where that cannot be told."""
    line_count: int = 0
    """Lines of the nearest file."""
    content: bytes | None = None
    """Of the nearest file; None where there is none or it cannot be read."""

    @property
    def here(self) -> bool:
        """Whether the nearest file stands in the folder itself."""
        return self.nearest is not None and self.nearest.parent == self.directory

    @property
    def allowed(self) -> bool:
        """Whether direnv loads it as it is now."""
        return self.approval == "allowed"


def direnv_state(env: Environment, directory: Path) -> DirenvState:
    """What direnv would do in that folder. Quick (no child process), and never raises."""
    installed = program(env, "direnv") is not None
    nearest = nearest_envrc(directory)
    if nearest is None:
        return DirenvState(directory, installed, hook=True if env.variable("DIRENV_DIR") else None)
    content = read_small(nearest)
    approval = approval_of(env, nearest, content)
    hook: bool | None = None
    if env.variable("DIRENV_DIR"):
        hook = True
    elif approval == "allowed" and _loads_at_start(env, directory):
        hook = False
    lines = len(content.splitlines()) if content else 0
    return DirenvState(directory, installed, nearest, approval, hook, lines, content)


def _loads_at_start(env: Environment, directory: Path) -> bool:
    """Whether the calling shell stands where direnv would have loaded the file by now."""
    return directory == env.working_directory


def nearest_envrc(directory: Path) -> Path | None:
    """The `.envrc` in the folder or the nearest parent, None where there is none; direnv loads only that one."""
    for folder in (directory, *directory.parents):
        candidate = folder / ENVRC
        try:
            if stat.S_ISREG(candidate.stat().st_mode):
                return candidate
        except (OSError, ValueError):
            continue
    return None


def approval_of(env: Environment, path: Path, content: bytes | None) -> str:
    """allowed, blocked or denied, for a file with that content."""
    import hashlib

    folder = _data_folder(env)
    # In a symlinked folder some versions of direnv (2.32) go by its real path, others by the shell's.
    names = {path, Path(os.path.realpath(path.parent)) / path.name}

    def is_there(kind: str, digest: str) -> bool:
        return os.path.exists(folder / kind / digest)  # noqa: PTH110  (never raises; Path's may)

    if any(is_there("deny", hashlib.sha256(os.fsencode(name) + b"\n").hexdigest()) for name in names):
        return "denied"
    if content is not None and any(is_there("allow", approval_hash(name, content)) for name in names):
        return "allowed"
    return "allowed" if any(_whitelisted(env, name) for name in names) else "blocked"


def approval_hash(path: Path, content: bytes) -> str:
    """The name of the file by which direnv approves: sha256 of the absolute path, a newline and the content."""
    import hashlib

    return hashlib.sha256(os.fsencode(path) + b"\n" + content).hexdigest()


def _data_folder(env: Environment) -> Path:
    base = env.variable("XDG_DATA_HOME")
    return (Path(base) if base else env.home / ".local" / "share") / "direnv"


def _config_folder(env: Environment) -> Path:
    own = env.variable("DIRENV_CONFIG")
    if own:
        return Path(own)
    base = env.variable("XDG_CONFIG_HOME")
    return (Path(base) if base else env.home / ".config") / "direnv"


def _whitelisted(env: Environment, path: Path) -> bool:
    """By `[whitelist]` of direnv.toml: `prefix` and `exact` (direnv `config.go`)."""
    for name in ("direnv.toml", "config.toml"):
        data = read_small(_config_folder(env) / name)
        if data is None:
            continue
        import tomllib

        try:
            table: Any = tomllib.loads(data.decode()).get("whitelist", {})
        except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError):
            return False
        if not isinstance(table, dict):
            return False
        prefixes = [_tilde(env, text) for text in table.get("prefix", ()) if isinstance(text, str)]
        exact = [_tilde(env, text) for text in table.get("exact", ()) if isinstance(text, str)]
        wholes = {text if text.endswith(("/.envrc", "/.env")) else f"{text}/{ENVRC}" for text in exact}
        return str(path) in wholes or any(str(path).startswith(prefix) for prefix in prefixes)
    return False


def _tilde(env: Environment, text: str) -> str:
    return expand(text, {}, env.home) if text.startswith("~/") else text


def check_with_bash(env: Environment, data: bytes) -> BashVerdict:
    """Whether a text is complete bash by itself: `bash -n` says nothing and exits 0. Nothing in it is run.

    An open here-document is only a warning to bash, so any word on stderr counts. Raises Unavailable without bash.
    """
    import subprocess

    from ssoswitch.core.envrc import BashVerdict

    bash = program(env, "bash")
    if bash is None:
        raise Unavailable(
            "There is no bash, so an .envrc cannot be checked; nothing was written.", "Install bash."
        )
    try:
        # extglob, because direnv's own library switches it on and it changes what parses.
        done = subprocess.run(
            [bash, "--noprofile", "--norc", "-O", "extglob", "-n", "-s"],
            input=data,
            capture_output=True,
            env=child_variables(env, LC_ALL="C"),
            timeout=TIMEOUT,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return BashVerdict(False, "bash did not come to an end with it")
    complaint = done.stderr.decode("utf-8", "replace").strip().partition("\n")[0]
    return BashVerdict(done.returncode == 0 and not complaint, _short(complaint))


def _short(complaint: str) -> str:
    """`bash: line 3: unexpected EOF …` without the program's own path, cleaned of control characters."""
    text = complaint.partition(": ")[2] or complaint
    return "".join(character if character.isprintable() else "?" for character in text)[:160]


def allow(env: Environment, directory: Path, content: bytes) -> None:
    """Approve the `.envrc` of that folder, which must still hold `content`, the bytes that the user was shown.

    `direnv allow` is run without an argument, in the folder: with one, direnv resolves symlinks and approves
    another path. Raises Unavailable, FileChanged, FileUnsafe; after FileChanged nothing is approved.
    """
    direnv = _runnable(env, directory)
    path = directory / ENVRC
    if read_small(path) != content:
        raise FileChanged(
            f"{path} is no longer what was shown, so it was not allowed.", "Look at it again, then allow it."
        )
    before = _approvals(env)
    done = _run_direnv(env, direnv, directory, "allow")
    if done.returncode != 0:
        raise Unavailable(
            f"direnv did not allow {path}: {_short(done.stderr.decode('utf-8', 'replace').strip())}.",
            "Run `direnv allow` there yourself.",
        )
    # The bytes alone would not tell: they may have been others for the moment in which direnv read them.
    if read_small(path) != content or approval_of(env, path, content) != "allowed":
        # deny knows the bytes of now only; what was approved in that moment is what is new.
        for approval in _approvals(env) - before:
            remove(approval)
        _run_direnv(env, direnv, directory, "deny")
        raise FileChanged(
            f"{path} changed while it was being allowed; it was blocked again.", "Look at it again."
        )


def _approvals(env: Environment) -> frozenset[Path]:
    try:
        return frozenset((_data_folder(env) / "allow").iterdir())
    except OSError:
        return frozenset()


def exported(env: Environment, directory: Path) -> Mapping[str, str | None]:
    """What direnv exports in that folder: variables set, and None for those that it takes away.

    It runs the file, so it is refused (FileUnsafe) unless the user has approved it. Raises Unavailable.
    """
    import json

    direnv = _runnable(env, directory)
    state = direnv_state(env, directory)
    if not state.allowed:
        raise FileUnsafe(
            f"{state.nearest or directory} is not allowed, so direnv was not asked what it exports.",
            "Read it, then run `direnv allow`.",
        )
    done = _run_direnv(env, direnv, directory, "export", "json", timeout=EXPORT_TIMEOUT)
    if not done.stdout.strip():
        return {}
    try:
        answer = json.loads(done.stdout)
    except (ValueError, RecursionError):
        raise Unavailable(
            "direnv gave an answer that makes no sense.", "Run `direnv export json` there."
        ) from None
    return {str(name): value for name, value in answer.items()} if isinstance(answer, dict) else {}


def _runnable(env: Environment, directory: Path) -> str:
    direnv = program(env, "direnv")
    if direnv is None:
        raise Unavailable("direnv is not installed, so nothing was allowed.", INSTALL_HINT)
    if any(character in str(directory) for character in _UNSAFE_IN_PATH):
        raise Unavailable(
            f"The folder's name ({directory!s}) holds a character that some versions of direnv hand to bash unquoted, "
            "so direnv was not run.",
            "Rename the folder.",
        )
    return direnv


def _run_direnv(
    env: Environment, direnv: str, directory: Path, *arguments: str, timeout: float = TIMEOUT
) -> subprocess.CompletedProcess[bytes]:
    """direnv as a fresh shell in that folder would run it: nothing loaded yet, PWD the logical path."""
    import subprocess

    variables = {
        name: value
        for name, value in child_variables(env, PWD=str(directory)).items()
        if not name.startswith("DIRENV_") or name in ("DIRENV_CONFIG", "DIRENV_BASH")
    }
    try:
        return run_with_all_its_own(
            [direnv, *arguments],
            directory=directory,
            variables={**variables, "DIRENV_LOG_FORMAT": ""},
            timeout=timeout,
        )
    except subprocess.TimeoutExpired:
        raise Unavailable(
            f"direnv did not come to an end within {timeout:g} s in {directory}.",
            f"Run `direnv {' '.join(arguments)}` there yourself.",
        ) from None
    except OSError as error:
        raise Unavailable(f"direnv could not be started ({error.strerror}).", INSTALL_HINT) from None
