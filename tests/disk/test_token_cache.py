"""Token files as they really are: half written, foreign, hostile, or made by the AWS CLI."""

from __future__ import annotations

import hashlib
import json
import os
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from ssoswitch.core.token_file import render_token
from ssoswitch.disk.token_cache import TokenCache
from ssoswitch.model.account import AccountRole
from ssoswitch.model.environment import Environment
from ssoswitch.model.errors import WriteError
from ssoswitch.model.sso_session import SsoSession
from ssoswitch.model.token import AccessToken, ClientRegistration, RoleCredentials, Secret
from tests.support.environments import NOW, make_environment

URL = "https://acme.awsapps.com/start"
CORP = SsoSession("corp", URL, "eu-west-1")
LAB = SsoSession("lab", "https://lab.awsapps.com/start", "eu-west-1")
TOKEN = AccessToken(
    URL,
    "eu-west-1",
    Secret("aoa"),
    NOW + 3600,
    ClientRegistration("id", Secret("secret"), NOW + 86400),
    Secret("aor"),
)
ROLES = tuple(AccountRole("333344445555", name) for name in ("Admin", "ReadOnly", "Billing"))


@pytest.fixture
def env(tmp_path: Path) -> Environment:
    return make_environment(tmp_path)


@pytest.fixture
def path(env: Environment) -> Path:
    env.sso_cache.mkdir(parents=True)
    return env.sso_cache / f"{hashlib.sha1(b'corp').hexdigest()}.json"


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


def test_what_is_saved_is_loaded(env: Environment) -> None:
    cache = TokenCache(env)
    assert cache.load(CORP) is None
    cache.save(CORP, TOKEN)
    assert cache.load(CORP) == TOKEN
    assert cache.load(LAB) is None
    assert mode(cache.token_path(CORP)) == 0o600
    assert mode(env.sso_cache) == 0o700
    assert cache.delete(CORP)
    assert not cache.delete(CORP)
    assert cache.load(CORP) is None


def test_a_readable_file_is_tightened(env: Environment, path: Path) -> None:
    path.write_bytes(render_token(TOKEN))
    path.chmod(0o644)
    TokenCache(env).save(CORP, TOKEN)
    assert mode(path) == 0o600


def test_umask_does_not_matter(env: Environment) -> None:
    before = os.umask(0)
    try:
        TokenCache(env).save(CORP, TOKEN)
    finally:
        os.umask(before)
    assert mode(TokenCache(env).token_path(CORP)) == 0o600
    assert mode(env.sso_cache) == 0o700


@pytest.mark.parametrize("data", [b"", b'{"accessToken": "aoa", "expi', b"\x00\xff", b"[]", b"{}"])
def test_what_is_no_token_is_a_miss(env: Environment, path: Path, data: bytes) -> None:
    path.write_bytes(data)
    assert TokenCache(env).load(CORP) is None


def test_odd_things_in_its_place_are_a_miss(env: Environment, path: Path) -> None:
    path.mkdir()
    assert TokenCache(env).load(CORP) is None
    path.rmdir()
    os.mkfifo(path)
    assert TokenCache(env).load(CORP) is None
    path.unlink()
    target = env.home / "elsewhere.json"
    target.write_bytes(render_token(TOKEN))
    path.symlink_to(target)
    assert TokenCache(env).load(CORP) is None


def test_a_planted_symlink_is_replaced_and_not_followed(env: Environment, path: Path) -> None:
    victim = env.home / "victim"
    victim.write_text("untouched")
    path.symlink_to(victim)
    TokenCache(env).save(CORP, TOKEN)
    assert victim.read_text() == "untouched"
    assert not path.is_symlink()
    assert TokenCache(env).load(CORP) == TOKEN


def test_the_empty_moment_of_another_writer_is_waited_for(env: Environment, path: Path) -> None:
    """The AWS CLI truncates its file before it fills it."""
    path.write_bytes(b"")
    looked = threading.Event()

    def fill() -> None:
        looked.wait(5)
        path.write_bytes(render_token(TOKEN))

    writer = threading.Thread(target=fill)
    writer.start()
    looked.set()
    found = TokenCache(env).load(CORP)
    writer.join()
    assert found in (TOKEN, None)  # the writer may have been slower than our patience
    assert TokenCache(env).load(CORP) == TOKEN


@pytest.mark.parametrize(
    ("session", "is_there"),
    [
        (CORP, True),
        (replace(CORP, start_url=f"{URL}/#/"), True),
        (replace(CORP, start_url="https://other.awsapps.com/start"), False),
        (replace(CORP, sso_region="us-east-1"), False),
    ],
)
def test_a_token_of_another_portal_is_none(env: Environment, session: SsoSession, is_there: bool) -> None:
    TokenCache(env).save(CORP, TOKEN)
    assert (TokenCache(env).load(session) is not None) is is_there


def test_a_token_that_tells_neither_portal_nor_region_is_adopted(env: Environment, path: Path) -> None:
    path.write_text('{"accessToken": "aoa", "expiresAt": "2027-01-15T09:00:00Z"}')
    assert TokenCache(env).load(CORP) is not None


@pytest.mark.parametrize("moment", ["before a renewal", "at the end"])
def test_what_a_killed_run_left_goes(env: Environment, path: Path, moment: str) -> None:
    """It holds a token that nobody would ever take away; one of this hour may still be written."""
    cache = TokenCache(env)
    cache.save(CORP, TOKEN)
    left, new = (path.with_name(f".{path.name}.{word}.ssoswitch.tmp") for word in ("0abc", "1abc"))
    for each in (left, new):
        each.write_bytes(path.read_bytes())
    os.utime(left, (1, 1))
    if moment == "at the end":
        assert cache.delete(CORP)
    else:
        assert cache.obstacle() is None
    assert not left.exists()
    assert new.exists()


def test_a_folder_that_cannot_be_made(env: Environment) -> None:
    env.sso_cache.parent.parent.mkdir(parents=True, exist_ok=True)
    env.sso_cache.parent.write_text("a file where a folder should be")
    cache = TokenCache(env)
    assert cache.load(CORP) is None
    found = cache.obstacle()
    assert found is not None
    assert "not a folder" in found.sentence
    with pytest.raises(WriteError):
        cache.save(CORP, TOKEN)


def test_nothing_is_left_when_a_write_fails(env: Environment, path: Path) -> None:
    path.mkdir()
    (path / "in the way").touch()
    with pytest.raises(WriteError):
        TokenCache(env).save(CORP, TOKEN)
    assert [entry.name for entry in env.sso_cache.iterdir()] == [path.name]


def test_registrations_stand_beside_tokens_and_apart_from_them(env: Environment) -> None:
    cache = TokenCache(env)
    registration = ClientRegistration("id", Secret("s"), NOW + 90, ("a:b",), ("device",))
    cache.save_registration(CORP, "device", registration)
    assert cache.load_registration(CORP, "device", ("a:b",)) == registration
    assert cache.load_registration(CORP, "authorization_code", ("a:b",)) is None
    assert cache.load_registration(CORP, "device", ()) is None
    assert cache.load(CORP) is None
    [file] = env.sso_cache.iterdir()
    assert mode(file) == 0o600
    assert cache.delete_registration(CORP, "device", ("a:b",))
    assert not cache.delete_registration(CORP, "device", ("a:b",))


def credentials_of(role: AccountRole) -> RoleCredentials:
    return RoleCredentials(role.account_id, role.role_name, Secret("A"), Secret("S"), Secret("T"), NOW + 60)


def test_role_credentials_of_one_session_go_and_those_of_others_stay(env: Environment) -> None:
    cache = TokenCache(env)
    for role in ROLES[:2]:
        cache.save_role_credentials(CORP, credentials_of(role))
    cache.save_role_credentials(LAB, credentials_of(ROLES[0]))
    (env.cli_cache / "session.db").write_bytes(b"SQLite format 3\x00")
    assert cache.load_role_credentials(CORP, ROLES[0]) == credentials_of(ROLES[0])
    assert len(list(cache.cached_role_credentials(CORP, ROLES))) == 2
    assert cache.delete_role_credentials(CORP, ROLES) == 2
    assert cache.delete_role_credentials(CORP, ROLES) == 0
    assert cache.load_role_credentials(LAB, ROLES[0]) is not None
    assert (env.cli_cache / "session.db").exists()


def test_a_file_of_another_kind_under_a_roles_name_stays(env: Environment) -> None:
    cache = TokenCache(env)
    cache.save_role_credentials(CORP, credentials_of(ROLES[0]))
    [file] = env.cli_cache.iterdir()
    file.write_text(json.dumps({"ProviderType": "assume-role"}))
    assert cache.delete_role_credentials(CORP, ROLES) == 0
    assert file.exists()


def test_no_cli_cache_at_all(env: Environment) -> None:
    assert TokenCache(env).delete_role_credentials(CORP, ROLES) == 0
    assert list(TokenCache(env).cached_role_credentials(CORP, ROLES)) == []


def test_the_lock_leaves_nothing_in_the_aws_folder(env: Environment) -> None:
    cache = TokenCache(env)
    with cache.lock(CORP), cache.lock(LAB):
        assert not (env.home / ".aws").exists()
