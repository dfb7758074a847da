"""envrc, use, whoami."""

from __future__ import annotations

import shlex
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from ssoswitch.cli.call import Call
from ssoswitch.cli.screen import hand_over
from ssoswitch.demo.identity_center import FakeIdentityCenter
from ssoswitch.disk.locations import environment_from
from ssoswitch.disk.recollections import load_recollections
from ssoswitch.model.environment import Environment
from ssoswitch.operations.use import previous_profile
from tests.support.command_line import Terminal, run, tree
from tests.support.environments import make_environment
from tests.support.neighbours import has

CONFIG = """\
[default]
region = eu-central-1
[sso-session corp]
sso_start_url = https://acme.awsapps.com/start
sso_region = eu-west-1
[profile one]
sso_session = corp
sso_account_id = 111122223333
sso_role_name = Admin
region = eu-west-1
[profile two]
sso_session = corp
sso_account_id = 111122223333
sso_role_name = Audit
[profile "odd $(touch ran) 'name'"]
region = eu-west-1
"""
ODD = "odd $(touch ran) 'name'"


@pytest.fixture
def plain(tmp_path: Path) -> Environment:
    return make_environment(tmp_path, config=CONFIG)


def with_variables(env: Environment, **variables: str) -> Environment:
    return environment_from({**env.variables, **variables}, working_directory=env.working_directory)


def test_envrc_needs_no_sign_in_and_no_tree(plain: Environment) -> None:
    done = run(plain, "envrc", "--profile", "one", "-y")
    assert (done.code, done.out) == (0, "")
    path = plain.working_directory / ".envrc"
    assert path.read_text() == "export AWS_PROFILE=one\n"
    before = tree(plain.home)
    again = run(plain, "envrc", "--profile", "one", "-y")
    assert again.code == 0
    assert again.err.splitlines()[-1] == "Already so; nothing was written."
    assert run(plain, "envrc", "--profile", "one").code == 0  # nothing to write, so nobody is asked
    assert tree(plain.home) == before
    assert run(plain, "envrc", "--profile", "two", "-y").code == 0
    assert path.read_text() == "export AWS_PROFILE=two\n"


def test_envrc_of_another_directory_and_dry_run(plain: Environment) -> None:
    other = plain.working_directory / "other"
    other.mkdir()
    dry = run(plain, "envrc", "other", "--profile", "one", "-n")
    assert dry.code == 0
    assert "+export AWS_PROFILE=one" in dry.lines
    assert not (other / ".envrc").exists()
    assert run(plain, "envrc", str(other), "--profile", "one", "-y").code == 0
    assert (other / ".envrc").exists()
    assert run(plain, "envrc", "nowhere", "--profile", "one", "-y").code != 0
    without = run(plain, "envrc", "other", "--profile", "two")
    assert without.code == 2 and "--yes" in without.err


def test_envrc_says_production_above_the_diff(plain: Environment) -> None:
    with plain.config_file.open("a") as config:
        config.write(
            "[profile shop-prod]\nrole_arn = arn:aws:iam::222233334444:role/x\nsource_profile = one\n"
        )
    assert "! PROD: 222233334444 / x." in run(plain, "envrc", "--profile", "shop-prod", "-y").err
    assert "PROD" not in run(plain, "envrc", "--profile", "one", "-y").err


def test_envrc_keeps_every_other_line(plain: Environment) -> None:
    path = plain.working_directory / ".envrc"
    path.write_text("# mine\nexport FOO=1\nexport AWS_PROFILE=old # which\nexport BAR=2\n")
    assert run(plain, "envrc", "--profile", "one", "-y").code == 0
    assert path.read_text() == "# mine\nexport FOO=1\nexport AWS_PROFILE=one # which\nexport BAR=2\n"


def test_envrc_of_a_profile_that_is_not_there_yet_warns(plain: Environment) -> None:
    done = run(plain, "envrc", "--profile", "later", "-y", "--json")
    document = done.json
    assert done.err == ""
    assert document["changed"] is True and document["action"] == "new" and document["profile"] == "later"
    assert any("There is no profile 'later'" in each for each in document["warnings"])


def test_envrc_that_cannot_take_effect_is_refused_with_the_line(plain: Environment) -> None:
    path = plain.working_directory / ".envrc"
    path.write_text("exit 0\n")
    done = run(plain, "envrc", "--profile", "one", "-y")
    assert done.code == 1
    assert done.err.splitlines()[-1].startswith("ssoswitch: ")
    assert path.read_text() == "exit 0\n"


def test_envrc_without_profile_is_wrong_use(plain: Environment) -> None:
    done = run(plain, "envrc")
    assert (done.code, done.err.count("\n")) == (2, 1)
    assert "--profile" in done.err


def test_use_prints_what_a_shell_can_evaluate(plain: Environment, tmp_path: Path) -> None:
    done = run(plain, "use", "one")
    assert (done.code, done.err) == (0, "")
    assert done.lines[-1] == "export AWS_PROFILE=one"
    for name in ("one", ODD):
        exports = run(plain, "use", name).out
        shell = subprocess.run(
            ["bash", "--norc", "-c", f"{exports}printf %s \"$AWS_PROFILE-${{AWS_ACCESS_KEY_ID-none}}\""],
            env={"PATH": "/usr/bin:/bin", "AWS_ACCESS_KEY_ID": "stale"}, cwd=tmp_path,
            capture_output=True, text=True, check=True,
        )  # fmt: skip
        assert shell.stdout == f"{name}-none"
        assert list(tmp_path.glob("ran")) == []


def test_use_in_other_shells(plain: Environment) -> None:
    fish = run(with_variables(plain, SSOSWITCH_SHELL="fish"), "use", "one")
    assert fish.lines[-1] == "set -gx AWS_PROFILE 'one'"
    powershell = run(with_variables(plain, SSOSWITCH_SHELL="powershell"), "use", "one")
    assert powershell.lines[-1].startswith("$Env:AWS_PROFILE = ")


def test_use_as_json(plain: Environment) -> None:
    document = run(plain, "use", "one", "--json").json
    assert document["profile"] == "one"
    assert document["set"] == {"AWS_PROFILE": "one"}
    assert "AWS_ACCESS_KEY_ID" in document["unset"]


def test_use_by_a_search(saved: Environment) -> None:
    assert run(saved, "use", "pay", "prod", "admin").lines[-1] == "export AWS_PROFILE=dev"
    none = run(saved, "use", "stage")
    assert none.code == 3
    assert "payments-stage / PowerUserAccess" in none.err
    assert "ssoswitch profile create" in none.err
    assert run(saved, "profile", "create", "payments-prod", "ReadOnlyAccess", "-y").code == 0
    many = run(saved, "use", "payments")
    assert (many.code, many.out) == (3, "")
    assert many.err.splitlines()[1:] == ["  dev", "  payments-prod-ro"]
    assert run(saved, "use", "nothing-like-that").code == 3
    assert run(saved, "use").code == 2


def test_use_goes_back(plain: Environment) -> None:
    none = run(plain, "use", "-")
    assert none.code == 3 and "no previous profile yet" in none.err
    assert run(with_variables(plain, AWS_PROFILE="one"), "use", "two", "-n").code == 0
    assert run(plain, "use", "-").code == 3
    assert run(with_variables(plain, AWS_PROFILE="one"), "use", "two").code == 0
    assert run(with_variables(plain, AWS_PROFILE="two"), "use", "-").lines[-1] == "export AWS_PROFILE=one"
    hooked = with_variables(plain, AWS_PROFILE="two", SSOSWITCH_SHELL="bash", SSOSWITCH_PREVIOUS="default")
    assert run(hooked, "use", "-").lines[-1] == "export AWS_PROFILE=default"


def test_whoami_with_nothing(tmp_path: Path) -> None:
    done = run(make_environment(tmp_path), "whoami")
    assert (done.code, done.err) == (0, "")
    assert done.out == "no profile is in force: AWS_PROFILE is not set, and there is no [default]\n"


def test_whoami_by_profile_and_by_variable(saved: Environment) -> None:
    line = "dev  →  payments-prod 333344445555 / AdministratorAccess  eu-west-1\n"
    assert run(saved, "whoami", "--profile", "dev").out == line
    assert run(with_variables(saved, AWS_PROFILE="dev"), "whoami").out == line
    document = run(saved, "whoami", "--profile", "dev", "--json").json
    assert document["agree"] is True
    assert document["aws_cli"]["account_id"] == "333344445555"
    assert document["boto3"]["account_name"] == "payments-prod"
    assert run(saved, "whoami", "--profile", "never").code == 3


def test_whoami_where_the_tools_differ(saved: Environment) -> None:
    assert (
        run(saved, "profile", "create", "payments-stage", "PowerUserAccess", "--name", "two", "-y").code == 0
    )
    env = with_variables(saved, AWS_PROFILE="dev", AWS_DEFAULT_PROFILE="two")
    done = run(env, "whoami", "--explain")
    assert done.lines[0].startswith("aws CLI  dev  →")
    assert done.lines[1].startswith("boto3    two  →")
    assert any(line.startswith("AWS_DEFAULT_PROFILE") for line in done.lines)
    rows = run(env, "whoami", "--explain", "--json").json["rows"]
    assert {"what", "value", "aws_cli", "boto3", "source"} == rows[0].keys()


@pytest.mark.parametrize("value", ["missing", ""])
def test_a_profile_that_is_not_there_is_said(saved: Environment, value: str) -> None:
    env = with_variables(saved, AWS_PROFILE=value)
    done = run(env, "whoami")
    assert done.code == 0
    assert "✗" in done.out
    for command in (["status"], ["list"], ["profile", "list"], ["session", "list"], ["whoami", "--json"]):
        assert run(env, *command).code == 0


def test_verify_asks_sts(saved: Environment, center: FakeIdentityCenter) -> None:
    done = run(saved, "whoami", "--profile", "dev", "--verify")
    assert done.code == 0
    assert done.lines[1].startswith(
        "arn:aws:sts::333344445555:assumed-role/AWSReservedSSO_AdministratorAccess"
    )
    assert done.err.endswith("✓ STS says the same.\n")
    document = run(saved, "whoami", "--profile", "dev", "--verify", "--json").json
    assert document["verified"]["same"] is True
    assert center.requests.count("GetCallerIdentity") == 2


def test_verify_without_a_sign_in(env: Environment) -> None:
    done = run(env, "whoami", "--profile", "dev", "--verify")
    assert done.code == 4
    assert done.err.splitlines()[-1].startswith("ssoswitch: ")


@pytest.mark.parametrize("shell", ["", "bash", "fish", "powershell"])
def test_a_dry_run_of_use_takes_no_effect_in_any_shell(saved: Environment, shell: str) -> None:
    env = with_variables(saved, SSOSWITCH_SHELL=shell, AWS_PROFILE="before")
    done = run(env, "use", "dev", "--dry-run")
    assert done.code == 0
    assert all(line.startswith("# ") for line in done.out.splitlines())
    assert "AWS_PROFILE" in done.out
    assert previous_profile(with_variables(saved, SSOSWITCH_PREVIOUS="x"), load_recollections(env)) == "x"
    assert load_recollections(env).previous_profile == ""


@pytest.mark.parametrize("hooked", [True, False])
def test_use_in_front_of_a_person_says_how_its_lines_are_obeyed(saved: Environment, hooked: bool) -> None:
    called_by = "bash" if hooked else ""
    with Terminal(saved, ["use", "dev"], SHELL="/usr/bin/fish", SSOSWITCH_SHELL=called_by) as terminal:
        terminal.wait_for("AWS_PROFILE" if hooked else "ssoswitch shell-init fish | source")
        terminal.end()
        assert ("take effect only" in terminal.seen) != hooked


@pytest.mark.parametrize("demo", [True, False])
def test_the_demo_hands_nothing_to_the_shell_that_called(
    plain: Environment, capsys: pytest.CaptureFixture[str], demo: bool
) -> None:
    hand_over(Call(env=replace(plain, demo=demo)), "unset AWS_X\nexport AWS_PROFILE=dev\n")
    shown = capsys.readouterr()
    assert shown.out == ("" if demo else "unset AWS_X\nexport AWS_PROFILE=dev\n")
    assert ("  export AWS_PROFILE=dev" in shown.err) == demo


def test_the_hook_makes_use_take_effect(saved: Environment, tmp_path: Path) -> None:
    from tests.support.command_line import PROGRAM, variables_of

    wrapper = tmp_path / "bin" / "ssoswitch"
    wrapper.parent.mkdir()
    wrapper.write_text(f'#!/bin/sh\nexec {shlex.join(PROGRAM)} "$@"\n')
    wrapper.chmod(0o755)
    script = (
        'eval "$(ssoswitch shell-init bash)"\nssoswitch use dev\necho "<$AWS_PROFILE>"\n'
        'ssoswitch use nothing-like-that\necho "<$AWS_PROFILE> $?"\nssoswitch status | wc -l\n'
    )
    done = subprocess.run(
        ["bash", "--norc", "--noprofile"], input=script, text=True, capture_output=True, check=True, timeout=60,
        env={**variables_of(saved), "PATH": f"{wrapper.parent}:/usr/bin:/bin"},
    )  # fmt: skip
    assert done.stdout.split() == ["<dev>", "<dev>", "3", "1"]
    assert "No profile and no role matches" in done.stderr


def test_envrc_allow_without_direnv_says_what_was_written(plain: Environment, tmp_path: Path) -> None:
    tools = tmp_path / "tools"
    tools.mkdir()
    (tools / "bash").symlink_to("/bin/bash")
    bare = replace(plain, variables={**plain.variables, "PATH": str(tools)})
    done = run(bare, "envrc", "--profile", "one", "--allow", "-y")
    assert done.code == 1
    *_, written, refused = done.err.splitlines()
    assert written.startswith("✓ AWS_PROFILE=one in ")
    assert "direnv is not installed, so nothing was allowed." in refused
    assert (plain.working_directory / ".envrc").read_text() == "export AWS_PROFILE=one\n"


def test_envrc_beside_the_main_file_needs_no_new_approval(plain: Environment) -> None:
    (plain.working_directory / ".envrc").write_text("source_env_if_exists .envrc.local\n")
    done = run(plain, "envrc", "--profile", "one", "--file", ".envrc.local", "-y")
    assert done.code == 0
    assert "asks to allow" not in done.err
    assert "asks to allow" in run(plain, "envrc", "--profile", "one", "-y").err


def test_envrc_allow_tries_what_only_direnv_can_tell(plain: Environment) -> None:
    path = plain.working_directory / ".envrc"
    path.write_text("set -e\nfalse\n")
    refused = run(plain, "envrc", "--profile", "one", "-y")
    assert (refused.code, refused.out) == (1, "")
    assert "--allow" in refused.err
    tried = run(plain, "envrc", "--profile", "one", "--allow", "-y", "--json")
    assert (tried.code, tried.out) == (1, "")
    assert tried.error["code"] == "cannot_take_effect"
    assert path.read_text() == "set -e\nfalse\n"
    path.write_text("set -e\ntrue\n")
    tried = run(plain, "envrc", "--profile", "one", "--allow", "-y")
    assert tried.code == (0 if has("direnv") else 1)
