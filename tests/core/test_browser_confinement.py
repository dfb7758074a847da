"""Where a browser runs, read from what starts it."""

from __future__ import annotations

import pytest

from ssoswitch.core.browser_confinement import (
    FREE,
    Confinement,
    Sandbox,
    of_desktop_entry,
    of_program,
    of_script,
)

SNAP = Confinement(Sandbox.SNAP, "firefox")
FLATPAK = Confinement(Sandbox.FLATPAK, "org.mozilla.firefox")
WINDOWS, REMOTE = Confinement(Sandbox.WINDOWS), Confinement(Sandbox.REMOTE)

UBUNTU = b"""#!/bin/sh
if ! [ -x /snap/bin/firefox ]; then
    echo "Command '$0' requires the firefox snap to be installed."
    exit 1
fi
exec /snap/bin/firefox "$@"
"""
DEBIAN = b"""#!/bin/sh
# a wrapper that knows of /snap/bin in a comment
export LIBDIR=/usr/lib/chromium
exec $LIBDIR/chromium "$@"
"""


@pytest.mark.parametrize(
    ("words", "path", "real_path", "script", "found"),
    [
        (["firefox"], "/usr/bin/firefox", "/usr/lib/firefox/firefox", b"\x7fELF", FREE),
        (["chromium"], "/usr/bin/chromium", "/usr/bin/chromium", DEBIAN, FREE),
        (["firefox"], "/usr/bin/firefox", "/usr/bin/firefox", UBUNTU, SNAP),
        (["firefox"], "/snap/bin/firefox", "/usr/bin/snap", b"\x7fELF", SNAP),
        (["firefox.geckodriver"], "/snap/bin/firefox.geckodriver", "/usr/bin/snap", b"", SNAP),
        (["snap", "run", "firefox"], "/usr/bin/snap", "/usr/bin/snap", b"", SNAP),
        (["flatpak", "run", "--branch=stable", "org.mozilla.firefox"], "/bin/flatpak", "/bin/flatpak", b"", FLATPAK),
        (["org.mozilla.firefox"], "/var/lib/flatpak/exports/bin/org.mozilla.firefox", "/x", b"", FLATPAK),
        (["wslview"], "/usr/bin/wslview", "/usr/bin/wslview", b"#!/bin/sh", WINDOWS),
        (["chrome.exe"], "/mnt/c/Program Files/chrome.exe", "/mnt/c/Program Files/chrome.exe", b"MZ", WINDOWS),
        (["b"], "/home/a/.vscode-server/cli/servers/x/server/bin/helpers/browser.sh", "/x", b"", REMOTE),
        (["b"], "/home/a/.cursor-server/bin/helpers/browser.sh", "/x", b"", REMOTE),
        (["xdg-open"], "/usr/bin/xdg-open", "/usr/bin/xdg-open", b"#!/bin/sh", None),
        (["gio", "open"], "/usr/bin/gio", "/usr/bin/gio", b"\x7fELF", None),
    ],
)  # fmt: skip
def test_by_the_program(
    words: list[str], path: str, real_path: str, script: bytes, found: Confinement | None
) -> None:
    assert of_program(words, path, real_path, script) == found


def test_by_the_script() -> None:
    assert of_script(UBUNTU) == SNAP
    assert (
        of_script(b'#!/bin/sh\nexec /usr/bin/flatpak run --command=firefox org.mozilla.firefox "$@"\n')
        == FLATPAK
    )
    assert of_script(b"") == of_script(DEBIAN) == of_script(b"\x7fELF exec /snap/bin/firefox") == FREE


@pytest.mark.parametrize(
    ("name", "text", "found"),
    [
        ("firefox.desktop", "[Desktop Entry]\nExec=/usr/lib/firefox/firefox %u\n", FREE),
        ("firefox_firefox.desktop", "[Desktop Entry]\nX-SnapInstanceName=firefox\nExec=x\n", SNAP),
        ("firefox_firefox.desktop", "[Desktop Entry]\nExec=env A=b /snap/bin/firefox %u\n", SNAP),
        ("firefox_firefox.desktop", "", SNAP),
        ("org.mozilla.firefox.desktop", "[Desktop Entry]\nExec=x\nX-Flatpak=org.mozilla.firefox\n", FLATPAK),
        (
            "org.mozilla.firefox.desktop",
            "[Desktop Entry]\nExec=/usr/bin/flatpak run --file-forwarding org.mozilla.firefox @@u %u @@\n",
            FLATPAK,
        ),
        ("x.desktop", "X-Flatpak=../../x\n", Confinement(Sandbox.FLATPAK)),
        ("x.desktop", "X-SnapInstanceName=../x\n", Confinement(Sandbox.SNAP)),
        ("nothing.desktop", "", FREE),
    ],
)
def test_by_the_desktop_entry(name: str, text: str, found: Confinement) -> None:
    assert of_desktop_entry(name, text) == found
