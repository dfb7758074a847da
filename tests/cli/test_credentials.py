"""exec and credentials: where secrets are printed, and where they are not."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from ssoswitch.demo.behaviour import Fault
from ssoswitch.demo.identity_center import FakeIdentityCenter
from ssoswitch.disk.locations import environment_from
from ssoswitch.model.environment import Environment
from ssoswitch.operations.startup import start
from tests.cli.conftest import COMPANY
from tests.support.command_line import Terminal, run, spawn, tree
from tests.support.fake_center import fake_center
from tests.support.signing_in import environment_for, save_token, session_of

SECRET = "demo-secret"  # every secret of the fake has it
FORMATS = ("env", "env-no-export", "fish", "powershell", "windows-cmd", "json", "process")


@pytest.mark.parametrize("form", FORMATS)
def test_every_format_is_data_on_stdout(signed_in: Environment, form: str) -> None:
    done = run(signed_in, "credentials", "dev", "--format", form)
    assert (done.code, done.err) == (0, "")
    assert SECRET in done.out
    assert done.out.endswith("\n")


def test_env_is_what_a_shell_evaluates(signed_in: Environment) -> None:
    exports = run(signed_in, "credentials", "dev", "--format", "env").out
    shell = subprocess.run(
        ["bash", "--norc", "-c", f"{exports}printf '%s|%s' \"$AWS_SECRET_ACCESS_KEY\" \"$AWS_REGION\""],
        env={"PATH": "/usr/bin:/bin"}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    secret, region = shell.stdout.split("|")
    assert secret.startswith(SECRET) and region == "eu-west-1"


def test_process_is_what_an_sdk_reads(signed_in: Environment) -> None:
    document = json.loads(run(signed_in, "credentials", "dev", "--format", "process").out)
    assert document["Version"] == 1
    assert {"AccessKeyId", "SecretAccessKey", "SessionToken", "Expiration"} <= document.keys()


def test_the_endpoints_of_the_profile_count(tmp_path: Path) -> None:
    """As with every SDK: a `[services …]` block leads to where the role's credentials are, for that profile alone."""
    with fake_center() as center:
        env = environment_for(center, tmp_path)
        save_token(env, center, session_of(center))
        inside = "services = inside\n[services inside]\n" + "".join(
            f"{service} =\n  endpoint_url = {center.url}\n" for service in ("sso", "sso_oidc", "sts")
        )
        env.config_file.write_text(env.config_file.read_text() + inside)
        variables = {name: value for name, value in env.variables.items() if name != "AWS_ENDPOINT_URL"}
        alone = environment_from(variables, working_directory=env.working_directory)
        assert alone.endpoints.sso is None
        assert SECRET in run(alone, "credentials", "dev", "--format", "env").out
        assert center.requests.count("GetRoleCredentials") == 1
        assert run(alone, "whoami", "--profile", "dev", "--verify").code == 0
        assert center.requests.count("GetCallerIdentity") == 1


def test_an_endpoint_that_is_not_safe_gets_no_token(tmp_path: Path) -> None:
    with fake_center() as center:
        env = environment_for(center, tmp_path)
        save_token(env, center, session_of(center))
        unsafe = center.url.replace("127.0.0.1", "127.0.0.1.nip.invalid")
        env.config_file.write_text(f"{env.config_file.read_text()}endpoint_url = {unsafe}\n")
        done = run(
            env, "credentials", "dev", "--format", "env"
        )  # AWS_ENDPOINT_URL goes first: the fake answers
        assert (done.code, done.err) == (0, "")
        without = {name: value for name, value in env.variables.items() if name != "AWS_ENDPOINT_URL"}
        alone = environment_from(
            {**without, "AWS_ENDPOINT_URL_SSO": center.url}, working_directory=env.working_directory
        )
        done = run(alone, "credentials", "dev", "--format", "env")
        assert "endpoint_url of the profile dev is not used" in done.err
        assert done.code == 0


def test_a_profile_for_a_stand_in_of_other_services_is_in_nobody_s_way(tmp_path: Path) -> None:
    with fake_center() as center:
        env = environment_for(center, tmp_path, variables={"AWS_PROFILE": "localstack"})
        save_token(env, center, session_of(center))
        with env.config_file.open("a") as config:
            config.write("[profile localstack]\nendpoint_url = http://localstack.invalid:4566\n")
        done = run(env, "sync", "--progress", "none", "-q")
        assert (done.code, done.err) == (0, "")
        assert start(env).problems == ()


def test_as_json(signed_in: Environment) -> None:
    document = run(signed_in, "credentials", "dev", "--json").json
    assert document["account_id"] == "333344445555" and document["role_name"] == "AdministratorAccess"
    assert document["region"] == "eu-west-1"
    assert document["expiration"].endswith("Z")
    assert SECRET in document["secret_access_key"]


def test_of_a_role_without_a_profile(signed_in: Environment) -> None:
    done = run(
        signed_in, "credentials", "-S", "corp", "--account-id", "333344446666", "--role-name", "PowerUserAccess",
        "--format", "process",
    )  # fmt: skip
    assert done.code == 0
    assert json.loads(done.out)["AccountId"] == "333344446666"


def test_many_process_calls_make_one_fetch(signed_in: Environment, center: FakeIdentityCenter) -> None:
    outs = {spawn(signed_in, "credentials", "dev", "--format", "process").out for _ in range(3)}
    assert len(outs) == 1
    assert center.requests.count("GetRoleCredentials") == 1


def test_nothing_is_kept_otherwise(signed_in: Environment) -> None:
    before = tree(signed_in.home)
    assert run(signed_in, "credentials", "dev", "--format", "env").code == 0
    assert run(signed_in, "credentials", "dev", "--format", "process", "-n").code == 0
    after = tree(signed_in.home)
    assert {name for name in after if SECRET.encode() in after[name]} == {
        name for name in before if SECRET.encode() in before[name]
    }


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("never", "--format", "process"), 3),
        (("dev", "--format", "nonsense"), 2),
        (("dev",), 2),
        (("--format", "process"), 2),
        (("dev", "--format", "process", "--account-id", "333344445555"), 2),
        (("--account-id", "333344445555", "--format", "process"), 2),
        (("--account-id", "1", "--role-name", "x", "--format", "process"), 2),
        (("--account-id", "333344445555", "--role-name", "No", "--format", "process"), 1),
        (("--account-id", "333344445555", "--role-name", "No", "--format", "process", "-S", "never"), 3),
        (("dev", "--format", "process", "--as", "x"), 2),
        (("dev", "--format", "process", "--write"), 2),
    ],
)
def test_an_error_is_one_line_without_secrets(
    signed_in: Environment, arguments: tuple[str, ...], code: int
) -> None:
    for done in (
        run(signed_in, "credentials", *arguments),
        spawn(signed_in, "credentials", *arguments, "--verbose"),
    ):
        assert (done.code, done.out) == (code, "")
        assert done.err.splitlines()[0].startswith("ssoswitch: ")
        assert not [line for line in done.err.splitlines()[1:] if not line.startswith("  ")]
        assert SECRET not in done.err and "Traceback" not in done.err


@pytest.mark.parametrize(
    ("kind", "code"),
    [("401", 4), ("403", 1), ("500", 1), ("reset", 69), ("html", 1), ("garbage", 1), ("cut", 69)],
)
def test_what_aws_says_becomes_a_code(tmp_path: Path, kind: str, code: int) -> None:
    with fake_center(COMPANY) as center:
        env = environment_for(center, tmp_path)
        save_token(env, center, session_of(center))
        fault = Fault("*" if kind == "reset" else "GetRoleCredentials", kind, times=None)  # type: ignore[arg-type]  # a FaultKind
        center.set_behaviour(replace(center.behaviour, faults=(fault,)))
        if kind == "401":
            center.end_sessions()
        done = run(env, "credentials", "dev", "--format", "process")
    assert done.out == ""
    assert done.code == code, done.err
    assert done.err.count("\n") == 1
    assert SECRET not in done.err


def test_without_a_sign_in(env: Environment) -> None:
    done = run(env, "credentials", "dev", "--format", "process")
    assert (done.code, done.out) == (4, "")
    assert done.err.count("\n") == 1


def test_write_masks_and_asks(signed_in: Environment) -> None:
    dry = run(signed_in, "credentials", "dev", "--write", "--as", "legacy", "-n")
    assert "+[legacy]" in dry.lines
    assert SECRET not in dry.out + dry.err
    unasked = run(signed_in, "credentials", "dev", "--write", "--as", "legacy")
    assert unasked.code == 2 and SECRET not in unasked.err
    assert not signed_in.credentials_file.exists()
    done = run(signed_in, "credentials", "dev", "--write", "--as", "legacy", "-y", "--json")
    assert done.json["changed"] is True and SECRET not in done.out + done.err
    assert signed_in.credentials_file.stat().st_mode & 0o777 == 0o600
    assert SECRET in signed_in.credentials_file.read_text()
    assert "***" in run(signed_in, "profile", "show", "legacy").out
    back = run(signed_in, "undo", "-y")
    assert back.code == 0 and "takes it back" not in back.err
    assert SECRET not in run(signed_in, "history", "--json").out


def test_a_terminal_is_warned(signed_in: Environment) -> None:
    with Terminal(signed_in, ["credentials", "dev", "--format", "env"]) as running:
        done = running.end()
    assert "These are secret keys" in done.err


def test_exec_passes_the_exit_code_on(signed_in: Environment) -> None:
    for code in (0, 7, 255):
        assert spawn(signed_in, "exec", "dev", "--", "sh", "-c", f"exit {code}").code == code


def test_exec_gives_the_keys_and_nothing_stale(signed_in: Environment) -> None:
    done = spawn(
        signed_in, "exec", "dev", "--", "env",
        AWS_PROFILE="stale", AWS_SESSION_TOKEN="stale", AWS_REGION="stale",
    )  # fmt: skip
    variables = dict(line.split("=", 1) for line in done.lines if "=" in line)
    assert done.err == ""
    assert variables["AWS_SECRET_ACCESS_KEY"].startswith(SECRET)
    assert variables["AWS_REGION"] == variables["AWS_DEFAULT_REGION"] == "eu-west-1"
    assert "stale" not in variables.values()
    assert "AWS_PROFILE" not in variables


def test_exec_hands_its_arguments_on_as_they_are(signed_in: Environment) -> None:
    words = ["--json", "-n", "--help", "a b", "$(touch ran)", "--", "-q"]
    done = spawn(
        signed_in, "exec", "dev", "--", sys.executable, "-c", "import sys; print(sys.argv[1:])", *words
    )
    assert done.out == f"{words}\n"


@pytest.mark.parametrize("options", [[], ["--renewing"]])
def test_exec_that_cannot_start(signed_in: Environment, tmp_path: Path, options: list[str]) -> None:
    text = tmp_path / "notes.txt"
    text.write_text("no program")
    for command, code in (("no-such-program", 127), ("./none", 127), (str(text), 126), (str(tmp_path), 126)):
        done = spawn(signed_in, "exec", "dev", *options, "--", command)
        assert (done.code, done.err.count("\n")) == (code, 1), done.err
        assert "othing was run" in done.err


def test_exec_that_does_not_come_to_the_command(signed_in: Environment) -> None:
    assert run(signed_in, "exec", "dev").code == 2
    assert run(signed_in, "exec", "never", "--", "true").code == 3
    dry = run(signed_in, "exec", "dev", "-n", "--", "touch", "x")
    assert (dry.code, dry.out) == (0, "") and "Would run" in dry.err


def test_an_error_before_exec_is_json_only_where_it_was_asked_of_us(env: Environment) -> None:
    assert spawn(env, "exec", "dev", "--json", "--", "true").error["code"] == "sign_in_needed"
    plain = spawn(env, "exec", "dev", "--", "true", "--json")
    assert plain.code == 4 and plain.err.startswith("ssoswitch: ")


def test_the_keys_are_in_no_argument_list(signed_in: Environment) -> None:
    show = "import pathlib; print(pathlib.Path('/proc/self/cmdline').read_text())"
    done = spawn(signed_in, "exec", "dev", "--", sys.executable, "-c", show)
    assert done.code == 0 and SECRET not in done.out
