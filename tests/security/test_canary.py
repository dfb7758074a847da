"""Every secret that the fake hands out holds one word. It is in no output, log, report, journal or state of ours.

S3 of the requirements: whatever fails, however much is asked to be logged.
"""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from ssoswitch.demo.identity_center import FakeIdentityCenter
from ssoswitch.demo.organization import Organization
from ssoswitch.model.environment import Environment
from tests.support.fake_center import fake_center
from tests.support.signing_in import environment_for, save_token, session_of
from tests.support.terminal import Terminal, variables_of

CANARY = "demo-secret-"
HOLDS_SECRETS = (".aws/sso/cache/", ".aws/cli/cache/", ".aws/credentials", ".cache/ssoswitch/run/open-")
"""Where tokens, keys and, for a minute, a link are meant to be, in the home."""
LOUD = {
    "PYTHONASYNCIODEBUG": "1",
    "PYTHONDEVMODE": "1",
    "PYTHONWARNINGS": "ignore",
    "TEXTUAL": "debug,devtools",
    "TEXTUAL_DEBUG": "1",
    "BOTO_DEBUG": "1",
    "AWS_PROFILE": "dev",
    "BROWSER": "/bin/true",
}
_CENTER = "ssoswitch.aws.identity_center:BotoIdentityCenter:"
_CACHE = "ssoswitch.disk.token_cache:TokenCache:"
COMMANDS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("-", ("sync", "--verbose")),
    ("-", ("login", "--force", "--no-browser", "--verbose")),
    ("-", ("whoami", "--verify", "--verbose")),
    ("-", ("exec", "dev", "--", "/bin/true")),
    ("-", ("credentials", "dev", "--write", "--yes")),
    ("-", ("console", "--profile", "dev", "--verbose")),
    ("-", ("logout", "-y", "--verbose")),
    (_CENTER + "list_accounts", ("sync", "--verbose")),
    (_CENTER + "list_account_roles", ("sync",)),
    (_CENTER + "register_client", ("login", "--force", "--no-browser")),
    (_CENTER + "start_device_authorization", ("login", "--force", "--no-browser")),
    (_CENTER + "redeem_device_code", ("login", "--force", "--no-browser", "--json")),
    (_CENTER + "redeem_refresh_token", ("sync",)),
    (_CENTER + "get_role_credentials", ("exec", "dev", "--", "/bin/true")),
    (_CENTER + "get_role_credentials", ("credentials", "dev", "--format", "process")),
    (_CENTER + "get_role_credentials", ("credentials", "dev", "--format", "env")),
    (_CENTER + "get_role_credentials", ("console", "--profile", "dev", "--print")),
    (_CENTER + "logout", ("logout", "-y")),
    (_CACHE + "load", ("status", "--json")),
    (_CACHE + "load", ("list", "--verbose")),
    (_CACHE + "save", ("login", "--force", "--no-browser")),
    ("ssoswitch.aws.federation::sign_in_token", ("console", "--profile", "dev")),
    ("ssoswitch.aws.caller_identity::get_caller_identity", ("whoami", "--verify")),
    (
        "ssoswitch.operations.credentials_file::plan_write_credentials",
        ("credentials", "dev", "--write", "--yes"),
    ),
)


def leaks(home: Path) -> list[str]:
    """Files in which the canary sits and should not, and secret files that others may read."""
    found = []
    for path in home.rglob("*"):
        if path.is_symlink() or not path.is_file() or CANARY.encode() not in path.read_bytes():
            continue
        name = path.relative_to(home).as_posix()
        if not name.startswith(HOLDS_SECRETS):
            found.append(name)
        elif path.stat().st_mode & 0o077:
            found.append(f"{name} may be read by others")
    return found


def environment(center: FakeIdentityCenter, tmp_path: Path, where: str = "-") -> Environment:
    """A home that is signed in, for a renewal if that is what will fail."""
    tmp_path.mkdir(exist_ok=True)
    env = environment_for(center, tmp_path)
    save_token(env, center, session_of(center), expires_in=60.0 if "refresh" in where else None)
    return env


def test_no_command_shows_or_keeps_it_whatever_fails(tmp_path: Path) -> None:
    def run(number: int) -> tuple[str, Path]:
        where, arguments = COMMANDS[number]
        env = environment(center, tmp_path / str(number), where)
        done = subprocess.run(
            [sys.executable, "-m", "tests.support.sabotage", where, *arguments],
            env=variables_of(env, **LOUD),
            cwd=env.working_directory,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert "Traceback" not in done.stderr, (where, arguments, done.stderr)
        if where != "-":
            assert done.returncode != 0, (where, arguments, "the sabotage was not met")
            assert "fault of ssoswitch" in done.stderr + done.stdout, (where, arguments, done.stderr)
        else:
            assert done.returncode == 0, (arguments, done.stderr)
        return done.stdout + done.stderr, env.home

    with fake_center(Organization.sample(5)) as center, ThreadPoolExecutor(3) as pool:
        for (where, arguments), (said, home) in zip(
            COMMANDS, pool.map(run, range(len(COMMANDS))), strict=True
        ):
            assert CANARY not in said, (where, arguments)
            assert leaks(home) == [], (where, arguments)
            reports = list((home / ".local/state/ssoswitch/log").glob("crash-*"))
            assert bool(reports) == (where != "-"), (where, arguments)


def test_nor_does_the_screen(tmp_path: Path) -> None:
    def run(where: str) -> None:
        env = environment(center, tmp_path / where.rpartition(":")[2], where)
        command = [sys.executable, "-m", "tests.support.sabotage", where]
        pictures = env.home / "pictures"
        pictures.mkdir()
        asked = {
            "TEXTUAL_LOG": str(pictures / "log"),
            "TEXTUAL_SCREENSHOT": "0",
            "TEXTUAL_SCREENSHOT_LOCATION": str(pictures),
            "TEXTUAL_PRESS": "q",
        }
        variables = variables_of(env, **LOUD, **asked)
        with Terminal(command, variables, folder=env.working_directory) as terminal:
            terminal.wait_for("accounts")
            terminal.wait_quiet()
            for key in (
                "G",
                "l",
                "j",
                "o",
                "\r",
                "y",
                "\x1b",
                "\x1b",
                "u",
                "\x1b",
                "w",
                "v",
                "\x1b",
                "i",
                "L",
                "\x1b",
            ):
                terminal.press(key)
                if key == "v" and where.endswith("credentials"):
                    terminal.wait_for("fault")  # "who am I" asks for them, wherever the cursor stands
                terminal.wait_quiet(0.2, 3.0)
            terminal.press("\x11")
            terminal.wait_end()
            assert CANARY.encode() not in bytes(terminal.data), where
            assert "Executing <" not in terminal.text, "asyncio talks into the picture"
        assert list(pictures.iterdir()) == []
        assert leaks(env.home) == [], where
        assert bool(list((env.state_dir / "log").glob("crash-*"))) == (where != "-"), where

    with fake_center(Organization.sample(5)) as center, ThreadPoolExecutor(3) as pool:
        list(pool.map(run, ("-", _CENTER + "list_account_roles", _CENTER + "get_role_credentials")))


def test_the_search_for_leaks_finds_one(tmp_path: Path) -> None:
    with fake_center(Organization.sample(5)) as center:
        env = environment(center, tmp_path)
        assert leaks(env.home) == []
        (env.state_dir / "log").mkdir(parents=True)
        (env.state_dir / "log" / "x").write_text(f"token {CANARY}123")
        token = next(env.sso_cache.glob("*.json"))
        token.chmod(0o644)
        assert len(leaks(env.home)) == 2
