"""`doctor`: what stands in the way of signing in, writing profiles and opening consoles, and the command that mends it.

It works without a config, without a network and without a home that can be written, because those are what it is
asked about. It writes nothing and sends one request without a secret.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from ssoswitch.core.config_health import examine_config, examine_credentials
from ssoswitch.core.findings import Finding, bad, ok, warn
from ssoswitch.model.errors import SsoswitchError
from ssoswitch.operations import doctor_files as files
from ssoswitch.operations import doctor_machine as machine

if TYPE_CHECKING:
    from ssoswitch.core.aws_config import AwsConfig
    from ssoswitch.model.environment import Environment
    from ssoswitch.model.sso_session import SsoSession

__all__ = ["Finding", "examine"]

# Problems of `whoami` with which tools fail; with the others they go on, elsewhere than one thinks.
_FATAL = frozenset({"empty", "missing", "half-keys"})


def examine(env: Environment, *, session_name: str = "", network: bool = True) -> Iterator[Finding]:
    """Every finding, as it is found. Never raises: what cannot be examined is a finding too.

    `session_name`: of which sso-session tokens and clock are examined; empty: all tokens, and the first one's clock.
    `network`: whether one request may be sent, which takes up to ten seconds where nobody answers.
    """
    from ssoswitch.operations.connect import connect
    from ssoswitch.operations.read_config import read_config
    from ssoswitch.operations.settings import load_settings

    config, settings = read_config(env), load_settings(env)
    usable = [
        session
        for session in config.sessions.values()
        if not session.problem and session_name in ("", session.name)
    ]
    for sentence in env.problems:
        yield warn("environment", sentence)
    yield from _safely("config", lambda: examine_config(config, exists=env.config_file.exists()))
    yield from _safely("credentials file", lambda: files.examine_credentials_file(env))
    yield from examine_credentials(config, env.credentials_file)
    if session_name and session_name not in config.sessions:
        yield bad(
            f"session {session_name}", "There is no sso-session of that name.", "ssoswitch session list"
        )
    for session in usable:
        yield from _safely(f"token {session.name}", _token(env, session))
    yield from _safely("accounts", lambda: files.examine_dead_profiles(env, config))
    yield from _safely("permissions", lambda: files.examine_modes(env))
    yield from _safely("leftovers", lambda: files.examine_leftovers(env))
    yield from _safely("here", lambda: _here(env, config))
    yield from _safely("direnv", lambda: machine.examine_direnv(env))
    if settings.problems:
        for sentence in settings.problems:
            yield warn("settings", sentence, f"edit {env.settings_file}")
    else:
        yield ok("settings", f"{env.settings_file}." if env.settings_file.exists() else "The defaults.")
    yield from _safely("browser", lambda: machine.examine_desktop(env, settings))
    yield from _safely("terminal", lambda: machine.examine_terminal(env))
    if network:
        asked = next(iter(usable), None)
        yield from _safely("network", lambda: machine.examine_network(env, connect(env, config), asked))


def _token(env: Environment, session: SsoSession) -> Callable[[], Iterator[Finding]]:
    return lambda: files.examine_token(env, session)


def _here(env: Environment, config: AwsConfig) -> Iterator[Finding]:
    """Who is in force here, and what shadows what."""
    from ssoswitch.operations.whoami import who_am_i

    who = who_am_i(env, config)
    found = [
        problem for problem in who.problems if problem.code not in ("config", "envrc-blocked", "no-hook")
    ]
    for problem in found:
        make = bad if problem.code in _FATAL else warn
        yield make("here", problem.text, problem.remedy)
    if not found:
        profile = who.cli.profile or "no profile"
        by = f", by {who.cli.chosen_by}" if who.cli.chosen_by else ""
        yield ok("here", f"AWS tools take {profile}{by}.")


def _safely(subject: str, part: Callable[[], Iterator[Finding]]) -> Iterator[Finding]:
    """The findings of a part; what stops it is its last one."""
    try:
        yield from part()
    except SsoswitchError as error:
        yield bad(subject, error.message, error.hint)
    except OSError as error:
        yield bad(subject, f"It cannot be examined: {(error.strerror or str(error)).lower()}.")
