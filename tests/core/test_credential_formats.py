"""Credentials as text, read back by what they are for."""

from __future__ import annotations

import json
import math
import subprocess

import pytest

from ssoswitch.core.credential_formats import FORMATS, render
from ssoswitch.model.errors import InvalidValue
from ssoswitch.model.token import RoleCredentials, Secret
from tests.support.neighbours import SHELLS

CREDENTIALS = RoleCredentials(
    "111122223333", "Admin", Secret("ASIAEXAMPLE"), Secret("a/b+c="), Secret("tok/en=="), 1_800_000_000.5
)
HOSTILE = RoleCredentials(
    "111122223333",
    "Admin",
    Secret("$(touch ran)"),
    Secret("'`id`' \\"),
    Secret('"; touch ran'),
    1_800_000_000.0,
)
EXPECTED = {
    "AWS_ACCESS_KEY_ID": "ASIAEXAMPLE",
    "AWS_SECRET_ACCESS_KEY": "a/b+c=",
    "AWS_SESSION_TOKEN": "tok/en==",
    "AWS_CREDENTIAL_EXPIRATION": "2027-01-15T08:00:00Z",
    "AWS_REGION": "eu-west-1",
    "AWS_DEFAULT_REGION": "eu-west-1",
}


def test_env_is_what_the_aws_cli_prints() -> None:
    assert render(CREDENTIALS, "env").splitlines() == [
        "export AWS_ACCESS_KEY_ID=ASIAEXAMPLE",
        "export AWS_SECRET_ACCESS_KEY=a/b+c=",
        "export AWS_SESSION_TOKEN=tok/en==",
        "export AWS_CREDENTIAL_EXPIRATION=2027-01-15T08:00:00Z",
    ]
    assert render(CREDENTIALS, "env-no-export", "eu-west-1").splitlines() == [
        f"{name}={value}" for name, value in EXPECTED.items()
    ]
    assert render(CREDENTIALS, "windows-cmd", "eu-west-1").splitlines() == [
        # A colon is nothing to cmd.exe.
        f"set {name}={value}"
        for name, value in EXPECTED.items()
    ]
    assert render(CREDENTIALS, "powershell", "eu-west-1").splitlines() == [
        f"$Env:{name} = '{value}'" for name, value in EXPECTED.items()
    ]


@pytest.mark.parametrize("shell", SHELLS)
@pytest.mark.parametrize("credentials", [CREDENTIALS, HOSTILE], ids=["plain", "hostile"])
def test_shells_read_it_and_run_nothing(shell: str, credentials: RoleCredentials, tmp_path: object) -> None:
    options = {"bash": ["--noprofile", "--norc"], "zsh": ["-f"], "fish": ["--no-config"]}[shell]
    done = subprocess.run(
        [shell, *options],
        input=render(credentials, "fish" if shell == "fish" else "env", "eu-west-1") + "env -0\nls\n",
        env={"PATH": "/usr/bin:/bin", "HOME": str(tmp_path)},
        cwd=str(tmp_path),
        capture_output=True,
        text=True,
        check=True,
        timeout=30,
    )
    *assignments, listing = done.stdout.split("\0")
    got = dict(text.partition("=")[::2] for text in assignments)
    assert got["AWS_ACCESS_KEY_ID"] == credentials.access_key_id.reveal()
    assert got["AWS_SECRET_ACCESS_KEY"] == credentials.secret_access_key.reveal()
    assert got["AWS_SESSION_TOKEN"] == credentials.session_token.reveal()
    assert got["AWS_REGION"] == got["AWS_DEFAULT_REGION"] == "eu-west-1"
    assert "ran" not in listing.split()


def test_process_and_json() -> None:
    assert json.loads(render(CREDENTIALS, "process", "eu-west-1")) == {
        "Version": 1,
        "AccessKeyId": "ASIAEXAMPLE",
        "SecretAccessKey": "a/b+c=",
        "SessionToken": "tok/en==",
        "Expiration": "2027-01-15T08:00:00Z",
        "AccountId": "111122223333",
    }
    document = json.loads(render(CREDENTIALS, "json", "eu-west-1"))
    assert (document["RoleName"], document["Region"], document["Version"]) == ("Admin", "eu-west-1", 1)


def test_static_keys_have_no_token_and_no_end() -> None:
    keys = RoleCredentials("", "", Secret("AKIA"), Secret("s"), Secret(""), math.inf)
    assert render(keys, "env") == "export AWS_ACCESS_KEY_ID=AKIA\nexport AWS_SECRET_ACCESS_KEY=s\n"
    assert json.loads(render(keys, "process")) == {
        "Version": 1,
        "AccessKeyId": "AKIA",
        "SecretAccessKey": "s",
    }


@pytest.mark.parametrize("fmt", ["env", "env-no-export", "fish", "powershell", "windows-cmd"])
def test_a_line_break_in_a_value_is_refused(fmt: str) -> None:
    broken = RoleCredentials("", "", Secret("AKIA\nexport X=1"), Secret("s"), Secret("t"), 1.0)
    with pytest.raises(InvalidValue) as refusal:
        render(broken, fmt)
    assert "AKIA" not in str(refusal.value)


def test_unknown_formats_are_refused() -> None:
    with pytest.raises(InvalidValue, match="csv"):
        render(CREDENTIALS, "csv")
    assert {"env", "env-no-export", "fish", "powershell", "windows-cmd", "json", "process"} == set(FORMATS)
