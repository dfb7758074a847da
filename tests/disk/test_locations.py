"""Where everything is: botocore's rules for AWS's files, the XDG folders for ours, and what is odd said in words."""

from __future__ import annotations

import os
from pathlib import Path
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ssoswitch.disk.locations import detect_environment, environment_from, expand


@pytest.fixture
def home(tmp_path: Path) -> Path:
    folder = tmp_path / "home"
    folder.mkdir()
    return folder


def test_the_usual_places(home: Path) -> None:
    env = environment_from({"HOME": str(home)}, working_directory=home)
    assert env.config_file == home / ".aws" / "config"
    assert env.credentials_file == home / ".aws" / "credentials"
    assert env.sso_cache == home / ".aws" / "sso" / "cache"
    assert env.cli_cache == home / ".aws" / "cli" / "cache"
    assert env.settings_file == home / ".config" / "ssoswitch" / "config.toml"
    assert env.cache_dir == home / ".cache" / "ssoswitch"
    assert env.state_dir == home / ".local" / "state" / "ssoswitch"
    assert env.runtime_dir == home / ".cache" / "ssoswitch" / "run"
    assert env.problems == ()
    assert list(home.iterdir()) == []


def test_our_folders_follow_xdg(home: Path) -> None:
    variables = {"HOME": str(home), "XDG_CONFIG_HOME": "/c", "XDG_CACHE_HOME": "/d", "XDG_STATE_HOME": "/e"}
    env = environment_from(variables, working_directory=home)
    assert env.settings_file == Path("/c/ssoswitch/config.toml")
    assert (env.cache_dir, env.state_dir) == (Path("/d/ssoswitch"), Path("/e/ssoswitch"))
    assert env.sso_cache == home / ".aws" / "sso" / "cache"
    # The specification: a relative one counts for nothing.
    relative = environment_from({"HOME": str(home), "XDG_CACHE_HOME": "cache"}, working_directory=home)
    assert relative.cache_dir == home / ".cache" / "ssoswitch"


@pytest.mark.parametrize(
    ("value", "place"),
    [
        ("/abs/cfg", "/abs/cfg"),
        ("cfg", "{work}/cfg"),
        ("sub/cfg", "{work}/sub/cfg"),
        ("../cfg", "{work}/../cfg"),
        ("~/cfg", "{home}/cfg"),
        ("~", "{home}"),
        ("$PLACE/cfg", "/place/cfg"),
        ("${PLACE}/cfg", "/place/cfg"),
        ("$HOME/cfg", "{home}/cfg"),
        ("$NOT_SET/cfg", "{work}/$NOT_SET/cfg"),
        ("/a b/c'd", "/a b/c'd"),
        ("$TILDE/cfg", "{home}/cfg"),  # botocore expands variables first, then the tilde
    ],
)
def test_the_aws_files_as_botocore_finds_them(home: Path, tmp_path: Path, value: str, place: str) -> None:
    for variable in ("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"):
        env = environment_from(
            {"HOME": str(home), variable: value, "PLACE": "/place", "TILDE": "~"}, working_directory=tmp_path
        )
        found = env.config_file if variable == "AWS_CONFIG_FILE" else env.credentials_file
        assert str(found) == place.format(home=home, work=tmp_path)
        assert env.problems == ()


def test_an_empty_config_variable_is_said(home: Path) -> None:
    env = environment_from({"HOME": str(home), "AWS_CONFIG_FILE": ""}, working_directory=home)
    assert env.config_file == home / ".aws" / "config"
    assert env.problems == ("AWS_CONFIG_FILE is set but empty: AWS tools read no file then. Unset it.",)


TEXTS = st.text(st.sampled_from(["$", "{", "}", "~", "/", "A", "B", "_", "é", " ", ".", "1"]), max_size=14)


@given(text=TEXTS, value=TEXTS)
@settings(max_examples=200, derandomize=True)
def test_expansion_is_pythons(text: str, value: str) -> None:
    variables = {"HOME": "/some/home", "A": value, "AB": "/ab", "A1": "x"}
    with patch.dict(os.environ, variables, clear=True):
        expected = os.path.expanduser(os.path.expandvars(text))
    assert expand(text, variables, Path("/some/home")) == expected


def test_home_that_is_not_set_or_empty(tmp_path: Path) -> None:
    env = environment_from({}, working_directory=tmp_path)
    assert env.home.is_absolute()
    assert env.problems[0] == f"HOME is not set; {env.home} is taken for it."
    empty = environment_from({"HOME": ""}, working_directory=tmp_path)
    assert empty.home == Path("/")
    assert empty.problems[0] == "HOME is empty; / is taken for it."


def test_home_that_is_no_folder(tmp_path: Path) -> None:
    env = environment_from({"HOME": str(tmp_path / "gone")}, working_directory=tmp_path)
    assert env.problems == (
        f"HOME names {tmp_path / 'gone'}, which is no folder: nothing can be saved there.",
    )


def test_a_runtime_folder_only_where_it_is_ours_alone(home: Path, tmp_path: Path) -> None:
    runtime = tmp_path / "run"
    runtime.mkdir(mode=0o700)
    variables = {"HOME": str(home), "XDG_RUNTIME_DIR": str(runtime)}
    assert environment_from(variables, working_directory=home).runtime_dir == runtime / "ssoswitch"
    runtime.chmod(0o755)
    assert (
        environment_from(variables, working_directory=home).runtime_dir
        == home / ".cache" / "ssoswitch" / "run"
    )
    for other in (str(tmp_path / "gone"), "relative", ""):
        env = environment_from({**variables, "XDG_RUNTIME_DIR": other}, working_directory=home)
        assert env.runtime_dir == home / ".cache" / "ssoswitch" / "run"


@pytest.mark.parametrize(
    ("address", "taken"),
    [
        ("https://vpce-1.sso.eu-west-1.vpce.amazonaws.com", True),
        ("https://proxy.example:8443/path/", True),
        ("http://127.0.0.1:4566", True),
        ("http://localhost:4566", True),
        ("http://[::1]:4566", True),
        ("http://example.com", False),
        ("http://127.0.0.1.example.com", False),
        ("http://localhost.example.com", False),
        ("http://127.0.0.1@example.com", False),
        ("https://user:secret@example.com", False),
        ("https://", False),
        ("https://a b", False),
        ("https://a\n.example", False),
        ("https://a:port", False),
        ("ftp://127.0.0.1", False),
        ("127.0.0.1:4566", False),
        ("nonsense", False),
    ],
)
def test_a_token_goes_to_https_or_to_this_machine(home: Path, address: str, taken: bool) -> None:
    for variable, service in (
        ("AWS_ENDPOINT_URL", "sso"), ("AWS_ENDPOINT_URL_SSO", "sso"), ("AWS_ENDPOINT_URL_SSO_OIDC", "sso_oidc"),
        ("AWS_ENDPOINT_URL_STS", "sts"), ("AWS_ENDPOINT_URL_SIGNIN", "signin"),
    ):  # fmt: skip
        endpoints = environment_from({"HOME": str(home), variable: address}, working_directory=home).endpoints
        if taken:
            assert getattr(endpoints, service) == address.rstrip("/")
            assert endpoints.refused == ()
        else:
            assert getattr(endpoints, service) is None
            (reason,) = endpoints.refused
            assert reason.startswith(f"{variable} is not used: ")
            assert "secret" not in reason


def test_a_services_own_endpoint_wins(home: Path) -> None:
    variables = {
        "HOME": str(home),
        "AWS_ENDPOINT_URL": "http://127.0.0.1:1",
        "AWS_ENDPOINT_URL_SSO": "http://127.0.0.1:2",
        "AWS_ENDPOINT_URL_STS": "",
    }
    endpoints = environment_from(variables, working_directory=home).endpoints
    assert (endpoints.sso, endpoints.sso_oidc) == ("http://127.0.0.1:2", "http://127.0.0.1:1")
    assert endpoints.sts == "http://127.0.0.1:1"
    ignored = environment_from(
        {**variables, "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "true", "AWS_USE_FIPS_ENDPOINT": "TRUE"},
        working_directory=home,
    ).endpoints
    assert (ignored.sso, ignored.sts, ignored.use_fips, ignored.use_dualstack) == (None, None, True, False)


def test_the_shells_own_idea_of_the_folder_counts_where_it_is_true(tmp_path: Path, home: Path) -> None:
    real = tmp_path / "real"
    real.mkdir()
    link = tmp_path / "link"
    link.symlink_to(real)
    here = Path.cwd()
    os.chdir(real)
    try:
        assert environment_from({"HOME": str(home), "PWD": str(link)}).working_directory == link
        for false in (str(home), "relative", "", str(tmp_path / "gone")):
            assert environment_from({"HOME": str(home), "PWD": false}).working_directory == real
        real.rmdir()
        gone = environment_from({"HOME": str(home), "PWD": str(link)})
        assert gone.working_directory == home
        assert "The working directory is gone" in gone.problems[0]
    finally:
        os.chdir(here)


def test_a_ca_bundle_that_is_not_there_is_said(home: Path, tmp_path: Path) -> None:
    bundle = tmp_path / "ca.pem"
    bundle.write_text("")
    env = environment_from({"HOME": str(home), "AWS_CA_BUNDLE": str(bundle)}, working_directory=home)
    assert (env.ca_bundle, env.problems) == (str(bundle), ())
    second = environment_from({"HOME": str(home), "REQUESTS_CA_BUNDLE": str(bundle)}, working_directory=home)
    assert second.ca_bundle == str(bundle)
    missing = environment_from({"HOME": str(home), "AWS_CA_BUNDLE": "/gone.pem"}, working_directory=home)
    assert missing.problems == (
        "AWS_CA_BUNDLE names /gone.pem, which is not there: no TLS connection will be made.",
    )
    assert environment_from({"HOME": str(home)}, working_directory=home).ca_bundle is None


def test_the_real_environment_never_fails() -> None:
    env = detect_environment()
    assert env.variables == dict(os.environ)
    assert env.home.is_absolute() and env.config_file.is_absolute()


def test_variables_are_a_copy(home: Path) -> None:
    variables = {"HOME": str(home)}
    env = environment_from(variables, working_directory=home)
    variables["AWS_PROFILE"] = "later"
    assert env.variable("AWS_PROFILE") is None
    assert str(home) not in repr(env).split("home=")[0]
