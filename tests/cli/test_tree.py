"""list and sync."""

from __future__ import annotations

import json
import os
import re
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from ssoswitch.cli.ending import Ending
from ssoswitch.demo.behaviour import Change, Fault, RateLimit
from ssoswitch.demo.identity_center import FakeIdentityCenter
from ssoswitch.demo.organization import Organization
from ssoswitch.model.environment import Environment, SystemClock
from tests.cli.conftest import COMPANY
from tests.support.command_line import Terminal, run, spawn, tree
from tests.support.environments import FalseClock
from tests.support.fake_center import fake_center
from tests.support.signing_in import environment_for, save_token, session_of

ROLES = [
    ("012345678901", "data-lake", "DataScientist"),
    ("012345678901", "data-lake", "ReadOnlyAccess"),
    ("333344445555", "payments-prod", "AdministratorAccess"),
    ("333344445555", "payments-prod", "ReadOnlyAccess"),
    ("333344446666", "payments-stage", "PowerUserAccess"),
]


def test_sync_reads_everything_once(signed_in: Environment, center: FakeIdentityCenter) -> None:
    done = run(signed_in, "sync")
    assert (done.code, done.out, done.err) == (0, "", "✓ corp: 4 accounts, 5 roles.\n")
    assert center.requests.count("ListAccounts") == 1
    assert center.requests.count("ListAccountRoles") == 4
    assert run(signed_in, "sync", "corp").code == 0


def test_sync_as_json(signed_in: Environment) -> None:
    done = run(signed_in, "sync", "--json")
    document = done.json
    assert done.err == ""
    assert (document["session"], document["complete"], document["accounts"], document["roles"]) == (
        "corp",
        True,
        4,
        5,
    )
    assert document["failed"] == document["access_new"] == document["access_gone"] == []
    assert document["synced_at"].endswith("Z")


def test_sync_says_what_is_new_and_what_is_gone(tmp_path: Path) -> None:
    after = COMPANY.with_role("333344446666", "Auditor").without_role("012345678901", "DataScientist")
    with fake_center(COMPANY, changes=(Change(after),)) as center:
        env = environment_for(center, tmp_path)
        save_token(env, center, session_of(center))
        assert run(env, "sync").code == 0
        document = run(env, "sync", "--json").json
    assert document["access_new"] == [{"account_id": "333344446666", "role_name": "Auditor"}]
    assert document["access_gone"] == [{"account_id": "012345678901", "role_name": "DataScientist"}]


def test_plain_progress_is_lines_on_stderr(signed_in: Environment) -> None:
    done = run(signed_in, "sync", "--progress", "plain")
    assert (done.code, done.out) == (0, "")
    assert "\r" not in done.err and "\x1b" not in done.err
    assert done.err.splitlines()[0].startswith("roles of ")
    assert run(signed_in, "sync", "--progress", "none").err.count("\n") == 1
    assert run(signed_in, "sync", "--progress", "plain", "--quiet").err == ""
    as_json = run(signed_in, "sync", "--progress", "plain", "--json")
    assert as_json.err.startswith("roles of ") and as_json.json["complete"] is True


def test_an_account_that_fails_is_named_and_the_code_is_6(tmp_path: Path) -> None:
    with fake_center(COMPANY, failing_accounts=(("333344446666", 403),)) as center:
        env = environment_for(center, tmp_path)
        save_token(env, center, session_of(center))
        done = run(env, "sync")
        assert done.code == 6
        assert "1 could not be read" in done.err
        assert "! 333344446666 payments-stage: its roles may not be read (403)" in done.err
        as_json = run(env, "sync", "--json")
        assert as_json.code == 6
        assert as_json.json["failed"] == ["333344446666"]
        assert as_json.json["warnings"] == ["333344446666 payments-stage: its roles may not be read (403)"]
        assert run(env, "list", "--refresh").code == 6
        cached = run(env, "list", "--cached")
        assert cached.code == 0 and len(cached.lines) == 4


@pytest.mark.parametrize(
    ("faults", "code", "word"),
    [
        ((Fault("*", "reset", times=None),), 69, "unreachable"),
        ((Fault("ListAccounts", "403", times=None),), 1, "access_denied"),
    ],
)
def test_an_end_that_aws_made_has_its_code(
    tmp_path: Path, faults: tuple[Fault, ...], code: int, word: str
) -> None:
    with fake_center(COMPANY) as center:
        env = environment_for(center, tmp_path)
        save_token(env, center, session_of(center))
        assert run(env, "sync").code == 0
        saved_tree = tree(env.cache_dir)
        center.set_behaviour(replace(center.behaviour, faults=faults))
        done = run(env, "sync", "--json")
        assert done.code == code
        assert done.error["code"] == word
        plain = run(env, "list")  # what was saved is still there
        assert plain.code == 0 and len(plain.lines) == 5
    assert tree(env.cache_dir).keys() == saved_tree.keys()


def test_a_session_that_aws_ended_needs_a_sign_in(saved: Environment, center: FakeIdentityCenter) -> None:
    center.end_sessions()
    done = run(saved, "sync")
    assert (done.code, done.out) == (4, "")
    assert done.err.startswith("ssoswitch: ") and done.err.count("\n") == 1
    assert "ssoswitch login" in done.err and "L, or" not in done.err
    assert len(run(saved, "list").lines) == 5


@dataclass
class Hasty(SystemClock):
    """A clock by which patience ends soon: each look at it finds ten seconds more gone."""

    skipped: float = 0.0

    def monotonic(self) -> float:
        self.skipped += 10.0
        return SystemClock.monotonic(self) + self.skipped


def test_throttled_to_the_end_of_patience(tmp_path: Path) -> None:
    with fake_center(COMPANY) as center:
        env = environment_for(center, tmp_path, clock=Hasty())
        save_token(env, center, session_of(center))
        center.set_behaviour(replace(center.behaviour, faults=(Fault("*", "429", times=None),)))
        done = run(env, "sync", "--json")
        assert done.code == 75
        assert done.error["code"] == "throttled"
        assert "What had been read is kept" in done.error["message"]
        credentials = run(env, "credentials", "dev", "--format", "process")
    assert (credentials.code, credentials.out) == (75, "")
    assert credentials.err.count("\n") == 1


def test_nobody_waits_for_an_hour_that_aws_asks_for(tmp_path: Path) -> None:
    with fake_center(COMPANY) as center:
        env = environment_for(center, tmp_path)
        save_token(env, center, session_of(center))
        limit = RateLimit(rate=0.001, burst=2, retry_after=3600)
        center.set_behaviour(replace(center.behaviour, rate_limit=limit))
        done = run(env, "sync", "--json")
    assert done.code == 75
    assert re.match(r"AWS asks to be left alone for (1h|59m)", done.error["message"])
    assert "What had been read is kept" in done.error["message"]


def test_without_a_sign_in_the_code_is_4(env: Environment) -> None:
    for command in (["sync"], ["list"], ["list", "--refresh"]):
        done = run(env, *command)
        assert (done.code, done.out) == (4, "")
        assert done.err == "ssoswitch: There is no sign-in for corp. Sign in: `ssoswitch login corp`.\n"


def test_list_roles(saved: Environment, center: FakeIdentityCenter) -> None:
    center.requests.clear()
    done = run(saved, "list")
    assert (done.code, done.err) == (0, "")
    cells = [line.split() for line in done.lines]
    assert [tuple(row[:3]) for row in cells] == ROLES
    assert cells[2][3] == "dev"
    assert len(center.requests) == 0


def test_list_roles_as_json(saved: Environment) -> None:
    done = run(saved, "list", "--json")
    assert done.err == ""
    document = done.json
    assert list(document) == ["version", "session", "synced_at", "roles", "warnings"]
    assert [(row["account_id"], row["account_name"], row["role_name"]) for row in document["roles"]] == ROLES
    assert document["roles"][2] == {
        "account_id": "333344445555",
        "account_name": "payments-prod",
        "email": "pay@example.com",
        "role_name": "AdministratorAccess",
        "profiles": ["dev"],
    }
    assert document["roles"][0]["email"] == ""
    assert document["synced_at"].endswith("Z")


def test_list_accounts(saved: Environment) -> None:
    done = run(saved, "list", "--accounts", "pay")
    assert [line.split() for line in done.lines] == [
        ["333344445555", "payments-prod", "2", "roles", "pay@example.com"],
        ["333344446666", "payments-stage", "1", "role", "stage@example.com"],
    ]
    accounts = run(saved, "list", "--accounts", "--json").json["accounts"]
    assert [each["account_id"] for each in accounts] == [
        "012345678901", "555566667777", "333344445555", "333344446666",
    ]  # fmt: skip
    assert accounts[1] == {
        "account_id": "555566667777",
        "account_name": "empty",
        "email": "empty@example.com",
        "roles": [],
        "failure": "",
    }
    assert "no roles" in run(saved, "list", "--accounts", "empty").out


def test_list_profiles(saved: Environment) -> None:
    assert run(saved, "list", "--profiles").lines == ["dev  333344445555  payments-prod  AdministratorAccess"]
    assert run(saved, "list", "--profiles", "--json").json["profiles"] == [
        {
            "name": "dev",
            "account_id": "333344445555",
            "account_name": "payments-prod",
            "role_name": "AdministratorAccess",
            "region": "eu-west-1",
        }
    ]
    assert "No profile leads" not in run(saved, "list", "--profiles").err


def test_a_query_takes_words_in_any_order(saved: Environment) -> None:
    assert len(run(saved, "list", "read", "prod").lines) == 1
    assert len(run(saved, "list", "prod read").lines) == 1
    done = run(saved, "list", "nothing-like-that")
    assert (done.code, done.out) == (0, "")
    assert done.err == "Nothing matches 'nothing-like-that' in corp.\n"
    assert run(saved, "list", "nothing-like-that", "--json").json["roles"] == []


def test_list_reads_from_aws_where_nothing_is_saved(signed_in: Environment) -> None:
    done = run(signed_in, "list")
    assert (done.code, len(done.lines)) == (0, 5)


def test_cached_never_asks_aws(signed_in: Environment, center: FakeIdentityCenter) -> None:
    center.requests.clear()
    done = run(signed_in, "list", "--cached")
    assert (done.code, done.out) == (0, "")
    assert "Nothing has been read of corp yet" in done.err
    assert run(signed_in, "list", "--cached", "--json").json["roles"] == []
    assert len(center.requests) == 0


def test_an_old_tree_is_said_to_be_old(tmp_path: Path) -> None:
    clock = FalseClock()
    with fake_center(COMPANY, clock=clock) as center:
        env = environment_for(center, tmp_path, clock=clock)
        save_token(env, center, session_of(center))
        assert run(env, "sync").code == 0
        assert run(env, "list").err == ""
        assert run(env, "list", "--verbose").err == "The tree was saved 0s ago; --refresh reads it anew.\n"
        clock.advance(3 * 86_400)
        assert run(env, "list").err == "The tree was saved 3d ago; --refresh reads it anew.\n"
        assert run(env, "list", "-q").err == ""


def test_dry_run_reads_and_writes_nothing(signed_in: Environment, center: FakeIdentityCenter) -> None:
    before = tree(signed_in.home)
    center.requests.clear()
    assert run(signed_in, "sync", "-n").err.startswith("Would read every account of corp")
    assert run(signed_in, "list", "--refresh", "-n").code == 0
    assert tree(signed_in.home) == before
    assert len(center.requests) == 0


def test_a_damaged_tree_is_a_warning(saved: Environment) -> None:
    (path,) = (saved.cache_dir / "trees").glob("[0-9a-f]*.json")
    path.write_bytes(b'{"half":')
    done = run(saved, "list", "--cached", "--json")
    assert done.code == 0
    assert done.err == ""
    assert "was not used: it is damaged" in done.json["warnings"][0]
    assert run(saved, "list").code == 0


@contextmanager
def cut_short(
    tmp_path: Path, by: signal.Signals = signal.SIGINT
) -> Iterator[tuple[Environment, Callable[[], int]]]:
    """A sync of sixty accounts that was stopped after twenty; of how many it was asked since, at each call."""
    hangs = Fault("ListAccountRoles", "stall", nth=21, times=None)
    with fake_center(Organization.sample(60), faults=(hangs,)) as center:
        env = environment_for(center, tmp_path)
        save_token(env, center, session_of(center))
        with Terminal(env, ["sync"]) as running:
            running.wait_for("roles of 20 / 60 accounts")
            running.interrupt(by)
            done = running.end()
        assert done.code == 128 + by
        assert "The sync was stopped. The roles of 20 accounts are saved; " in done.err
        center.set_behaviour(replace(center.behaviour, faults=()))

        def asked() -> int:
            ids = {record.params["account_id"] for record in center.requests.of("ListAccountRoles")}
            center.requests.clear()
            return len(ids)

        asked()
        yield env, asked


def test_an_interrupted_sync_keeps_what_it_read_and_the_next_one_goes_on(tmp_path: Path) -> None:
    with cut_short(tmp_path) as (env, asked):
        assert len(run(env, "list", "--cached", "--accounts", "--json").json["accounts"]) == 60
        assert "The tree is not whole" in run(env, "list").err
        done = run(env, "sync")
        assert done.code == 0
        assert "cut short: the roles of 20 accounts are known from it" in done.err
        assert asked() == 40
        assert run(env, "list").err == ""
        # Once one has ended whole, the next one reads everything.
        assert run(env, "sync").err.startswith("✓ corp: 60 accounts")
        assert asked() == 60


@pytest.mark.parametrize("by", [signal.SIGTERM, signal.SIGHUP])
def test_a_sync_that_is_ended_from_outside_keeps_what_it_read(tmp_path: Path, by: signal.Signals) -> None:
    with cut_short(tmp_path, by) as (env, asked):
        assert run(env, "sync").code == 0
        assert asked() == 40


def test_a_sync_under_nohup_does_not_hear_that_the_terminal_is_gone(tmp_path: Path) -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        stop = threading.Event()
        with Ending(stop) as ending:
            os.kill(os.getpid(), signal.SIGHUP)
            assert not stop.is_set()
            os.kill(os.getpid(), signal.SIGTERM)
            assert stop.wait(10)
        assert ending.number == signal.SIGTERM
        assert signal.getsignal(signal.SIGTERM) is not ending._note
        assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGHUP, before)


def test_full_takes_nothing_over(tmp_path: Path) -> None:
    with cut_short(tmp_path) as (env, asked):
        assert run(env, "sync", "--full").err.startswith("✓ corp: 60 accounts")
        assert asked() == 60


def test_a_sync_that_is_stopped_before_anything_came_says_so(tmp_path: Path) -> None:
    with fake_center(faults=(Fault("ListAccounts", "stall", times=None),)) as center:
        env = environment_for(center, tmp_path)
        save_token(env, center, session_of(center))
        with Terminal(env, ["sync"]) as running:
            running.wait_for("roles of 0 / 0 accounts")
            running.interrupt()
            done = running.end()
        assert done.code == 130
        assert "stopped before any roles were saved" in done.err


def test_json_of_many_is_the_json_of_few(saved: Environment) -> None:
    """The pieces that `list` puts together are what json.dumps makes of the same values."""
    document = run(saved, "list", "--json")
    assert document.out == json.dumps(document.json, ensure_ascii=False, separators=(", ", ": ")) + "\n"


def test_list_in_a_pipe_that_closes_is_quiet(tmp_path: Path) -> None:
    with fake_center(Organization.sample(1200, roles_per_account=8)) as center:
        env = environment_for(center, tmp_path)
        save_token(env, center, session_of(center))
        assert spawn(env, "sync").code == 0
        import subprocess
        import sys

        from tests.support.command_line import variables_of

        done = subprocess.run(
            ["bash", "-c", f"{sys.executable} -m ssoswitch list | head -1; echo ${{PIPESTATUS[0]}}"],
            env=variables_of(env), capture_output=True, text=True, check=True, timeout=60,
        )  # fmt: skip
    assert done.stderr == ""
    assert len(done.stdout.splitlines()) == 2
    assert done.stdout.splitlines()[-1] == "0"
