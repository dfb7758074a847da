"""An sso-session out of a file that a team hands round. (Adding and changing one: test_profile_changes.)"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from ssoswitch.model.errors import SsoswitchError
from ssoswitch.operations.session import session_from_file
from tests.support.environments import make_environment

BLOCK = "[sso-session team]\nsso_start_url = https://team.awsapps.com/start\nsso_region = eu-west-3\n"


@pytest.mark.parametrize("form", ["~/team.ini", "{home}/team.ini", "../home/team.ini"])
def test_a_path_as_a_person_types_it(tmp_path: Path, form: str) -> None:
    env = make_environment(tmp_path)
    (env.home / "team.ini").write_text(BLOCK)
    typed = form.format(home=env.home)
    if typed.startswith(".."):
        typed = os.path.relpath(env.home / "team.ini", env.working_directory)
    assert session_from_file(env, typed).name == "team"


@pytest.mark.parametrize(
    ("text", "content", "says"),
    [
        ("", None, "There is no file"),
        ("~/none", None, "There is no file ~/none"),
        ("~/x", "[profile a]\nregion = eu-west-1\n", "no [sso-session …] that can be used"),
        ("~/x", "\x00", "no [sso-session …] that can be used"),
        ("~/x", "#" * 200_001, "too large"),
        ("~", None, "There is no file ~"),
    ],
)
def test_what_is_of_no_use_says_so(tmp_path: Path, text: str, content: str | None, says: str) -> None:
    env = make_environment(tmp_path)
    if content is not None:
        (env.home / "x").write_text(content)
    with pytest.raises(SsoswitchError) as error:
        session_from_file(env, text)
    assert says in error.value.message


@pytest.mark.parametrize("kind", ["folder", "fifo"])
def test_what_is_no_regular_file_is_not_read(tmp_path: Path, kind: str) -> None:
    env = make_environment(tmp_path)
    path = env.home / "x"
    if kind == "folder":
        path.mkdir()
    else:
        os.mkfifo(path)
    with pytest.raises(SsoswitchError):
        session_from_file(env, "~/x")
