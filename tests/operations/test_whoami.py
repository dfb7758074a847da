"""Who is in force in a directory, read from the disk."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from ssoswitch.disk.direnv import allow
from ssoswitch.model.errors import ConfigError, ProfileNotFound
from ssoswitch.operations.connect import Connections
from ssoswitch.operations.read_config import read_config
from ssoswitch.operations.whoami import envrc_here, verify, who_am_i
from tests.support.environments import make_environment
from tests.support.neighbours import has

CONFIG = "[profile dev]\nregion = eu-west-1\n[profile other]\n"


def test_the_envrc_that_direnv_would_load(tmp_path: Path) -> None:
    env = make_environment(tmp_path, config=CONFIG)
    config = read_config(env)
    assert envrc_here(env) is None
    path = env.working_directory.parent / ".envrc"
    path.write_text("# x\nexport AWS_PROFILE=dev\n")
    here = envrc_here(env)
    assert here is not None
    assert (here.path, here.value, here.line, here.approval, here.loaded) == (
        path,
        "dev",
        2,
        "blocked",
        False,
    )
    assert [problem.code for problem in who_am_i(env, config).problems] == ["envrc-blocked"]
    if has("direnv"):
        allow(env, path.parent, path.read_bytes())
        inside = replace(
            env, variables={**env.variables, "AWS_PROFILE": "dev", "DIRENV_DIR": f"-{path.parent}"}
        )
        who = who_am_i(inside, config)
        assert (who.source, who.problems) == ("envrc", ())
        other = replace(env, variables={**env.variables, "AWS_PROFILE": "other"})
        assert who_am_i(other, config).differs
    path.write_text("export AWS_PROFILE=$(id)\n")
    here = envrc_here(env)
    assert here is not None
    assert (here.value, here.computed) == ("", True)


def test_a_profile_can_be_asked_for(tmp_path: Path) -> None:
    env = make_environment(tmp_path, {"AWS_PROFILE": "other"}, config=CONFIG)
    config = read_config(env)
    assert who_am_i(env, config, "dev").cli.profile == "dev"
    with pytest.raises(ProfileNotFound):
        who_am_i(env, config, "gone")


@pytest.mark.parametrize(
    "variables",
    [
        {"AWS_WEB_IDENTITY_TOKEN_FILE": "/x", "AWS_ROLE_ARN": "arn:aws:iam::111122223333:role/x"},
        {"AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://169.254.170.2/x"},
    ],
)
def test_sts_is_not_asked_as_somebody_else(tmp_path: Path, variables: dict[str, str]) -> None:
    env = make_environment(tmp_path, variables, config=CONFIG)
    config = read_config(env)
    with pytest.raises(ConfigError, match="which ssoswitch does not take"):
        verify(env, Connections(env), who_am_i(env, config), config=config)


def test_it_starts_no_process_and_needs_no_aws(tmp_path: Path) -> None:
    env = make_environment(tmp_path, config=CONFIG)
    (env.working_directory / ".envrc").write_text("export AWS_PROFILE=dev\n")
    script = (
        "import sys\n"
        "def stop(event, arguments):\n"
        "    if event.startswith(('subprocess', 'os.exec', 'os.fork', 'os.posix_spawn', 'socket')):\n"
        "        raise RuntimeError(event)\n"
        "sys.addaudithook(stop)\n"
        "from ssoswitch.disk.locations import detect_environment\n"
        "from ssoswitch.operations.read_config import read_config\n"
        "from ssoswitch.operations.whoami import who_am_i\n"
        "env = detect_environment()\n"
        "who = who_am_i(env, read_config(env))\n"
        "print(who.envrc.value, sorted({'botocore', 'boto3', 'click', 'subprocess'} & set(sys.modules)))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=env.working_directory,
        env={**env.variables, "PYTHONPATH": str(Path(__file__).parent.parent.parent)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "dev []\n"
