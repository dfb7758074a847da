"""AWS_PROFILE for a directory: the plan, what is said beside it, and the approval."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from ssoswitch.core.paths import short_path
from ssoswitch.model.environment import Environment
from ssoswitch.model.errors import CannotTakeEffect, FileChanged, FileUnsafe, InvalidValue, Unavailable
from ssoswitch.operations.envrc import EnvrcPlan, allow, allow_written, places, plan_envrc
from ssoswitch.operations.write import apply
from tests.support.environments import make_environment
from tests.support.neighbours import has

CONFIG = "[profile dev]\nregion = eu-west-1\n[profile prod]\n"


def said(plan: EnvrcPlan) -> str:
    return "\n".join(note.text for note in plan.sentences)


def write(env: Environment, text: str, name: str = ".envrc") -> Path:
    path = env.working_directory / name
    path.write_text(text)
    return path


def git(env: Environment, *arguments: str) -> None:
    subprocess.run(["git", "-C", str(env.working_directory), *arguments], check=True, capture_output=True)


def test_a_new_file_is_ours_to_allow(tmp_path: Path) -> None:
    env = make_environment(tmp_path, config=CONFIG)
    plan = plan_envrc(env, env.working_directory, "dev")
    assert (plan.action, plan.allow_default, plan.line) == ("new", True, "export AWS_PROFILE=dev")
    assert plan.plan.changes[0].before is None
    assert plan.plan.notes == plan.sentences
    apply(env, plan.plan)
    assert plan.path.read_text() == "export AWS_PROFILE=dev\n"
    assert plan.path.stat().st_mode & 0o777 == 0o644
    again = plan_envrc(env, env.working_directory, "dev")
    assert (again.plan.empty, again.action) == (True, "same")
    if has("direnv"):
        said = allow(env, env.working_directory, content=plan.after, profile="dev")
        assert said == "direnv allows and exports it."


def test_allow_is_ticked_only_where_the_old_content_was_allowed(tmp_path: Path) -> None:
    env = make_environment(tmp_path, config=CONFIG)
    write(env, "export FOO=1\n")
    plan = plan_envrc(env, env.working_directory, "dev")
    assert not plan.allow_default
    assert "blocking this file before" in said(plan)
    if has("direnv"):
        allow(env, env.working_directory)
        plan = plan_envrc(env, env.working_directory, "dev")
        assert plan.allow_default
        assert "blocks the file until it is allowed again" in said(plan)
        apply(env, plan.plan)
        with pytest.raises(FileChanged):
            allow(env, env.working_directory, content=b"something else\n")
        allow(env, env.working_directory, content=plan.after, profile="dev")


def test_set_e_is_refused_unless_it_is_tried(tmp_path: Path) -> None:
    env = make_environment(tmp_path, config=CONFIG)
    before = "set -euo pipefail\nexport FOO=1\n"
    path = write(env, before)
    with pytest.raises(CannotTakeEffect, match="`set -e`") as caught:
        plan_envrc(env, env.working_directory, "dev")
    assert "--allow" in caught.value.hint
    write(env, before + "return\n")
    with pytest.raises(CannotTakeEffect, match="ends the file"):
        plan_envrc(env, env.working_directory, "dev", trial=True)
    write(env, before)
    if not has("direnv"):
        with pytest.raises(CannotTakeEffect):
            plan_envrc(env, env.working_directory, "dev", trial=True)
        return
    plan = plan_envrc(env, env.working_directory, "dev", trial=True)
    assert "taken back unless direnv exports it" in said(plan)
    assert allow_written(env, plan, apply(env, plan.plan)) == "direnv allows and exports it."
    assert path.read_text() == before + "export AWS_PROFILE=dev\n"
    assert plan_envrc(env, env.working_directory, "dev", trial=True).plan.empty


@pytest.mark.parametrize("before", ["has bash || exit 1\n", "[ -z x ] && return\nexport A=1\n"])
def test_a_guard_is_tried_by_whoever_allows_it(tmp_path: Path, before: str) -> None:
    env = make_environment(tmp_path, config=CONFIG)
    path = write(env, before)
    with pytest.raises(CannotTakeEffect, match="might not work") as caught:
        plan_envrc(env, env.working_directory, "dev")
    if not has("direnv"):
        return
    assert "With --allow it is tried" in caught.value.hint
    plan = plan_envrc(env, env.working_directory, "dev", trial=True)
    assert allow_written(env, plan, apply(env, plan.plan)) == "direnv allows and exports it."
    assert path.read_text() == before + "export AWS_PROFILE=dev\n"


@pytest.mark.parametrize(
    "before",
    [
        "set -e\nfalse\n",
        "strict_env\nfalse\n",
        "if true; then return; fi\n",
        "has bash && return\n",
        "false || exit\n",
    ],
)
@pytest.mark.parametrize("was_allowed", [True, False])
def test_what_has_no_effect_is_taken_back(tmp_path: Path, before: str, was_allowed: bool) -> None:
    if not has("direnv"):
        return
    env = make_environment(tmp_path, config=CONFIG)
    path = write(env, before)
    if was_allowed:
        allow(env, env.working_directory)
    plan = plan_envrc(env, env.working_directory, "dev", trial=True)
    with pytest.raises(CannotTakeEffect, match="the old bytes are in place") as caught:
        allow_written(env, plan, apply(env, plan.plan))
    assert caught.value.line == "export AWS_PROFILE=dev"
    assert path.read_text() == before
    assert plan_envrc(env, env.working_directory, "dev", trial=True).state.allowed is was_allowed


def test_allowing_beside_a_local_file_trusts_nothing_unread(tmp_path: Path) -> None:
    env = make_environment(tmp_path, config=CONFIG)
    write(env, "source_env_if_exists .envrc.local\n")
    plan = plan_envrc(env, env.working_directory, "dev", file_name=".envrc.local")
    assert "is not allowed" in allow_written(env, plan, apply(env, plan.plan))
    if has("direnv"):
        allow(env, env.working_directory)
        plan = plan_envrc(env, env.working_directory, "prod", file_name=".envrc.local")
        assert allow_written(env, plan, apply(env, plan.plan)) == "direnv allows and exports it."


def test_in_a_symlinked_folder_the_approval_is_found(tmp_path: Path) -> None:
    if not has("direnv"):
        return
    env = make_environment(tmp_path, config=CONFIG)
    link = tmp_path / "link"
    link.symlink_to(env.working_directory)
    plan = plan_envrc(env, link, "dev")
    assert allow_written(env, plan, apply(env, plan.plan)) == "direnv allows and exports it."
    assert plan_envrc(env, link, "prod").allow_default
    assert plan_envrc(env, link, "prod").state.allowed


def test_the_regions_stand_under_both_names(tmp_path: Path) -> None:
    env = make_environment(tmp_path, config=CONFIG)
    plan = plan_envrc(env, env.working_directory, "dev", with_region=True)
    assert plan.after.decode().splitlines() == [
        "export AWS_PROFILE=dev",
        "export AWS_REGION=eu-west-1",
        "export AWS_DEFAULT_REGION=eu-west-1",
    ]
    apply(env, plan.plan)
    switched = plan_envrc(env, env.working_directory, "prod", with_region="us-east-1")
    assert switched.after.count(b"\n") == 3
    assert b"eu-west-1" not in switched.after
    with pytest.raises(InvalidValue):
        plan_envrc(env, env.working_directory, "prod", with_region=True)
    with pytest.raises(InvalidValue):
        plan_envrc(env, env.working_directory, "prod", with_region="$(id)")


def test_what_cannot_work_is_refused_and_untouched(tmp_path: Path) -> None:
    env = make_environment(tmp_path)
    path = write(env, "return\n")
    with pytest.raises(CannotTakeEffect) as refusal:
        plan_envrc(env, env.working_directory, "dev")
    assert refusal.value.line == "export AWS_PROFILE=dev"
    assert path.read_text() == "return\n"
    for name in (".env", ".env.local", "../x", ""):
        with pytest.raises(InvalidValue):
            plan_envrc(env, env.working_directory, "dev", file_name=name)
    with pytest.raises(InvalidValue):
        plan_envrc(env, Path("nowhere"), "dev")
    with pytest.raises(InvalidValue):
        plan_envrc(env, env.working_directory, "")


def test_a_local_file_counts_only_where_it_is_sourced(tmp_path: Path) -> None:
    env = make_environment(tmp_path)
    write(env, "export A=1 # .envrc.local\n")
    with pytest.raises(CannotTakeEffect, match="does not load"):
        plan_envrc(env, env.working_directory, "dev", file_name=".envrc.local")
    write(env, "source_env_if_exists .envrc.local\n")
    plan = plan_envrc(env, env.working_directory, "dev", file_name=".envrc.local")
    assert plan.path.name == ".envrc.local"
    assert plan.allow_default


def test_source_up_needs_an_allowed_parent(tmp_path: Path) -> None:
    env = make_environment(tmp_path)
    parent = env.working_directory.parent / ".envrc"
    parent.write_text("export AWS_PROFILE=above\n")
    plan = plan_envrc(env, env.working_directory, "dev")
    assert f"hides all of {short_path(parent, env.home)} and the AWS_PROFILE that it sets" in said(plan)
    with pytest.raises(FileUnsafe):
        plan_envrc(env, env.working_directory, "dev", source_up=True)
    if has("direnv"):
        allow(env, parent.parent)
        plan = plan_envrc(env, env.working_directory, "dev", source_up=True)
        assert plan.after == b"source_up\nexport AWS_PROFILE=dev\n"


def test_a_variable_that_names_the_usual_config_is_not_worth_a_word(tmp_path: Path) -> None:
    env = make_environment(tmp_path, {"AWS_CONFIG_FILE": str(tmp_path / "home" / ".aws" / "config")})
    assert "AWS_CONFIG_FILE" not in said(plan_envrc(env, env.working_directory, "dev"))


@pytest.mark.parametrize(
    ("variables", "sentence"),
    [
        ({"AWS_ACCESS_KEY_ID": "AKIAX"}, "AWS_ACCESS_KEY_ID is set in this shell"),
        ({"AWS_DEFAULT_PROFILE": "old"}, "boto3 takes it before AWS_PROFILE"),
        ({"AWS_CONFIG_FILE": "/elsewhere"}, "AWS_CONFIG_FILE is set in this shell"),
        ({"AWS_REGION": "eu-north-1"}, "it wins over the profile's region"),
        ({"AWS_PROFILE": "mine", "ZDOTDIR": "{home}"}, "direnv takes over at the next prompt"),
        ({}, "no sign of direnv's hook" if has("direnv") else "direnv is not installed"),
    ],
)
def test_the_environment_at_hand(tmp_path: Path, variables: dict[str, str], sentence: str) -> None:
    zdotdir = tmp_path / "zdotdir"
    zdotdir.mkdir()
    (zdotdir / ".zshrc").write_text('eval "$(direnv hook zsh)"\n')
    env = make_environment(tmp_path, {name: value.format(home=zdotdir) for name, value in variables.items()})
    assert (
        has("direnv")
        or "takes over" in sentence
        or sentence in said(plan_envrc(env, env.working_directory, "dev"))
    )
    if has("direnv"):
        assert sentence in said(plan_envrc(env, env.working_directory, "dev"))


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("export AWS_ACCESS_KEY_ID=AKIAX\n", "Line 1 sets AWS_ACCESS_KEY_ID"),
        ("export A=1\nexport AWS_DEFAULT_PROFILE=x\n", "Line 2 sets AWS_DEFAULT_PROFILE"),
        ("export AWS_CONFIG_FILE=x\n", "Line 1 sets AWS_CONFIG_FILE"),
        ("export AWS_REGION=x\n", "Line 1 sets AWS_REGION"),
        ("export AWS_PROFILE=x\ndotenv\n", "Line 2 (`dotenv`)"),
        ("export AWS_PROFILE=x\nsource_env ../x\n", "Line 2 (`source_env`)"),
        ("source_up\n", "Line 1 (`source_up`)"),
        ("use nix\n", "Line 1 (`use`)"),
        ("layout python\n", "Line 1 (`layout`)"),
        ("if has nix; then return; fi\n", "may end the file early"),
        ("export AWS_PROFILE=x\nexport T=$AWS_PROFILE\n", "Line 2 uses $AWS_PROFILE"),
    ],
)
def test_what_the_file_itself_says(tmp_path: Path, text: str, sentence: str) -> None:
    env = make_environment(tmp_path)
    write(env, text)
    assert sentence in said(plan_envrc(env, env.working_directory, "dev"))


def test_places_and_git_and_mise_and_home(tmp_path: Path) -> None:
    env = make_environment(tmp_path)
    write(env, "export AWS_PROFILE=dev\n")
    found = places(env)
    assert [place.directory for place in found] == [env.working_directory, env.working_directory.parent]
    assert (found[0].profile, found[0].approval, found[0].line_count, found[1].exists) == (
        "dev",
        "blocked",
        1,
        False,
    )
    assert "home directory" in said(plan_envrc(env, env.home, "dev"))
    (env.home / "mise.toml").write_text('[env]\nAWS_PROFILE = "x"\n')
    assert "mise and direnv compete" in said(plan_envrc(env, env.working_directory, "dev"))
    write(env, "export AWS_PROFILE=mine\n", ".envrc.local")
    assert ".envrc.local sets AWS_PROFILE, too (line 1)" in said(
        plan_envrc(env, env.working_directory, "dev")
    )
    git(env, "init", "-q")
    git(env, "add", ".envrc")
    assert "git tracks .envrc" in said(plan_envrc(env, env.working_directory, "dev"))


def test_a_new_file_can_be_kept_from_git(tmp_path: Path) -> None:
    env = make_environment(tmp_path)
    git(env, "init", "-q")
    assert "git does not ignore .envrc" in said(plan_envrc(env, env.working_directory, "dev"))
    plan = plan_envrc(env, env.working_directory, "dev", git_exclude=True)
    assert [change.path.name for change in plan.plan.changes] == [".envrc", "exclude"]
    apply(env, plan.plan)
    assert "git does not ignore" not in said(plan_envrc(env, env.working_directory, "dev"))
    status = subprocess.run(
        ["git", "-C", str(env.working_directory), "status", "--short"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert status.stdout == ""


def test_without_direnv(tmp_path: Path) -> None:
    bin_folder = tmp_path / "bin"
    bin_folder.mkdir()
    (bin_folder / "bash").symlink_to("/bin/bash")
    env = make_environment(tmp_path, {"PATH": str(bin_folder)})
    plan = plan_envrc(env, env.working_directory, "dev")
    assert "direnv is not installed" in said(plan)
    apply(env, plan.plan)
    with pytest.raises(Unavailable):
        allow(env, env.working_directory)


def test_direnv_is_asked_whether_the_line_works(tmp_path: Path) -> None:
    if not has("direnv"):
        return
    env = make_environment(tmp_path)
    write(env, "if true; then return; fi\n")
    plan = plan_envrc(env, env.working_directory, "dev")
    apply(env, plan.plan)
    with pytest.raises(CannotTakeEffect, match="exports no AWS_PROFILE"):
        allow(env, env.working_directory, content=plan.after, profile="dev")
