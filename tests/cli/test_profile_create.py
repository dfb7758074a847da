"""profile create: one or many, with and without what could be looked up."""

from __future__ import annotations

from pathlib import Path

import pytest

from ssoswitch.core.aws_config import parse
from ssoswitch.model.environment import Environment
from tests.support.command_line import Terminal, run, tree
from tests.support.environments import make_environment

CREATE = ("profile", "create")
NEW = (*CREATE, "payments-stage", "PowerUserAccess")


PLAIN = """\
[sso-session corp]
sso_start_url = https://acme.awsapps.com/start
sso_region = eu-west-1
[profile one]
region = eu-west-1
"""


@pytest.fixture
def plain(tmp_path: Path) -> Environment:
    return make_environment(tmp_path, config=PLAIN)


def section(env: Environment, name: str) -> dict[str, str]:
    profile = parse(env.config_file.read_bytes(), env.config_file).profiles[name]
    return dict(profile.values)


def test_one_is_made_and_its_name_is_data(saved: Environment) -> None:
    done = run(saved, *NEW, "--yes")
    assert (done.code, done.out) == (0, "payments-stage-power\n")
    assert (
        done.err == "✓ +1 profile payments-stage-power in ~/.aws/config   (ssoswitch undo 1 takes it back)\n"
    )
    assert section(saved, "payments-stage-power") == {
        "sso_session": "corp",
        "sso_account_id": "333344446666",
        "sso_role_name": "PowerUserAccess",
        "region": "eu-west-1",
    }


def test_a_second_time_changes_nothing(saved: Environment) -> None:
    assert run(saved, *NEW, "-y").code == 0
    before = tree(saved.home)
    done = run(saved, *NEW, "-y")
    assert (done.code, done.out) == (0, "payments-stage-power\n")
    assert done.err == "Already so; nothing was written.\n"
    assert run(saved, *NEW).code == 0  # nothing to confirm, so nobody is asked
    assert run(saved, *NEW, "--json").json["profiles"][0]["outcome"] == "same"
    assert tree(saved.home) == before


def test_a_second_time_finds_the_first_ones_region(saved: Environment) -> None:
    """What other profiles of the account use meanwhile does not make the first one a conflict."""
    assert run(saved, *NEW, "-y").code == 0
    for number in range(3):
        options = ("--name", f"other-{number}", "--region", "us-east-1")
        assert run(saved, *NEW, *options, "-y").code == 0
    assert run(saved, *NEW, "-y").err == "Already so; nothing was written.\n"
    assert run(saved, *NEW, "--name", "more", "-n").out.count("+region = us-east-1") == 1


def test_as_json(saved: Environment) -> None:
    done = run(saved, *NEW, "-y", "--json")
    assert done.err == ""
    document = done.json
    assert document["changed"] is True and document["undo"] == "1"
    assert document["profiles"] == [
        {
            "name": "payments-stage-power",
            "account_id": "333344446666",
            "account_name": "payments-stage",
            "role_name": "PowerUserAccess",
            "outcome": "new",
            "note": "",
        }
    ]


def test_dry_run_and_no_answer_write_nothing(saved: Environment) -> None:
    before = tree(saved.home)
    dry = run(saved, *NEW, "-n")
    assert (dry.code, dry.err) == (0, "")
    assert "+[profile payments-stage-power]" in dry.lines
    assert run(saved, *NEW, "-n", "--yes").out == dry.out
    unasked = run(saved, *NEW)
    assert (unasked.code, unasked.out) == (2, "")
    assert unasked.err.startswith(dry.out)
    assert unasked.err.removeprefix(dry.out).count("\n") == 1
    assert tree(saved.home) == before


@pytest.mark.parametrize(("answer", "code"), [("y\n", 0), ("yes\n", 0), ("n\n", 1), ("\n", 1), ("\x04", 1)])
def test_a_person_is_asked(saved: Environment, answer: str, code: int) -> None:
    before = saved.config_file.read_bytes()
    with Terminal(saved, NEW, piped=True, NO_COLOR="1") as running:
        running.wait_for("Write this? [y/N] ")
        running.type(answer)
        done = running.end()
    assert done.code == code
    assert done.out == ("payments-stage-power\n" if code == 0 else "")
    assert "+[profile payments-stage-power]" in done.err
    assert ("Nothing was written." in done.err) is (code == 1)
    assert (saved.config_file.read_bytes() == before) is (code == 1)


def test_names_of_accounts_and_roles_in_any_case(saved: Environment) -> None:
    assert run(saved, *CREATE, "PAYMENTS-stage", "poweruseraccess", "-y").out == "payments-stage-power\n"
    assert run(saved, *CREATE, "3333-4444-6666", "PowerUserAccess", "-y").out == "payments-stage-power\n"


@pytest.mark.parametrize(
    ("account", "role", "words"),
    [
        ("payments", "PowerUserAccess", ["333344445555 payments-prod", "333344446666 payments-stage"]),
        ("payments-stage", "Admin", ["PowerUserAccess"]),
        ("nowhere", "Admin", ["There is no account named 'nowhere'"]),
        ("12345", "Admin", ["an account id has 12 digits, this has 5"]),
        ("empty", "Admin", ["It has no roles for you"]),
    ],
)
def test_no_match_lists_the_candidates(saved: Environment, account: str, role: str, words: list[str]) -> None:
    done = run(saved, *CREATE, account, role, "-y")
    assert (done.code, done.out) == (3, "")
    for word in words:
        assert word in done.err
    assert run(saved, *CREATE, account, role, "--json").error["code"] == "no_match"


def test_an_id_needs_no_tree_and_no_sign_in(env: Environment) -> None:
    done = run(env, *CREATE, "111122223333", "Admin", "-y")
    assert (done.code, done.out) == (0, "111122223333-Admin\n")
    assert "! 111122223333 is not in the saved tree" in done.err
    named = run(env, *CREATE, "payments-prod", "Admin", "-y")
    assert named.code == 3
    assert "`ssoswitch sync` reads it, or give the 12-digit account id." in named.err


def test_a_new_session_comes_in_the_same_plan(tmp_path: Path) -> None:
    env = make_environment(tmp_path)
    options = ("--session", "corp", "--start-url", "acme", "--sso-region", "eu-central-1")
    one = (*CREATE, "111122223333", "Admin", "--name", "one", *options)
    done = run(env, *one, "-y")
    assert (done.code, done.out) == (0, "one\n")
    assert env.config_file.read_text() == (
        "[sso-session corp]\nsso_start_url = https://acme.awsapps.com/start\nsso_region = eu-central-1\n"
        "sso_registration_scopes = sso:account:access\n\n"
        "[profile one]\nsso_session = corp\nsso_account_id = 111122223333\nsso_role_name = Admin\n"
        "region = eu-central-1\n"
    )
    before = tree(env.home)
    assert run(env, *one, "-y").err.endswith("Already so; nothing was written.\n")
    other = run(
        env,
        *CREATE,
        "111122223333",
        "Admin",
        "-S",
        "corp",
        "--start-url",
        "other",
        "--sso-region",
        "eu-central-1",
        "-y",
    )
    assert other.code == 5
    assert run(env, *CREATE, "111122223333", "Admin", "--start-url", "acme", "-y").code == 2
    assert run(env, *CREATE, "111122223333", "Admin", "-S", "two", "--start-url", "acme", "-y").code == 2
    assert tree(env.home) == before
    assert run(env, "undo", "-y").code == 0
    assert not env.config_file.exists()


def test_an_unknown_session_is_no_match(tmp_path: Path) -> None:
    env = make_environment(tmp_path)
    done = run(env, *CREATE, "111122223333", "Admin", "-S", "corp", "-y")
    assert done.code == 3
    assert "ssoswitch session add" in done.err


@pytest.mark.parametrize(
    ("policy", "code", "out"),
    [
        (None, 5, ""),
        ("fail", 5, ""),
        ("skip", 0, "dev\n"),
        ("suffix", 0, "dev-2\n"),
        ("replace", 0, "dev\n"),
    ],
)
def test_a_taken_name(saved: Environment, policy: str | None, code: int, out: str) -> None:
    before = saved.config_file.read_bytes()
    options = () if policy is None else ("--if-exists", policy)
    done = run(saved, *NEW, "--name", "dev", *options, "-y")
    assert (done.code, done.out) == (code, out)
    if policy in (None, "fail"):
        assert done.err.count("\n") == 1 and "--if-exists" in done.err and "Nothing was written" in done.err
        assert run(saved, *NEW, "--name", "dev", "--json", "-y").error["code"] == "would_overwrite"
    if policy == "skip":
        assert "skipped: dev" in done.err
    assert (saved.config_file.read_bytes() == before) is (policy in (None, "fail", "skip"))
    if policy == "replace":
        assert section(saved, "dev")["sso_role_name"] == "PowerUserAccess"
    if policy == "suffix":
        again = run(saved, *NEW, "--name", "dev", *options, "-y")
        assert (again.code, again.out) == (0, "dev-2\n")


def test_every_flag_lands_in_the_section(saved: Environment) -> None:
    options = (
        "--name", "x", "--region", "us-west-2", "--output", "yaml", "--set", "cli_pager=cat",
        "--set", "max_attempts = 7",
    )  # fmt: skip
    done = run(saved, *NEW, *options, "-y")
    assert done.code == 0, done.err
    assert section(saved, "x") == {
        "sso_session": "corp",
        "sso_account_id": "333344446666",
        "sso_role_name": "PowerUserAccess",
        "region": "us-west-2",
        "output": "yaml",
        "cli_pager": "cat",
        "max_attempts": "7",
    }
    assert run(saved, *NEW, *options, "-y").err == "Already so; nothing was written.\n"


@pytest.mark.parametrize(
    ("form", "keys"),
    [
        ("session", {"sso_session", "sso_account_id", "sso_role_name", "region"}),
        ("inline", {"sso_start_url", "sso_region", "sso_account_id", "sso_role_name", "region"}),
        ("both", {"sso_session", "sso_start_url", "sso_region", "sso_account_id", "sso_role_name", "region"}),
        ("credential-process", {"credential_process", "region"}),
    ],
)
def test_every_form(saved: Environment, form: str, keys: set[str]) -> None:
    done = run(saved, *NEW, "--name", "x", "--form", form, "-y")
    assert done.code == 0, done.err
    assert section(saved, "x").keys() == keys
    assert run(saved, *NEW, "--name", "x", "--form", form, "-y").err == "Already so; nothing was written.\n"


def test_template(saved: Environment) -> None:
    assert run(saved, *NEW, "--template", "{session}/{account|upper}.{role}", "-y").out == (
        "corp/PAYMENTS-STAGE.PowerUserAccess\n"
    )
    done = run(saved, *NEW, "--template", "{nonsense}", "-y")
    assert done.code == 2 and "nonsense" in done.err


def test_all_is_one_plan_and_one_undo(saved: Environment) -> None:
    before = saved.config_file.read_bytes()
    done = run(saved, *CREATE, "--all", "-y")
    assert (done.code, done.out) == (0, "")
    assert "✓ +5 profiles" in done.err or "✓ +4 profiles" in done.err
    again = run(saved, *CREATE, "--all", "-y", "--json").json
    assert {row["outcome"] for row in again["profiles"]} == {"same"}
    assert len(again["profiles"]) == 5
    assert run(saved, "undo", "-y").code == 0
    assert saved.config_file.read_bytes() == before


def test_profiles_whose_role_is_gone_go_in_the_same_write(saved: Environment) -> None:
    text = saved.config_file.read_text()
    role = "sso_session = corp\nsso_account_id = 999988887777\nsso_role_name = X\n"
    saved.config_file.write_text(f"{text}\n[profile gone]\n{role}")
    done = run(saved, *CREATE, "--query", "role:readonly", "--prune", "-y", "--json")
    assert done.json["removed"] == ["gone"]
    assert "[profile gone]" not in saved.config_file.read_text()
    assert run(saved, "undo", "-y").code == 0
    assert saved.config_file.read_text() == f"{text}\n[profile gone]\n{role}"


def test_a_query_makes_what_it_finds(saved: Environment) -> None:
    rows = run(
        saved, *CREATE, "--query", "role:readonly", "--template", "{account}-see", "-y", "--json"
    ).json["profiles"]
    assert [row["name"] for row in rows] == ["data-lake-see", "payments-prod-see"]
    done = run(saved, *CREATE, "--query", "nothing-like-that", "-y")
    assert done.code == 3 and "nothing was written" in done.err


def test_many_need_a_saved_tree(signed_in: Environment) -> None:
    done = run(signed_in, *CREATE, "--all", "-y")
    assert done.code == 3
    assert "ssoswitch sync corp" in done.err


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("payments-prod",),
        ("payments-prod", "Admin", "--all"),
        ("--all", "--query", "x"),
        ("--all", "--name", "x"),
        ("payments-prod", "Admin", "--set", "novalue"),
        ("payments-prod", "Admin", "--form", "nonsense"),
        ("payments-prod", "Admin", "--if-exists", "nonsense"),
        ("payments-prod", "Admin", "third"),
        ("111122223333", "Ad min"),
        ("111122223333", "Admin", "--region", "not a region"),
        ("111122223333", "Admin", "--name", "a\x1bb"),
        ("111122223333", "Admin", "--set", "x=a\nb"),
        ("111122223333", "Admin", "--set", "sso_account_id=1"),
    ],
)
def test_wrong_use_is_one_line_and_writes_nothing(saved: Environment, arguments: tuple[str, ...]) -> None:
    before = tree(saved.home)
    done = run(saved, *CREATE, *arguments, "-y")
    assert (done.code, done.out) == (2, ""), done.err
    assert [line for line in done.err.splitlines() if not line.startswith("! ")] == [
        done.err.splitlines()[-1]
    ]
    assert done.err.splitlines()[-1].startswith("ssoswitch: ")
    assert "\x1b" not in done.err
    assert run(saved, *CREATE, *arguments, "-y", "--json").error["message"]
    assert tree(saved.home) == before


def test_where_nothing_may_be_written_the_section_to_paste_is_printed(saved: Environment) -> None:
    before = saved.config_file.read_bytes()
    folder = saved.config_file.parent
    folder.chmod(0o555)
    try:
        done = run(saved, *NEW, "-y")
        as_json = run(saved, *NEW, "-y", "--json")
    finally:
        folder.chmod(0o700)
    assert (done.code, as_json.code) == (1, 1)
    assert done.err.count("\n") == 1
    assert "cannot be written" in done.err
    assert (as_json.out, as_json.error["code"]) == ("", "file_unsafe")
    assert saved.config_file.read_bytes() == before
    saved.config_file.write_bytes(before + b"\n" + done.out.encode())
    assert section(saved, "payments-stage-power")["sso_account_id"] == "333344446666"
    assert run(saved, *NEW, "-y").err == "Already so; nothing was written.\n"


def test_a_magic_default_section_is_in_nobodys_way(plain: Environment) -> None:
    text = "[DEFAULT]\nsso_start_url = https://q.awsapps.com/start\nsso_region = eu-north-1\n"
    plain.config_file.write_text(text + plain.config_file.read_text())
    wanted = (*CREATE, "111122223333", "Admin", "--name", "x", "-S", "corp", "-y")
    assert run(plain, *wanted).code == 0
    assert "Already so" in run(plain, *wanted).err


def test_no_session_is_added_for_profiles_that_are_all_skipped(plain: Environment) -> None:
    before = plain.config_file.read_bytes()
    portal = ("-S", "new", "--start-url", "https://new.awsapps.com/start", "--sso-region", "eu-west-1")
    done = run(plain, *CREATE, "111122223333", "Admin", "--name", "one", *portal, "--if-exists", "skip", "-y")
    assert done.code == 0
    assert plain.config_file.read_bytes() == before


def test_a_refusal_is_one_line(plain: Environment) -> None:
    """Also for an account that nobody could look up: what was not found out does not matter then."""
    for data in (b"[profile a]\nregion = x\r", b"[profile a]\nregion\n", b"\xef\xbb\xbf[profile a]\n"):
        plain.config_file.write_bytes(data)
        portal = ("-S", "new", "--start-url", "https://new.awsapps.com/start", "--sso-region", "eu-west-1")
        done = run(plain, *CREATE, "999988887777", "Admin", *portal, "-y")
        assert (done.code, done.err.count("\n")) == (1, 1), done.err
        assert plain.config_file.read_bytes() == data


def test_an_empty_further_value_and_an_empty_name(plain: Environment) -> None:
    wanted = (*CREATE, "111122223333", "Admin", "-S", "corp", "-y")
    assert run(plain, *wanted, "--name", "x", "--set", "cli_pager=").code == 0
    assert plain.config_file.read_bytes().endswith(b"\ncli_pager =\n")
    assert section(plain, "x")["cli_pager"] == ""
    assert "Already so" in run(plain, *wanted, "--name", "x", "--set", "cli_pager=").err
    assert run(plain, *wanted, "--name", "y", "--set", "ca_bundle=", "--set", "sdk_ua_app_id=").code == 0
    before = plain.config_file.read_bytes()
    for key in ("retry_mode", "s3", "max_attempts", "cli_timestamp_format"):
        done = run(plain, *wanted, "--name", "z", "--set", f"{key}=")
        assert done.code == 2
        assert f"The value of {key} is empty, and the AWS tools would fail with it." in done.err
    assert run(plain, *wanted, "--name", "").code == 2
    assert plain.config_file.read_bytes() == before
