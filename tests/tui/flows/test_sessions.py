"""The first run, further sessions, and what can be done with each."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from textual.events import Paste
from textual.pilot import Pilot

from ssoswitch.aws import vanity_url
from ssoswitch.core.start_urls import StartUrl, normalise
from ssoswitch.disk.token_cache import TokenCache
from ssoswitch.model.errors import UnsafeEndpoint
from ssoswitch.model.sso_session import SsoSession
from ssoswitch.model.token import AccessToken, ClientRegistration, Secret
from ssoswitch.tui.flows.add_session import add_session_flow
from ssoswitch.tui.flows.sessions import sessions_flow
from tests.support.dialog_scenes import CONFIG, at, world
from tests.support.environments import make_environment
from tests.support.fake_center import fake_center
from tests.support.flow_context import begin, press, screen_text, talking

SIZES = [(120, 36), (80, 24), (60, 15)]


async def settled(pilot: Pilot[Any], true: Callable[[], bool]) -> None:
    for _ in range(600):
        if true():
            return
        await pilot.pause(0.01)
    raise AssertionError("it never became so:\n" + screen_text(pilot.app))


@pytest.mark.parametrize("size", SIZES)
async def test_the_start_url_is_all_that_must_be_typed_where_it_tells_the_region(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    env = world(tmp_path, config=None)
    async with talking(env, size=size) as (talk, pilot):
        await begin(talk, pilot, add_session_flow)
        url = "https://ssoins-1234567890abcdef.portal.eu-west-1.app.aws"
        await press(talk, pilot, *url, "enter")
        text = screen_text(talk.app)
        assert "⏎ Save and sign in" in text
        assert "sso_region = eu-west-1" in text or size != (120, 36)
        talk.has_token = False
        await pilot.press("enter")
        await pilot.pause()
        for _ in range(200):
            if talk.switched:
                break
            await pilot.pause(0.01)
        written = env.config_file.read_text()
        assert f"sso_start_url = {url}" in written
        assert "sso_region = eu-west-1" in written
        assert "sso_registration_scopes = sso:account:access" in written
        assert talk.switched == list(talk.state.config.sessions)


async def test_a_bare_name_will_do_and_the_region_is_asked_for(tmp_path: Path) -> None:
    env = world(tmp_path, config=None)
    async with talking(env) as (talk, pilot):
        await begin(talk, pilot, add_session_flow)
        await press(talk, pilot, *"example", "enter")
        await settled(pilot, lambda: "⏎ Accept" in screen_text(talk.app))
        text = screen_text(talk.app)
        assert "→ https://example.awsapps.com/start" in text
        assert "⏎ Accept" in text, "the region is being asked for"
        await press(talk, pilot, *"eu-west-1", "enter")
        text = screen_text(talk.app)
        assert "[sso-session example]" in text
        assert "sso_start_url = https://example.awsapps.com/start" in text
        assert not env.config_file.exists()


async def test_the_region_is_read_off_the_portal_s_page(tmp_path: Path) -> None:
    with fake_center() as center:
        env = world(tmp_path, config=None, variables={"AWS_ENDPOINT_URL": center.url})
        async with talking(env) as (talk, pilot):
            await begin(talk, pilot, add_session_flow)
            await press(talk, pilot, *"example", "enter")
            await settled(pilot, lambda: "✓ read from the portal page" in screen_text(talk.app))
            text = screen_text(talk.app)
            assert "sso_region = eu-west-1" in text
            assert "⏎ Save and sign in" in text


async def test_a_name_of_one_s_own_becomes_what_it_leads_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = "https://ssoins-0123456789abcdef.portal.eu-west-1.app.aws"
    monkeypatch.setattr(vanity_url, "look_up", lambda _clients, _url: normalise(found))
    env = make_environment(tmp_path)
    async with talking(env) as (talk, pilot):
        await begin(talk, pilot, add_session_flow)
        await press(talk, pilot, *"sso.example.com", "enter")
        await settled(pilot, lambda: f"→ {found}" in screen_text(talk.app))
        text = screen_text(talk.app)
        assert f"sso_start_url = {found}" in text
        assert "sso_region = eu-west-1" in text


async def test_a_name_of_one_s_own_that_leads_elsewhere_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def look_up(_clients: object, _url: object) -> StartUrl:
        raise UnsafeEndpoint("It leads to no access portal of AWS.")

    monkeypatch.setattr(vanity_url, "look_up", look_up)
    async with talking(make_environment(tmp_path)) as (talk, pilot):
        await begin(talk, pilot, add_session_flow)
        await press(talk, pilot, *"sso.example.com", "enter")
        await settled(pilot, lambda: "It leads to no access portal of AWS." in screen_text(talk.app))
        assert "sso_start_url =" not in screen_text(talk.app)


BLOCK = "# ours\n[sso-session team]\nsso_start_url = https://team.awsapps.com/start\nsso_region = eu-west-3\n"


@pytest.mark.parametrize("size", SIZES)
async def test_a_section_that_was_handed_round_is_pasted(tmp_path: Path, size: tuple[int, int]) -> None:
    env = world(tmp_path, config=None)
    async with talking(env, size=size) as (talk, pilot):
        await begin(talk, pilot, add_session_flow)
        assert "✗" not in screen_text(talk.app), "nothing is wrong before anything was typed"
        talk.app.screen.focused.post_message(Paste(BLOCK))  # type: ignore[union-attr]  # the dialog opens in its field
        await pilot.pause()
        await settled(pilot, lambda: "[sso-session team]" in screen_text(talk.app))
        await press(talk, pilot, "enter")
        await settled(pilot, lambda: bool(talk.switched))
        assert "sso_region = eu-west-3" in env.config_file.read_text()


async def test_pasted_lines_with_no_section_are_typed_text(tmp_path: Path) -> None:
    env = world(tmp_path, config=None)
    async with talking(env) as (talk, pilot):
        await begin(talk, pilot, add_session_flow)
        talk.app.screen.focused.post_message(Paste("example\nand more\n"))  # type: ignore[union-attr]  # as above
        await press(talk, pilot, "enter")
        await settled(pilot, lambda: "→ https://example.awsapps.com/start" in screen_text(talk.app))


async def test_a_section_is_taken_from_a_file(tmp_path: Path) -> None:
    env = world(tmp_path, config=None)
    (env.home / "team.ini").write_text(BLOCK)
    async with talking(env) as (talk, pilot):
        await begin(talk, pilot, add_session_flow)
        await press(talk, pilot, "f3", *"~/nothing", "enter")
        await settled(pilot, lambda: "There is no file ~/nothing." in screen_text(talk.app))
        await press(talk, pilot, "f3", *"~/team.ini", "enter")
        await settled(pilot, lambda: "[sso-session team]" in screen_text(talk.app))
        assert "✓ taken from ~/team.ini" in screen_text(talk.app)


async def test_older_profiles_are_named_and_shown_migrated(tmp_path: Path) -> None:
    env = world(tmp_path)
    async with talking(env) as (talk, pilot):
        await begin(talk, pilot, add_session_flow)
        assert "own sso_start_url" in screen_text(talk.app)
        await press(talk, pilot, "f2")
        await settled(pilot, lambda: "Migrate" in screen_text(talk.app))


async def test_who_knows_the_region_need_not_wait_for_the_portal(tmp_path: Path) -> None:
    with fake_center(latency=30.0) as center:
        env = world(tmp_path, config=None, variables={"AWS_ENDPOINT_URL": center.url})
        async with talking(env) as (talk, pilot):
            await begin(talk, pilot, add_session_flow)
            await press(talk, pilot, *"example")
            await pilot.press("enter", "r", *"eu-central-1", "enter")
            await settled(pilot, lambda: "sso_region = eu-central-1" in screen_text(talk.app))


async def test_escape_looks_around_without_a_session(tmp_path: Path) -> None:
    env = world(tmp_path, config=None)
    async with talking(env) as (talk, pilot):
        await begin(talk, pilot, add_session_flow)
        assert "Welcome. ~/.aws/config has no" in screen_text(talk.app)
        await press(talk, pilot, "escape", "escape")
        assert talk.said == ["no session yet: look around · L sets one up"]
        assert not env.config_file.exists()


@pytest.mark.parametrize("text", ["http://example.com/start", "a b", "ftp://x", "[bold]x[/]"])
async def test_what_is_no_start_url_says_so(tmp_path: Path, text: str) -> None:
    env = world(tmp_path, config=None)
    async with talking(env) as (talk, pilot):
        await begin(talk, pilot, add_session_flow)
        await press(talk, pilot, *("space" if each == " " else each for each in text), "enter", "enter")
        assert "✗" in screen_text(talk.app)
        assert "from the address" in screen_text(talk.app), "nothing is left of what an earlier text gave"
        assert "u r n" in screen_text(talk.app), "no region is asked for where there is no address"
        assert not env.config_file.exists()


@pytest.mark.parametrize("size", SIZES)
async def test_every_session_is_listed_and_those_that_cannot_be_used_say_why(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    env = world(tmp_path)
    async with talking(env, size=size) as (talk, pilot):
        at(talk, None)
        await begin(talk, pilot, sessions_flow)
        text = screen_text(talk.app)
        assert all(name in text for name in ("corp", "lab", "gov", "old (inline)"))
        await press(talk, pilot, "down", "down")
        assert "sso_start_url is not" in screen_text(talk.app)


@pytest.mark.parametrize(("left", "said"), [(3000.0, "● until "), (-60.0, "● renews when used")])
async def test_a_token_that_has_ended_but_renews_itself_names_no_time(
    tmp_path: Path, left: float, said: str
) -> None:
    env = world(tmp_path)
    now = env.clock.time()
    registration = ClientRegistration("client", Secret("secret"), now + 86400)
    url, region = "https://example.awsapps.com/start", "eu-west-1"
    token = AccessToken(url, region, Secret("access"), now + left, registration, Secret("refresh"))
    TokenCache(env).save(SsoSession("corp", url, region), token)
    async with talking(env) as (talk, pilot):
        at(talk, None)
        await begin(talk, pilot, sessions_flow)
        assert said in screen_text(talk.app)


async def test_enter_switches(tmp_path: Path) -> None:
    env = world(tmp_path)
    async with talking(env) as (talk, pilot):
        at(talk, None)
        await begin(talk, pilot, sessions_flow)
        await press(talk, pilot, "down", "enter")
        assert talk.switched == ["lab"]


async def test_the_start_url_is_copied(tmp_path: Path) -> None:
    env = world(tmp_path)
    async with talking(env) as (talk, pilot):
        at(talk, None)
        await begin(talk, pilot, sessions_flow)
        await press(talk, pilot, "y")
        assert talk.copied == ["https://example.awsapps.com/start"]
        assert "Sessions" in screen_text(talk.app), "the list stays"


async def test_a_session_is_edited_with_a_preview(tmp_path: Path) -> None:
    env = world(tmp_path)
    async with talking(env) as (talk, pilot):
        at(talk, None)
        await begin(talk, pilot, sessions_flow)
        await press(talk, pilot, "e", "r", *"eu-north-1", "enter")
        text = screen_text(talk.app)
        assert "sso_region = eu-west-1" in text
        assert "sso_region = eu-north-1" in text
        await press(talk, pilot, "enter")
        assert env.config_file.read_text() == CONFIG.replace("eu-west-1\nsso_reg", "eu-north-1\nsso_reg", 1)


async def test_a_session_is_deleted_with_a_preview_that_names_who_loses_it(tmp_path: Path) -> None:
    env = world(tmp_path)
    async with talking(env) as (talk, pilot):
        at(talk, None)
        await begin(talk, pilot, sessions_flow)
        await press(talk, pilot, "d")
        text = screen_text(talk.app)
        assert "pay-prod-admin" in text
        assert "⏎ Delete" in text
        await press(talk, pilot, "enter")
        assert "[sso-session corp]" not in env.config_file.read_text()
        assert "corp" not in screen_text(talk.app).replace("script", "")


async def test_an_inline_session_has_no_section_to_delete(tmp_path: Path) -> None:
    env = world(tmp_path)
    async with talking(env) as (talk, pilot):
        at(talk, None)
        await begin(talk, pilot, sessions_flow)
        await press(talk, pilot, "end", "d")
        assert "m migrates" in talk.said[-1]
        assert env.config_file.read_text() == CONFIG
