"""Keys in the shared credentials file: our own sections, nobody else's, and out again without a trace."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from ssoswitch.core.diff import unified
from ssoswitch.model.environment import Environment
from ssoswitch.model.errors import ConfigUnreadable, FileUnsafe, InvalidValue, UndoOverlap, WouldOverwrite
from ssoswitch.model.secret import Secret
from ssoswitch.model.token import RoleCredentials
from ssoswitch.operations.credentials_file import (
    plan_remove_credentials,
    plan_write_credentials,
    remove_credentials,
)
from ssoswitch.operations.undo import history, undo
from ssoswitch.operations.write import apply
from tests.support.environments import make_environment
from tests.support.profiles import config_of

OTHERS = b"# mine\r\n[default]\r\naws_access_key_id = AKIAMINE\r\naws_secret_access_key=canary/mine"


def keys(suffix: str = "1", expires_at: float = 1_800_003_600.0) -> RoleCredentials:
    return RoleCredentials(
        "123456789012",
        "Admin",
        Secret(f"ASIA{suffix}"),
        Secret(f"canary/{suffix}+="),
        Secret(f"canary-token{suffix}=="),
        expires_at,
    )


@pytest.fixture
def env(tmp_path: Path) -> Environment:
    made = make_environment(tmp_path)
    made.credentials_file.parent.mkdir()
    made.credentials_file.write_bytes(OTHERS)
    made.credentials_file.chmod(0o600)
    return made


def write(env: Environment, name: str = "tmp", suffix: str = "1", session: str = "corp") -> None:
    apply(
        env,
        plan_write_credentials(
            env, keys(suffix, 1_799_999_401.0 + 600 * len(suffix)), name, session_name=session
        ),
    )


def journal_text(env: Environment) -> str:
    return "".join(path.read_text() for path in (env.state_dir / "journal").iterdir())


def test_boto3_reads_what_was_written_and_every_other_byte_stays(env: Environment) -> None:
    write(env)
    after = env.credentials_file.read_bytes()
    assert after.startswith(OTHERS)
    code = """import boto3
keys = boto3.Session(profile_name="tmp").get_credentials()
print(keys.access_key, keys.secret_key, keys.token)"""
    said = subprocess.run(
        [sys.executable, "-c", code],
        env={"HOME": str(env.home), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
    )
    assert said.stdout.split() == ["ASIA1", "canary/1+=", "canary-token1=="]
    assert b"x_security_token_expires = 2027-01-15T08:00:01Z" in after
    assert b"x_ssoswitch = corp/123456789012/Admin" in after
    assert b"#" not in after.removeprefix(OTHERS)


def test_neither_diff_nor_journal_holds_a_key(env: Environment) -> None:
    plan = plan_write_credentials(env, keys(), "tmp", session_name="corp")
    assert "canary" not in unified(plan)
    assert "ASIA1" not in unified(plan)
    assert "canary" not in repr(plan)
    assert any("secret on disk" in note.text for note in plan.warnings)
    apply(env, plan)
    assert "canary" not in journal_text(env)
    assert "ASIA1" not in journal_text(env)
    undo(env)
    assert "canary" not in journal_text(env)


def test_undo_gives_the_original_bytes(env: Environment) -> None:
    write(env)
    undo(env)
    assert env.credentials_file.read_bytes() == OTHERS


def test_undo_after_other_edits_keeps_those(env: Environment) -> None:
    write(env)
    env.credentials_file.write_bytes(
        b"[first]\r\n" + env.credentials_file.read_bytes() + b"[last]\r\nx = y\r\n"
    )
    undo(env)
    assert env.credentials_file.read_bytes() == b"[first]\r\n" + OTHERS + b"\r\n[last]\r\nx = y\r\n"


def test_undo_refuses_where_the_section_was_edited(env: Environment) -> None:
    write(env)
    data = env.credentials_file.read_bytes().replace(
        b"x_security_token_expires", b"region = x\r\nx_security_token_expires"
    )
    env.credentials_file.write_bytes(data)
    with pytest.raises(UndoOverlap):
        undo(env)
    assert [entry.state for entry in history(env)] == ["edited"]


def test_renewing_replaces_our_keys_alone_and_undo_removes_them(env: Environment) -> None:
    write(env)
    write(env, suffix="22")
    after = env.credentials_file.read_bytes()
    assert after.count(b"[tmp]") == 1
    assert b"ASIA22" in after
    assert b"ASIA1" not in after
    undo(env)
    left = env.credentials_file.read_bytes()
    assert b"[tmp]" not in left
    assert left.startswith(OTHERS)
    assert b"canary-token" not in left


def test_keys_that_would_hardly_live_longer_stay(env: Environment) -> None:
    """A command that is run twice has done it; an hour later it renews."""
    write(env)
    before = env.credentials_file.read_bytes()
    soon = plan_write_credentials(env, keys("22", 1_800_000_200.0), "tmp", session_name="corp")
    assert soon.empty
    assert soon.notes[0].text.startswith("The keys in [tmp] are good until 2027-01-15T08:00:01Z")
    for text, instead in (
        (b"corp/123456789012/Admin", b"corp/123456789012/Other"),
        (b" canary-token1==", b""),
    ):
        assert text in before
        env.credentials_file.write_bytes(before.replace(text, instead))
        again = plan_write_credentials(env, keys("22", 1_800_000_200.0), "tmp", session_name="corp")
        assert not again.empty
    env.credentials_file.write_bytes(before)
    assert not plan_write_credentials(env, keys("22", 1_800_000_400.0), "tmp", session_name="corp").empty
    assert not plan_write_credentials(env, keys("22", 1.8e9), "tmp", session_name="corp", region="x-1").empty


def test_the_region_is_for_tools_that_read_no_other_file(env: Environment) -> None:
    plan = plan_write_credentials(env, keys(), "tmp", session_name="corp", region="eu-west-1")
    assert "+region = eu-west-1" in unified(plan)
    apply(env, plan)
    undo(env)
    assert env.credentials_file.read_bytes() == OTHERS


@pytest.mark.parametrize("mode", [0o644, 0o660, 0o600, 0o400 | 0o200])
def test_others_can_no_longer_read_the_file(mode: int, env: Environment) -> None:
    env.credentials_file.chmod(mode)
    plan = plan_write_credentials(env, keys(), "tmp")
    assert any("could be read by other users" in note.text for note in plan.warnings) == bool(mode & 0o077)
    apply(env, plan)
    assert env.credentials_file.stat().st_mode & 0o7777 == 0o600


def test_what_else_goes_by_the_name_is_said(env: Environment) -> None:
    env.config_file.write_text(
        "[profile tmp]\nsso_session = corp\nsso_account_id = 333344445555\nsso_role_name = ReadOnly\n"
    )
    plan = plan_write_credentials(env, keys(), "tmp", config=config_of(env))
    assert any("leads to 333344445555 / ReadOnly: Go and JavaScript" in note.text for note in plan.warnings)
    env.credentials_file.unlink()
    plan = plan_write_credentials(env, keys(), "default", config=config_of(env))
    assert "[default] is what every AWS tool uses when nothing else is said." in [
        n.text for n in plan.warnings
    ]


def test_keys_are_not_written_into_the_config(env: Environment) -> None:
    env.config_file.symlink_to(env.credentials_file)
    with pytest.raises(FileUnsafe, match="is the config, too"):
        plan_write_credentials(env, keys(), "tmp")


def test_a_new_file_is_private_and_goes_with_its_last_section(tmp_path: Path) -> None:
    env = make_environment(tmp_path)
    write(env, "default")
    assert env.credentials_file.stat().st_mode & 0o7777 == 0o600
    assert env.credentials_file.read_bytes().startswith(b"[default]\n")
    undo(env)
    assert not env.credentials_file.exists()


def test_keys_of_others_are_never_replaced(env: Environment) -> None:
    with pytest.raises(WouldOverwrite, match="line 2"):
        write(env, "default")
    assert env.credentials_file.read_bytes() == OTHERS


def test_log_out_removes_the_sections_of_its_session(env: Environment) -> None:
    write(env, "one")
    write(env, "two", session="lab")
    apply(env, plan_remove_credentials(env, "corp"))
    assert b"[one]" not in env.credentials_file.read_bytes()
    assert b"[two]" in env.credentials_file.read_bytes()
    apply(env, plan_remove_credentials(env))
    assert b"canary-token" not in env.credentials_file.read_bytes()
    assert plan_remove_credentials(env).empty
    assert undo(env).id == ""  # removed keys are kept nowhere, and what put them there is over
    assert [entry.state for entry in history(env)] == ["final", "final", "undone", "undone"]
    with pytest.raises(UndoOverlap):
        undo(env, "4")


def test_log_out_says_what_went_and_never_fails_for_it(env: Environment) -> None:
    write(env, "one")
    write(env, "two", session="lab")
    assert remove_credentials(env, "corp") == (("one",), "")
    assert remove_credentials(env, "corp") == ((), "")
    env.credentials_file.chmod(0o400)
    gone, reason = remove_credentials(env, "lab")
    assert gone == ()
    assert "read-only" in reason


def test_what_would_not_read_back_is_refused(env: Environment) -> None:
    for name in ("a b", "x]\n[y", "", "profile x"):
        with pytest.raises(InvalidValue):
            write(env, name)
    env.credentials_file.write_bytes(b"[a]\nnonsense\n")
    with pytest.raises(ConfigUnreadable):
        write(env)
    assert env.credentials_file.read_bytes() == b"[a]\nnonsense\n"
