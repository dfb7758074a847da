"""A secret is taken out of the clipboard again, if it is still there and only then."""

from __future__ import annotations

from pathlib import Path

import pytest

from ssoswitch.disk import clipboard, clipboard_clearing
from ssoswitch.model.secret import Secret
from ssoswitch.tui.flows.clearing import clear_later, clear_now
from tests.support.dialog_scenes import world
from tests.support.flow_context import talking
from tests.support.screen import until

XCLIP = """#!/bin/bash
case "$*" in
  *-out*) while IFS= read -r line || [ -n "$line" ]; do printf '%s' "$line"; done < {store} ;;
  *) IFS= read -r -d '' text; printf '%s' "$text" > {store} ;;
esac
"""


@pytest.mark.parametrize(("meanwhile", "left"), [("", ""), ("somebody's own text", "somebody's own text")])
async def test_only_what_is_still_there_is_taken_out(tmp_path: Path, meanwhile: str, left: str) -> None:
    env = world(tmp_path, variables={"DISPLAY": ":0"})
    store = tmp_path / "clipboard"
    xclip = tmp_path / "bin" / "xclip"
    xclip.write_text(XCLIP.format(store=store))
    xclip.chmod(0o755)
    secret = Secret("https://signin.example/federation?SigninToken=canary")
    async with talking(env) as (talk, _pilot):
        assert clipboard.copy(env, secret, platform="linux").ok
        assert store.read_text() == secret.reveal()
        if meanwhile:
            assert clipboard.copy(env, meanwhile, platform="linux").ok
        assert await clear_now(talk, secret) is (not meanwhile)
        assert store.read_text() == left
        assert "canary" not in " ".join(talk.said)


async def test_whoever_quits_before_leaves_a_child_that_does_it(tmp_path: Path) -> None:
    env = world(tmp_path, variables={"DISPLAY": ":0"})
    xclip = tmp_path / "bin" / "xclip"
    xclip.write_text(XCLIP.format(store=tmp_path / "clipboard"))
    xclip.chmod(0o755)
    async with talking(env) as (talk, pilot):
        clear_later(talk, Secret("https://signin.example/federation?SigninToken=canary"), 60.0)
        await until(pilot, lambda: bool(clipboard_clearing._clearing))
    child = clipboard_clearing._clearing.pop()
    try:
        assert child.poll() is None
        assert "canary" not in str(child.args)
    finally:
        child.kill()
        child.wait()
