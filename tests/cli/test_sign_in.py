"""login, logout, status."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import pytest

from ssoswitch.demo.identity_center import FakeIdentityCenter
from ssoswitch.model.environment import Environment
from tests.cli.conftest import COMPANY
from tests.support.command_line import Terminal, run, spawn, tree
from tests.support.environments import make_environment
from tests.support.fake_center import browse, fake_center
from tests.support.signing_in import environment_for, save_token, session_of


def test_a_token_that_is_there_is_adopted_in_one_line(
    signed_in: Environment, center: FakeIdentityCenter
) -> None:
    before = len(center.requests)
    done = run(signed_in, "login")
    assert (done.code, done.out) == (0, "")
    assert done.err.startswith("Already signed in to corp until ") and done.err.count("\n") == 1
    assert len(center.requests) == before


def test_login_as_json_says_how_and_until_when(signed_in: Environment) -> None:
    document = run(signed_in, "login", "corp", "--json").json
    assert (document["session"], document["how"], document["refreshable"]) == ("corp", "adopted", True)
    assert datetime.fromisoformat(document["expires_at"]).utcoffset() is not None
    assert document["expires_at"].endswith("Z")
    assert document["warnings"] == []


def test_login_by_code_shows_the_code_and_saves_the_token(
    env: Environment, center: FakeIdentityCenter
) -> None:
    done = run(env, "login", "--device-code", "--no-browser", "--quiet")
    assert (done.code, done.out) == (0, "")
    codes = [line for line in done.err.splitlines() if "check that it shows" in line]
    assert len(codes) == 1
    assert center.start_url in done.err
    assert run(env, "status", "--json").json["sessions"][0]["signed_in"] is True
    assert center.requests.count("StartDeviceAuthorization") == 1


def test_force_signs_in_anew_though_a_token_lives(signed_in: Environment, center: FakeIdentityCenter) -> None:
    before = center.requests.count("StartDeviceAuthorization")
    done = run(signed_in, "login", "--force", "--device-code", "--no-browser", "--json")
    assert done.json["how"] == "signed in"
    assert center.requests.count("StartDeviceAuthorization") == before + 1


def test_min_left_renews_what_lives_too_short(signed_in: Environment, center: FakeIdentityCenter) -> None:
    assert run(signed_in, "login", "--min-left", "10m", "--json").json["how"] == "adopted"
    before = center.requests.count("StartDeviceAuthorization")
    done = run(signed_in, "login", "--min-left", "2h")
    assert done.code == 0
    assert done.err.startswith("Renewed the sign-in to corp")
    assert center.requests.count("StartDeviceAuthorization") == before


def test_login_by_browser_listens_on_the_port_that_was_asked_for(
    env: Environment, center: FakeIdentityCenter, tmp_path: Path
) -> None:
    with fake_center(COMPANY) as other:
        port = other.port  # a free one, once that center is gone
    with Terminal(env, ["login", "--pkce", "--no-browser", "--port", str(port)]) as running:
        shown = running.wait_for("Open this address")
        running.wait_for("redirect_uri=")
        running.wait_for("waiting for you")
        address = next(line.strip() for line in running.seen.splitlines() if line.strip().startswith("http"))
        assert f"127.0.0.1:{port}" in shown
        assert browse(address).status == 200
        done = running.end()
    assert done.code == 0
    assert "Signed in to corp until" in done.err
    assert run(env, "status", "--json").json["sessions"][0]["signed_in"] is True


def test_a_taken_port_is_said_and_nothing_changes(env: Environment, center: FakeIdentityCenter) -> None:
    done = run(env, "login", "--pkce", "--no-browser", "--port", str(center.port))
    assert done.code == 1
    assert done.err.count("\n") == 1
    assert str(center.port) in done.err
    assert run(env, "status", "--json").json["sessions"][0]["signed_in"] is False


@pytest.mark.parametrize("way", ["--pkce", "--device-code"])
def test_an_interrupt_while_waiting_leaves_no_token(tmp_path: Path, way: str) -> None:
    with fake_center(COMPANY, approval="page") as center:
        env = environment_for(center, tmp_path)
        with Terminal(env, ["login", way, "--no-browser"]) as running:
            running.wait_for("waiting for you")
            running.interrupt()
            done = running.end()
    assert done.code == 130
    assert "The sign-in was stopped; nothing changed." in done.err
    assert "Traceback" not in done.err
    tokens = [path for path in env.sso_cache.glob("*.json") if "accessToken" in path.read_text()]
    assert tokens == []


def test_the_wait_ends_after_its_time(tmp_path: Path) -> None:
    with fake_center(COMPANY, approval="page") as center:
        env = environment_for(center, tmp_path)
        done = run(env, "login", "--device-code", "--no-browser", "--timeout", "1s", "--json")
    assert done.code == 1
    last = done.err.splitlines()[-1]
    assert json.loads(last)["error"]["code"] == "sign_in_expired"


def test_a_person_who_says_no_is_an_error(tmp_path: Path) -> None:
    with fake_center(COMPANY, approval="denied") as center:
        env = environment_for(center, tmp_path)
        done = run(env, "login", "--device-code", "--no-browser")
    assert done.code == 1
    assert "Nothing changed" in done.err.splitlines()[-1]


def test_dry_run_tells_and_asks_nobody(env: Environment, center: FakeIdentityCenter) -> None:
    before = tree(env.home)
    for arguments, how in (
        (["login", "-n"], "signed in"),
        (["-n", "login", "--force"], "signed in"),
    ):
        assert run(env, *arguments, "--json").json["how"] == how
    assert run(env, "logout", "--dry-run").err.startswith("Not signed in to corp")
    assert tree(env.home) == before
    assert len(center.requests) == 0


def test_dry_run_of_a_living_token(signed_in: Environment) -> None:
    before = tree(signed_in.home)
    assert run(signed_in, "login", "-n", "--json").json["how"] == "adopted"
    assert run(signed_in, "login", "-n", "--min-left", "9h", "--json").json["how"] == "renewed"
    done = run(signed_in, "logout", "-n")
    assert done.err == "Would end the token of corp at AWS and remove it here; 1 profile stops working.\n"
    assert tree(signed_in.home) == before
    signed_in.credentials_file.write_text("[tmp]\nx_ssoswitch = corp/111122223333/Admin\n[mine]\na = b\n")
    done = run(signed_in, "logout", "-n")
    assert done.err.endswith("; 1 profile stops working; keys in the credentials file go: tmp.\n")


def test_logout_ends_the_token_once_and_says_so_a_second_time(
    signed_in: Environment, center: FakeIdentityCenter
) -> None:
    done = run(signed_in, "logout")
    assert (done.code, done.out) == (0, "")
    assert done.err.startswith("Signed out of corp: the token was ended at AWS and removed here.")
    again = run(signed_in, "logout", "corp")
    assert again.code == 0
    assert again.err == "Not signed in to corp: there was nothing to end.\n"
    assert center.requests.count("Logout") == 1


def test_logout_as_json(signed_in: Environment) -> None:
    document = run(signed_in, "logout", "--json").json
    assert document["sessions"][0]["name"] == "corp"
    assert document["sessions"][0]["revoked"] is True
    assert document["sessions"][0]["token_deleted"] is True


def test_logout_works_when_aws_does_not(tmp_path: Path) -> None:
    with fake_center(COMPANY, logout_fails=True) as center:
        env = environment_for(center, tmp_path)
        save_token(env, center, session_of(center))
        done = run(env, "logout")
    assert done.code == 0
    assert "on this machine only" in done.err
    assert list(env.sso_cache.glob("*.json")) == []


def test_logout_all_ends_each(signed_in: Environment, center: FakeIdentityCenter) -> None:
    assert (
        run(
            signed_in,
            "session",
            "add",
            "two",
            "--start-url",
            center.start_url,
            "--sso-region",
            "eu-west-1",
            "-y",
        ).code
        == 0
    )
    save_token(signed_in, center, session_of(center, "two"))
    names = [each["name"] for each in run(signed_in, "logout", "--all", "--json").json["sessions"]]
    assert names == ["corp", "two"]
    assert all(not each["signed_in"] for each in run(signed_in, "status", "--json").json["sessions"])
    assert run(signed_in, "logout", "--all", "corp").code == 2


def test_a_session_that_cannot_be_used_says_why_and_where_to_correct_it(tmp_path: Path) -> None:
    env = make_environment(
        tmp_path, config="[sso-session half]\nsso_start_url = https://x.awsapps.com/start\n"
    )
    done = run(env, "login", "half")
    assert done.code == 1
    assert "sso_region is missing" in done.err
    assert f"Correct it in {env.config_file}." in done.err


def test_status_is_data_on_stdout(saved: Environment) -> None:
    done = run(saved, "status")
    assert done.err == ""
    assert len(done.lines) == 1
    assert done.lines[0].startswith("corp  ● until ")
    assert "4 accounts, 5 roles" in done.lines[0]
    one = run(saved, "status", "--json").json["sessions"][0]
    assert one["name"] == "corp"
    assert one["signed_in"] is True and one["refreshable"] is True
    assert (one["accounts"], one["roles"]) == (4, 5)
    assert one["problem"] == "" and one["inline"] is False
    for key in ("expires_at", "saved_at", "synced_at"):
        assert one[key].endswith("Z")


def test_status_of_one_session(saved: Environment, center: FakeIdentityCenter) -> None:
    run(saved, "session", "add", "two", "--start-url", center.start_url, "--sso-region", "eu-west-1", "-y")
    assert [each["name"] for each in run(saved, "status", "--json").json["sessions"]] == ["corp", "two"]
    assert [each["name"] for each in run(saved, "status", "-S", "two", "--json").json["sessions"]] == ["two"]
    assert run(saved, "status", "-S", "three").code == 3


@pytest.mark.parametrize("config", [None, "", "[default]\nregion = eu-west-1\n"])
def test_without_any_session(tmp_path: Path, config: str | None) -> None:
    env = make_environment(tmp_path, config=config)
    for command in (["status"], ["session", "list"]):
        done = run(env, *command)
        assert (done.code, done.out) == (0, "")
        assert "There is no sso-session in" in done.err
        assert "ssoswitch session add" in done.err
        assert run(env, *command, "--json").json["sessions"] == []
    for command in (["login"], ["logout"], ["list"], ["sync"], ["profile", "prune"]):
        done = run(env, *command)
        assert (done.code, done.out) == (3, "")
        assert "ssoswitch session add" in done.err
        assert done.err.count("\n") == 1
    assert run(env, "logout", "--all").code == 0
    assert run(env, "whoami").code == 0


def test_a_session_that_cannot_be_used_says_why(tmp_path: Path) -> None:
    env = make_environment(tmp_path, config="[sso-session bad]\nsso_region = eu-west-1\n")
    assert "✗ sso_start_url is missing" in run(env, "status").out
    assert "✗ sso_start_url is missing" in run(env, "session", "list").out
    done = run(env, "login", "bad")
    assert done.code == 1
    assert "sso_start_url is missing" in done.err


def test_a_start_url_on_plain_http_gets_nothing(tmp_path: Path) -> None:
    env = make_environment(
        tmp_path,
        config="[sso-session bad]\nsso_start_url = http://acme.example/start\nsso_region = eu-west-1\n",
    )
    done = run(env, "login", "bad")
    assert done.code in (1, 2)
    assert "https" in done.err


def test_an_endpoint_that_may_not_get_a_token_is_named(tmp_path: Path) -> None:
    with fake_center(COMPANY) as center:
        env = environment_for(center, tmp_path, variables={"AWS_ENDPOINT_URL_SSO": "http://example.com"})
        save_token(env, center, session_of(center))
        done = spawn(env, "login", "--verbose")
    assert done.code == 0
    assert "AWS_ENDPOINT_URL_SSO is not used: a token may only be sent over https" in done.err
