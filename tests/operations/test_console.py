"""The console for a role: the right page, the right link, the right browser, and no secret on the way."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from ssoswitch.core.aws_config import AwsConfig
from ssoswitch.demo.identity_center import FakeIdentityCenter
from ssoswitch.disk.recollections import load_recollections
from ssoswitch.model.account import Account, AccountRole
from ssoswitch.model.environment import Environment
from ssoswitch.model.errors import (
    AccessDenied,
    InvalidValue,
    NoMatch,
    ProfileNotFound,
    SignInNeeded,
    SsoswitchError,
    Unavailable,
    UnsafeEndpoint,
)
from ssoswitch.model.secret import Secret
from ssoswitch.model.settings import Settings
from ssoswitch.operations.connect import Connections
from ssoswitch.operations.console import (
    FEDERATION,
    PORTAL,
    SWITCH_ROLE,
    ConsoleTarget,
    Opened,
    console_link,
    offer_for,
    open_console,
    open_plan,
    portal_link,
    profile_source,
    remember_opening,
)
from ssoswitch.operations.read_config import read_config
from tests.support.environments import make_environment
from tests.support.fake_center import ask, browse, fake_center
from tests.support.recording_browser import recording_browser, stop_children
from tests.support.signing_in import save_token, session_of

ROLE = AccountRole("333344445555", "AdministratorAccess")
SETTINGS = Settings()
NORTH = "https://eu-north-1.console.aws.amazon.com"


class Place:
    """A home that is signed in to a running fake."""

    def __init__(self, center: FakeIdentityCenter, tmp_path: Path) -> None:
        self.center = center
        self.browser = recording_browser(tmp_path / "programs")
        self.session = session_of(center)
        self.env = make_environment(
            tmp_path,
            {"AWS_ENDPOINT_URL": center.url, "NO_PROXY": "127.0.0.1", "BROWSER": str(self.browser.program)},
            config=config_for(center.start_url),
        )
        save_token(self.env, center, self.session)
        self.connections = Connections(self.env)

    @property
    def config(self) -> AwsConfig:
        return read_config(self.env)

    def plan(self, **asked: Any) -> ConsoleTarget:
        return open_plan(self.env, self.session, ROLE, settings=SETTINGS, **asked)

    def link(self, target: ConsoleTarget) -> Secret:
        return console_link(self.env, self.connections, self.session, target)

    def open(self, target: ConsoleTarget, settings: Settings = SETTINGS, browser: str = "") -> Opened:
        return open_console(
            self.env,
            self.connections,
            self.session,
            target,
            settings=settings,
            account=Account(ROLE.account_id, "payments-prod"),
            browser=browser,
        )


def config_for(start_url: str) -> str:
    return (
        f"[sso-session corp]\nsso_start_url = {start_url}\nsso_region = eu-west-1\n"
        "[profile admin]\nsso_session = corp\nsso_account_id = 333344445555\n"
        "sso_role_name = AdministratorAccess\nregion = eu-north-1\n"
        "[profile chained]\nrole_arn = arn:aws:iam::333344446666:role/deploy\nsource_profile = admin\n"
        "[profile keys]\naws_access_key_id = AKIACANARY\naws_secret_access_key = canary\nregion = eu-west-1\n"
        "[profile ours]\ncredential_process = ssoswitch credentials --session corp --account-id 333344445555 "
        "--role-name ReadOnlyAccess --format process\n"
    )


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    with fake_center() as center:
        yield Place(center, tmp_path)
    stop_children()


# The plan


@pytest.mark.parametrize(
    ("asked", "destination", "region", "description"),
    [
        ({}, f"{NORTH}/console/home?region=eu-north-1", "eu-north-1", "Console home in eu-north-1"),
        ({"service": "s3"}, f"{NORTH}/s3/home?region=eu-north-1", "eu-north-1", "S3 in eu-north-1"),
        (
            {"service": "s3", "region": "us-east-2"},
            "https://us-east-2.console.aws.amazon.com/s3/home?region=us-east-2",
            "us-east-2",
            "S3 in us-east-2",
        ),
        ({"service": "iam"}, "https://us-east-1.console.aws.amazon.com/iam/home?region=us-east-1", "eu-north-1", "IAM"),
        (
            {"destination": "https://eu-west-3.console.aws.amazon.com/ec2/home?region=eu-west-3#Instances:"},
            "https://eu-west-3.console.aws.amazon.com/ec2/home?region=eu-west-3#Instances:",
            "eu-west-3",
            "eu-west-3.console.aws.amazon.com/ec2/home",
        ),
        (
            {"service": "arn:aws:s3:::pay-invoices"},
            "https://console.aws.amazon.com/s3/buckets/pay-invoices",
            "eu-north-1",
            "console.aws.amazon.com/s3/buckets/pay-invoices",
        ),
        (
            {"destination": "arn:aws:lambda:eu-west-3:333344445555:function:pay"},
            "https://eu-west-3.console.aws.amazon.com/lambda/home?region=eu-west-3#/functions/pay",
            "eu-west-3",
            "eu-west-3.console.aws.amazon.com/lambda/home",
        ),
        (
            {"destination": "arn:aws:iam::333344445555:role/teams/Other"},
            "https://us-east-1.console.aws.amazon.com/iam/home?region=us-east-1#/roles/details/Other",
            "us-east-1",
            "us-east-1.console.aws.amazon.com/iam/home",
        ),
        (
            {"destination": "https://acme.awsapps.com/start/#/console?account_id=333344445555&destination=https%3A%2F%2Fconsole.aws.amazon.com%2Fsqs"},
            "https://console.aws.amazon.com/sqs",
            "eu-north-1",
            "console.aws.amazon.com/sqs",
        ),
        (
            {"destination": "https://acme.awsapps.com/start/#/console?account_id=333344445555"},
            f"{NORTH}/console/home?region=eu-north-1",
            "eu-north-1",
            "eu-north-1.console.aws.amazon.com/console/home",
        ),
        (
            {"destination": "https://333344445555-a1b2c3d4.eu-west-3.console.aws.amazon.com/s3/home?region=eu-west-3"},
            "https://eu-west-3.console.aws.amazon.com/s3/home?region=eu-west-3",
            "eu-west-3",
            "eu-west-3.console.aws.amazon.com/s3/home",
        ),
    ],
)  # fmt: skip
def test_what_would_be_opened(
    place: Place, asked: dict[str, str], destination: str, region: str, description: str
) -> None:
    target = place.plan(**asked)
    assert (target.destination, target.region, target.description) == (destination, region, description)
    assert (target.partition, target.way, target.role) == ("aws", FEDERATION, ROLE)


@pytest.mark.parametrize(
    ("asked", "kind"),
    [
        ({"service": "nonsense"}, NoMatch),
        ({"destination": "https://evil.example/"}, UnsafeEndpoint),
        ({"destination": "https://console.amazonaws.cn/"}, UnsafeEndpoint),
        ({"region": "cn-north-1"}, InvalidValue),
        ({"region": "nowhere"}, InvalidValue),
        ({"way": "teleport"}, InvalidValue),
        ({"destination": "arn:aws:sqs:eu-west-1:999999999999:jobs"}, InvalidValue),
        ({"destination": "999999999999"}, InvalidValue),
        ({"destination": "333344445555"}, NoMatch),
        ({"destination": "arn:aws:iam::111122223333:role/Other"}, InvalidValue),
        ({"destination": "arn:aws:sts::333344445555:assumed-role/Other/anna"}, InvalidValue),
        ({"destination": "arn:aws-cn:sqs:cn-north-1:333344445555:jobs"}, InvalidValue),
        ({"destination": "https://acme.awsapps.com/start/#/console?account_id=999999999999"}, InvalidValue),
        (
            {"destination": "https://acme.awsapps.com/start/#/console?account_id=333344445555&destination=https%3A%2F%2Fevil.example"},
            UnsafeEndpoint,
        ),
    ],
)  # fmt: skip
def test_what_would_not(place: Place, asked: dict[str, str], kind: type[SsoswitchError]) -> None:
    with pytest.raises(kind):
        place.plan(**asked)


def test_what_was_opened_is_offered_next_time(place: Place) -> None:
    def offered() -> tuple[str, str, str]:
        found = offer_for(place.env, place.session, ROLE, settings=SETTINGS)
        return found.service, found.region, found.way

    assert offered() == ("home", "eu-north-1", FEDERATION)
    target = place.plan(service="logs", region="us-east-2", way=PORTAL)
    remember_opening(place.env, place.session, target, way=target.way)
    assert offered() == ("logs", "us-east-2", PORTAL)
    # A global service and a pasted page leave the region; the way stays where none was chosen.
    for asked in ({"service": "iam", "region": "eu-west-3"}, {"destination": "arn:aws:s3:::b"}):
        remember_opening(place.env, place.session, place.plan(**asked))
    assert offered() == ("iam", "us-east-2", PORTAL)
    known = load_recollections(place.env)
    assert known.used["corp/333344445555/AdministratorAccess"][1:] == (3, "console")


def test_what_was_merely_offered_is_not_kept_as_a_choice(place: Place) -> None:
    remember_opening(place.env, place.session, place.plan(service="s3"))
    text = config_for(place.center.start_url).replace("eu-north-1", "eu-south-1")
    place.env.config_file.write_text(text)
    assert place.plan(service="s3").region == "eu-south-1"


def test_remembering_where_nothing_can_be_saved(place: Place, tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("")
    remember_opening(replace(place.env, state_dir=file / "x"), place.session, place.plan())


# The links


def test_the_federated_link(place: Place) -> None:
    link = place.link(place.plan(service="s3"))
    page = browse(link.reveal())
    assert page.status == 200
    for word in (
        "payments-prod",
        "333344445555",
        "AdministratorAccess",
        "eu-north-1.console.aws.amazon.com/s3",
    ):
        assert word in page.text
    place.link(place.plan(service="ec2"))
    assert place.center.requests.count("GetRoleCredentials") == 1  # the second one has them still


def test_the_sign_in_host_of_the_region(place: Place) -> None:
    env = replace(place.env, endpoints=replace(place.env.endpoints, signin="http://127.0.0.1:9"))
    with pytest.raises(SsoswitchError):
        console_link(env, Connections(env), place.session, place.plan())
    link = place.link(place.plan())
    assert link.reveal().startswith(f"{place.center.url}/federation?")


def test_the_portal_link(place: Place) -> None:
    link = portal_link(place.session, place.plan(service="s3", way=PORTAL))
    assert link.startswith(f"{place.center.start_url}/#/console?")
    assert parse_qs(link.split("?", 1)[1])["destination"] == [f"{NORTH}/s3/home?region=eu-north-1"]
    assert not place.center.requests.count("GetRoleCredentials")


def test_without_a_sign_in(place: Place) -> None:
    target = place.plan()
    for path in place.env.sso_cache.iterdir():
        path.unlink()
    with pytest.raises(SignInNeeded):
        place.link(target)
    assert portal_link(place.session, target)  # needs none


def test_a_role_that_is_not_granted(place: Place) -> None:
    role = AccountRole("333344445555", "Nobody")
    target = open_plan(place.env, place.session, role, settings=SETTINGS)
    with pytest.raises(AccessDenied):
        place.link(target)


def test_it_goes_in_front_of_a_running_sync(place: Place) -> None:
    """The gate is shared: while somebody waits in the bulk line, an urgent call passes."""
    gate = place.connections.gate(place.session)
    stop = threading.Event()
    bulk = [threading.Thread(target=_wait_in_line, args=(gate, stop)) for _ in range(4)]
    for thread in bulk:
        thread.start()
    try:
        assert place.link(place.plan())
    finally:
        stop.set()
        for thread in bulk:
            thread.join()


def _wait_in_line(gate: object, stop: threading.Event) -> None:
    from ssoswitch.aws.gate import Gate
    from ssoswitch.model.errors import Stopped

    assert isinstance(gate, Gate)
    try:
        while not stop.is_set():
            with gate.pass_through(stop=stop):
                stop.wait(0.01)
    except Stopped:
        return


# Profiles


def test_where_profiles_lead(place: Place) -> None:
    config = place.config
    corp = config.sessions["corp"]
    assert profile_source(config, "admin") == (corp, ROLE, None)
    assert profile_source(config, "ours") == (corp, AccountRole("333344445555", "ReadOnlyAccess"), None)
    session, role, profile = profile_source(config, "chained")
    assert (session, role) == (corp, AccountRole("333344446666", "deploy"))
    assert profile is config.profiles["chained"]
    assert profile_source(config, "keys")[:2] == (None, AccountRole("", ""))
    with pytest.raises(ProfileNotFound):
        profile_source(config, "nobody")


def test_a_chained_profile(place: Place) -> None:
    config = place.config
    session, role, profile = profile_source(config, "chained")
    target = open_plan(
        place.env, session, role, settings=SETTINGS, service="s3", config=config, profile=profile
    )
    assert target.region == "eu-north-1"  # of the profile that it builds on
    page = ask(console_link(place.env, place.connections, session, target, config=config).reveal())
    assert page.status == 200 and "333344446666" in page.text and "deploy" in page.text
    switch = open_plan(
        place.env, session, role, settings=SETTINGS, way=PORTAL, config=config, profile=profile
    )
    assert switch.way == SWITCH_ROLE
    parts = urlsplit(portal_link(session, switch))
    assert (parts.hostname, parts.path) == ("signin.aws.amazon.com", "/switchrole")
    assert parse_qs(parts.query) == {
        "account": ["333344446666"],
        "roleName": ["deploy"],
        "displayName": ["chained"],
    }


def test_long_term_keys_are_none_for_the_console(place: Place) -> None:
    config = place.config
    session, role, profile = profile_source(config, "keys")
    target = open_plan(place.env, session, role, settings=SETTINGS, config=config, profile=profile)
    with pytest.raises(Unavailable) as caught:
        console_link(place.env, place.connections, session, target, config=config)
    assert "canary" not in str(caught.value).lower()
    with pytest.raises(Unavailable):
        open_plan(place.env, session, role, settings=SETTINGS, way=PORTAL, config=config, profile=profile)
    assert not place.center.requests.count("GetSigninToken")


# Opening


def test_the_browser_gets_a_page_and_no_secret(place: Place) -> None:
    done = place.open(place.plan(service="s3"))
    assert done.report.opened and done.way == FEDERATION and not done.fallback
    seen = place.browser.record()
    assert "demo-secret-" not in repr(seen.argv) + repr(seen.environ)
    assert "SigninToken=demo-secret-signin-" in seen.pages[0]
    assert "demo-secret-" not in repr(done) + repr(place.env)
    left = [path for path in place.env.state_dir.rglob("*") if path.is_file()]
    assert not [path for path in left if b"demo-secret-" in path.read_bytes()]


def test_the_portal_link_is_given_as_it_is(place: Place) -> None:
    done = place.open(place.plan(way=PORTAL))
    assert place.browser.record().argv[1:] == [done.link]
    assert not place.center.requests.count("GetSigninToken")


def test_a_browser_that_cannot_read_the_page_gets_the_portal_link(place: Place, tmp_path: Path) -> None:
    windows = recording_browser(tmp_path / "programs", "chrome.exe")
    done = place.open(place.plan(service="s3"), browser=str(windows.program))
    assert done.report.opened and done.way == PORTAL
    assert "Windows" in done.fallback
    assert windows.record().argv[1:] == [done.link]
    assert isinstance(done.link, str) and "/#/console?" in done.link
    assert not place.center.requests.count("GetRoleCredentials")  # no key was made for nothing


def test_without_a_browser(place: Place) -> None:
    env: Environment = replace(
        place.env, variables={name: text for name, text in place.env.variables.items() if name != "BROWSER"}
    )
    done = open_console(env, place.connections, place.session, place.plan(), settings=SETTINGS)
    assert not done.report.opened and done.way == PORTAL and "no display" in done.fallback
    assert not place.center.requests.count("GetRoleCredentials")


def test_a_command_for_this_once(place: Place, tmp_path: Path) -> None:
    other = recording_browser(tmp_path / "programs", "other")
    settings = Settings(browser="no-such-browser", container="{account}")
    done = place.open(place.plan(), settings, f"{other.program} --profile={{account}} {{url}}")
    assert done.report.said == "opened with other"
    assert other.record().argv[1] == "--profile=payments-prod"
    assert "ext+container" not in other.record().pages[0]
