"""The environment that the program is given, made from the real one: the only reader of os.environ and the home.

The rules are botocore's where a file is AWS's (`~` and `$VAR` in AWS_CONFIG_FILE are expanded, the caches hang on the
home directory alone) and the XDG base directories where it is ours.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Mapping
from pathlib import Path

from ssoswitch.model.environment import Clock, Endpoints, Environment, SystemClock

_VARIABLE = re.compile(r"\$(?:(\w+)|\{([^}]*)\})", re.ASCII)
_ENDPOINT_VARIABLES = ("AWS_ENDPOINT_URL", "AWS_USE_FIPS_ENDPOINT", "AWS_USE_DUALSTACK_ENDPOINT")


def detect_environment() -> Environment:
    """The real environment of this process. Never fails: what is odd stands in `Environment.problems`."""
    return environment_from(os.environ)


def environment_from(
    variables: Mapping[str, str],
    *,
    working_directory: Path | None = None,
    clock: Clock | None = None,
    demo: bool = False,
) -> Environment:
    """An environment as those variables say, with HOME among them; tests and the demo hand in their own."""
    variables = dict(variables)
    problems: list[str] = []
    home = _home(variables, problems)
    where = working_directory or _working_directory(variables, home, problems)
    cache_dir = _folder(variables, home, "XDG_CACHE_HOME", ".cache", "user_cache_path")
    return Environment(
        home=home,
        working_directory=where,
        config_file=_aws_file(variables, home, where, "AWS_CONFIG_FILE", "config", problems),
        credentials_file=_aws_file(
            variables, home, where, "AWS_SHARED_CREDENTIALS_FILE", "credentials", problems
        ),
        sso_cache=home / ".aws" / "sso" / "cache",
        cli_cache=home / ".aws" / "cli" / "cache",
        settings_file=_folder(variables, home, "XDG_CONFIG_HOME", ".config", "user_config_path")
        / "config.toml",
        cache_dir=cache_dir,
        state_dir=_folder(variables, home, "XDG_STATE_HOME", ".local/state", "user_state_path"),
        runtime_dir=_runtime_folder(variables, cache_dir),
        variables=variables,
        endpoints=_endpoints(variables),
        ca_bundle=_ca_bundle(variables, problems),
        clock=clock or SystemClock(),
        problems=tuple(problems),
        demo=demo,
    )


def expand(text: str, variables: Mapping[str, str], home: Path) -> str:
    """`~` and `$VAR` in a path, as os.path.expanduser(os.path.expandvars(text)) does with those variables."""

    def value(match: re.Match[str]) -> str:
        return variables.get(match.group(1) or match.group(2), match.group(0))

    text = _VARIABLE.sub(value, text)
    if text == "~" or text.startswith("~/"):
        return str(home) + text[1:]
    return os.path.expanduser(text) if text.startswith("~") else text  # noqa: PTH111  (~user: the system knows)


def _home(variables: Mapping[str, str], problems: list[str]) -> Path:
    text = variables.get("HOME")
    if not text:
        # As os.path.expanduser, by which the AWS tools find their files, does it.
        said = "is not set" if text is None else "is empty"
        text = _home_by_name() if text is None else "/"
        problems.append(f"HOME {said}; {text} is taken for it.")
    home = Path(text)
    if not os.path.isdir(home):  # noqa: PTH112  (Path.is_dir raises where it may not look)
        problems.append(f"HOME names {home}, which is no folder: nothing can be saved there.")
    elif not os.access(home, os.W_OK):
        problems.append(f"HOME ({home}) cannot be written: nothing can be saved there.")
    return home


def _home_by_name() -> str:
    try:
        import pwd

        home = pwd.getpwuid(os.getuid()).pw_dir
    except (ImportError, KeyError):
        return "/"
    return home if home.startswith("/") else "/"


def _working_directory(variables: Mapping[str, str], home: Path, problems: list[str]) -> Path:
    """The shell's own idea of it where that is true, for direnv's approvals hang on the logical path."""
    try:
        physical = Path.cwd()
    except OSError:
        problems.append("The working directory is gone; the home directory is taken for it.")
        return home
    logical = Path(variables.get("PWD", ""))
    try:
        if logical.is_absolute() and logical.samefile(physical):
            return logical
    except OSError:
        return physical
    return physical


def _aws_file(
    variables: Mapping[str, str], home: Path, where: Path, variable: str, name: str, problems: list[str]
) -> Path:
    text = variables.get(variable)
    if not text:
        if text == "":
            problems.append(f"{variable} is set but empty: AWS tools read no file then. Unset it.")
        return home / ".aws" / name
    return where / expand(text, variables, home)


def _folder(
    variables: Mapping[str, str], home: Path, variable: str, below_home: str, platform_name: str
) -> Path:
    """Our folder of one kind: the XDG variable, else what the platform uses for it.

    On Linux that is the XDG default, known without importing platformdirs, which costs more than it saves on the
    way to the first frame.
    """
    base = variables.get(variable, "")
    if base.startswith("/"):
        return Path(base) / "ssoswitch"
    platform: str = sys.platform  # a plain name, or the type checker drops the other platforms' branch
    if platform == "linux":
        return home / below_home / "ssoswitch"
    import platformdirs

    folder: Path = getattr(platformdirs, platform_name)("ssoswitch", appauthor=False)
    return folder


def _runtime_folder(variables: Mapping[str, str], cache_dir: Path) -> Path:
    base = variables.get("XDG_RUNTIME_DIR", "")
    if base.startswith("/"):
        try:
            status = os.stat(base)  # noqa: PTH116  (base is a text)
        except OSError:
            return cache_dir / "run"
        if status.st_uid == os.getuid() and status.st_mode & 0o077 == 0:
            return Path(base) / "ssoswitch"
    return cache_dir / "run"


def _endpoints(variables: Mapping[str, str]) -> Endpoints:
    """Addresses that replace AWS's own: only https or loopback, because a token is sent there."""
    if not any(name.startswith(_ENDPOINT_VARIABLES) for name in variables):
        return Endpoints()  # by far the most frequent, and worth no import
    from ssoswitch.core.endpoints import of_variables

    return of_variables(variables)


def _ca_bundle(variables: Mapping[str, str], problems: list[str]) -> str | None:
    for variable in ("AWS_CA_BUNDLE", "REQUESTS_CA_BUNDLE"):
        path = variables.get(variable)
        if path:
            if not os.path.exists(path):  # noqa: PTH110  (never raises; Path's may)
                problems.append(
                    f"{variable} names {path}, which is not there: no TLS connection will be made."
                )
            return path
    return None
