"""Profiles are added to any config that botocore reads, and to no other; nothing that was there changes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from ssoswitch.core.diff import unified
from ssoswitch.model.account import AccountRole
from ssoswitch.model.environment import Environment
from ssoswitch.model.errors import ConfigUnreadable, InvalidValue, WouldOverwrite
from ssoswitch.model.profile import ProfileForm
from ssoswitch.model.settings import AccountChoice, Settings
from ssoswitch.model.sso_session import SsoSession
from ssoswitch.operations.undo import history, plan_undo, undo
from ssoswitch.operations.write import apply
from tests.support.configs import BROKEN, PLAIN, READABLE, botocore_map
from tests.support.environments import make_environment
from tests.support.profiles import CORP, config_of, create, request

WANTED = {
    "sso_session": "corp",
    "sso_account_id": "111122223333",
    "sso_role_name": "ReadOnlyAccess",
    "region": "eu-west-1",
}


def files_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.mark.parametrize("name", READABLE)
def test_adds_to_a_config_from_the_wild(name: str, tmp_path: Path) -> None:
    before = READABLE[name]
    env = make_environment(tmp_path, config=before)
    env.config_file.chmod(0o640)
    reading = botocore_map(before, tmp_path)
    assert reading is not None

    made = create(env, [request(name="new-profile", region="eu-west-1")])
    apply(env, made.plan)

    after = env.config_file.read_bytes()
    assert after.startswith(before)
    assert [row.outcome for row in made.rows] == ["new"]
    now = botocore_map(after, tmp_path)
    assert now is not None
    for kind in ("profiles", "sso_sessions", "services"):
        assert {key: now[kind][key] for key in reading[kind]} == reading[kind]
    assert WANTED.items() <= now["profiles"]["new-profile"].items()
    assert now["sso_sessions"]["corp"]["sso_start_url"] == CORP.start_url
    assert env.config_file.stat().st_mode & 0o7777 == 0o640
    assert files_in(env.config_file.parent) == ["config"]

    again = create(env, [request(name="new-profile", region="eu-west-1")])
    assert again.plan.empty
    assert [row.outcome for row in again.rows] == ["same"]

    undo(env)
    assert env.config_file.read_bytes() == before
    assert plan_undo(env).empty


@pytest.mark.parametrize("name", [name for name in READABLE if READABLE[name].count(b"\r\n") > 4])
def test_new_lines_end_as_the_file_does(name: str, tmp_path: Path) -> None:
    env = make_environment(tmp_path, config=READABLE[name])
    apply(env, create(env, [request(name="new-profile")]).plan)
    after = env.config_file.read_bytes()
    assert after.count(b"\r\n") == after.count(b"\n")


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_config_is_left_alone_and_the_line_is_named(name: str, tmp_path: Path) -> None:
    data, line = BROKEN[name]
    env = make_environment(tmp_path, config=data)
    with pytest.raises(ConfigUnreadable) as caught:
        create(env, [request(name="new-profile")])
    assert caught.value.line == line
    assert f"{env.config_file} line {line}: " in caught.value.message
    assert "\n" not in str(caught.value)
    assert env.config_file.read_bytes() == data


def test_a_section_has_the_portable_form(tmp_path: Path) -> None:
    env = make_environment(tmp_path, config=PLAIN)
    apply(env, create(env, [request(region="eu-west-1", output="json", extra=(("cli_pager", "less"),))]).plan)
    added = env.config_file.read_text().removeprefix(PLAIN)
    assert added == (
        "\n[profile team-333-ro]\n"
        "sso_session = corp\n"
        "sso_account_id = 111122223333\n"
        "sso_role_name = ReadOnlyAccess\n"
        "region = eu-west-1\n"
        "output = json\n"
        "cli_pager = less\n"
    )


def test_a_new_config_is_private_whatever_the_umask(tmp_path: Path) -> None:
    env = make_environment(tmp_path)
    apply(env, create(env, [request()]).plan)
    assert env.config_file.stat().st_mode & 0o7777 == 0o600
    assert env.config_file.parent.stat().st_mode & 0o7777 == 0o700
    assert env.config_file.read_bytes().startswith(b"[sso-session corp]\n")
    undo(env)
    assert not env.config_file.exists()


@pytest.mark.parametrize(
    ("form", "keys"),
    [
        (ProfileForm.SESSION, ["sso_session", "sso_account_id", "sso_role_name"]),
        (ProfileForm.INLINE, ["sso_start_url", "sso_region", "sso_account_id", "sso_role_name"]),
        (ProfileForm.BOTH, ["sso_session", "sso_start_url", "sso_region", "sso_account_id", "sso_role_name"]),
        (ProfileForm.CREDENTIAL_PROCESS, ["credential_process"]),
    ],
)
def test_each_form_is_known_again(form: ProfileForm, keys: list[str], tmp_path: Path) -> None:
    env = make_environment(tmp_path)
    apply(env, create(env, [request(role="Foo+=,.@-_x", name="p", form=form)]).plan)
    config = config_of(env)
    profile = config.profiles["p"]
    assert list(profile.values) == keys
    assert (profile.form, profile.role) == (form, AccountRole("111122223333", "Foo+=,.@-_x"))
    session = config.session_of(profile)
    assert session is not None
    assert session.start_url == CORP.start_url
    assert session.inline == (form is ProfileForm.INLINE)
    assert create(env, [request(role="Foo+=,.@-_x", name="p", form=form)]).plan.empty


def test_two_of_one_name_get_numbers_and_a_second_time_changes_nothing(tmp_path: Path) -> None:
    env = make_environment(tmp_path)
    wanted = [request(f"11112222333{n}", account="Payments Prod") for n in range(3)]
    made = create(env, wanted)
    assert [(row.name, row.outcome) for row in made.rows] == [
        ("Payments-Prod-ro", "new"),
        ("Payments-Prod-ro-2", "renamed"),
        ("Payments-Prod-ro-3", "renamed"),
    ]
    assert made.rows[1].note == "Payments-Prod-ro leads to 111122223330 / ReadOnlyAccess"
    assert made.plan.title == "+3 profiles, +1 sso-session corp"
    assert len(made.plan.changes) == 1
    apply(env, made.plan)
    again = create(env, wanted)
    assert again.plan.empty
    assert [row.outcome for row in again.rows] == ["same"] * 3


OTHER = f"""{PLAIN}
[profile taken]
role_arn = arn:aws:iam::444455556666:role/x
source_profile = pay-prod
s3 =
  a = b
"""


def test_a_taken_name_fails_unless_told_otherwise(tmp_path: Path) -> None:
    env = make_environment(tmp_path, config=OTHER)
    with pytest.raises(WouldOverwrite, match=r"taken is there already.*Nothing was written"):
        create(env, [request(name="taken"), request(name="free")])
    assert env.config_file.read_text() == OTHER


def test_a_taken_name_is_skipped_or_numbered(tmp_path: Path) -> None:
    env = make_environment(tmp_path, config=OTHER)
    skipped = create(env, [request(name="taken"), request(name="free")], "skip")
    assert [(row.name, row.outcome) for row in skipped.rows] == [("taken", "skipped"), ("free", "new")]
    numbered = create(env, [request(name="taken")], "suffix")
    assert [(row.name, row.outcome) for row in numbered.rows] == [("taken-2", "renamed")]
    apply(env, numbered.plan)
    assert create(env, [request(name="taken")], "suffix").plan.empty


def test_a_role_that_has_a_profile_is_skipped_when_the_name_does_not_matter(tmp_path: Path) -> None:
    env = make_environment(tmp_path, config=PLAIN)
    admin = ("333344445555", "AdministratorAccess")
    made = create(env, [request(*admin), request(*admin, name="mine"), request("333344445555")], "skip")
    assert [(row.name, row.outcome, row.note) for row in made.rows] == [
        ("pay-prod", "skipped", "leads there already"),
        ("mine", "new", ""),
        ("team-555-ro", "new", ""),
    ]
    assert create(env, [request(*admin)], "fail").rows[0].outcome == "new"
    lab = SsoSession("lab", "https://lab.awsapps.com/start", "eu-west-1")
    other = create(env, [request(*admin, session=lab)], "skip")
    assert other.rows[0].outcome == "new"
    assert "+1 sso-session lab" in other.plan.title


def test_a_skipped_profile_brings_no_sso_session(tmp_path: Path) -> None:
    env = make_environment(tmp_path, config="[profile taken]\nregion = x\n")
    assert create(env, [request(name="taken")], "skip").plan.empty


def test_a_replaced_profile_keeps_what_has_nothing_to_do_with_credentials(tmp_path: Path) -> None:
    env = make_environment(tmp_path, config=OTHER)
    made = create(env, [request(name="taken", region="us-east-1")], "replace")
    assert made.rows[0].outcome == "replaced"
    apply(env, made.plan)
    profile = config_of(env).profiles["taken"]
    assert dict(profile.values) == {**WANTED, "region": "us-east-1", "s3": "\na = b"}
    undo(env)
    assert env.config_file.read_text() == OTHER


def test_the_same_role_elsewhere_and_other_settings_are_a_taken_name(tmp_path: Path) -> None:
    env = make_environment(tmp_path, config=PLAIN)
    with pytest.raises(WouldOverwrite, match="the same role, with other settings"):
        create(env, [request("333344445555", "AdministratorAccess", name="pay-prod", region="us-west-2")])


@pytest.mark.parametrize(
    "header", ['[profile "x"]', "[profile  x]", "[profile\tx]", "[profile x] ; mine", " [profile x]"]
)
def test_a_name_is_taken_however_its_header_is_written(header: str, tmp_path: Path) -> None:
    env = make_environment(tmp_path, config=f"{header}\nregion = y\n")
    with pytest.raises(WouldOverwrite):
        create(env, [request(name="x")])


@pytest.mark.parametrize("header", ["[default]", "[profile default]"])
def test_default_is_one_profile_by_two_names(header: str, tmp_path: Path) -> None:
    env = make_environment(tmp_path, config=f"{header}\nregion = y\n")
    with pytest.raises(WouldOverwrite):
        create(env, [request(name="default")])


def test_default_is_written_on_request_and_warned_of(tmp_path: Path) -> None:
    env = make_environment(tmp_path)
    made = create(env, [request(name="default")])
    assert "[default]\n" in (made.plan.changes[0].after or b"").decode()
    assert any("[default]" in note.text for note in made.plan.warnings)


def test_a_name_with_keys_in_the_credentials_file_is_taken(tmp_path: Path) -> None:
    env = make_environment(tmp_path)
    env.credentials_file.parent.mkdir()
    env.credentials_file.write_text("[keys]\naws_access_key_id = A\naws_secret_access_key = B\n")
    with pytest.raises(WouldOverwrite, match="shared credentials file"):
        create(env, [request(name="keys")])
    made = create(env, [request(name="keys")], "replace")
    assert any("Go and JavaScript" in note.text for note in made.plan.warnings)


def test_long_lived_keys_are_not_replaced(tmp_path: Path) -> None:
    env = make_environment(tmp_path, config=READABLE["static keys"])
    with pytest.raises(InvalidValue, match="long-lived keys"):
        create(env, [request(name="a")], "replace")


@pytest.mark.parametrize(
    "fields",
    [
        {"name": "a\nb"}, {"name": "a\r[evil]"}, {"name": "a]b"}, {"name": "a b"}, {"name": "it's"}, {"name": 'x"y'},
        {"name": "a\\b"}, {"name": "a#b"}, {"name": "a;b"}, {"name": "-x"}, {"name": "\x1b[31m"}, {"name": "\u202e"},
        {"name": "büro"}, {"name": "__proto__"}, {"name": "x" * 200}, {"role": "a\nb = c"}, {"role": ""},
        {"role": "x" * 65}, {"account_id": "12345"}, {"account_id": "１２３４５６７８９０１２"},
        {"region": "eu-west-1\nevil = 1"}, {"region": "x y"}, {"output": "json\r[x]"}, {"output": "xml"},
        {"extra": (("Region", "x"),)}, {"extra": (("a b", "x"),)}, {"extra": (("a\n[x]", "x"),)},
        {"extra": (("a", "x\n[y]"),)}, {"extra": (("a", "x # y"),)}, {"extra": (("a", " x"),)},
        {"extra": (("s3", ""),)}, {"extra": (("a", "\u2028"),)}, {"extra": (("sso_session", "x"),)},
        {"extra": (("role_arn", "x"),)}, {"extra": (("aws_secret_access_key", "x"),)},
        {"extra": (("sso_account_id", "x"),)},
        {"session": SsoSession("s", "https://x.awsapps.com/start\nx = 1", "eu-west-1")},
        {"session": SsoSession("s", "javascript:alert(1)", "eu-west-1")},
        {"session": SsoSession("s", "https://x.awsapps.com/start", "eu west")},
        {"session": SsoSession("s\n[x]", "https://x.awsapps.com/start", "eu-west-1")},
    ],
)  # fmt: skip
def test_what_would_not_read_back_is_refused(fields: dict[str, Any], tmp_path: Path) -> None:
    env = make_environment(tmp_path, config=PLAIN)
    with pytest.raises(InvalidValue) as caught:
        create(env, [request(**fields)])
    assert str(caught.value).isprintable()
    assert "Nothing was written" in caught.value.message
    assert caught.value.hint
    assert env.config_file.read_text() == PLAIN


def test_an_sso_session_with_another_portal_is_not_taken_over(tmp_path: Path) -> None:
    env = make_environment(tmp_path, config=PLAIN)
    other = SsoSession("corp", "https://other.awsapps.com/start", "eu-west-1")
    with pytest.raises(WouldOverwrite, match=r"https://corp\.awsapps\.com/start"):
        create(env, [request(session=other)])


def test_the_session_form_of_an_inline_session_gives_it_a_section(tmp_path: Path) -> None:
    env = make_environment(tmp_path, config=READABLE["inline sso"])
    session = config_of(env).sessions["x"]
    made = create(env, [request(session=session, name="n")])
    assert any("sign in once more" in note.text for note in made.plan.notes)
    apply(env, made.plan)
    config = config_of(env)
    assert not config.sessions["x"].inline
    assert config.sessions["x"].start_url == session.start_url
    assert config.profiles["a"].session_name == "x-2"


def test_templates_name_by_account_alias_and_environment(tmp_path: Path) -> None:
    env = make_environment(tmp_path)
    settings = Settings(
        name_template="{env}/{alias|kebab}.{role:short}@{region}",
        accounts={"111122223333": AccountChoice(alias="Pay Me", environment="PROD")},
    )
    made = create(env, [request(region="eu-west-1")], settings=settings)
    assert made.rows[0].name == "prod/pay-me.ro@eu-west-1"


@pytest.mark.parametrize(
    ("config", "word"),
    [
        (READABLE["magic DEFAULT"], "[DEFAULT]"),
        (READABLE["aws-sso-cli without end"], "BEGIN_AWS_SSO_CLI"),
        (b"[ profile new ]\nregion = x\n", "other tools"),
    ],
)
def test_odd_places_of_the_file_are_said(config: bytes, word: str, tmp_path: Path) -> None:
    env = make_environment(tmp_path, config=config)
    made = create(env, [request(name="new")])
    assert any(word in note.text for note in made.plan.notes)


def test_a_hard_link_is_said(tmp_path: Path) -> None:
    env = make_environment(tmp_path, config=PLAIN)
    (tmp_path / "other-name").hardlink_to(env.config_file)
    assert any("hard-linked" in note.text for note in create(env, [request()]).plan.warnings)


def test_the_diff_is_the_block_and_its_surroundings(tmp_path: Path) -> None:
    env = make_environment(tmp_path, config=PLAIN)
    diff = unified(create(env, [request(name="n")]).plan).splitlines()
    assert diff[2] == "@@ -12,3 +12,8 @@"
    assert diff[-5:] == [
        "+",
        "+[profile n]",
        "+sso_session = corp",
        "+sso_account_id = 111122223333",
        "+sso_role_name = ReadOnlyAccess",
    ]


def test_history_tells_what_was_written(tmp_path: Path) -> None:
    env: Environment = make_environment(tmp_path, config=PLAIN)
    apply(env, create(env, [request(name="one")]).plan)
    apply(env, create(env, [request(name="two")]).plan)
    assert [(entry.title, entry.state) for entry in history(env)] == [
        ("+1 profile two", "undoable"),
        ("+1 profile one", "undoable"),
    ]
    undo(env, "1")
    assert list(config_of(env).profiles) == ["default", "pay-prod", "two"]
    assert [(entry.title, entry.state) for entry in history(env)] == [
        ("undo: +1 profile one", "undoable"),
        ("+1 profile two", "undoable"),
        ("+1 profile one", "undone"),
    ]
