"""Opening an address: what the browser is started with, and what nobody else gets to see."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from ssoswitch.core.browser_commands import URL, Names
from ssoswitch.disk import browser as browser_module
from ssoswitch.disk.browser import browser_commands, open_address, why_no_secret
from ssoswitch.model.account import AccountRole
from ssoswitch.model.environment import Environment
from ssoswitch.model.errors import InvalidValue
from ssoswitch.model.secret import Secret
from ssoswitch.model.settings import AccountChoice, Settings
from tests.support.environments import make_environment
from tests.support.recording_browser import RecordingBrowser, recording_browser, stop_children

CANARY = "demo-secret-canary"
LINK = Secret(f"https://signin.aws.amazon.com/federation?Action=login&SigninToken={CANARY}")
PLAIN = "https://acme.awsapps.com/start/#/console?account_id=333344445555"
QUICK = 0.05
"""Seconds for browsers that are meant to go on running."""


@pytest.fixture
def recorder(tmp_path: Path) -> RecordingBrowser:
    return recording_browser(tmp_path / "programs")


def environment(tmp_path: Path, **variables: str) -> Environment:
    return make_environment(tmp_path, {"AWS_SECRET_ACCESS_KEY": CANARY, **variables})


def test_a_secret_is_seen_by_nobody_else(tmp_path: Path, recorder: RecordingBrowser) -> None:
    env = environment(tmp_path, BROWSER=str(recorder.program))
    report = open_address(env, Settings(), LINK)
    assert report.opened and report.said == "opened with recorder" and not report.reason
    seen = recorder.record()
    assert CANARY not in repr(seen.argv) + repr(seen.environ)
    assert not [name for name in seen.environ if name.startswith("AWS_")]
    assert "SigninToken" not in repr(seen.argv)
    assert CANARY in seen.pages[0]
    assert seen.modes == [0o600, 0o700]
    assert seen.cwd == "/"


def test_the_page_lies_in_the_runtime_folder_under_a_name_of_chance(
    tmp_path: Path, recorder: RecordingBrowser
) -> None:
    env = environment(tmp_path, BROWSER=str(recorder.program))
    names = set()
    for _ in range(2):
        open_address(env, Settings(), LINK)
        page = Path(recorder.record().argv[1].removeprefix("file://"))
        assert page.parent == env.runtime_dir
        names.add(page.name)
    assert len(names) == 2 and all(len(name) == len("open-.html") + 32 for name in names)


def test_an_address_without_a_secret_is_given_as_it_is(tmp_path: Path, recorder: RecordingBrowser) -> None:
    env = environment(tmp_path, BROWSER=str(recorder.program))
    assert open_address(env, Settings(), PLAIN).opened
    assert recorder.record().argv[1:] == [PLAIN]
    assert not env.runtime_dir.exists()


def test_the_settings_win_over_the_variable(tmp_path: Path, recorder: RecordingBrowser) -> None:
    other = recording_browser(tmp_path / "programs", "other")
    env = environment(tmp_path, BROWSER=str(other.program))
    settings = Settings(browser=f"{recorder.program} --new {{url}} --name={{account}}")
    assert open_address(env, settings, PLAIN, role=AccountRole("333344445555", "Admin")).opened
    assert recorder.record().argv[1:] == ["--new", PLAIN, "--name=333344445555"]
    assert not other.started


def test_a_failing_browser_hands_over_to_the_next(tmp_path: Path, recorder: RecordingBrowser) -> None:
    failing = recording_browser(tmp_path / "programs", "failing", last="sys.exit(3)")
    env = environment(tmp_path, BROWSER=f"{failing.program}:{recorder.program}")
    assert open_address(env, Settings(), LINK).said == "opened with recorder"
    assert failing.started


def test_where_all_fail_nothing_stays_behind(tmp_path: Path) -> None:
    failing = recording_browser(tmp_path / "programs", "failing", last="sys.exit(3)")
    env = environment(tmp_path, BROWSER=str(failing.program))
    report = open_address(env, Settings(), LINK)
    assert not report.opened
    assert "failing ended with exit code 3" in report.reason
    assert list(env.runtime_dir.iterdir()) == []


def test_a_browser_that_goes_on_is_no_failure(tmp_path: Path) -> None:
    hanging = recording_browser(tmp_path / "programs", "hanging", last="import time; time.sleep(60)")
    env = environment(tmp_path, BROWSER=str(hanging.program))
    try:
        assert open_address(env, Settings(), PLAIN, patience=QUICK).opened
        child = browser_module._running[-1]
        assert child.poll() is None
        assert os.getsid(child.pid) != os.getsid(0)  # it outlives our terminal
    finally:
        stop_children()


def test_a_program_that_cannot_be_run(tmp_path: Path) -> None:
    broken = tmp_path / "broken"
    broken.write_text("#!/no/such/interpreter\n")
    broken.chmod(0o755)
    report = open_address(environment(tmp_path, BROWSER=str(broken)), Settings(), PLAIN)
    assert not report.opened and "broken cannot be started" in report.reason


@pytest.mark.parametrize("platform", ["linux"])
def test_without_a_display_there_is_no_browser(tmp_path: Path, platform: str) -> None:
    report = open_address(environment(tmp_path), Settings(), LINK, platform=platform)
    assert (report.opened, report.reason) == (False, "there is no display")
    assert report.said == "no browser was opened: there is no display"


def test_a_template_of_a_program_that_is_not_there(tmp_path: Path, recorder: RecordingBrowser) -> None:
    env = environment(tmp_path, BROWSER=str(recorder.program))
    report = open_address(env, Settings(browser="no-such-browser {url}"), LINK)
    assert not report.opened and "no-such-browser" in report.reason
    assert not recorder.started  # another browser would be the wrong window


def test_a_template_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(InvalidValue):
        open_address(environment(tmp_path), Settings(browser="firefox 'x"), LINK)


def test_a_container_goes_through_a_page(tmp_path: Path, recorder: RecordingBrowser) -> None:
    """Where the add-on is missing, Firefox takes such an argument for a search and sends it away, key and all."""
    env = environment(tmp_path, BROWSER=str(recorder.program))
    settings = Settings(
        container="{account}/{role}", accounts={"333344445555": AccountChoice(alias="pay", colour="red")}
    )
    for address in (LINK, PLAIN):
        open_address(env, settings, address, role=AccountRole("333344445555", "Admin"))
        seen = recorder.record()
        assert seen.argv[1].startswith("file://")
        assert "ext+container:name=pay-Admin&amp;color=red&amp;url=https%3A%2F%2F" in seen.pages[0]


SNAP = '#!/bin/sh\nexec /snap/bin/firefox "$@"\n'


def snap_browser(tmp_path: Path) -> Path:
    program = tmp_path / "programs" / "firefox"
    program.parent.mkdir(exist_ok=True)
    program.write_text(SNAP)
    program.chmod(0o755)
    return program


def test_a_snap_reads_its_own_folder_only(tmp_path: Path) -> None:
    env = environment(tmp_path, BROWSER=str(snap_browser(tmp_path)))
    reason = why_no_secret(env, Settings(), Names())
    assert "snap (firefox)" in reason
    report = open_address(env, Settings(), LINK)
    assert (report.opened, report.reason) == (False, reason)
    assert not env.runtime_dir.exists()
    own = env.home / "snap" / "firefox" / "common"
    own.mkdir(parents=True)
    assert why_no_secret(env, Settings(), Names()) == ""
    open_address(env, Settings(), LINK)  # /snap/bin/firefox is not here: it fails, and the page is gone again
    assert list((own / "ssoswitch").iterdir()) == []
    assert stat.S_IMODE((own / "ssoswitch").stat().st_mode) == 0o700


def test_an_address_that_need_not_hide_is_given_where_no_page_can_be_read(tmp_path: Path) -> None:
    windows = recording_browser(tmp_path / "programs", "chrome.exe")
    env = environment(tmp_path, BROWSER=str(windows.program))
    assert not open_address(env, Settings(), LINK).opened
    assert not windows.started
    report = open_address(env, Settings(container="{account}"), Secret(PLAIN), must_hide=False)
    assert report.opened
    assert windows.record().argv[1:] == [PLAIN]


def test_over_ssh_without_a_display_a_browser_is_elsewhere(
    tmp_path: Path, recorder: RecordingBrowser
) -> None:
    env = environment(tmp_path, BROWSER=str(recorder.program), SSH_CONNECTION="10.0.0.1 1 10.0.0.2 22")
    assert "another machine" in why_no_secret(env, Settings(), Names())
    assert (
        why_no_secret(replace(env, variables={**env.variables, "DISPLAY": ":10"}), Settings(), Names()) == ""
    )


def test_the_runtime_folder_that_cannot_be_written(tmp_path: Path, recorder: RecordingBrowser) -> None:
    env = environment(tmp_path, BROWSER=str(recorder.program))
    env.runtime_dir.parent.mkdir(parents=True)
    env.runtime_dir.write_text("a file where the folder should be")
    report = open_address(env, Settings(), LINK)
    assert not report.opened and "cannot be written" in report.reason
    assert not recorder.started


def test_the_commands_of_each_platform(tmp_path: Path) -> None:
    programs = tmp_path / "programs"
    for name in ("xdg-open", "firefox", "wslview"):
        recording_browser(programs, name)
    here = {"PATH": str(programs)}

    def commands(platform: str, **variables: str) -> list[tuple[str, ...]]:
        return browser_commands(
            make_environment(tmp_path, {**here, **variables}), Settings(), Names(), platform
        )[0]

    assert commands("darwin") == [("open", URL)]
    assert commands("linux", DISPLAY=":0") == [("xdg-open", URL), ("firefox", URL)]
    assert commands("linux", WAYLAND_DISPLAY="wayland-0") == [("xdg-open", URL), ("firefox", URL)]
    assert commands("linux", WSL_DISTRO_NAME="Ubuntu") == [("wslview", URL)]
    assert commands("linux", BROWSER="firefox") == [("firefox", URL)]
    assert commands("linux", BROWSER="no-such:firefox", DISPLAY=":0")[0] == ("firefox", URL)
    assert commands("linux") == []


def test_the_page_is_removed_by_a_child_that_outlives_us(tmp_path: Path, recorder: RecordingBrowser) -> None:
    env = environment(tmp_path, BROWSER=str(recorder.program))
    open_address(env, Settings(), LINK)
    page = Path(recorder.record().argv[1].removeprefix("file://"))
    try:
        child = browser_module._running[-1]
        arguments = [str(word) for word in child.args]  # type: ignore[union-attr]  # we gave it a list
        assert arguments[0] == sys.executable and arguments[-2:] == [str(page), "60"]
        assert page.exists()
    finally:
        stop_children()
    subprocess.run([*arguments[:-1], "0"], check=True, timeout=30, cwd="/")
    assert not page.exists()


@pytest.fixture(autouse=True)
def no_child_stays() -> object:
    yield None
    stop_children()
