"""What git says of a file, before a line of ours lands in it: tracked, ignored, and where its local exclude list is."""

from __future__ import annotations

from pathlib import Path

from ssoswitch.disk.children import answer_of, child_variables, program
from ssoswitch.model.environment import Environment

TIMEOUT = 10.0
"""Seconds that git may take."""


def tracked_by_git(env: Environment, path: Path) -> bool:
    """Whether git tracks that file, so that teammates get the line."""
    return _git(env, path.parent, "ls-files", "--error-unmatch", "--", path.name) is not None


def ignored_by_git(env: Environment, path: Path) -> bool | None:
    """Whether git ignores that file; None outside a repository."""
    if _git(env, path.parent, "rev-parse", "--is-inside-work-tree") is None:
        return None
    return _git(env, path.parent, "check-ignore", "-q", "--no-index", "--", path.name) is not None


def git_exclude_file(env: Environment, directory: Path) -> Path | None:
    """`.git/info/exclude` of the repository around the folder, None outside one."""
    answer = _git(env, directory, "rev-parse", "--git-path", "info/exclude")
    return directory / answer.strip() if answer else None


def _git(env: Environment, directory: Path, *arguments: str) -> str | None:
    """What git says, None where it fails or is not there.

    A repository can name programs for git to run: one that watches files, one that brings what a partial clone lacks.
    Neither is wanted here.
    """
    git = program(env, "git")
    if git is None or not directory.is_dir():
        return None
    variables = child_variables(
        env, GIT_OPTIONAL_LOCKS="0", GIT_NO_LAZY_FETCH="1", GIT_ALLOW_PROTOCOL="none", LC_ALL="C"
    )
    command = [git, "-c", "core.fsmonitor=false", *arguments]
    said = answer_of(command, variables=variables, timeout=TIMEOUT, directory=directory)
    return None if said is None else said.decode("utf-8", "surrogateescape")
