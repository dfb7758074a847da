"""What profiles and sso-sessions a config amounts to."""

from __future__ import annotations

from pathlib import Path

import pytest

from ssoswitch.core.aws_config import AwsConfig, identify, merge_credentials, parse
from ssoswitch.core.profile_forms import credential_process
from ssoswitch.model.account import AccountRole
from ssoswitch.model.profile import ProfileForm
from ssoswitch.model.sso_session import DEFAULT_SCOPES, SsoSession

PATH = Path("/home/me/.aws/config")
ROLE = AccountRole("012345678901", "Admin")


def read(text: str) -> AwsConfig:
    return parse(text.encode(), PATH)


@pytest.mark.parametrize(
    ("values", "form", "role", "session"),
    [
        (
            "sso_session=corp\nsso_account_id=012345678901\nsso_role_name=Admin",
            ProfileForm.SESSION,
            ROLE,
            "corp",
        ),
        ("sso_session=corp", ProfileForm.SESSION, None, "corp"),
        (
            "sso_session=corp\nsso_account_id=12345678901\nsso_role_name=Admin",
            ProfileForm.SESSION,
            None,
            "corp",
        ),
        (
            "sso_session=corp\nsso_start_url=https://c.awsapps.com/start\nsso_account_id=012345678901\nsso_role_name=Admin",
            ProfileForm.BOTH,
            ROLE,
            "corp",
        ),
        (
            "sso_start_url=https://c.awsapps.com/start\nsso_region=x\nsso_account_id=012345678901\nsso_role_name=Admin",
            ProfileForm.INLINE,
            ROLE,
            "c",
        ),
        ("role_arn=a\nsource_profile=b\nsso_session=c", ProfileForm.ASSUME_ROLE, None, ""),
        ("role_arn=a\ncredential_source=Environment", ProfileForm.ASSUME_ROLE, None, ""),
        ("aws_access_key_id=a\naws_secret_access_key=b", ProfileForm.STATIC, None, ""),
        ("login_session=x", ProfileForm.LOGIN, None, ""),
        ("credential_process=/bin/other", ProfileForm.CREDENTIAL_PROCESS, None, ""),
        ("credential_process=ssoswitch 'unfinished", ProfileForm.CREDENTIAL_PROCESS, None, ""),
        ("credential_process=ssoswitch list", ProfileForm.CREDENTIAL_PROCESS, None, ""),
        ("region=x", ProfileForm.OTHER, None, ""),
        ("", ProfileForm.OTHER, None, ""),
    ],
)
def test_forms(values: str, form: ProfileForm, role: AccountRole | None, session: str) -> None:
    profile = read(f"[profile p]\n{values}\n").profiles["p"]
    assert (profile.form, profile.role, profile.session_name, profile.line) == (form, role, session, 1)


@pytest.mark.parametrize("program", ["ssoswitch", "/opt/my tools/ssoswitch"])
@pytest.mark.parametrize("session", ["corp", "my corp", "it's"])
def test_our_own_credential_process_is_known_again(program: str, session: str) -> None:
    command = credential_process(SsoSession(session, "", ""), ROLE, program)
    profile = read(f"[profile p]\ncredential_process = {command}\n").profiles["p"]
    assert (profile.role, profile.session_name) == (ROLE, session)


def test_sessions() -> None:
    config = read(
        "[sso-session corp]\nsso_start_url=https://corp.awsapps.com/start\nsso_region=eu-west-1\n"
        "sso_registration_scopes = a, ,b:c ,\n"
        "[sso-session 'two words']\nsso_start_url=https://x.awsapps.com/start\nsso_region=eu-west-1\n"
        "[sso-session half]\nsso_region=eu-west-1\n"
        "[sso-session bare]\nsso_start_url=https://corp.awsapps.com/start\n"
        "[sso-session odd]\nsso_start_url=corp\nsso_region=eu-west-1\n"
        "[sso-session region]\nsso_start_url=https://corp.awsapps.com/start\nsso_region=evil.example/x\n"
    )
    assert config.sessions["corp"] == SsoSession(
        "corp", "https://corp.awsapps.com/start", "eu-west-1", ("a", "b:c")
    )
    assert config.sessions["two words"].registration_scopes == DEFAULT_SCOPES
    assert {name: session.problem for name, session in config.sessions.items() if session.problem} == {
        "half": "sso_start_url is missing",
        "bare": "sso_region is missing",
        "odd": "sso_start_url is not an https address",
        "region": "sso_region is not a region",
    }


def test_inline_sessions_are_named_after_their_portal_and_shared() -> None:
    inline = "sso_start_url={}\nsso_region={}\nsso_account_id=012345678901\nsso_role_name=Admin\n"
    config = read(
        "[sso-session corp]\nsso_start_url=https://corp.awsapps.com/start\nsso_region=eu-west-1\n"
        "[profile a]\n" + inline.format("https://d-123.awsapps.com/start", "eu-west-1") + "[profile b]\n"
        "" + inline.format("https://d-123.awsapps.com/start", "eu-west-1") + "[profile c]\n"
        "" + inline.format("https://d-123.awsapps.com/start/#/", "eu-west-1") + "[profile d]\n"
        "" + inline.format("https://corp.awsapps.com/start", "eu-west-1") + "[profile e]\n"
        "" + inline.format("https://sso.example.com/x", "eu-west-1")
    )
    assert [config.profiles[name].session_name for name in "abcde"] == [
        "d-123",
        "d-123",
        "d-123-2",
        "corp-2",
        "sso.example.com",
    ]
    assert config.sessions["d-123-2"].token_key == "https://d-123.awsapps.com/start/#/"
    assert config.sessions["corp-2"].inline
    assert not config.sessions["corp"].inline
    assert config.session_of(config.profiles["d"]) == config.sessions["corp-2"]


def test_profiles_by_role_keep_the_order_of_the_file() -> None:
    one = "sso_session=c\nsso_account_id=012345678901\nsso_role_name=Admin\n"
    config = read(f"[profile z]\n{one}[profile a]\n{one}[profile other]\nregion=x\n")
    assert {role: [p.name for p in found] for role, found in config.profiles_by_role().items()} == {
        ROLE: ["z", "a"]
    }
    assert config.profiles_by_role() is config.profiles_by_role()


@pytest.mark.parametrize(
    ("header", "kind", "name"),
    [
        ("profile a", "profile", "a"),
        ('profile "a b"', "profile", "a b"),
        ("default", "profile", "default"),
        ("profile default", "profile", "default"),
        ("sso-session x", "sso-session", "x"),
        ("services y", "services", "y"),
        ("profile a\\b", "profile", "ab"),
        ("profilex y", "profile", "y"),
        ("profile it's", "", "profile it's"),
        (" profile a ", "", " profile a "),
        ("Default", "", "Default"),
        ("plugins", "", "plugins"),
    ],
)
def test_headers_mean_what_botocore_makes_of_them(header: str, kind: str, name: str) -> None:
    assert identify(header) == (kind, name)


def test_the_credentials_file_is_merged_as_botocore_does() -> None:
    config = read("[profile a]\nregion = x\nsso_session = c\n[default]\nregion = y\n")
    merged = merge_credentials(
        config,
        b"[a]\nregion = z\naws_access_key_id = k\n[default]\noutput = json\n[only]\naws_access_key_id = l\n",
        Path("/home/me/.aws/credentials"),
    )
    assert dict(merged.profiles["a"].values) == {"region": "z", "sso_session": "c", "aws_access_key_id": "k"}
    assert merged.profiles["a"].form is ProfileForm.SESSION
    assert dict(merged.profiles["default"].values) == {"region": "y", "output": "json"}
    assert (merged.profiles["only"].form, merged.profiles["only"].line) == (ProfileForm.STATIC, 0)
    assert merged.sections == config.sections


def test_a_broken_credentials_file_is_a_problem_of_its_own_path() -> None:
    merged = merge_credentials(read("[default]\n"), b"[a]\nnonsense\n", Path("/home/me/.aws/credentials"))
    assert merged.problem is not None
    assert (merged.problem.path.name, merged.problem.line) == ("credentials", 2)


def test_defaults_are_in_every_profile_and_in_no_section_of_its_own() -> None:
    config = read("[DEFAULT]\nregion = x\n[profile a]\noutput = json\n")
    assert dict(config.profiles["a"].values) == {"region": "x", "output": "json"}
    assert dict(config.sections[0].values) == {"output": "json"}
    assert dict(config.defaults) == {"region": "x"}
