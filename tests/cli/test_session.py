"""session list, add, remove."""

from __future__ import annotations

from pathlib import Path

import pytest

from ssoswitch.aws import vanity_url
from ssoswitch.core.start_urls import StartUrl, normalise
from ssoswitch.model.environment import Environment
from ssoswitch.model.errors import Unreachable
from tests.support.command_line import run, tree
from tests.support.environments import make_environment
from tests.support.fake_center import fake_center

ADD = ("session", "add", "corp", "--start-url")
REGION = ("--sso-region", "eu-west-1")
SECTION = """\
[sso-session corp]
sso_start_url = https://acme.awsapps.com/start
sso_region = eu-west-1
sso_registration_scopes = sso:account:access
"""


@pytest.fixture
def empty(tmp_path: Path) -> Environment:
    return make_environment(tmp_path)


@pytest.mark.parametrize(
    "typed",
    [
        "acme",
        "acme.awsapps.com",
        "acme.awsapps.com/start",
        "https://acme.awsapps.com/start",
        "https://acme.awsapps.com/start/",
        "https://acme.awsapps.com/start/#/",
        "https://ACME.awsapps.com",
    ],
)
def test_whatever_form_is_typed_one_is_written(empty: Environment, typed: str) -> None:
    done = run(empty, *ADD, typed, *REGION, "--yes")
    assert (done.code, done.out) == (0, "")
    assert empty.config_file.read_text() == SECTION
    assert empty.config_file.stat().st_mode & 0o777 == 0o600
    assert "Sign in with `ssoswitch login corp`." in done.err
    before = tree(empty.home)
    for again in (typed, "acme", "https://acme.awsapps.com/start/#"):
        second = run(empty, *ADD, again, *REGION, "-y")
        assert (second.code, second.err) == (0, "Already so; nothing was written.\n")
    assert tree(empty.home) == before


def test_the_spelling_that_is_there_stays(tmp_path: Path) -> None:
    config = "[sso-session corp]\nsso_start_url = https://acme.awsapps.com/start#/\nsso_region = eu-west-1\n"
    env = make_environment(tmp_path, config=config)
    assert run(env, *ADD, "acme", *REGION, "-y").code == 0
    assert env.config_file.read_text() == config


def test_a_url_that_tells_its_region_needs_none(empty: Environment) -> None:
    url = "https://ssoins-0123456789abcdef.portal.eu-central-1.app.aws"
    assert run(empty, *ADD, url, "-y").code == 0
    assert "sso_region = eu-central-1" in empty.config_file.read_text()
    other = run(empty, "session", "add", "two", "--start-url", url, *REGION, "-n", "--json")
    assert "eu-central-1, not eu-west-1" in other.json["warnings"][0]


def test_the_region_is_read_from_the_portal_s_page(tmp_path: Path) -> None:
    with fake_center() as center:
        env = make_environment(tmp_path, {"AWS_ENDPOINT_URL": center.url}, config=None)
        done = run(env, *ADD, "acme", "-y")
        assert done.code == 0
        assert "The region is eu-west-1, read from the portal's page." in done.err
        assert "sso_region = eu-west-1" in env.config_file.read_text()
        asked = len(center.requests)
        again = run(env, *ADD, "acme", "-y")
        assert (again.code, "Already so" in again.err) == (0, True)
        assert len(center.requests) == asked


def test_a_region_that_nobody_tells_is_asked_for(tmp_path: Path) -> None:
    env = make_environment(tmp_path, {"AWS_ENDPOINT_URL": "http://127.0.0.1:9"}, config=None)
    done = run(env, *ADD, "acme", "-y")
    assert done.code == 2
    assert "does not tell its region" in done.err
    assert "--sso-region" in done.err
    assert not env.config_file.exists()


def test_a_name_of_one_s_own_is_written_as_what_it_leads_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    env = make_environment(tmp_path, config=None)
    found = "https://ssoins-0123456789abcdef.portal.eu-west-1.app.aws"
    monkeypatch.setattr(vanity_url, "look_up", lambda _clients, _url: normalise(found))
    done = run(env, *ADD, "sso.example.com", "-y")
    assert done.code == 0
    assert f"https://sso.example.com leads to AWS's portal at {found}" in done.err
    assert f"sso_start_url = {found}\nsso_region = eu-west-1" in env.config_file.read_text()
    again = run(env, *ADD, "sso.example.com", "-y")
    assert (again.code, "Already so" in again.err) == (0, True)


def test_a_name_of_one_s_own_that_cannot_be_looked_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def look_up(_clients: object, _url: object) -> StartUrl:
        raise Unreachable("No answer.", "Try again.")

    env = make_environment(tmp_path, config=None)
    monkeypatch.setattr(vanity_url, "look_up", look_up)
    assert run(env, *ADD, "sso.example.com", "-y").code == 69
    assert not env.config_file.exists()
    done = run(env, *ADD, "sso.example.com", *REGION, "-y")
    assert done.code == 0
    assert "It is written as it is." in done.err
    assert "sso_start_url = https://sso.example.com\n" in env.config_file.read_text()


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        ((*ADD, "http://acme.awsapps.com/start", *REGION), "http"),
        ((*ADD, "https://user@acme.awsapps.com/start", *REGION), "user name"),
        ((*ADD, "a b", *REGION), "blanks"),
        ((*ADD, "", *REGION), "No start URL"),
        ((*ADD, "acme", "--sso-region", "EU WEST"), "region"),
        (("session", "add", "a b", "--start-url", "acme", *REGION), "sso-session name 'a b'"),
        (("session", "add", "x]\n[y", "--start-url", "acme", *REGION), "sso-session name"),
        ((*ADD, "acme", *REGION, "--scopes", "a\nb"), "scope"),
    ],
)
def test_what_may_not_be_written_is_wrong_use(
    empty: Environment, arguments: tuple[str, ...], word: str
) -> None:
    done = run(empty, *arguments, "-y")
    assert (done.code, done.out) == (2, "")
    assert word in done.err
    assert done.err.count("\n") == 1
    assert not empty.config_file.exists()


def test_another_portal_of_that_name_would_overwrite(empty: Environment) -> None:
    assert run(empty, *ADD, "acme", *REGION, "-y").code == 0
    before = tree(empty.home)
    for change in (("other", *REGION), ("acme", "--sso-region", "us-east-1")):
        done = run(empty, *ADD, *change, "-y")
        assert done.code == 5
        assert "Nothing was written" in done.err
    assert tree(empty.home) == before


def test_dry_run_prints_the_diff_on_stdout(empty: Environment) -> None:
    done = run(empty, *ADD, "acme", *REGION, "--dry-run")
    assert (done.code, done.err) == (0, "")
    assert done.lines[0] == "--- /dev/null"
    assert "+[sso-session corp]" in done.lines
    assert not empty.config_file.exists()
    as_json = run(empty, *ADD, "acme", *REGION, "-n", "--json").json
    assert as_json["changed"] is False and as_json["dry_run"] is True
    assert as_json["diff"] == done.out


def test_without_a_terminal_writing_needs_yes(empty: Environment) -> None:
    done = run(empty, *ADD, "acme", *REGION)
    assert (done.code, done.out) == (2, "")
    assert "+[sso-session corp]" in done.err
    assert done.err.splitlines()[-1].startswith("ssoswitch: Nothing was written: stdin is no terminal")
    assert not empty.config_file.exists()


def test_add_as_json(empty: Environment) -> None:
    done = run(empty, *ADD, "acme", *REGION, "-y", "--json")
    assert done.err == ""
    assert done.json == {
        "version": 1,
        "name": "corp",
        "start_url": "https://acme.awsapps.com/start",
        "sso_region": "eu-west-1",
        "changed": True,
        "dry_run": False,
        "title": "+1 sso-session corp",
        "undo": "1",
        "files": [str(empty.config_file)],
        "notes": [],
        "warnings": [],
    }
    assert run(empty, *ADD, "acme", *REGION, "-y", "--json").json["changed"] is False


def test_list(empty: Environment) -> None:
    run(empty, *ADD, "acme", *REGION, "-y")
    assert run(empty, "session", "list").lines == ["corp  eu-west-1  https://acme.awsapps.com/start"]
    assert run(empty, "session", "list", "--json").json["sessions"] == [
        {
            "name": "corp",
            "start_url": "https://acme.awsapps.com/start",
            "sso_region": "eu-west-1",
            "registration_scopes": ["sso:account:access"],
            "inline": False,
            "problem": "",
        }
    ]


def test_remove_and_remove_again(env: Environment) -> None:
    done = run(env, "session", "remove", "corp", "-y")
    assert done.code == 0
    assert "! Profiles that name it will stop working: dev." in done.err
    assert "[sso-session corp]" not in env.config_file.read_text()
    before = tree(env.home)
    again = run(env, "session", "remove", "corp", "-y")
    assert (again.code, again.err) == (0, "corp was removed before; nothing was written.\n")
    assert run(env, "session", "remove", "other", "-y").code == 3
    assert tree(env.home) == before
    assert run(env, "undo", "-y").code == 0
    assert "[sso-session corp]" in env.config_file.read_text()
    assert run(env, "session", "remove", "corp", "-n").code == 0
