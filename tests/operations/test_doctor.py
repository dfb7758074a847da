"""`doctor`: each finding where it belongs, and an answer however broken the place is."""

from __future__ import annotations

import os
import stat
from dataclasses import replace
from pathlib import Path

import pytest

from ssoswitch.core.findings import Finding
from ssoswitch.disk.token_cache import TokenCache
from ssoswitch.disk.tree_cache import save_tree
from ssoswitch.model.account import Account, AccountEntry, AccountTree
from ssoswitch.model.environment import Endpoints, Environment
from ssoswitch.operations.doctor import examine
from ssoswitch.operations.read_config import read_config
from tests.support.environments import NOW, FalseClock, make_environment
from tests.support.fake_center import fake_center
from tests.support.signing_in import environment_for, save_token, session_of

CONFIG = (
    "[sso-session corp]\nsso_start_url = https://acme.awsapps.com/start\nsso_region = eu-west-1\n\n"
    "[profile dev]\nsso_session = corp\nsso_account_id = 333344445555\nsso_role_name = Admin\n"
)


def by_subject(env: Environment, subject: str, *, network: bool = False) -> list[Finding]:
    return [finding for finding in examine(env, network=network) if finding.subject == subject]


def one(env: Environment, subject: str, *, network: bool = False) -> Finding:
    [finding] = by_subject(env, subject, network=network)
    return finding


def verdicts(env: Environment, *, network: bool = False) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {"ok": set(), "warn": set(), "bad": set()}
    for finding in examine(env, network=network):
        found[finding.verdict].add(finding.subject)
        assert finding.text.endswith((".", "…")) and finding.text.isprintable(), finding
    return found


def test_a_healthy_place(tmp_path: Path) -> None:
    with fake_center() as center:
        env = environment_for(center, tmp_path, variables={"BROWSER": "/bin/true"})
        save_token(env, center, session_of(center))
        found = verdicts(env, network=True)
    assert found["bad"] == found["warn"] == set()
    assert {"config", "session corp", "token corp", "permissions", "leftovers", "here", "browser", "clock", "network",
            "proxy", "CA bundle", "endpoints", "direnv", "terminal", "shell", "settings"} <= found["ok"]  # fmt: skip


def test_nothing_is_there_yet(tmp_path: Path) -> None:
    env = make_environment(tmp_path)
    found = verdicts(env, network=True)
    assert found["bad"] == set()
    assert {"config", "browser"} == found["warn"]
    assert "no sso-session" in one(env, "clock", network=True).text


def test_a_home_that_is_none(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("")
    env = make_environment(tmp_path, {"HOME": str(file)})
    found = verdicts(env)
    assert "config folder" in found["bad"]
    assert {"environment", "state folder", "cache folder"} <= found["warn"]


def test_a_config_that_cannot_be_read(tmp_path: Path) -> None:
    env = make_environment(tmp_path, config="[profile x\n")
    assert "line 1" in one(env, "config").text and one(env, "config").verdict == "bad"
    folder = make_environment(tmp_path / "other")
    folder.config_file.mkdir(parents=True)
    assert by_subject(folder, "config")[0].verdict == "bad"
    assert "a folder" in by_subject(folder, "config")[0].text


def test_offline(tmp_path: Path) -> None:
    env = make_environment(tmp_path, {"AWS_ENDPOINT_URL": "http://127.0.0.1:9"}, config=CONFIG)
    finding = one(env, "network", network=True)
    assert finding.verdict == "warn" and "The clock was not compared." in finding.text
    assert not by_subject(env, "clock", network=True)


@pytest.mark.parametrize(
    ("off", "verdict", "text"),
    [
        (0.0, "ok", "It agrees with AWS's."),
        (-120.0, "warn", "It is 2 min behind."),
        (3600.0, "bad", "It is 60 min ahead: AWS refuses signed calls."),
    ],
)
def test_the_clock(tmp_path: Path, off: float, verdict: str, text: str) -> None:
    with fake_center(clock=FalseClock(NOW)) as center:
        env = environment_for(center, tmp_path, clock=FalseClock(NOW + off))
        finding = one(env, "clock", network=True)
        assert (finding.verdict, finding.text) == (verdict, text)
        assert bool(finding.remedy) == (verdict != "ok")
        assert len(center.requests) >= 1  # one question for each examination, and no sign-in for it
        assert not [request for request in center.requests if "demo-secret" in repr(request)]


def token_file(env: Environment) -> Path:
    session = read_config(env).sessions["corp"]
    path = TokenCache(env).token_path(session)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


@pytest.mark.parametrize("data", [b"", b"{", b"\x00\xff", b"[]", b'{"accessToken": "x"}'])
def test_a_damaged_token(tmp_path: Path, data: bytes) -> None:
    env = make_environment(tmp_path, config=CONFIG)
    path = token_file(env)
    path.write_bytes(data)
    path.chmod(0o600)
    finding = one(env, "token corp")
    assert (finding.verdict, finding.remedy) == ("warn", "ssoswitch login corp")
    assert "damaged" in finding.text


def token(expires: str, **more: str) -> bytes:
    import json

    return json.dumps(
        {"startUrl": "https://acme.awsapps.com/start", "region": "eu-west-1", "accessToken": "canary",
         "expiresAt": expires, **more}
    ).encode()  # fmt: skip


def test_tokens_of_every_age(tmp_path: Path) -> None:
    env = make_environment(tmp_path, config=CONFIG, clock=FalseClock(NOW))  # 2027-01-15T08:00:00Z
    path = token_file(env)
    renewing = {
        "clientId": "a",
        "clientSecret": "b",
        "registrationExpiresAt": "2027-03-01T00:00:00Z",
        "refreshToken": "c",
    }
    for data, verdict, text in (
        (token("2027-01-15T10:30:00Z"), "ok", "Signed in for 2h30m more."),
        (token("2027-01-15T10:30:00Z", **renewing), "ok", "and renews itself"),
        (token("2027-01-15T07:00:00Z", **renewing), "ok", "renews itself when it is needed"),
        (token("2027-01-12T07:00:00Z"), "warn", "It ended 3d ago."),
        (token("2027-01-15T10:30:00Z", startUrl="https://other.awsapps.com/start"), "warn", "another portal"),
    ):
        path.write_bytes(data)
        path.chmod(0o600)
        finding = one(env, "token corp")
        assert finding.verdict == verdict and text in finding.text
        assert "canary" not in repr(finding)


def test_permissions(tmp_path: Path) -> None:
    env = make_environment(tmp_path, config=CONFIG, clock=FalseClock(NOW))
    path = token_file(env)
    path.write_bytes(token("2027-01-15T10:30:00Z"))
    path.chmod(0o644)
    env.sso_cache.chmod(0o755)
    env.credentials_file.write_text("[x]\n")
    env.credentials_file.chmod(0o640)
    found = {finding.subject: finding for finding in examine(env, network=False) if finding.verdict != "ok"}
    assert (
        "mode 644" in found["token corp"].text
        and found["token corp"].remedy == "ssoswitch login corp --force"
    )
    assert found["token folder"].remedy == f"chmod 700 {env.sso_cache}"
    assert found["credentials file"].remedy == f"chmod 600 {env.credentials_file}"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    env.sso_cache.chmod(0o777)
    assert one(env, "token folder").verdict == "bad"


def test_a_token_that_is_a_symlink_is_not_read(tmp_path: Path) -> None:
    env = make_environment(tmp_path, config=CONFIG)
    token_file(env).symlink_to("/etc/passwd")
    assert one(env, "token corp").verdict == "bad"


def test_leftovers(tmp_path: Path) -> None:
    env = make_environment(tmp_path, config=CONFIG)
    old = env.config_file.parent / ".config.0123456789ab.ssoswitch.tmp"
    young = env.config_file.parent / ".config.ba9876543210.ssoswitch.tmp"
    for path in (old, young):
        path.write_text("")
    now = env.clock.time()
    os.utime(old, (now - 7200, now - 7200))
    finding = one(env, "leftovers")
    assert (finding.verdict, finding.remedy) == ("warn", f"rm {old}")


def test_dead_profiles(tmp_path: Path) -> None:
    env = make_environment(tmp_path, config=CONFIG)
    session = read_config(env).sessions["corp"]
    assert "not been read yet" in one(env, "accounts corp").text
    entry = AccountEntry(Account("333344445555", "pay"), ("ReadOnly",), fetched_at=env.clock.time())
    save_tree(env, session, AccountTree("corp", {"333344445555": entry}, synced_at=env.clock.time()))
    finding = one(env, "dead profiles")
    assert (finding.verdict, finding.remedy) == ("warn", "ssoswitch -S corp profile prune")
    assert "dev" in finding.text


@pytest.mark.parametrize(
    ("variables", "verdict", "text"),
    [
        ({"AWS_PROFILE": "dev"}, "ok", "AWS tools take dev, by AWS_PROFILE."),
        ({"AWS_PROFILE": "gone"}, "bad", "no such profile"),
        ({"AWS_PROFILE": ""}, "bad", "set but empty"),
        (
            {"AWS_PROFILE": "dev", "AWS_ACCESS_KEY_ID": "A", "AWS_SECRET_ACCESS_KEY": "canary"},
            "warn",
            "win over",
        ),
    ],
)
def test_what_shadows_what(tmp_path: Path, variables: dict[str, str], verdict: str, text: str) -> None:
    finding = by_subject(make_environment(tmp_path, variables, config=CONFIG), "here")[0]
    assert finding.verdict == verdict and text in finding.text
    assert "canary" not in repr(finding)


def test_network_settings(tmp_path: Path) -> None:
    env = make_environment(
        tmp_path,
        {"HTTPS_PROXY": "http://anna:canary@proxy.example:3128", "AWS_CA_BUNDLE": str(tmp_path / "gone.pem")},
    )
    assert one(env, "proxy", network=True).text == "proxy.example:3128."
    assert one(env, "CA bundle", network=True).verdict == "bad"
    (tmp_path / "gone.pem").write_text("no certificate")
    assert "no certificates" in one(env, "CA bundle", network=True).text
    refused = replace(
        env, ca_bundle=None, endpoints=Endpoints(sts="https://sts.example", refused=("X is not used.",))
    )
    found = by_subject(refused, "endpoints", network=True)
    assert [finding.verdict for finding in found] == ["warn", "ok"]
    assert found[1].text == "sts at https://sts.example."


def test_the_machine(tmp_path: Path) -> None:
    env = make_environment(tmp_path, {"TERM": "dumb", "PATH": str(tmp_path)})
    assert (
        one(env, "terminal").verdict == one(env, "clipboard").verdict == one(env, "browser").verdict == "warn"
    )
    assert "not installed" in one(env, "direnv").text
    windows = tmp_path / "chrome.exe"
    windows.write_text("#!/bin/sh\n")
    windows.chmod(0o755)
    finding = one(make_environment(tmp_path, {"BROWSER": str(windows)}), "browser")
    assert finding.verdict == "warn" and "the portal's link is opened instead" in finding.text


def test_settings_that_cannot_be_read(tmp_path: Path) -> None:
    env = make_environment(tmp_path)
    env.settings_file.parent.mkdir(parents=True)
    env.settings_file.write_text("[browser\n")
    assert one(env, "settings").verdict == "warn"
    env.settings_file.write_text('[sign-in]\nbrowser = "firefox \'x"\n')
    assert one(env, "browser").verdict == "bad"


def test_an_envrc_that_is_blocked(tmp_path: Path) -> None:
    programs = tmp_path / "programs"
    programs.mkdir()
    (programs / "direnv").write_text("#!/bin/sh\n")
    (programs / "direnv").chmod(0o755)
    env = make_environment(tmp_path, {"PATH": str(programs)}, config=CONFIG)
    (env.working_directory / ".envrc").write_text("export AWS_PROFILE=dev\n")
    finding = one(env, ".envrc")
    assert finding.verdict == "warn" and finding.remedy.endswith("direnv allow")


def test_one_session_of_several(tmp_path: Path) -> None:
    other = "[sso-session other]\nsso_start_url = https://b.awsapps.com/start\nsso_region = eu-west-1\n"
    env = make_environment(tmp_path, config=CONFIG + other)
    found = {finding.subject for finding in examine(env, session_name="other", network=False)}
    assert "token other" in found and "token corp" not in found
    gone = [
        finding for finding in examine(env, session_name="gone", network=False) if finding.verdict == "bad"
    ]
    assert [finding.subject for finding in gone] == ["session gone"]


def test_nothing_is_written(tmp_path: Path) -> None:
    env = make_environment(tmp_path, config=CONFIG)
    before = sorted(path for path in tmp_path.rglob("*"))
    list(examine(env, network=False))
    assert sorted(path for path in tmp_path.rglob("*")) == before
