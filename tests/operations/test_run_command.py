"""A command with a role's credentials: its environment, its exit code, its signals."""

from __future__ import annotations

import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from ssoswitch.demo.identity_center import FakeIdentityCenter
from ssoswitch.model.environment import Environment
from ssoswitch.model.errors import ConfigError, InvalidValue, ProfileNotFound, Unavailable
from ssoswitch.operations.connect import Connections
from ssoswitch.operations.read_config import read_config
from ssoswitch.operations.run_command import REMOVED, child_environment, renewing_environment, run

ROOT = str(Path(__file__).parent.parent.parent)
STALE = dict.fromkeys(REMOVED, "stale")


def exec_script(call: str) -> str:
    return (
        "import sys\n"
        "from ssoswitch.disk.locations import detect_environment\n"
        "from ssoswitch.operations.connect import Connections\n"
        "from ssoswitch.operations.run_command import run\n"
        "from ssoswitch.operations.read_config import read_config\n"
        "env = detect_environment()\n"
        f"sys.exit(run(env, Connections(env), read_config(env), 'dev', {call}))\n"
    )


def start(env: Environment, call: str, **variables: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", exec_script(call)],
        env={**env.variables, "PYTHONPATH": ROOT, **variables},
        stdout=subprocess.PIPE,
        text=True,
    )


def test_the_environment_holds_nothing_stale(env: Environment) -> None:
    stale = replace(env, variables={**env.variables, **STALE, "FOO": "kept", "SSOSWITCH_SHELL": "bash"})
    config = read_config(env)
    variables = child_environment(stale, Connections(env), config, config.profiles["dev"])
    assert "stale" not in variables.values()
    assert variables["FOO"] == "kept"
    assert "SSOSWITCH_SHELL" not in variables
    assert variables["AWS_REGION"] == variables["AWS_DEFAULT_REGION"] == "eu-west-1"
    assert variables["AWS_ACCESS_KEY_ID"].startswith("ASIA")
    assert {"AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_CREDENTIAL_EXPIRATION"} <= variables.keys()
    assert "AWS_PROFILE" not in variables
    other = child_environment(stale, Connections(env), config, config.profiles["dev"], region="us-east-2")
    assert other["AWS_REGION"] == "us-east-2"


def test_it_becomes_the_command(env: Environment) -> None:
    child = start(env, "['sh', '-c', 'echo $$ $AWS_REGION; exit 7']", **STALE)
    out, _ = child.communicate(timeout=30)
    assert out.split() == [str(child.pid), "eu-west-1"]
    assert child.returncode == 7


def test_a_pipe_that_closes_ends_it_quietly(env: Environment) -> None:
    done = subprocess.run(
        f"'{sys.executable}' -c \"$SCRIPT\" | head -1",
        shell=True,
        env={**env.variables, "PYTHONPATH": ROOT, "SCRIPT": exec_script("['yes']")},
        capture_output=True,
        text=True,
        check=True,
        timeout=30,
    )
    assert (done.stdout, done.stderr) == ("y\n", "")


def test_signals_reach_a_renewing_child(env: Environment) -> None:
    script = 'trap "exit 9" TERM; echo up; while :; do sleep 0.05; done'
    with start(env, f"['sh', '-c', {script!r}], renewing=True") as child:
        assert child.stdout is not None
        assert child.stdout.readline() == "up\n"
        child.send_signal(signal.SIGTERM)
        assert child.wait(timeout=30) == 9
    assert not [path for path in env.runtime_dir.rglob("*") if path.is_file()]
    killed = start(env, "['sh', '-c', 'kill -KILL $$'], renewing=True")
    killed.communicate(timeout=30)
    assert killed.returncode == 128 + signal.SIGKILL


def test_a_signal_that_comes_as_early_as_can_be_reaches_a_renewing_child(env: Environment) -> None:
    script = 'trap "exit 9" TERM; kill -TERM $PPID; while :; do sleep 0.05; done'
    for _ in range(3):
        child = start(env, f"['sh', '-c', {script!r}], renewing=True")
        child.communicate(timeout=30)
        assert child.returncode == 9
    assert not [path for path in env.runtime_dir.rglob("*") if path.is_file()]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGQUIT])
def test_a_renewing_child_hears_the_keys_that_end_it(env: Environment, number: signal.Signals) -> None:
    child = start(env, f"['sh', '-c', 'ulimit -c 0; kill -{number.value} $$; exit 3'], renewing=True")
    child.communicate(timeout=30)
    assert child.returncode == 128 + number


def test_a_renewing_child_asks_us(env: Environment, center: FakeIdentityCenter, tmp_path: Path) -> None:
    config = read_config(env)
    dev = config.profiles["dev"]
    notes = tmp_path / "asked"
    program = tmp_path / "ssoswitch"
    program.write_text(
        f'#!/bin/sh\necho "$AWS_CONFIG_FILE|$AWS_PROFILE|$*" >> {notes}\n'
        'echo \'{"Version": 1, "AccessKeyId": "A", "SecretAccessKey": "S", "SessionToken": "T"}\'\n'
    )
    program.chmod(0o755)
    stale = replace(env, variables={**env.variables, **STALE})
    with renewing_environment(stale, config, dev, program=[str(program)]) as variables:
        path = Path(variables["AWS_CONFIG_FILE"])
        assert path.stat().st_mode & 0o777 == 0o600
        assert "AWS_ACCESS_KEY_ID" not in variables
        script = (
            "import boto3; s = boto3.Session(); c = s.get_credentials().get_frozen_credentials();"
            "print(c.access_key, s.region_name)"
        )
        done = subprocess.run(
            [sys.executable, "-c", script],
            env=variables,
            capture_output=True,
            text=True,
            check=True,
            timeout=60,
        )
        assert done.stdout.split() == ["A", "eu-west-1"]
    assert not path.exists()
    assert dev.role is not None
    words = f"--account-id {dev.role.account_id} --role-name {dev.role.role_name} --format process"
    assert notes.read_text() == f"{env.config_file}||credentials --session corp {words}\n"


def test_what_cannot_be_run(env: Environment) -> None:
    connections, config = Connections(env), read_config(env)
    with pytest.raises(InvalidValue):
        run(env, connections, config, "dev", [])
    with pytest.raises(ProfileNotFound):
        run(env, connections, config, "gone", ["true"])
    with pytest.raises(Unavailable, match="no-such-program"):
        run(env, connections, config, "dev", ["no-such-program"])
    with pytest.raises(Unavailable, match="could not be started"):
        run(env, connections, config, "dev", ["/etc/hostname"], renewing=True)
    env.config_file.write_text("[profile bare]\n")
    bare = read_config(env)
    with pytest.raises(ConfigError, match="no SSO profile"):
        run(env, connections, bare, "bare", ["true"], renewing=True)


def test_no_secret_is_in_an_argument(env: Environment) -> None:
    script = "cat /proc/self/cmdline /proc/$PPID/cmdline | tr '\\\\0' ' '; env | grep SECRET"
    out, _ = start(env, f"['sh', '-c', \"{script}\"]").communicate(timeout=30)
    secret = out.splitlines()[-1].partition("=")[2]
    assert secret
    assert out.count(secret) == 1
