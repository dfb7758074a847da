"""profile list, show, rename, delete, prune, migrate, chain."""

from __future__ import annotations

from pathlib import Path

import pytest

from ssoswitch.demo.behaviour import Change
from ssoswitch.model.environment import Environment
from tests.cli.conftest import COMPANY
from tests.support.command_line import run, tree
from tests.support.environments import make_environment
from tests.support.fake_center import fake_center
from tests.support.signing_in import environment_for, save_token, session_of

CONFIG = """\
# mine
[sso-session corp]
sso_start_url = https://acme.awsapps.com/start
sso_region = eu-west-1

[profile one]
sso_session = corp
sso_account_id = 111122223333
sso_role_name = Admin
region = eu-west-1
output = json

[profile two]
role_arn = arn:aws:iam::111122223333:role/Deploy
source_profile = one

[profile old]
sso_start_url = https://acme.awsapps.com/start
sso_region = eu-west-1
sso_account_id = 111122223333
sso_role_name = Audit

[profile keys]
aws_access_key_id = AKIACANARYCANARY
aws_secret_access_key = canary-secret
"""


@pytest.fixture
def full(tmp_path: Path) -> Environment:
    return make_environment(tmp_path, config=CONFIG)


def test_list(full: Environment) -> None:
    done = run(full, "profile", "list")
    assert (done.code, done.err) == (0, "")
    assert [line.split()[0] for line in done.lines] == ["one", "two", "old", "keys"]
    assert done.lines[0].split("  ")[0] == "one"
    assert "111122223333 / Admin" in done.lines[0]
    profiles = run(full, "profile", "list", "--json").json["profiles"]
    assert profiles[0] == {
        "name": "one",
        "form": "session",
        "session": "corp",
        "account_id": "111122223333",
        "role_name": "Admin",
        "region": "eu-west-1",
        "output": "json",
    }
    assert "canary" not in done.out


def test_list_of_none(tmp_path: Path) -> None:
    done = run(make_environment(tmp_path), "profile", "list")
    assert (done.code, done.out) == (0, "")
    assert "There is no profile in" in done.err and "ssoswitch profile create" in done.err


def test_show_masks_keys(full: Environment) -> None:
    assert run(full, "profile", "show", "two").lines == [
        "[profile two]",
        "role_arn = arn:aws:iam::111122223333:role/Deploy",
        "source_profile = one",
    ]
    for options in ((), ("--json",), ("--verbose",)):
        shown = run(full, "profile", "show", "keys", *options)
        assert "***" in shown.out
        assert "canary" not in (shown.out + shown.err).lower()
    document = run(full, "profile", "show", "one", "--json").json
    assert document["line"] == 6
    assert document["values"]["region"] == "eu-west-1"


def test_show_of_none_names_the_near_ones(full: Environment) -> None:
    done = run(full, "profile", "show", "ont", "--json")
    assert done.code == 3
    assert done.error["code"] == "profile_not_found"
    assert "one" in done.error["candidates"]


def test_rename_takes_followers_along_and_is_done_once(full: Environment) -> None:
    done = run(full, "profile", "rename", "one", "uno", "-y")
    assert (done.code, done.out) == (0, "")
    text = full.config_file.read_text()
    assert "[profile uno]" in text and "source_profile = uno" in text and text.startswith("# mine\n")
    before = tree(full.home)
    again = run(full, "profile", "rename", "one", "uno", "-y")
    assert (again.code, again.err) == (0, "The profile is called uno already; nothing was written.\n")
    assert run(full, "profile", "rename", "never", "uno", "-y").code == 3
    assert run(full, "profile", "rename", "two", "uno", "-y").code == 5
    assert run(full, "profile", "rename", "two", "a]b", "-y").code == 2
    assert tree(full.home) == before
    assert run(full, "profile", "rename", "uno", "uno", "-y").code == 0


def test_rename_follows_the_envrc_that_we_wrote(full: Environment) -> None:
    assert run(full, "envrc", "--profile", "one", "-y").code == 0
    assert run(full, "profile", "rename", "one", "uno", "-y").code == 0
    assert (full.working_directory / ".envrc").read_text() == "export AWS_PROFILE=uno\n"


def test_rename_is_done_in_part_where_an_envrc_cannot_follow(full: Environment) -> None:
    path = full.working_directory / ".envrc"
    assert run(full, "envrc", "--profile", "one", "-y").code == 0
    path.write_text(path.read_text() + "if true; then\n")
    done = run(full, "profile", "rename", "one", "first", "-y")
    assert done.code == 6
    assert f"{path} keeps one" in done.err
    assert "[profile first]" in full.config_file.read_text()
    assert "AWS_PROFILE=one" in path.read_text()


def test_delete_is_done_once_and_undone(full: Environment) -> None:
    done = run(full, "profile", "delete", "one", "old", "-y", "--json")
    assert done.json["changed"] is True
    text = full.config_file.read_text()
    assert "[profile one]" not in text and "[profile old]" not in text
    again = run(full, "profile", "delete", "one", "old", "-y")
    assert (again.code, again.err) == (0, "Deleted before: old, one; nothing was written.\n")
    third = run(full, "profile", "delete", "one", "two", "-y")
    assert third.code == 0
    assert third.err.startswith("Deleted before: one.\n")
    assert run(full, "profile", "delete", "never", "-y").code == 3
    assert run(full, "undo", "-y").code == 0
    assert run(full, "undo", "-y").code == 0
    assert full.config_file.read_text() == CONFIG
    assert run(full, "profile", "delete", "one", "-n").out.count("-[profile one]") == 1


def test_migrate_is_done_once(full: Environment) -> None:
    assert run(full, "profile", "migrate", "old", "-y").code == 0
    migrated = full.config_file.read_text().split("[profile old]")[1].split("[")[0]
    assert "sso_session = corp" in migrated and "sso_start_url" not in migrated
    before = tree(full.home)
    for arguments in ((), ("old",)):
        again = run(full, "profile", "migrate", *arguments, "-y")
        assert again.code == 0
        assert again.err.endswith("Nothing was written.\n")
    assert run(full, "profile", "migrate", "two", "-y").code == 2
    assert tree(full.home) == before


def test_chain(full: Environment) -> None:
    arguments = (
        "profile", "chain", "three", "--source-profile", "one",
        "--role-arn", "arn:aws:iam::999988887777:role/Deploy", "--duration-seconds", "1h", "--region", "us-east-1",
    )  # fmt: skip
    assert run(full, *arguments, "-y").code == 0
    assert full.config_file.read_text().endswith(
        "\n[profile three]\nrole_arn = arn:aws:iam::999988887777:role/Deploy\nsource_profile = one\n"
        "duration_seconds = 3600\nregion = us-east-1\n"
    )
    assert run(full, "profile", "list").lines[-1].split() == [
        "three", "999988887777", "/", "Deploy", "us-east-1", "corp", "assume-role",
    ]  # fmt: skip
    shown = run(full, "profile", "show", "three", "--json").json
    assert (shown["account_id"], shown["role_name"], shown["session"]) == ("999988887777", "Deploy", "corp")
    again = run(full, *arguments, "-y")
    assert (again.code, again.err.splitlines()[-1]) == (0, "Already so; nothing was written.")
    assert run(full, *arguments[:-1], "eu-west-1", "-y").code == 5
    assert run(full, *arguments[:-1], "eu-west-1", "-y", "--if-exists", "skip").code == 0
    assert run(full, *arguments[:-1], "eu-west-1", "-y", "--if-exists", "replace").code == 0
    assert "region = us-east-1" not in full.config_file.read_text()


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (("--role-arn", "nonsense"), 2),
        (("--source-profile", "never"), 3),
        (("--duration-seconds", "60"), 2),
        (("--external-id", "a b\n"), 2),
    ],
)
def test_a_chain_that_cannot_be(full: Environment, change: tuple[str, ...], code: int) -> None:
    arguments = {
        "--source-profile": "one", "--role-arn": "arn:aws:iam::999988887777:role/Deploy", change[0]: change[1]
    }  # fmt: skip
    words = [word for pair in arguments.items() for word in pair]
    done = run(full, "profile", "chain", "three", *words, "-y")
    assert done.code == code
    assert full.config_file.read_text() == CONFIG


def test_prune_removes_what_is_gone(tmp_path: Path) -> None:
    after = COMPANY.without_role("333344445555", "AdministratorAccess")
    with fake_center(COMPANY, changes=(Change(after),)) as center:
        env = environment_for(center, tmp_path)
        save_token(env, center, session_of(center))
        early = run(env, "profile", "prune", "-y")
        assert early.code == 3 and "ssoswitch sync" in early.err
        assert run(env, "sync").code == 0
        assert run(env, "profile", "prune", "-y").err.endswith("Nothing was written.\n")
        assert run(env, "sync").code == 0
        assert "-[profile dev]" in run(env, "profile", "prune", "-n").out
        assert run(env, "profile", "prune", "-y").code == 0
        assert "[profile dev]" not in env.config_file.read_text()
        assert run(env, "profile", "prune", "-y").code == 0


def test_the_options_may_stand_before_between_and_behind(full: Environment) -> None:
    expected = run(full, "profile", "list", "--json").out
    assert run(full, "--json", "profile", "list").out == expected
    assert run(full, "profile", "--json", "list").out == expected
