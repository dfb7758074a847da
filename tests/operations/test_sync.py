"""Whole syncs with the real botocore against the fake Identity Center."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

from ssoswitch.core.tree_file import dump_tree
from ssoswitch.demo.behaviour import Behaviour, Change, Fault, RateLimit
from ssoswitch.demo.identity_center import FakeIdentityCenter
from ssoswitch.demo.organization import Organization
from ssoswitch.disk.tree_cache import load_rate, load_tree, save_tree, tree_lock, tree_path
from ssoswitch.model.account import AccountRole, AccountTree
from ssoswitch.model.environment import Clock, Endpoints, Environment, SystemClock
from ssoswitch.model.errors import AccessDenied, ServiceFault, SignInNeeded, SsoswitchError, Unreachable
from ssoswitch.model.events import AccountsListed, EntriesRead, SyncEvent, SyncFinished, SyncProgressed
from ssoswitch.model.sso_session import SsoSession
from ssoswitch.operations.connect import Connections
from ssoswitch.operations.sync import Wants, sync
from tests.support.fake_center import fake_center
from tests.support.signing_in import environment_for, save_token, session_of

HASTE = 20
"""How much faster waits pass than on the wall, where a test has any to wait for."""


class HastyClock(SystemClock):
    """Waits that pass at a multiple of their speed.

    The time after which a call counts as hung passes so, too: beside other work an answer may then take so long that
    it is asked for again. Tests that count what was asked take the clock on the wall.
    """

    def monotonic(self) -> float:
        """Seconds, more of them."""
        return super().monotonic() * HASTE


@dataclass
class World:
    """A signed-in session of a fake, and the syncs that are made of it."""

    center: FakeIdentityCenter
    env: Environment
    session: SsoSession
    stop: threading.Event = field(default_factory=threading.Event)
    pause: threading.Event = field(default_factory=threading.Event)
    wants: Wants = field(default_factory=Wants)
    error: SsoswitchError | None = None
    ticks: Clock = field(default_factory=SystemClock)

    @property
    def tree(self) -> AccountTree:
        """The saved one."""
        tree, note = load_tree(self.env, self.session)
        assert not note
        return tree

    def walk(
        self, *, full: bool = False, going_on: bool = False, only: Collection[str] | None = None
    ) -> Iterator[SyncEvent]:
        """A sync of what is saved."""
        return sync(
            self.env,
            Connections(self.env),
            self.session,
            self.tree,
            stop=self.stop,
            pause=self.pause,
            wants=self.wants,
            full=full,
            going_on=going_on,
            only=only,
            ticks=self.ticks,
            chance=random.Random(7),
        )

    def run(self, on_event: Callable[[SyncEvent], None] = lambda event: None, **how: Any) -> list[SyncEvent]:
        """All events of a sync; `error` is what it ended in."""
        events: list[SyncEvent] = []
        self.error = None
        try:
            for event in self.walk(**how):
                events.append(event)
                on_event(event)
        except SsoswitchError as error:
            self.error = error
        assert [isinstance(event, SyncFinished) for event in events].count(True) == 1
        assert isinstance(events[-1], SyncFinished)
        return events

    def end(self, **how: Any) -> SyncFinished:
        """The last event of a sync."""
        last = self.run(**how)[-1]
        assert isinstance(last, SyncFinished)
        return last

    def count(self, call: str, status: int | None = None) -> int:
        """How often that was asked."""
        return self.center.requests.count(call, status)

    def assert_whole(self, finished: SyncFinished) -> None:
        """Everything that the fake has is in the tree, and in the file."""
        expected = {account.id: tuple(sorted(account.roles)) for account in self.center.organization}
        assert {key: tuple(sorted(entry.roles)) for key, entry in finished.tree.entries.items()} == expected
        assert self.error is None
        assert finished.complete
        assert finished.tree.unread_count == 0
        assert finished.tree.synced_at is not None
        assert list(self.tree.entries) == list(finished.tree.entries)


@contextmanager
def world(
    tmp_path: Path, organization: Organization | None = None, *, hasty: bool = False, **behaviour: Any
) -> Iterator[World]:
    with fake_center(organization, **behaviour) as center:
        env = environment_for(center, tmp_path)
        session = session_of(center)
        save_token(env, center, session)
        center.requests.clear()
        yield World(center, env, session, ticks=HastyClock() if hasty else SystemClock())


def test_a_whole_tree_asks_everything_once(tmp_path: Path) -> None:
    with world(tmp_path, Organization.sample(30), page_size_cap=9) as w:
        events = w.run()
        finished = events[-1]
        assert isinstance(finished, SyncFinished)
        w.assert_whole(finished)
        assert w.count("ListAccounts") == 4
        assert all(record.params["max_result"] == "100" for record in w.center.requests.of("ListAccounts"))
        asked = [
            (record.params["account_id"], record.params.get("next_token"))
            for record in w.center.requests.of("ListAccountRoles")
        ]
        assert len(asked) == len(set(asked))
        assert {account_id for account_id, _ in asked} == set(finished.tree.entries)
        listed = [event for event in events if isinstance(event, AccountsListed)]
        assert [event.complete for event in listed][-1]
        assert len(listed[-1].accounts) == 30
        read = [entry for event in events if isinstance(event, EntriesRead) for entry in event.entries]
        assert len(read) == 30
        assert finished.tree.access_new == frozenset()  # there was nothing to compare it with


def test_roles_are_read_while_accounts_are_still_listed_and_in_pages_too(tmp_path: Path) -> None:
    with world(tmp_path, Organization.sample(12, 7), page_size_cap=3, latency=0.01) as w:
        finished = w.end()
        w.assert_whole(finished)
        names = w.center.requests.names()
        last_page = len(names) - 1 - names[::-1].index("ListAccounts")
        assert names.index("ListAccountRoles") < last_page
        assert w.count("ListAccountRoles") == 12 * 3


def test_a_second_sync_lists_and_reads_only_what_is_due(tmp_path: Path) -> None:
    with world(tmp_path, Organization.sample(12)) as w:
        first = w.end()
        w.center.requests.clear()
        again = w.end()
        assert (w.count("ListAccounts"), w.count("ListAccountRoles")) == (1, 0)
        assert again.complete
        assert again.tree.entries == first.tree.entries
        w.end(full=True)
        assert w.count("ListAccountRoles") == 12


def test_chosen_accounts_are_read_without_listing(tmp_path: Path) -> None:
    with world(tmp_path, Organization.sample(12)) as w:
        before = w.end().tree
        w.center.requests.clear()
        chosen = list(before.entries)[3:5]
        events = w.run(only=chosen, full=True)
        assert {record.params["account_id"] for record in w.center.requests.of("ListAccountRoles")} == set(
            chosen
        )
        assert w.count("ListAccounts") == 0
        assert not [event for event in events if isinstance(event, AccountsListed)]
        assert w.tree.synced_at == before.synced_at


def test_an_account_that_is_not_known_yet_is_found_by_listing(tmp_path: Path) -> None:
    with world(tmp_path, Organization.sample(12)) as w:
        chosen = w.center.organization.accounts[5].id
        finished = w.end(only={chosen})
        assert finished.complete
        assert w.count("ListAccountRoles") == 1
        assert finished.tree.entries[chosen].loaded
        assert finished.tree.synced_at is None


def test_access_gained_and_lost_since_the_last_whole_sync(tmp_path: Path) -> None:
    start = Organization.sample(12)
    one, two = start.accounts[0], start.accounts[1]
    later = start.with_role(one.id, "Brand-New").without_role(two.id, two.roles[0])
    later = later.without_account(start.accounts[2].id).with_account(
        replace(start.accounts[3], id="999900001111", name="fresh")
    )
    with world(tmp_path, start, changes=(Change(later),)) as w:
        w.end()
        finished = w.end(full=True)
        tree = finished.tree
        assert AccountRole(one.id, "Brand-New") in tree.access_new
        assert AccountRole(two.id, two.roles[0]) in tree.access_gone
        assert AccountRole(start.accounts[2].id, start.accounts[2].roles[0]) in tree.access_gone
        assert tree.accounts_new == {"999900001111"}
        assert start.accounts[2].id not in tree.entries


def test_accounts_without_names_mails_or_roles_and_none_at_all(tmp_path: Path) -> None:
    bare = Organization.of(("000000000001", None, None, []), ("000000000002", None, None, ["Admin"]))
    with world(tmp_path / "a", bare, null_fields=True) as w:
        finished = w.end()
        w.assert_whole(finished)
        assert {entry.account.name for entry in finished.tree} == {""}
    with world(tmp_path / "b", Organization.of(("000000000001", "one", None, ["Admin"]))) as w:
        w.center.set_organization(Organization(()))
        finished = w.end()
        assert finished.complete
        assert len(finished.tree) == 0


@pytest.mark.parametrize(("status", "why"), [(403, "(403)"), (404, "does not find it (404)"), (500, "(500)")])
def test_a_failing_account_keeps_its_old_roles_and_is_marked(tmp_path: Path, status: int, why: str) -> None:
    with world(tmp_path, Organization.sample(12)) as w:
        before = w.end().tree
        bad = w.center.organization.accounts[4].id
        w.center.requests.clear()
        w.center.set_behaviour(Behaviour(failing_accounts=((bad, status),)))
        finished = w.end(full=True)
        assert finished.complete
        assert finished.failed == (bad,)
        entry = finished.tree.entries[bad]
        assert why in entry.failure
        assert (entry.roles, entry.fetched_at) == (before.entries[bad].roles, before.entries[bad].fetched_at)
        asked = [r for r in w.center.requests.of("ListAccountRoles") if r.params["account_id"] == bad]
        assert len(asked) == (5 if status == 500 else 1)
        assert w.count("ListAccountRoles", 200) == 11
        assert not finished.tree.access_gone
        # It is read again by the next sync, young as its roles may be.
        w.center.set_behaviour(Behaviour())
        healed = w.end()
        assert healed.tree.entries[bad].failure == ""


def test_one_chosen_account_that_fails_is_marked_and_taken_for_no_outage(tmp_path: Path) -> None:
    with world(tmp_path, Organization.sample(12), hasty=True) as w:
        w.end()
        bad = w.center.organization.accounts[4].id
        w.center.set_behaviour(Behaviour(failing_accounts=((bad, 500),)))
        finished = w.end(only=[bad], full=True)
        assert w.error is None
        assert finished.failed == (bad,)


@pytest.mark.parametrize("kind", ["500", "503", "reset", "cut", "html", "empty", "garbage"])
@pytest.mark.parametrize(
    ("call", "nth"), [("ListAccounts", 1), ("ListAccounts", 10), ("ListAccountRoles", 4)]
)
def test_a_passing_fault_costs_nothing_but_a_retry(tmp_path: Path, call: Any, nth: int, kind: Any) -> None:
    with world(
        tmp_path, Organization.sample(20), page_size_cap=2, faults=(Fault(call, kind, nth=nth),), hasty=True
    ) as w:
        finished = w.end()
        w.assert_whole(finished)
        assert not finished.failed


def test_one_call_in_ten_failing_loses_nothing(tmp_path: Path) -> None:
    fault = Fault("ListAccountRoles", "reset", nth=1, times=None, every=10)
    with world(tmp_path, Organization.sample(60), faults=(fault,), hasty=True) as w:
        finished = w.end()
        w.assert_whole(finished)
        assert not finished.failed


def test_429s_are_never_lost_and_the_rate_is_remembered(tmp_path: Path) -> None:
    with world(tmp_path, Organization.sample(60), rate_limit=RateLimit(100, 5)) as w:
        events = w.run()
        finished = events[-1]
        assert isinstance(finished, SyncFinished)
        w.assert_whole(finished)
        assert w.count("ListAccountRoles", 429) + w.count("ListAccounts", 429) > 0
        assert w.count("ListAccountRoles", 200) == 60
        assert load_rate(w.env, w.session) is not None


def test_a_dead_token_stops_at_once_and_asks_once(tmp_path: Path) -> None:
    with world(tmp_path, Organization.sample(60)) as w:
        before = w.end().tree
        saved = tree_path(w.env, w.session).read_bytes()
        w.center.requests.clear()
        w.center.set_behaviour(Behaviour(dead_tokens=True))
        finished = w.end(full=True)
        assert isinstance(w.error, SignInNeeded)
        assert not finished.complete
        assert finished.tree.entries == before.entries
        assert tree_path(w.env, w.session).read_bytes() == saved
        assert w.count("ListAccounts") == 2
        assert w.count("CreateToken") == 1
        assert w.count("ListAccountRoles") == 0


def test_no_token_at_all_is_said_before_anything_is_asked(tmp_path: Path) -> None:
    with fake_center() as center:
        env = environment_for(center, tmp_path)
        w = World(center, env, session_of(center))
        with pytest.raises(SignInNeeded):
            next(iter(w.walk()))
        assert len(center.requests) == 0


def test_a_token_that_ends_in_the_middle_is_renewed_once(tmp_path: Path) -> None:
    fault = Fault("ListAccountRoles", "401", nth=15, times=1)
    with world(tmp_path, Organization.sample(40), faults=(fault,)) as w:
        w.assert_whole(w.end())
        assert w.count("CreateToken") == 1


def test_a_listing_that_is_refused_ends_it(tmp_path: Path) -> None:
    with world(tmp_path, faults=(Fault("ListAccounts", "403"),)) as w:
        finished = w.end()
        assert isinstance(w.error, AccessDenied)
        assert not finished.complete


def test_offline_keeps_what_is_there(tmp_path: Path) -> None:
    with world(tmp_path, Organization.sample(12), hasty=True) as w:
        before = w.end().tree
        saved = tree_path(w.env, w.session).read_bytes()
        w.env = replace(w.env, endpoints=Endpoints(sso="http://127.0.0.1:9", sso_oidc="http://127.0.0.1:9"))
        events = w.run(full=True)
        finished = events[-1]
        assert isinstance(finished, SyncFinished)
        assert isinstance(w.error, Unreachable)
        assert not finished.complete
        assert finished.tree.entries == before.entries
        assert tree_path(w.env, w.session).read_bytes() == saved
        troubles = [event.trouble for event in events if isinstance(event, SyncProgressed)]
        assert any("Next try in" in trouble for trouble in troubles)


def test_a_service_that_breaks_down_in_the_middle_is_waited_for_and_then_given_up(tmp_path: Path) -> None:
    fault = Fault("ListAccountRoles", "503", nth=20, times=None)
    with world(tmp_path, Organization.sample(60), faults=(fault,), hasty=True) as w:
        finished = w.end()
        assert isinstance(w.error, ServiceFault)
        assert not finished.complete
        assert not finished.failed
        loaded = sum(entry.loaded for entry in w.tree)
        assert 0 < loaded <= 19
        w.center.set_behaviour(Behaviour())
        w.center.requests.clear()
        w.ticks = SystemClock()
        w.assert_whole(w.end())
        assert w.count("ListAccountRoles") == 60 - loaded


def test_a_service_that_comes_back_is_gone_on_with(tmp_path: Path) -> None:
    fault = Fault("ListAccountRoles", "503", nth=20, times=12)
    with world(tmp_path, Organization.sample(60), faults=(fault,), hasty=True) as w:
        finished = w.end()
        w.assert_whole(finished)
        assert not finished.failed


def test_a_call_that_hangs_is_asked_again_by_another_thread(tmp_path: Path) -> None:
    fault = Fault("ListAccountRoles", "stall", nth=7)
    with world(tmp_path, Organization.sample(30), faults=(fault,), hasty=True) as w:
        w.assert_whole(w.end())
        # The one that hangs is not in the log before its time-out; nobody waited for it.
        asked = {record.params["account_id"] for record in w.center.requests.of("ListAccountRoles")}
        assert len(asked) == 30


def test_stopping_does_not_wait_for_calls_that_hang(tmp_path: Path) -> None:
    hangs = Fault("ListAccountRoles", "stall", nth=5, times=None)
    with world(tmp_path, Organization.sample(30), faults=(hangs,)) as w:

        def stop_soon(event: SyncEvent) -> None:
            if isinstance(event, EntriesRead):
                w.stop.set()

        clock = SystemClock()
        start = clock.monotonic()
        events = w.run(stop_soon)
        assert clock.monotonic() - start < 10  # a call hangs for 15 s
        finished = events[-1]
        assert isinstance(finished, SyncFinished)
        assert not finished.complete
        assert w.error is None
        assert 1 <= sum(entry.loaded for entry in w.tree) <= 4
        assert finished.tree.synced_at is None


def test_what_was_stopped_is_gone_on_with(tmp_path: Path) -> None:
    with world(tmp_path, Organization.sample(80), rate_limit=RateLimit(150, 20)) as w:

        def stop_soon(event: SyncEvent) -> None:
            if isinstance(event, EntriesRead):
                w.stop.set()

        w.run(stop_soon)
        read = sum(entry.loaded for entry in w.tree)
        assert 0 < read < 80
        w.stop.clear()
        w.assert_whole(w.end())
        # A call or two may have been under way when it was stopped.
        assert 80 <= w.count("ListAccountRoles", 200) <= 80 + 10


@pytest.mark.parametrize("going_on", [True, False])
def test_a_whole_reading_that_was_stopped_is_gone_on_with(tmp_path: Path, going_on: bool) -> None:
    hangs = Fault("ListAccountRoles", "stall", nth=11, times=None)
    with world(tmp_path, Organization.sample(20)) as w:
        first = w.end().tree
        assert first.begun_at is None
        long_ago = {key: replace(entry, fetched_at=1e9) for key, entry in first.entries.items()}
        save_tree(w.env, w.session, replace(first, entries=long_ago, synced_at=1e9))
        w.center.set_behaviour(Behaviour(faults=(hangs,)))

        def stop_soon(event: SyncEvent) -> None:
            if isinstance(event, SyncProgressed) and event.done == 10:
                w.stop.set()

        w.run(stop_soon, full=True)
        assert w.tree.begun_at is not None
        assert w.tree.synced_at == 1e9
        w.stop.clear()
        w.center.set_behaviour(Behaviour())
        w.center.requests.clear()
        again = w.end(full=True, going_on=going_on)
        asked = {record.params["account_id"] for record in w.center.requests.of("ListAccountRoles")}
        assert len(asked) == (10 if going_on else 20)
        assert again.complete
        assert again.tree.begun_at is None
        assert w.tree.begun_at is None


def test_what_another_program_saves_meanwhile_is_kept(tmp_path: Path) -> None:
    """Two of them at once: one reads everything, the other is stopped in the middle and knows only the old tree."""
    with world(tmp_path, Organization.sample(20)) as w:
        first = w.end().tree
        stale = {key: replace(entry, fetched_at=1e9) for key, entry in first.entries.items()}
        save_tree(w.env, w.session, replace(first, entries=stale, synced_at=1e9))
        bystander = World(w.center, w.env, w.session)
        ids = list(stale)
        w.center.set_organization(w.center.organization.with_role(ids[3], "Brand-New"))
        events = w.walk(full=True)
        for event in events:
            if isinstance(event, EntriesRead):
                break
        theirs = bystander.end(full=True).tree
        assert AccountRole(ids[3], "Brand-New") in theirs.access_new
        w.stop.set()
        *_, last = events
        assert isinstance(last, SyncFinished)
        assert all(entry.fetched_at != 1e9 for entry in w.tree)
        assert (w.tree.synced_at or 0.0) >= (theirs.synced_at or 0.0)
        assert w.tree.access_new == theirs.access_new


def test_two_that_save_in_the_same_instant_lose_nothing(tmp_path: Path) -> None:
    """Between looking at the file and saving on top of it, nobody else saves."""
    with world(tmp_path, Organization.sample(20)) as w:
        first = w.end().tree
        mine, other = list(first.entries)[:2]
        theirs = replace(first.entries[other], roles=("Theirs",), fetched_at=w.env.clock.time() + 60)
        read = threading.Event()

        def note(event: SyncEvent) -> None:
            if isinstance(event, EntriesRead):
                read.set()

        syncing = threading.Thread(target=lambda: w.run(note, only=(mine,), full=True))
        with tree_lock(w.env, w.session):
            syncing.start()
            assert read.wait(10)
            save_tree(w.env, w.session, replace(first, entries={**first.entries, other: theirs}))
        syncing.join(10)
        assert w.tree.entries[other].roles == ("Theirs",)
        assert (w.tree.entries[mine].fetched_at or 0.0) >= (first.entries[mine].fetched_at or 0.0)
        assert w.tree.entries[mine].roles == first.entries[mine].roles


def test_who_holds_the_file_for_too_long_is_said_and_nothing_is_lost(tmp_path: Path) -> None:
    with world(tmp_path, Organization.sample(3)) as w:
        with tree_lock(w.env, w.session):
            finished = w.end()
        assert "could not be saved" in finished.note
        assert finished.complete
        assert len(finished.tree) == 3
        assert not len(w.tree)


def test_what_another_program_has_saved_is_built_on(tmp_path: Path) -> None:
    with world(tmp_path, Organization.sample(20)) as w:
        old = w.end().tree
        gone = w.center.organization.accounts[0].id
        w.center.set_organization(w.center.organization.without_account(gone))
        younger = replace(w.end(full=True).tree, saved_at=(old.saved_at or 0.0) + 60)
        saved = tree_path(w.env, w.session)
        saved.write_bytes(dump_tree(younger, w.session))
        events = sync(
            w.env, Connections(w.env), w.session, old,
            stop=w.stop, pause=w.pause, wants=w.wants, full=True, only=[list(old.entries)[-1]],
        )  # fmt: skip
        *_, last = events
        assert isinstance(last, SyncFinished)
        assert gone not in last.tree.entries
        assert gone not in w.tree.entries


def test_whoever_walks_away_finds_what_came(tmp_path: Path) -> None:
    with world(tmp_path, Organization.sample(80), rate_limit=RateLimit(100, 20)) as w:
        events = w.walk()
        for event in events:
            if isinstance(event, EntriesRead):
                break
        assert hasattr(events, "close")
        events.close()
        assert any(entry.loaded for entry in w.tree)


def test_while_it_is_paused_nothing_is_asked(tmp_path: Path) -> None:
    with world(tmp_path, Organization.sample(12), hasty=True) as w:
        w.pause.set()
        asked: list[int] = []

        def look(event: SyncEvent) -> None:
            if isinstance(event, SyncProgressed) and event.paused:
                asked.append(len(w.center.requests))
                if len(asked) == 2:
                    w.pause.clear()

        events = w.run(look)
        assert asked[:2] == [0, 0]
        finished = events[-1]
        assert isinstance(finished, SyncFinished)
        w.assert_whole(finished)


def test_what_is_wanted_comes_first(tmp_path: Path) -> None:
    with world(tmp_path, Organization.sample(60), latency=0.02) as w:
        wanted = [account.id for account in w.center.organization.accounts[-4:]]
        w.wants.first(wanted)
        w.assert_whole(w.end())
        asked = [record.params["account_id"] for record in w.center.requests.of("ListAccountRoles")]
        assert set(wanted) <= set(asked[:10])


def test_a_tree_that_cannot_be_saved_is_said_and_no_reason_to_stop(tmp_path: Path) -> None:
    with world(tmp_path, Organization.sample(12)) as w:
        w.env.cache_dir.parent.mkdir(parents=True, exist_ok=True)
        w.env.cache_dir.write_text("a file where the folder should be")
        finished = w.end()
        assert finished.complete
        assert "could not be saved" in finished.note
        assert len(finished.tree) == 12


def test_a_mistake_of_ours_is_not_swallowed(tmp_path: Path) -> None:
    class Mistaken(Connections):
        def identity_center(self, session: SsoSession) -> Any:
            raise ZeroDivisionError("a mistake")

    with world(tmp_path) as w, pytest.raises(ZeroDivisionError):
        list(
            sync(
                w.env, Mistaken(w.env), w.session, w.tree,
                stop=w.stop, pause=w.pause, wants=w.wants,
            )
        )  # fmt: skip


def test_saved_while_it_runs(tmp_path: Path) -> None:
    with world(tmp_path, Organization.sample(60), rate_limit=RateLimit(60, 10), hasty=True) as w:
        sizes = []

        def look(event: SyncEvent) -> None:
            if isinstance(event, EntriesRead):
                sizes.append(sum(entry.loaded for entry in w.tree))

        w.run(look)
        assert any(0 < size < 60 for size in sizes)


def test_no_thread_is_left(tmp_path: Path) -> None:
    with world(tmp_path, Organization.sample(12)) as w:
        w.end()
        ours = [thread for thread in threading.enumerate() if thread.name.startswith("ssoswitch-sync")]
        for thread in ours:
            thread.join(5)
            assert not thread.is_alive()


def test_the_tree_of_an_other_company_is_not_touched(tmp_path: Path) -> None:
    with world(tmp_path) as w:
        other = SsoSession("corp", "https://other.awsapps.com/start", "eu-west-1")
        save_tree(w.env, other, AccountTree("corp"))
        before = tree_path(w.env, other).read_bytes()
        w.end()
        assert tree_path(w.env, other).read_bytes() == before
