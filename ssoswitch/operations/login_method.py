"""Which of the two ways of signing in fits here: the browser of this machine, or a code for any device.

The signs are those that granted and aws-sso-cli go by; a sign-in whose redirect has no browser to come from just
hangs, which is what users of the AWS CLI meet over SSH and in containers (aws/aws-cli#9098, #9092).
"""

from __future__ import annotations

import sys
from pathlib import Path

from ssoswitch.model.environment import Environment
from ssoswitch.model.settings import Settings
from ssoswitch.model.sso_session import SsoSession

BROWSER = "browser"
CODE = "code"


def choose_method(
    env: Environment,
    settings: Settings,
    session: SsoSession | None = None,
    *,
    root: Path = Path("/"),
    platform: str = sys.platform,
) -> tuple[str, str]:
    """`browser` or `code`, and why, as a sentence for a person; empty where the usual way fits.

    `root` and `platform` are the machine's own but in tests.
    """
    if session is not None and session.inline:
        return CODE, "Profiles without an sso-session are signed in with a code, as the AWS CLI does it."
    if settings.sign_in in (BROWSER, CODE):
        return settings.sign_in, "Chosen in the settings."
    reason = _why_no_browser(env, root, platform)
    return (CODE, reason) if reason else (BROWSER, "")


def _why_no_browser(env: Environment, root: Path, platform: str) -> str:
    if any(env.variable(name) for name in ("SSH_CONNECTION", "SSH_CLIENT", "SSH_TTY")):
        return "This is an SSH session: the browser is on another machine."
    for name, what in (("CODESPACES", "a codespace"), ("CLOUD_SHELL", "a cloud shell"), ("CI", "a CI job")):
        if (env.variable(name) or "false").lower() not in ("false", "0"):
            return f"This is {what}: the browser is on another machine."
    if (env.variable("AWS_EXECUTION_ENV") or "") == "CloudShell":
        return "This is a cloud shell: the browser is on another machine."
    if _in_container(env, root):
        return "This is a container: a browser outside cannot reach it."
    if platform != "linux":
        return ""
    if env.variable("WSL_DISTRO_NAME") or env.variable("WSL_INTEROP"):
        if env.variable("BROWSER") or _on_path(env, "wslview"):
            return ""
        return "This is WSL without wslview: no browser can be opened from here."
    if not any(env.variable(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER")):
        return "There is no display here to open a browser on."
    return ""


def _in_container(env: Environment, root: Path) -> bool:
    # Toolbox and Distrobox are containers that share the desktop and the network with their host.
    if any(env.variable(name) for name in ("TOOLBOX_PATH", "DISTROBOX_ENTER_PATH")):
        return False
    if env.variable("container"):
        return True
    return any((root / marker).exists() for marker in (".dockerenv", "run/.containerenv"))


def _on_path(env: Environment, program: str) -> bool:
    import shutil

    return shutil.which(program, path=env.variable("PATH") or "") is not None
