"""`ssoswitch console` and `ssoswitch doctor` as a script sees them: bytes on stdout, words on stderr, exit codes."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from ssoswitch.demo.identity_center import FakeIdentityCenter
from ssoswitch.disk.token_cache import TokenCache
from ssoswitch.model.environment import Environment
from tests.support.fake_center import browse, fake_center
from tests.support.recording_browser import RecordingBrowser, recording_browser
from tests.support.signing_in import environment_for, save_token, session_of

ROOT = str(Path(__file__).parent.parent.parent)


class Place:
    """A home that is signed in to a running fake, and the program in it."""

    def __init__(self, center: FakeIdentityCenter, tmp_path: Path) -> None:
        self.center = center
        self.browser: RecordingBrowser = recording_browser(tmp_path / "programs")
        self.env: Environment = environment_for(
            center, tmp_path, variables={"BROWSER": str(self.browser.program), "AWS_PROFILE": "dev"}
        )
        self.session = session_of(center)
        save_token(self.env, center, self.session)

    def run(self, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "ssoswitch", *arguments],
            env={**self.env.variables, "PYTHONPATH": ROOT, **variables},
            cwd=self.env.working_directory,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    with fake_center() as center:
        yield Place(center, tmp_path)


def test_opening(place: Place) -> None:
    done = place.run("console", "--profile", "dev", "--service", "s3")
    assert (done.returncode, done.stdout) == (0, "")
    assert "S3 in eu-west-1: a sign-in link opened with recorder." in done.stderr
    seen = place.browser.record()
    assert "demo-secret-" not in repr(seen.argv) + repr(seen.environ) + done.stderr
    assert "SigninToken=demo-secret-" in seen.pages[0]
    left = [
        path for path in place.env.home.rglob("*") if path.is_file() and b"SigninToken" in path.read_bytes()
    ]
    assert [path.parent for path in left] == [place.env.runtime_dir]


def chained(place: Place, account_id: str, more: str = "") -> None:
    with place.env.config_file.open("a") as config:
        config.write(
            f"\n[profile deploy-prod]\nrole_arn = arn:aws:iam::{account_id}:role/deploy\nsource_profile = dev\n{more}"
        )


def test_the_switch_role_link_holds_no_page_and_says_so(place: Place) -> None:
    account = place.center.organization.accounts[2].id
    chained(place, account)
    done = place.run("console", "--profile", "deploy-prod", "--service", "s3", "--portal", "--print")
    assert done.returncode == 0
    assert f"switchrole?account={account}&roleName=deploy" in done.stdout
    assert "holds no page" in done.stderr
    done = place.run("console", "--profile", "deploy-prod", "--portal", "--print")
    assert "holds no page" not in done.stderr


def test_production_is_said_and_nobody_is_asked(place: Place) -> None:
    chained(place, place.center.organization.accounts[2].id)
    done = place.run("console", "--profile", "deploy-prod", "--portal", "--print")
    assert "PROD: " in done.stderr
    assert done.returncode == 0
    done = place.run("console", "--profile", "dev", "--portal", "--print")
    assert "PROD" not in done.stderr
    unguarded = place.env.settings_file
    unguarded.parent.mkdir(parents=True)
    unguarded.write_text("[safety]\nguard_console = false\n")
    assert "PROD" not in place.run("console", "--profile", "deploy-prod", "--portal", "--print").stderr


def test_by_account_and_role_as_json(place: Place) -> None:
    account = next(iter(account for account in place.center.organization if account.roles))
    done = place.run("--json", "console", account.id, account.roles[0], "--service", "iam", "--portal")
    assert done.returncode == 0
    assert json.loads(done.stdout) == {
        "version": 1,
        "destination": "https://us-east-1.console.aws.amazon.com/iam/home?region=us-east-1",
        "region": "eu-west-1",
        "way": "portal",
        "opened": True,
    }
    assert f"account_id={account.id}" in place.browser.record().argv[1]


def test_printing_a_key_says_so(place: Place) -> None:
    done = place.run("console", "--profile", "dev", "--print")
    assert done.returncode == 0 and done.stdout.count("\n") == 1
    assert browse(done.stdout.strip()).status == 200
    assert "key" in done.stderr and "demo-secret" not in done.stderr
    assert not place.browser.started
    document = json.loads(place.run("console", "--profile", "dev", "--print", "--json").stdout)
    assert document["opened"] is False and browse(document["link"]).status == 200


def test_printing_the_portal_link_needs_no_sign_in(place: Place) -> None:
    TokenCache(place.env).delete(place.session)
    done = place.run("console", "--profile", "dev", "--portal", "--print", "--region", "us-east-2")
    assert done.returncode == 0
    assert done.stdout.startswith(f"{place.center.start_url}/#/console?account_id=")
    assert "us-east-2" in done.stdout
    assert place.run("console", "--profile", "dev").returncode == 4


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["--profile", "dev", "--destination", "https://evil.example/"], 2, "no page of this role's console"),
        (["--profile", "dev", "--service", "nonsense"], 3, "no console service"),
        (["--profile", "nobody"], 3, "no profile"),
        (["--profile", "dev", "--service", "s3", "--destination", "ec2/home"], 2, "not both"),
        (["--profile", "dev", "--region", "cn-north-1"], 2, "partition"),
        (["payments-prod"], 2, "ACCOUNT and ROLE"),
        (["--profile", "dev", "payments-prod", "Admin"], 2, "not both"),
        (["--profile", "dev", "--browser", "no-such-browser {url}"], 1, "no-such-browser"),
        (["--profile", "dev", "--browser", "firefox 'x"], 2, "cannot be read"),
    ],
)
def test_what_does_not_work(place: Place, arguments: list[str], code: int, words: str) -> None:
    done = place.run("console", *arguments)
    assert (done.returncode, done.stdout) == (code, "")
    assert words in done.stderr and "Traceback" not in done.stderr
    assert not place.browser.started


def test_a_dry_run_opens_nothing(place: Place) -> None:
    done = place.run("console", "--profile", "dev", "--service", "s3", "--dry-run", "--json")
    assert json.loads(done.stdout)["opened"] is False
    assert not place.browser.started and not place.center.requests.count("GetRoleCredentials")


def test_without_a_display_the_address_is_told(place: Place) -> None:
    done = place.run("console", "--profile", "dev", BROWSER="")
    assert done.returncode == 1
    assert f"  {place.center.start_url}/#/console?" in done.stderr and "demo-secret" not in done.stderr


def test_the_examination(place: Place) -> None:
    done = place.run("doctor")
    assert done.returncode == 0, done.stdout
    assert "ok    clock " in done.stdout and "ok    token corp " in done.stdout
    bad = place.run("doctor", "--json", AWS_PROFILE="gone")
    assert bad.returncode == 1
    document = json.loads(bad.stdout)
    assert document["counts"]["bad"] == 1
    [finding] = [each for each in document["findings"] if each["verdict"] == "bad"]
    assert finding["subject"] == "here" and "gone" in finding["text"] and finding["remedy"]
    quiet = place.run("doctor", "--quiet", AWS_PROFILE="gone")
    assert quiet.stdout.startswith("BAD   here ") and "ok  " not in quiet.stdout
