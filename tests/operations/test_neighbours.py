"""The neighbours' own programs read what we write, and write beside us."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from ssoswitch.model.errors import FileChanged
from ssoswitch.model.profile import ProfileForm
from ssoswitch.operations.write import apply
from tests.support.configs import PLAIN
from tests.support.environments import make_environment
from tests.support.profiles import config_of, create, request

AWS = Path(sys.executable).with_name("aws")

READ = """
import json, boto3, botocore.session
print(json.dumps({name: boto3.Session(profile_name=name)._session.get_scoped_config()
                  for name in botocore.session.Session().available_profiles}))
"""


def in_home(home: Path, *command: str) -> str:
    done = subprocess.run(
        [sys.executable, *command],
        env={"HOME": str(home), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_boto3_reads_every_form(tmp_path: Path) -> None:
    env = make_environment(tmp_path, config=PLAIN)
    forms = (ProfileForm.SESSION, ProfileForm.INLINE, ProfileForm.BOTH, ProfileForm.CREDENTIAL_PROCESS)
    requests = [request(name=f"a.b_c-d/e@f%{form.value}", form=form, region="eu-west-1") for form in forms]
    apply(env, create(env, requests).plan)
    read = json.loads(in_home(env.home, "-c", READ))
    assert set(read) == {"default", "pay-prod", *(wanted.name for wanted in requests)}
    ours = config_of(env).profiles
    assert {name: dict(ours[name].values) for name in ours} == read


def test_the_aws_cli_reads_and_changes_what_we_wrote(tmp_path: Path) -> None:
    assert AWS.is_file(), "the AWS CLI is a neighbour that tests ask: pip install awscli"
    env = make_environment(tmp_path, config=PLAIN)
    apply(env, create(env, [request(name="new", region="eu-west-1")]).plan)
    assert (
        in_home(env.home, str(AWS), "configure", "get", "sso_account_id", "--profile", "new")
        == "111122223333\n"
    )
    in_home(env.home, str(AWS), "configure", "set", "region", "eu-west-2", "--profile", "new")
    assert config_of(env).profiles["new"].region == "eu-west-2"
    assert env.config_file.read_text().count("[profile new]") == 1


def test_aws_configure_set_in_a_loop_beside_us_loses_nothing(tmp_path: Path) -> None:
    assert AWS.is_file(), "the AWS CLI is a neighbour that tests ask: pip install awscli"
    env = make_environment(tmp_path, config=PLAIN)
    done = threading.Event()
    failures: list[str] = []

    def others() -> None:
        for number in range(6):
            try:
                in_home(
                    env.home,
                    str(AWS),
                    "configure",
                    "set",
                    "region",
                    f"eu-west-{number}",
                    "--profile",
                    "pay-prod",
                )
            except AssertionError as error:
                failures.append(str(error))
        done.set()

    thread = threading.Thread(target=others, daemon=True)
    thread.start()
    claimed = []
    number = 0
    while not done.is_set():
        number += 1
        name = f"ours-{number}"
        try:
            apply(env, create(env, [request(name=name)]).plan)
        except FileChanged:
            continue
        claimed.append(name)
    thread.join(60)
    profiles = config_of(env).profiles
    assert failures == []
    assert [name for name in profiles if name.startswith("ours-")] == claimed
    assert claimed
    assert profiles["pay-prod"].region == "eu-west-5"
    assert config_of(env).problem is None


@pytest.mark.parametrize("value", ["~/elsewhere/config", "$HOME/elsewhere/config", "${HOME}/a b/config"])
def test_paths_of_aws_config_file_are_those_of_botocore(value: str, tmp_path: Path) -> None:
    env = make_environment(tmp_path, {"AWS_CONFIG_FILE": value})
    apply(env, create(env, [request(name="new")]).plan)
    code = "import botocore.session; print(botocore.session.Session().available_profiles)"
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={"HOME": str(env.home), "AWS_CONFIG_FILE": value, "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "['new']\n"
