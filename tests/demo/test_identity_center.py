"""The service as a whole: starting, stopping, serving many at once, and changing its ways while it serves."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from ssoswitch.demo.behaviour import Behaviour, Fault
from ssoswitch.demo.identity_center import FakeIdentityCenter
from ssoswitch.demo.organization import Organization
from tests.support.fake_center import ask, fake_center, post_form, post_json, sign_in


def test_it_stops_and_leaves_nothing() -> None:
    with fake_center() as center:
        url = center.start_url
        assert url == f"http://127.0.0.1:{center.port}/start"
        assert ask(url).status == 200
    with pytest.raises(ConnectionRefusedError):
        ask(url)
    center.stop()
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("demo-")]


def test_a_taken_port_is_an_oserror() -> None:
    with fake_center() as center, pytest.raises(OSError, match="in use"):
        FakeIdentityCenter(port=center.port).start()


def test_two_of_them_know_nothing_of_each_other() -> None:
    with FakeIdentityCenter(behaviour=Behaviour(approval="automatic")) as one, fake_center() as two:
        other = FakeIdentityCenter(seed=1)
        assert other.url == ""
        bearer = sign_in(one).bearer
        assert ask(f"{one.url}/assignment/accounts", headers=bearer).status == 200
        assert ask(f"{two.url}/assignment/accounts", headers=bearer).status == 401
        assert len(one.organization) == 60 and len(two.organization) == 12


def test_many_at_once_are_served_side_by_side() -> None:
    with fake_center(Organization.sample(200), latency=0.02) as center:
        bearer = sign_in(center).bearer
        urls = [f"{center.url}/assignment/roles?account_id={account.id}" for account in center.organization]
        with ThreadPoolExecutor(8) as pool:
            answers = list(pool.map(lambda url: ask(url, headers=bearer), urls))
        assert {answer.status for answer in answers} == {200}
        assert center.requests.count("ListAccountRoles", status=200) == 200
        assert 2 <= center.peak_in_flight <= 8


def test_a_new_behaviour_counts_from_one_again() -> None:
    with fake_center(faults=(Fault("ListAccounts", "500", nth=2),)) as center:
        bearer = sign_in(center).bearer

        def statuses() -> list[int]:
            return [ask(f"{center.url}/assignment/accounts", headers=bearer).status for _ in range(3)]

        assert statuses() == [200, 500, 200]
        center.set_behaviour(center.behaviour)
        assert statuses() == [200, 500, 200]
        center.set_behaviour(Behaviour())
        assert statuses() == [200, 200, 200]


def test_the_page_grants_what_the_runtime_grants() -> None:
    with fake_center(approval="page") as center:
        assert center.knows_token(sign_in(center).access_token), "sign_in approves by itself"
        assert center.waiting_user_codes() == ()
        with pytest.raises(LookupError, match="XXXX"):
            center.deny("XXXX-XXXX")


def test_unknown_paths_are_a_page_and_unknown_posts_are_sts() -> None:
    with fake_center() as center:
        assert ask(f"{center.url}/nowhere").status == 404
        assert post_json(f"{center.url}/nowhere").status == 404
        assert post_form(f"{center.url}/").status == 400
        assert center.requests.names() == ("Unknown",) * 3
