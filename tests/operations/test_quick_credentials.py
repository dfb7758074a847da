"""The quick door: what it answers, what it leaves to the whole program, and how little it needs for it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ssoswitch.core.credential_formats import render
from ssoswitch.disk.token_cache import TokenCache
from ssoswitch.model.account import AccountRole
from ssoswitch.model.environment import Environment, SystemClock
from ssoswitch.model.sso_session import SsoSession
from ssoswitch.model.token import RoleCredentials, Secret
from ssoswitch.operations.quick_credentials import _read_json, answer
from tests.support.environments import make_environment

SESSION = SsoSession("corp", "https://example.awsapps.com/start", "eu-west-1")
ROLE = AccountRole("111122223333", "Team+Admin@x")
CONFIG = """[sso-session corp]
sso_start_url = https://example.awsapps.com/start
sso_region = eu-west-1

[profile dev]
sso_session = corp
sso_account_id = 111122223333
sso_role_name = Team+Admin@x
# a comment

[profile chained]
role_arn = arn:aws:iam::111122223333:role/x
source_profile = dev
"""
BY_ROLE = ["credentials", "--session", "corp", "--account-id", "111122223333", "--role-name", "Team+Admin@x"]
PROCESS = ["--format", "process"]


@pytest.fixture
def env(tmp_path: Path) -> Iterator[Environment]:
    env = make_environment(tmp_path, config=CONFIG)
    save(env, 3600)
    yield env


def save(env: Environment, left: float) -> RoleCredentials:
    ends = int(SystemClock().time() + left)
    given = RoleCredentials(
        ROLE.account_id, ROLE.role_name, Secret("ASIAX"), Secret("s/+="), Secret("t"), float(ends)
    )
    TokenCache(env).save_role_credentials(SESSION, given)
    return given


def ask(env: Environment, capsys: pytest.CaptureFixture[str], *words: str) -> str:
    done = answer(list(words), env.variables)
    out = capsys.readouterr().out
    assert done == bool(out)
    return out


@pytest.mark.parametrize(
    "words",
    [
        [*BY_ROLE, *PROCESS],
        ["credentials", *PROCESS, *BY_ROLE[1:]],
        [
            "credentials",
            "--format=process",
            "--session=corp",
            "--account-id=111122223333",
            "--role-name=Team+Admin@x",
        ],
        ["credentials", "-S", "corp", *BY_ROLE[3:], *PROCESS],
        ["credentials", "dev", *PROCESS],
        ["credentials", *PROCESS, "dev"],
    ],
)
def test_it_answers_as_the_whole_program_would(
    env: Environment, capsys: pytest.CaptureFixture[str], words: list[str]
) -> None:
    given = TokenCache(env).load_role_credentials(SESSION, ROLE)
    assert given is not None
    assert json.loads(ask(env, capsys, *words)) == json.loads(render(given, "process"))


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["credentials"],
        ["credentials", "dev"],
        ["credentials", "dev", "--format", "json"],
        ["credentials", "dev", "--format", "env"],
        ["credentials", "dev", "--format"],
        ["credentials", "dev", "x", *PROCESS],
        ["credentials", "dev", "--region", "x", *PROCESS],
        ["credentials", "dev", "--json", *PROCESS],
        ["credentials", "dev", *PROCESS, *PROCESS],
        ["credentials", "dev", *BY_ROLE[1:], *PROCESS],
        ["credentials", *PROCESS],
        ["credentials", "gone", *PROCESS],
        ["credentials", "chained", *PROCESS],
        ["credentials", "default", *PROCESS],
        ["profile", "credentials", *PROCESS],
        ["credentials", "--session", "corp", "--account-id", "12a", "--role-name", "x", *PROCESS],
        ["credentials", "--session", 'c"x', "--account-id", "111122223333", "--role-name", "x", *PROCESS],
        [*BY_ROLE[:-1], "Other", *PROCESS],
    ],
)
def test_anything_else_is_left_to_the_program(
    env: Environment, capsys: pytest.CaptureFixture[str], words: list[str]
) -> None:
    assert ask(env, capsys, *words) == ""


def test_credentials_that_end_soon_are_fetched_anew(
    env: Environment, capsys: pytest.CaptureFixture[str]
) -> None:
    save(env, 950)
    assert ask(env, capsys, "credentials", "dev", *PROCESS)
    save(env, 890)
    assert not ask(env, capsys, "credentials", "dev", *PROCESS)
    save(env, -10)
    assert not ask(env, capsys, "credentials", "dev", *PROCESS)


@pytest.mark.parametrize(
    "text",
    [
        CONFIG.replace("[profile dev]", "[profile  dev]"),
        CONFIG.replace("[profile dev]", '[profile "dev"]'),
        CONFIG + '[profile "dev"]\n',
        CONFIG + "[profile dev]\nregion = x\n",
        CONFIG + "[DEFAULT]\nsso_role_name = Other\n",
        CONFIG.replace("\n", "\r\n"),
        CONFIG.replace("sso_session = corp", "sso_session = corp\nsso_start_url = x"),
        CONFIG.replace("sso_session = corp", "sso_session = other"),
        CONFIG.replace("sso_role_name = Team", "sso_role_name: Team"),
        CONFIG.replace("sso_role_name = Team", "  sso_role_name = Team"),
        CONFIG.replace("[sso-session corp]", "[sso-session 'corp']"),
        "",
        "\0",
    ],
)
def test_a_config_that_is_unusual_is_left_to_the_program(
    env: Environment, capsys: pytest.CaptureFixture[str], text: str
) -> None:
    env.config_file.write_text(text)
    assert not ask(env, capsys, "credentials", "dev", *PROCESS)


def test_keys_beside_the_profile_are_left_to_the_program(
    env: Environment, capsys: pytest.CaptureFixture[str]
) -> None:
    env.credentials_file.write_text("[dev]\nrole_arn = x\nsource_profile = y\n")
    assert not ask(env, capsys, "credentials", "dev", *PROCESS)


@pytest.mark.parametrize(
    "data", [b"", b"{", b"[]", b"\xff", b'{"ProviderType": "sso"}', b'{"ProviderType": "sso", "Credentials": []}',
             b'{"ProviderType": "sso", "Credentials": {"Expiration": "2999-01-01T00:00:00Z"}}']
)  # fmt: skip
def test_a_cache_file_that_is_none(env: Environment, capsys: pytest.CaptureFixture[str], data: bytes) -> None:
    (path,) = env.cli_cache.iterdir()
    path.write_bytes(data)
    assert not ask(env, capsys, "credentials", "dev", *PROCESS)
    path.unlink()
    os.mkfifo(path)
    assert not ask(env, capsys, "credentials", "dev", *PROCESS)
    assert not answer(["credentials", "dev", *PROCESS], {})


def test_other_spellings_of_the_end_are_left_to_the_program(
    env: Environment, capsys: pytest.CaptureFixture[str]
) -> None:
    (path,) = env.cli_cache.iterdir()
    document = json.loads(path.read_text())
    for text in ("2999-01-01T00:00:00+00:00", "2999-01-01T00:00:00UTC", "soon", ""):
        document["Credentials"]["Expiration"] = text
        path.write_text(json.dumps(document))
        assert not ask(env, capsys, "credentials", "dev", *PROCESS)


@settings(max_examples=150, derandomize=True)
@given(
    st.dictionaries(
        st.text(),
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
            lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
            max_leaves=6,
        ),
    ),
    st.sampled_from([None, 1, 4]),
    st.booleans(),
)
def test_documents_are_read_as_json_reads_them(
    document: dict[str, Any], indent: int | None, plain: bool
) -> None:
    text = json.dumps(document, indent=indent, ensure_ascii=plain) + "\n" * bool(indent)
    assert _read_json(text) == json.loads(text) == document


@pytest.mark.parametrize(
    "text", ["", "{", "{}x", '{"a": }', '{"a": "\n"}', "\ufeff{}", "nonsense", '{"a": 1,}']
)
def test_what_is_no_document_is_refused(text: str) -> None:
    with pytest.raises((ValueError, StopIteration)):
        _read_json(text)


def test_the_door_needs_next_to_nothing(env: Environment) -> None:
    script = (
        "import sys\n"
        "from ssoswitch.cli.main import _enter\n"
        "_enter(['credentials', 'dev', '--format', 'process'])\n"
        "heavy = {'click', 'botocore', 'boto3', 'dataclasses', 'pathlib', 'hashlib', 'typing', 'textual', 'datetime',\n"
        "         'json', 're', 'enum', 'contextlib', 'collections', 'functools'}\n"
        "print(sorted(heavy & set(sys.modules)), file=sys.stderr)\n"
    )
    done = subprocess.run(
        [sys.executable, "-S", "-c", script],
        env={**env.variables, "PYTHONPATH": str(Path(__file__).parent.parent.parent)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(done.stdout)["AccessKeyId"] == "ASIAX"
    assert done.stderr.strip() == "[]"


def test_a_home_that_is_no_path_is_left_to_the_program(
    env: Environment, capsys: pytest.CaptureFixture[str]
) -> None:
    moved = replace(env, variables={**env.variables, "HOME": "relative"})
    assert not ask(moved, capsys, "credentials", "dev", *PROCESS)


def test_a_warm_answer_costs_little_more_than_python_itself(env: Environment) -> None:
    """Whole processes, in pairs: at most three times `python -c pass`."""
    from statistics import median
    from time import perf_counter

    variables = {**env.variables, "PYTHONPATH": str(Path(__file__).parent.parent.parent)}

    def seconds(*arguments: str) -> float:
        begin = perf_counter()
        subprocess.run([sys.executable, *arguments], env=variables, stdout=subprocess.DEVNULL, check=True)
        return perf_counter() - begin

    program = "import sys; from ssoswitch.cli.main import main; sys.exit(main())"
    seconds("-c", program, *BY_ROLE, *PROCESS)
    ratios = [seconds("-c", program, *BY_ROLE, *PROCESS) / seconds("-c", "pass") for _ in range(9)]
    assert median(ratios) <= 3
