"""Which way of signing in fits where."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from ssoswitch.model.settings import Settings
from ssoswitch.model.sso_session import SsoSession
from ssoswitch.operations.login_method import choose_method
from tests.support.environments import make_environment

DESKTOP = {"DISPLAY": ":0"}


@pytest.mark.parametrize(
    ("variables", "platform", "marker", "method", "why"),
    [
        (DESKTOP, "linux", "", "browser", ""),
        ({"WAYLAND_DISPLAY": "wayland-0"}, "linux", "", "browser", ""),
        ({"BROWSER": "w3m"}, "linux", "", "browser", ""),
        ({}, "linux", "", "code", "no display"),
        ({}, "darwin", "", "browser", ""),
        ({**DESKTOP, "SSH_CONNECTION": "10.0.0.1 1 10.0.0.2 22"}, "linux", "", "code", "SSH"),
        ({"SSH_TTY": "/dev/pts/1"}, "darwin", "", "code", "SSH"),
        ({**DESKTOP, "SSH_CLIENT": "10.0.0.1"}, "linux", "", "code", "SSH"),
        ({**DESKTOP, "CODESPACES": "true"}, "linux", "", "code", "codespace"),
        ({**DESKTOP, "CI": "true"}, "linux", "", "code", "CI"),
        ({**DESKTOP, "CI": "false"}, "linux", "", "browser", ""),
        ({**DESKTOP, "CLOUD_SHELL": "1"}, "linux", "", "code", "cloud shell"),
        ({**DESKTOP, "AWS_EXECUTION_ENV": "CloudShell"}, "linux", "", "code", "cloud shell"),
        ({**DESKTOP, "container": "podman"}, "linux", "", "code", "container"),
        (DESKTOP, "linux", ".dockerenv", "code", "container"),
        (DESKTOP, "linux", "run/.containerenv", "code", "container"),
        ({**DESKTOP, "container": "oci", "TOOLBOX_PATH": "/usr/bin/toolbox"}, "linux", "run/.containerenv",
         "browser", ""),
        ({"WSL_DISTRO_NAME": "Ubuntu"}, "linux", "", "code", "WSL"),
        ({"WSL_DISTRO_NAME": "Ubuntu", "BROWSER": "wslview"}, "linux", "", "browser", ""),
    ],
)  # fmt: skip
def test_the_machine_decides(
    tmp_path: Path, variables: Mapping[str, str], platform: str, marker: str, method: str, why: str
) -> None:
    if marker:
        (tmp_path / marker).parent.mkdir(exist_ok=True)
        (tmp_path / marker).touch()
    env = make_environment(tmp_path, {"PATH": str(tmp_path), **variables})
    found, reason = choose_method(env, Settings(), root=tmp_path, platform=platform)
    assert found == method
    assert why in reason
    assert bool(reason) == (method == "code")
    assert not reason or reason.endswith(".")


def test_wslview_on_the_path(tmp_path: Path) -> None:
    program = tmp_path / "wslview"
    program.touch(0o755)
    env = make_environment(tmp_path, {"PATH": str(tmp_path), "WSL_DISTRO_NAME": "Ubuntu"})
    assert choose_method(env, Settings(), root=tmp_path, platform="linux") == ("browser", "")


def test_the_settings_decide_before_the_machine(tmp_path: Path) -> None:
    env = make_environment(tmp_path, {"SSH_TTY": "/dev/pts/1"})
    assert choose_method(env, Settings(sign_in="browser"))[0] == "browser"
    env = make_environment(tmp_path, DESKTOP)
    assert choose_method(env, Settings(sign_in="code"), root=tmp_path)[0] == "code"


def test_an_inline_session_always_takes_a_code(tmp_path: Path) -> None:
    env = make_environment(tmp_path, DESKTOP)
    inline = SsoSession("acme", "https://acme.awsapps.com/start", "eu-west-1", inline=True)
    found, reason = choose_method(env, Settings(sign_in="browser"), inline, root=tmp_path)
    assert found == "code"
    assert "sso-session" in reason
