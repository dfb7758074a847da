"""Any `.envrc`, as bash and direnv see it: the line has its effect and nothing else changes, or it is refused.

The texts are drawn from a grammar (`tests/support/envrc_texts.py`); the traps that were found by it stand with their
names in `tests/support/envrc_files.py`. `TRIES=50` looks for longer.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from ssoswitch.core.envrc import PROFILE_VARIABLE, EnvrcEdit, find_profile, set_variable, set_variables
from ssoswitch.core.envrc_rename import rename_profile
from ssoswitch.disk.direnv import allow, check_with_bash, exported
from ssoswitch.model.environment import Environment
from ssoswitch.model.errors import CannotTakeEffect
from tests.support.environments import make_environment
from tests.support.envrc_texts import NAMES, OLD_SETTINGS, furnish, plain_texts, texts
from tests.support.neighbours import has

EARLY = ("may end the file early", "ends the file where", "ends the file with nothing set")
"""The words of the notes by which the preview says that only running the file will tell."""
BOUNDED = settings(derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@contextmanager
def a_folder() -> Iterator[tuple[Environment, Path]]:
    """A home of its own, and the path of the `.envrc` in a furnished folder there."""
    with tempfile.TemporaryDirectory() as home:
        env = make_environment(Path(home))
        furnish(env.working_directory)
        yield env, env.working_directory / ".envrc"


def planned(env: Environment, path: Path, data: bytes, name: str) -> EnvrcEdit:
    return set_variable(data, PROFILE_VARIABLE, name, path, check=lambda part: check_with_bash(env, part))


def ask_direnv(env: Environment, path: Path, data: bytes) -> dict[str, str | None]:
    path.write_bytes(data)
    allow(env, path.parent, data)
    answer = exported(env, path.parent)
    return {name: value for name, value in answer.items() if not name.startswith("DIRENV_")}


def check_lines(before: bytes, edit: EnvrcEdit) -> None:
    """E2 and E3 as far as the bytes go: an insertion at the end, or one line changed."""
    if edit.action == "appended":
        assert edit.data.startswith(before)
        assert edit.data.count(b"\n") - before.count(b"\n") <= 3
    elif edit.action == "replaced":
        old, new = before.split(b"\n"), edit.data.split(b"\n")
        assert len(old) == len(new)
        changed = [number for number, pair in enumerate(zip(old, new, strict=True), 1) if pair[0] != pair[1]]
        assert changed == [edit.line_number]
    else:
        assert edit.data == before


def check_again(env: Environment, path: Path, edit: EnvrcEdit, name: str) -> None:
    """E3: a second run changes nothing, and there and back again is where we were."""
    again = planned(env, path, edit.data, name)
    assert (again.action, again.data) == ("same", edit.data)
    there = planned(env, path, edit.data, "another")
    assert there.action == ("same" if name == "another" else "replaced")
    back = planned(env, path, there.data, name)
    assert len(back.data) == len(edit.data)
    assert back.data.replace(b"AWS_PROFILE", b"") == edit.data.replace(b"AWS_PROFILE", b"")
    found = find_profile(edit.data)
    assert found is not None
    assert (found.value, found.computed, found.line) == (name, False, edit.line_number)


def check_effect(env: Environment, path: Path, before: bytes, edit: EnvrcEdit, name: str) -> None:
    """E1, E2 and E4 by direnv itself."""
    old, new = ask_direnv(env, path, before), ask_direnv(env, path, edit.data)
    value = new.pop("AWS_PROFILE", None)
    if value != name:
        said = any(words in note.text for note in edit.warnings for words in EARLY)
        assert said, f"direnv exports {value!r} and nothing was said of it"
        # What was said is true: no line at the end is reached.
        assert "REACHED" not in ask_direnv(env, path, before + b"\n\nexport REACHED=1\n")
        event("said that the end may not be reached, and it is not")
        return
    old.pop("AWS_PROFILE", None)
    assert new == old
    assert not (path.parent / "ran").exists()
    event("takes effect")


@settings(BOUNDED, max_examples=60)
@given(texts(), NAMES)
def test_the_line_has_its_effect_or_is_refused(before: bytes, name: str) -> None:
    setting = find_profile(before)
    assert setting is None or b"AWS_PROFILE" in before.split(b"\n", setting.line - 1)[-1]
    with a_folder() as (env, path):
        try:
            edit = planned(env, path, before, name)
        except CannotTakeEffect as refusal:
            assert refusal.line.startswith("export AWS_PROFILE=")
            event("refused")
            return
        check_lines(before, edit)
        check_again(env, path, edit, name)
        if has("direnv"):
            check_effect(env, path, before, edit, name)


@settings(BOUNDED, max_examples=20)
@given(plain_texts(), NAMES)
def test_what_anybody_writes_is_never_refused(before: bytes, name: str) -> None:
    with a_folder() as (env, path):
        edit = planned(env, path, before, name)
        check_lines(before, edit)
        check_again(env, path, edit, name)
        if has("direnv"):
            old, new = ask_direnv(env, path, before), ask_direnv(env, path, edit.data)
            assert new.pop("AWS_PROFILE", None) == name
            old.pop("AWS_PROFILE", None)
            assert new == old


@settings(BOUNDED, max_examples=15)
@given(texts(), NAMES, st.sampled_from(["eu-west-1", "us-gov-east-1"]))
def test_with_the_region_all_lines_have_their_effect(before: bytes, name: str, region: str) -> None:
    values = {"AWS_PROFILE": name, "AWS_REGION": region, "AWS_DEFAULT_REGION": region}
    others = {"AWS_PROFILE": "another", "AWS_REGION": "x", "AWS_DEFAULT_REGION": "y"}
    with a_folder() as (env, path):

        def planned_all(data: bytes, wanted: dict[str, str]) -> EnvrcEdit:
            return set_variables(data, wanted, path, check=lambda part: check_with_bash(env, part))

        try:
            edit = planned_all(before, values)
        except CannotTakeEffect:
            return
        again = planned_all(edit.data, values)
        assert (again.action, again.data) == ("same", edit.data)
        back = planned_all(planned_all(edit.data, others).data, values)
        assert len(back.data) == len(edit.data)
        if not has("direnv") or any(words in note.text for note in edit.warnings for words in EARLY):
            return
        old, new = ask_direnv(env, path, before), ask_direnv(env, path, edit.data)
        assert {variable: new.pop(variable, None) for variable in values} == values
        assert new == {variable: value for variable, value in old.items() if variable not in values}


@settings(BOUNDED, max_examples=15)
@given(texts(), OLD_SETTINGS, texts(), NAMES)
def test_what_had_its_effect_has_it_under_the_new_name(
    above: bytes, line: bytes, below: bytes, name: str
) -> None:
    """A profile that is renamed: the lines that say it say the new name, and no others change."""
    before = above + b"\n" + line + b"\n" + below
    with a_folder() as (env, path):
        try:
            after = rename_profile(before, "old", name, path, check=lambda part: check_with_bash(env, part))
        except CannotTakeEffect:
            return
        if after is None:
            return
        old, new = before.split(b"\n"), after.split(b"\n")
        assert len(old) == len(new)
        assert all(b"AWS_PROFILE=" in was for was, now in zip(old, new, strict=True) if was != now)
        if name != "old":
            assert (
                rename_profile(after, "old", name, path, check=lambda part: check_with_bash(env, part))
                is None
            )
        if has("direnv"):
            was, now = ask_direnv(env, path, before), ask_direnv(env, path, after)
            if was.get("AWS_PROFILE") in ("old", "old\r"):
                assert now.get("AWS_PROFILE") == name
