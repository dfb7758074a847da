"""The files of the examination: who may read them, what is damaged, what was left behind."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from ssoswitch.core.findings import Finding, bad, ok, warn
from ssoswitch.core.moments import span
from ssoswitch.disk.room import why_not_writable

if TYPE_CHECKING:
    from ssoswitch.core.aws_config import AwsConfig
    from ssoswitch.model.environment import Environment
    from ssoswitch.model.sso_session import SsoSession

_LEFT_BEHIND = 3600.0
"""Seconds after which a temporary file is one that a killed program has left."""


def examine_modes(env: Environment) -> Iterator[Finding]:
    """Who may read what holds secrets, and whether our own folders can be written."""
    found = [
        *_file_mode("credentials file", env.credentials_file),
        *_folder_mode("token folder", env.sso_cache),
        *_folder_mode("role credentials folder", env.cli_cache),
    ]
    yield from found or [ok("permissions", "Nobody else can read tokens or credentials.")]
    for subject, folder in (("state folder", env.state_dir), ("cache folder", env.cache_dir)):
        reason = why_not_writable(folder)
        if reason:
            what = "history, undo and favourites" if folder == env.state_dir else "the list of accounts"
            yield warn(subject, f"{reason} {what[:1].upper()}{what[1:]} cannot be kept.", f"ls -ld {folder}")
        else:
            yield ok(subject, f"{folder} can be written.")
    reason = why_not_writable(env.config_file.parent)
    if reason:
        yield bad("config folder", f"{reason} No profile can be written.", f"ls -ld {env.config_file.parent}")


def examine_credentials_file(env: Environment) -> Iterator[Finding]:
    """Whether the shared credentials file can be read where it is there."""
    from ssoswitch.disk.files import read_file
    from ssoswitch.model.errors import SsoswitchError

    try:
        data = read_file(env.credentials_file)
    except SsoswitchError as error:
        yield bad("credentials file", error.message, error.hint)
        return
    if data is not None:
        yield ok("credentials file", f"{env.credentials_file} is there and can be read.")


def examine_token(env: Environment, session: SsoSession) -> Iterator[Finding]:
    """The token file of a session."""
    from ssoswitch.core.token_file import parse_token
    from ssoswitch.disk.files import read_private
    from ssoswitch.disk.token_cache import TokenCache

    cache = TokenCache(env)
    path = cache.token_path(session)
    subject, remedy = f"token {session.name}", f"ssoswitch login {session.name}"
    try:
        status = os.lstat(path)
    except FileNotFoundError:
        yield ok(subject, "Signed out.")
        return
    except OSError as error:
        yield bad(subject, f"{path} cannot be looked at ({(error.strerror or '').lower()}).", f"ls -l {path}")
        return
    if not stat.S_ISREG(status.st_mode) or status.st_uid != os.geteuid():
        yield bad(subject, f"{path} is not a file of yours, so it is not read.", f"rm {path}")
        return
    if status.st_mode & 0o077:
        # Reading it closes it to others, here as everywhere in this program; what was read before may be known.
        mode = stat.S_IMODE(status.st_mode)
        yield warn(subject, f"Others could read {path} (mode {mode:o}) until now.", f"{remedy} --force")
    data = read_private(path)
    token = parse_token(data) if data is not None else None
    if token is None:
        yield warn(subject, f"{path} is damaged or holds no token.", remedy)
        return
    if cache.load(session) is None:
        yield warn(subject, "It was made for another portal or region under the same name.", remedy)
        return
    now = env.clock.time()
    if token.expires_at > now:
        renews = ", and renews itself" if token.refreshable_at(now) else ""
        yield ok(subject, f"Signed in for {span(token.expires_at - now)} more{renews}.")
    elif token.refreshable_at(now):
        yield ok(subject, "It has ended and renews itself when it is needed.")
    else:
        yield warn(subject, f"It ended {span(now - token.expires_at)} ago.", remedy)


def examine_leftovers(env: Environment) -> Iterator[Finding]:
    """Temporary files that a killed program left behind."""
    now = env.clock.time()
    places = (env.config_file.parent, env.sso_cache, env.cli_cache, env.settings_file.parent, env.runtime_dir)
    left = sorted({path for place in places for path in _left_behind(place, now)})
    if not left:
        yield ok("leftovers", "No temporary file was left behind.")
    for path in left[:5]:
        yield warn("leftovers", f"{path} was left behind by a program that was killed.", f"rm {path}")
    if len(left) > 5:
        yield warn("leftovers", f"… and {len(left) - 5} more.")


def examine_dead_profiles(env: Environment, config: AwsConfig) -> Iterator[Finding]:
    """Profiles whose role is no longer granted, as far as the saved trees tell."""
    from ssoswitch.operations.profile_prune import gone_profiles
    from ssoswitch.operations.saved_tree import saved_tree

    for session in config.sessions.values():
        if session.problem:
            continue
        tree, note = saved_tree(env, session)
        subject = f"accounts {session.name}"
        if note:
            yield warn(subject, note, f"ssoswitch sync {session.name}")
        if tree.synced_at is None:
            if not note:
                yield ok(subject, "They have not been read yet.")
            continue
        age = span(env.clock.time() - tree.synced_at)
        yield ok(subject, f"{len(tree):,} accounts with {tree.role_count:,} roles, read {age} ago.")
        gone = [profile.name for profile in gone_profiles(config, tree)]
        if gone:
            names = ", ".join(gone[:5]) + (f" and {len(gone) - 5} more" if len(gone) > 5 else "")
            yield warn(
                "dead profiles",
                f"Their role is no longer granted: {names}.",
                f"ssoswitch -S {session.name} profile prune",
            )


def _file_mode(subject: str, path: Path) -> Iterator[Finding]:
    try:
        status = path.stat()
    except OSError:
        return
    if status.st_mode & 0o077:
        yield warn(
            subject,
            f"Others may read or change {path} (mode {stat.S_IMODE(status.st_mode):o}).",
            f"chmod 600 {path}",
        )


def _folder_mode(subject: str, path: Path) -> Iterator[Finding]:
    try:
        status = path.stat()
    except OSError:
        return
    if status.st_uid != os.geteuid():
        yield bad(
            subject, f"{path} belongs to another user: nothing secret is written there.", f"ls -ld {path}"
        )
    elif status.st_mode & 0o022:
        yield bad(
            subject,
            f"Others may put files into {path} (mode {stat.S_IMODE(status.st_mode):o}).",
            f"chmod 700 {path}",
        )
    elif status.st_mode & 0o055:
        yield warn(
            subject,
            f"Others may look into {path} (mode {stat.S_IMODE(status.st_mode):o}).",
            f"chmod 700 {path}",
        )


def _left_behind(folder: Path, now: float) -> Iterator[Path]:
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                ours = entry.name.endswith(".ssoswitch.tmp") or (
                    entry.name.startswith("open-") and entry.name.endswith(".html")
                )
                botocores = entry.name.endswith(".tmp") and folder.name == "cache"
                age = now - entry.stat(follow_symlinks=False).st_mtime
                if (ours or botocores) and age > _LEFT_BEHIND:
                    yield Path(entry.path)
    except OSError:
        return
