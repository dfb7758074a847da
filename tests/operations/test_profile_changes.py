"""Chained, renamed, deleted, pruned and migrated profiles; each can be undone to the byte."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from ssoswitch.core.aws_config import merge_credentials
from ssoswitch.disk.token_cache import TokenCache
from ssoswitch.model.account import Account, AccountEntry, AccountTree
from ssoswitch.model.environment import Environment
from ssoswitch.model.errors import (
    InvalidValue,
    NoMatch,
    ProfileNotFound,
    SessionNotFound,
    UndoOverlap,
    WouldOverwrite,
)
from ssoswitch.model.plan import FileKind, Plan
from ssoswitch.model.profile import ProfileForm
from ssoswitch.model.secret import Secret
from ssoswitch.model.settings import Recollections
from ssoswitch.model.token import AccessToken
from ssoswitch.operations.envrc import plan_envrc
from ssoswitch.operations.profile import plan_chain, plan_delete, plan_migrate, plan_prune, plan_rename
from ssoswitch.operations.session import plan_add_session, plan_change_session, plan_remove_session
from ssoswitch.operations.undo import history, plan_undo, undo
from ssoswitch.operations.write import apply
from tests.support.environments import make_environment
from tests.support.profiles import config_of, create, request

TAIL = "   "
CONFIG = f"""\
# people's work
[default]
region = eu-west-1

[sso-session corp]
sso_start_url = https://corp.awsapps.com/start
sso_region = eu-west-1

# payments
[profile pay]
sso_session = corp
sso_account_id = 333344445555
sso_role_name = Admin

[profile deploy]
role_arn = arn:aws:iam::666677778888:role/Deploy
source_profile = pay{TAIL}
[profile old]
sso_start_url = https://lab.awsapps.com/start
sso_region = us-east-1
sso_registration_scopes = sso:account:access
sso_account_id = 111122223333
sso_role_name = ReadOnly
region = us-east-1
s3 =
  addressing_style = path

[profile same-portal]
sso_start_url = https://corp.awsapps.com/start/
sso_region = eu-west-1
sso_account_id = 333344445555
sso_role_name = Admin
[profile keys]
aws_access_key_id = AKIA
aws_secret_access_key = s
; the end
"""
ARN = "arn:aws:iam::123456789012:role/path/Deploy"


@pytest.fixture
def env(tmp_path: Path) -> Iterator[Environment]:
    """A home with that config; behind every test, undoing all gives it back."""
    made = make_environment(tmp_path, config=CONFIG)
    yield made
    while not plan_undo(made).empty:
        undo(made)
    assert made.config_file.read_text() == CONFIG


def kept_lines(env: Environment) -> bool:
    """Whether every comment of the config is still there."""
    now = env.config_file.read_text()
    return all(line in now for line in CONFIG.splitlines() if line.startswith(("#", ";")))


def notes(plan: Plan) -> str:
    return " ".join(note.text for note in plan.notes)


def test_a_chained_profile(env: Environment) -> None:
    plan = plan_chain(
        env,
        config_of(env),
        "chained",
        source_profile="pay",
        role_arn=ARN,
        duration_seconds=900,
        region="eu-west-1",
        external_id="ext:1",
        mfa_serial="arn:aws:iam::123456789012:mfa/anna",
    )
    apply(env, plan)
    assert dict(config_of(env).profiles["chained"].values) == {
        "role_arn": ARN,
        "source_profile": "pay",
        "duration_seconds": "900",
        "external_id": "ext:1",
        "mfa_serial": "arn:aws:iam::123456789012:mfa/anna",
        "region": "eu-west-1",
    }
    assert config_of(env).profiles["chained"].form is ProfileForm.ASSUME_ROLE
    with pytest.raises(WouldOverwrite):
        plan_chain(env, config_of(env), "chained", source_profile="pay", role_arn=ARN, external_id="other")
    same = plan_chain(env, config_of(env), "chained", source_profile="pay", role_arn=ARN, if_exists="skip")
    assert same.empty


def test_a_chain_of_more_than_an_hour_is_warned_of(env: Environment) -> None:
    plan = plan_chain(env, config_of(env), "x", source_profile="pay", role_arn=ARN, duration_seconds=7200)
    assert "one hour at most" in notes(plan)


def test_a_chained_profile_replaces_another_form(env: Environment) -> None:
    apply(
        env, plan_chain(env, config_of(env), "old", source_profile="pay", role_arn=ARN, if_exists="replace")
    )
    values = config_of(env).profiles["old"].values
    assert dict(values) == {
        "role_arn": ARN,
        "source_profile": "pay",
        "region": "us-east-1",
        "s3": "\naddressing_style = path",
    }


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"role_arn": "arn:aws:iam::12345:role/x"}, InvalidValue),
        ({"role_arn": f"{ARN}\n[evil]"}, InvalidValue),
        ({"role_arn": "arn:aws:sts::123456789012:assumed-role/x/y"}, InvalidValue),
        ({"duration_seconds": 899}, InvalidValue),
        ({"duration_seconds": 43201}, InvalidValue),
        ({"external_id": "a b"}, InvalidValue),
        ({"mfa_serial": "x\ny"}, InvalidValue),
        ({"region": "eu west"}, InvalidValue),
        ({"source_profile": "nope"}, ProfileNotFound),
        ({"source_profile": "new"}, ProfileNotFound),
        ({"name": "a b"}, InvalidValue),
        ({"name": "pay", "source_profile": "deploy", "if_exists": "replace"}, InvalidValue),
        ({"name": "pay", "source_profile": "pay", "if_exists": "replace"}, InvalidValue),
    ],
)
def test_a_chain_that_would_not_work_is_refused(
    fields: dict[str, Any], error: type[Exception], env: Environment
) -> None:
    wanted: dict[str, Any] = {"name": "new", "source_profile": "pay", "role_arn": ARN, **fields}
    with pytest.raises(error):
        plan_chain(env, config_of(env), **wanted)


def test_renaming_takes_every_source_profile_along(env: Environment) -> None:
    plan = plan_rename(env, config_of(env), "pay", "payments", Recollections())
    assert "deploy" in notes(plan)
    apply(env, plan)
    config = config_of(env)
    assert "pay" not in config.profiles
    assert config.profiles["payments"].role == config_of(env).profiles["same-portal"].role
    assert config.profiles["deploy"].values["source_profile"] == "payments"
    assert kept_lines(env)


def test_renaming_takes_the_envrc_files_along_that_we_wrote(env: Environment) -> None:
    ours, other, gone = (env.working_directory / name for name in (".envrc", "other.envrc", "gone"))
    ours.write_bytes(b"# B\xfcro\nexport AWS_PROFILE=pay\n")
    other.write_bytes(b"export AWS_PROFILE=deploy\n")
    known = Recollections(envrc_files=(str(ours), str(other), str(gone)))
    plan = plan_rename(env, config_of(env), "pay", "payments", known)
    assert [change.kind for change in plan.changes] == [FileKind.CONFIG, FileKind.ENVRC]
    apply(env, plan)
    assert ours.read_bytes() == b"# B\xfcro\nexport AWS_PROFILE=payments\n"
    assert other.read_bytes() == b"export AWS_PROFILE=deploy\n"
    undo(env)
    assert ours.read_bytes() == b"# B\xfcro\nexport AWS_PROFILE=pay\n"


def test_an_envrc_that_no_line_could_be_added_to_follows_all_the_same(env: Environment) -> None:
    ours = env.working_directory / ".envrc"
    ours.write_bytes(b"set -e\nexport AWS_PROFILE=pay\nreturn\n")
    alias = env.working_directory.parent / "alias"
    alias.symlink_to(env.working_directory)
    known = Recollections(envrc_files=(str(ours), str(alias / ".envrc")))
    plan = plan_rename(env, config_of(env), "pay", "payments", known)
    assert [change.path for change in plan.changes] == [env.config_file, ours]
    apply(env, plan)
    assert ours.read_bytes() == b"set -e\nexport AWS_PROFILE=payments\nreturn\n"


def test_an_envrc_that_cannot_follow_is_named(env: Environment) -> None:
    ours = env.working_directory / ".envrc"
    ours.write_bytes(b"export AWS_PROFILE=pay\nif true; then\n")
    plan = plan_rename(env, config_of(env), "pay", "payments", Recollections(envrc_files=(str(ours),)))
    assert [change.kind for change in plan.changes] == [FileKind.CONFIG]
    assert len(plan.left) == 1
    assert f"{ours} keeps pay" in plan.left[0]
    assert plan.left[0] in notes(plan)


def test_renaming_says_what_the_shell_still_has(env: Environment) -> None:
    shell = replace(env, variables={**env.variables, "AWS_PROFILE": "pay"})
    assert "still says pay" in notes(plan_rename(shell, config_of(env), "pay", "payments", Recollections()))


@pytest.mark.parametrize(
    ("old", "new", "error"),
    [
        ("nope", "x", ProfileNotFound),
        ("pay", "deploy", WouldOverwrite),
        ("pay", "default", WouldOverwrite),
        ("pay", "a b", InvalidValue),
    ],
)
def test_renaming_refuses(old: str, new: str, error: type[Exception], env: Environment) -> None:
    with pytest.raises(error):
        plan_rename(env, config_of(env), old, new, Recollections())


def test_a_near_name_is_proposed(env: Environment) -> None:
    with pytest.raises(ProfileNotFound) as caught:
        plan_delete(env, config_of(env), ["deplyo"])
    assert caught.value.hint == "Did you mean deploy?"


def test_deleting_keeps_comments_and_says_who_suffers(env: Environment) -> None:
    plan = plan_delete(env, config_of(env), ["pay", "old"])
    assert plan.title == "−2 profiles"
    assert "deploy has pay as its source_profile" in notes(plan)
    apply(env, plan)
    assert set(config_of(env).profiles) == {"default", "deploy", "same-portal", "keys"}
    assert kept_lines(env)
    assert "deploy" not in notes(plan_delete(env, config_of(env), ["deploy"]))


def test_deleting_says_what_stays_behind(env: Environment, tmp_path: Path) -> None:
    """Comments, a section of the credentials file, and the .envrc files that name it: none of them goes along."""
    folder = tmp_path / "infra"
    folder.mkdir()
    plan = plan_envrc(env, folder, "pay").plan
    apply(env, plan)
    env.credentials_file.write_text("[pay]\nregion = x\n[bastion]\nsource_profile = pay\n")
    config = merge_credentials(config_of(env), env.credentials_file.read_bytes(), env.credentials_file)
    said = notes(plan_delete(env, config, ["pay"]))
    assert "deploy and bastion have pay as their source_profile and will stop working." in said
    assert f"{folder}: .envrc still names pay" in said
    assert "[pay] of the credentials file stays" in said
    assert "The comment on line 9, above [profile pay], stays" in said
    both = notes(plan_delete(env, config, ["pay", "deploy"]))
    assert "bastion has pay as its source_profile" in both
    env.credentials_file.write_bytes(b"\xff")
    assert "credentials" not in notes(plan_delete(env, config_of(env), ["pay"]))
    renamed = plan_rename(env, config, "pay", "money", Recollections())
    assert "credentials" not in notes(renamed).replace("bastion in the credentials file keeps", "")
    env.credentials_file.write_text("[pay]\nregion = x\n")
    assert "[pay] of the credentials file keeps its name" in notes(
        plan_rename(env, config, "pay", "money", Recollections())
    )


def test_keys_are_not_deleted(env: Environment) -> None:
    with pytest.raises(InvalidValue, match="long-lived keys"):
        plan_delete(env, config_of(env), ["keys"])
    env.credentials_file.write_text("[only]\naws_access_key_id = A\n")
    with pytest.raises(InvalidValue, match="credentials file only"):
        plan_delete(env, config_of(env), ["only"])


def tree(**fields: Any) -> AccountTree:
    entry = AccountEntry(Account("333344445555", "pay"), ("ReadOnly",), fetched_at=1.0)
    return AccountTree("corp", {"333344445555": entry}, synced_at=2.0, **fields)


def test_pruning_removes_what_is_surely_gone(env: Environment) -> None:
    apply(
        env,
        create(
            env,
            [request("999988887777", name="no-account"), request("333344445555", "ReadOnly", name="stays")],
        ).plan,
    )
    plan = plan_prune(env, config_of(env), tree())
    assert plan.title == "−3 profiles whose role is gone"
    apply(env, plan)
    assert set(config_of(env).profiles) == {"default", "deploy", "old", "keys", "stays"}
    again = plan_prune(env, config_of(env), tree())
    assert again.empty
    assert "is granted" in notes(again)


def test_pruning_leaves_inline_profiles_alone_that_may_be_another_person_s(env: Environment) -> None:
    other = "https://corp.awsapps.com/start#/"
    apply(env, plan_add_session(env, config_of(env), "corp-too", other, "eu-west-1"))
    assert plan_prune(env, config_of(env), tree()).title == "−1 profile pay, its role is gone"


def test_pruning_in_the_plan_that_makes_profiles(env: Environment) -> None:
    """One diff, one write, one undo; a name that goes is free again."""
    apply(env, create(env, [request("999988887777", name="gone"), request("888877776666", name="free")]).plan)
    before = env.config_file.read_bytes()
    wanted = [
        request("333344445555", "ReadOnly", name="free"),
        request("333344445555", "ReadOnly", name="two"),
    ]
    planned = create(env, wanted, prune=tree())
    assert planned.removed == ("pay", "same-portal", "gone", "free")
    assert [row.outcome for row in planned.rows] == ["new", "new"]
    assert planned.plan.title == "+2 profiles, −4 profiles whose role is gone"
    apply(env, planned.plan)
    assert config_of(env).profiles["free"].role == wanted[0].role
    assert "gone" not in config_of(env).profiles
    assert create(env, wanted, prune=tree()).plan.empty
    undo(env)
    assert env.config_file.read_bytes() == before
    with pytest.raises(NoMatch):
        create(env, wanted, prune=replace(tree(), synced_at=None))
    nothing = create(env, [], prune=tree())
    assert nothing.plan.title == "−4 profiles whose role is gone"


def test_pruning_waits_for_a_whole_sync(env: Environment) -> None:
    with pytest.raises(NoMatch) as caught:
        plan_prune(env, config_of(env), replace(tree(), synced_at=None))
    assert "ssoswitch sync corp" in caught.value.hint


@pytest.mark.parametrize("fields", [{"failure": "403"}, {"fetched_at": None}])
def test_pruning_leaves_accounts_alone_whose_roles_are_not_known(
    fields: dict[str, Any], env: Environment
) -> None:
    whole = tree()
    entry = replace(whole.entries["333344445555"], **fields)
    assert plan_prune(env, config_of(env), replace(whole, entries={"333344445555": entry})).empty


def test_pruning_leaves_other_sessions_alone(env: Environment) -> None:
    assert plan_prune(env, config_of(env), replace(tree(), session_name="elsewhere")).empty


def test_migrating_leaves_nothing_of_the_old_form(env: Environment) -> None:
    plan = plan_migrate(env, config_of(env), ())
    apply(env, plan)
    config = config_of(env)
    assert dict(config.profiles["old"].values) == {
        "sso_account_id": "111122223333",
        "sso_role_name": "ReadOnly",
        "region": "us-east-1",
        "s3": "\naddressing_style = path",
        "sso_session": "lab",
    }
    assert config.profiles["same-portal"].session_name == "corp"
    assert (config.sessions["lab"].start_url, config.sessions["lab"].sso_region) == (
        "https://lab.awsapps.com/start",
        "us-east-1",
    )
    assert not any(session.inline for session in config.sessions.values())
    assert kept_lines(env)
    assert plan_migrate(env, config, ()).empty


def test_migrating_all_leaves_out_what_has_no_portal(env: Environment) -> None:
    broken = (
        "\n[profile broken]\nsso_start_url = https://corp.awsapps.com/start\nsso_account_id = 111122223333\n"
    )
    env.config_file.write_text(CONFIG + broken)
    plan = plan_migrate(env, config_of(env), ())
    assert plan.title == "2 profiles → sso-session lab, corp"
    assert plan.left == ("broken (line 38) cannot be migrated: sso_region is missing.",)
    assert "The sign-in of corp is theirs from now on." in notes(plan)
    assert "sso-session lab is new and has a token of its own" in notes(plan)
    with pytest.raises(InvalidValue):
        plan_migrate(env, config_of(env), ["broken"])
    apply(env, plan)
    assert config_of(env).profiles["broken"].form is ProfileForm.INLINE
    rest = plan_migrate(env, config_of(env), ())
    assert rest.empty
    assert "broken" in rest.left[0]
    undo(env)
    assert env.config_file.read_text() == CONFIG + broken
    env.config_file.write_text(CONFIG)


def test_migrating_says_that_a_sign_in_lives_on(env: Environment) -> None:
    config = config_of(env)
    lab = next(session for session in config.sessions.values() if session.name == "lab")
    assert "lives on" not in notes(plan_migrate(env, config, ()))
    token = AccessToken(lab.start_url, lab.sso_region, Secret("canary"), 2e9)
    TokenCache(env).save(lab, token)
    assert "end it first with ssoswitch logout lab" in notes(plan_migrate(env, config, ["old"]))


def test_migrating_both_forms_whose_section_is_missing(env: Environment) -> None:
    both = "sso_session = away\nsso_start_url = https://away.awsapps.com/start\nsso_region = eu-west-1\n"
    env.config_file.write_text(f"[profile both]\n{both}sso_account_id = 111122223333\nsso_role_name = A\n")
    apply(env, plan_migrate(env, config_of(env), ["both"]))
    config = config_of(env)
    assert config.sessions["away"].start_url == "https://away.awsapps.com/start"
    assert "sso_start_url" not in config.profiles["both"].values
    undo(env)
    env.config_file.write_text(CONFIG)


def test_migrating_one_by_name(env: Environment) -> None:
    plan = plan_migrate(env, config_of(env), ["same-portal"])
    assert plan.title == "1 profile same-portal → sso-session corp"
    apply(env, plan)
    assert config_of(env).profiles["old"].form is ProfileForm.INLINE
    with pytest.raises(InvalidValue):
        plan_migrate(env, config_of(env), ["deploy"])
    with pytest.raises(ProfileNotFound):
        plan_migrate(env, config_of(env), ["nope"])


def test_sessions(env: Environment) -> None:
    plan = plan_add_session(env, config_of(env), "lab", "https://lab.awsapps.com/start", "us-east-1")
    apply(env, plan)
    assert config_of(env).sessions["lab"].registration_scopes == ("sso:account:access",)
    assert plan_add_session(env, config_of(env), "lab", "https://lab.awsapps.com/start", "us-east-1").empty
    with pytest.raises(WouldOverwrite):
        plan_add_session(env, config_of(env), "lab", "https://other.awsapps.com/start", "us-east-1")
    apply(
        env,
        plan_change_session(
            env, config_of(env), "lab", "https://b.awsapps.com/start", "us-east-2", ("a", "b")
        ),
    )
    session = config_of(env).sessions["lab"]
    assert (session.start_url, session.sso_region, session.registration_scopes) == (
        "https://b.awsapps.com/start",
        "us-east-2",
        ("a", "b"),
    )
    apply(env, plan_remove_session(env, config_of(env), "lab"))
    assert "lab" not in [section.name for section in config_of(env).sections if section.kind == "sso-session"]
    assert "pay" in notes(plan_remove_session(env, config_of(env), "corp"))
    with pytest.raises(SessionNotFound):
        plan_remove_session(env, config_of(env), "nope")
    with pytest.raises(SessionNotFound, match="no section of its own"):
        plan_remove_session(env, config_of(env), "lab")


@pytest.mark.parametrize(
    "values",
    [
        ("a b", "https://x.awsapps.com/start", "r-1"),
        ("a", "ftp://x", "r-1"),
        ("a", "https://x.awsapps.com", "é"),
    ],
)
def test_a_session_that_would_not_work_is_refused(values: tuple[str, str, str], env: Environment) -> None:
    with pytest.raises(InvalidValue):
        plan_add_session(env, config_of(env), *values)


def test_undo_days_later_keeps_what_others_wrote(env: Environment) -> None:
    apply(env, create(env, [request(name="mine")]).plan)
    text = env.config_file.read_text()
    theirs = (
        text.replace("region = eu-west-1\n", "region = eu-west-2\n", 1) + "\n[profile theirs]\nregion = x\n"
    )
    env.config_file.write_text(theirs)
    undo(env)
    after = env.config_file.read_text()
    assert "mine" not in after
    assert (
        after
        == CONFIG.replace("region = eu-west-1\n", "region = eu-west-2\n", 1)
        + "\n[profile theirs]\nregion = x\n"
    )
    env.config_file.write_text(CONFIG)


def test_undo_asks_where_later_edits_overlap(env: Environment) -> None:
    apply(env, create(env, [request(name="mine")]).plan)
    text = env.config_file.read_text()
    edited = text.replace("sso_role_name = ReadOnlyAccess", "sso_role_name = Mine")
    env.config_file.write_text(edited)
    assert [entry.state for entry in history(env)] == ["edited"]
    with pytest.raises(UndoOverlap) as caught:
        undo(env)
    assert "[profile mine]" in caught.value.mine
    assert env.config_file.read_text() == edited
    undo(env, None, "drop")
    assert env.config_file.read_text() == CONFIG


def test_undo_over_two_files_takes_back_the_one_that_nobody_edited(env: Environment, tmp_path: Path) -> None:
    envrc = tmp_path / ".envrc"
    envrc.write_bytes(b"export AWS_PROFILE=pay\n")
    known = Recollections(envrc_files=(str(envrc),))
    apply(env, plan_rename(env, config_of(env), "pay", "money", known))
    envrc.write_bytes(b"export AWS_PROFILE=other\n")
    with pytest.raises(UndoOverlap) as caught:
        undo(env)
    assert (caught.value.clear, caught.value.droppable) == (1, True)
    assert "--later keep" in caught.value.hint
    assert env.config_file.read_text() != CONFIG
    undo(env, None, "keep")
    assert envrc.read_bytes() == b"export AWS_PROFILE=other\n"
    assert env.config_file.read_text() == CONFIG


def test_undo_of_an_undo_does_it_again(env: Environment) -> None:
    apply(env, create(env, [request(name="mine")]).plan)
    undone = undo(env)
    assert plan_undo(env).empty
    again = undo(env, undone.id)
    assert again.title == "redo: +1 profile mine"
    assert "mine" in config_of(env).profiles
    undo(env)
    assert "mine" not in config_of(env).profiles


def test_undo_of_what_is_not_there(env: Environment) -> None:
    for entry_id in ("7", "x", "../1", ""):
        with pytest.raises(NoMatch):
            undo(env, entry_id)
    assert undo(env).id == ""


def test_damaged_journal_files_are_passed_over(env: Environment) -> None:
    apply(env, create(env, [request(name="mine")]).plan)
    folder = env.state_dir / "journal"
    for number, data in enumerate((b"", b"{", b"[]", b'{"version": 99}', b"\xff", b'{"version": 1}'), 2):
        (folder / f"{number:06}.json").write_bytes(data)
    (folder / "000010.json").mkdir()
    assert [entry.id for entry in history(env)] == ["1"]
    undo(env)
