"""Two ways to run the demo: a throw-away home around a program (`DemoHome`), the Identity Center alone (`serve`)."""

from __future__ import annotations

import argparse
import os
import re
import shlex
import signal
import sys
import tempfile
from pathlib import Path
from typing import TextIO

from ssoswitch.demo.behaviour import Behaviour, RateLimit
from ssoswitch.demo.example_files import MADE_BY, example_config, session_config
from ssoswitch.demo.home import DemoHome
from ssoswitch.demo.identity_center import FakeIdentityCenter
from ssoswitch.demo.organization import Organization
from ssoswitch.model.errors import FileUnsafe, InvalidValue, SsoswitchError, Unavailable, WouldOverwrite

__all__ = ["DemoHome", "serve"]

SERVER_BEHAVIOUR = Behaviour(device_polls=30, rate_limit=RateLimit(rate=20.0, burst=20))
"""A sign-in waits half a minute for a click on its page, then passes by itself: scripts have no browser."""

_START_URL = re.compile(r"^(\s*sso_start_url\s*=\s*)http://127\.0\.0\.1:\d+/start[ \t]*$", re.MULTILINE)
_ENDS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def serve(accounts: int = 60, port: int = 0, home: Path | None = None, out: TextIO | None = None) -> int:
    """Run the Identity Center until SIGINT, SIGTERM or SIGHUP; the exit code, 0.

    Prints on `out` (default: stdout) the exports that point boto3 and the AWS CLI at it, and a config. With `home` the
    config is written to `.aws/config` there and HOME is among the exports.

    Call it from the main thread. Raises InvalidValue for a number of accounts that is not 1 to 10,000, Unavailable
    when the port is taken, WouldOverwrite when `home` has a config that the demo did not make.
    """
    out = out or sys.stdout
    try:
        organization = Organization.sample(accounts)
    except ValueError as error:
        raise InvalidValue(f"{accounts} accounts: {error}.", "Try --accounts 60.") from error
    center = FakeIdentityCenter(organization, SERVER_BEHAVIOUR, port=port)
    # What was ignored when we were started (nohup, a background job) stays ignored. The rest is blocked before any
    # thread exists, so that no thread takes the signal away from sigwait.
    ends = {number for number in _ENDS if signal.getsignal(number) is not signal.SIG_IGN}
    before = signal.pthread_sigmask(signal.SIG_BLOCK, ends)
    try:
        _start(center, port)
        out.write(_announcement(center, home))
        out.flush()
        signal.sigwait(ends)
    finally:
        center.stop()
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
    return 0


def _start(center: FakeIdentityCenter, port: int) -> None:
    try:
        center.start()
    except (OSError, OverflowError) as error:
        message = f"Port {port} of 127.0.0.1 cannot be used: {error}."
        raise Unavailable(message, "Without --port a free one is taken.") from error


def _announcement(center: FakeIdentityCenter, home: Path | None) -> str:
    """What is printed: shell lines, then the config. Writes the config where there is a home."""
    organization = center.organization
    variables = {"AWS_ENDPOINT_URL": center.url, "NO_PROXY": "127.0.0.1,localhost"}
    if home is None:
        config, where = session_config(center.start_url), "An AWS config for it"
    else:
        path = home.absolute() / ".aws" / "config"
        config, where = _write_config(path, center), f"{path}"
        variables |= {
            "HOME": str(home.absolute()),
            "AWS_CONFIG_FILE": str(path),
            "AWS_SHARED_CREDENTIALS_FILE": str(path.with_name("credentials")),
        }
    lines = [
        f"# Identity Center (demo) at {center.url}: {len(organization)} accounts, {organization.role_count} roles.",
        "# Stop it with Ctrl-C. In another shell:",
        "unset AWS_PROFILE AWS_DEFAULT_PROFILE AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN",
        *(f"export {name}={shlex.quote(value)}" for name, value in variables.items()),
        "",
        f"# {where}:",
        config,
    ]
    return "\n".join(lines)


def _write_config(path: Path, center: FakeIdentityCenter) -> str:
    """Write the demo's config, or lead one that the demo made before to this port; the text that stands there now."""
    try:
        old = path.read_text(encoding="utf-8") if path.exists() or path.is_symlink() else None
        if old is None:
            text = example_config(center.start_url, center.organization)
        elif old.startswith(MADE_BY) and not path.is_symlink():
            text = _START_URL.sub(lambda match: match[1] + center.start_url, old)
        else:
            raise WouldOverwrite(
                f"{path} was not made by the demo, so it is left as it is.",
                "Name an empty folder with --home.",
            )
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _replace(path, text)
    except (OSError, UnicodeDecodeError) as error:
        raise FileUnsafe(f"{path} cannot be written: {error}.", "Name another folder with --home.") from error
    return text


def _replace(path: Path, text: str) -> None:
    """Put the whole new text in the place of the old one, readable by the owner alone."""
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=".config-")
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
        os.replace(name, path)  # noqa: PTH105 - mkstemp gives a plain name
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _main() -> int:
    """`python -m ssoswitch.demo.run`: the server, without the rest of the program."""
    parser = argparse.ArgumentParser(prog="python -m ssoswitch.demo.run", description=serve.__doc__)
    parser.add_argument("--accounts", type=int, default=60)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--home", type=Path)
    options = parser.parse_args()
    try:
        return serve(options.accounts, options.port, options.home)
    except SsoswitchError as error:
        parser.error(str(error))


if __name__ == "__main__":
    sys.exit(_main())
