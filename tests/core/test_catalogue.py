from __future__ import annotations

from dataclasses import replace

from ssoswitch.model.account import Account, AccountRole
from ssoswitch.model.settings import AccountChoice, Recollections, Settings
from tests.support.trees import ADMIN, READ, by_role, catalogue_of, entry, profile, tree_of


def test_what_vanished_is_shown_once_more_but_not_counted() -> None:
    gone = [AccountRole("333344445555", "OldAccess"), AccountRole("999999999999", ADMIN)]
    catalogue = catalogue_of(tree_of(gone=gone))
    assert (catalogue.account_count, catalogue.role_count) == (7, 11)
    assert len(catalogue) == 8
    assert catalogue.role_state("333344445555", "OldAccess") == "gone"
    assert catalogue.role_state("333344445555", ADMIN) == ""
    assert catalogue.account_state("999999999999") == "gone"
    assert catalogue.roles_of("333344445555") == (ADMIN, "Billing", READ)
    catalogue.fold_in([entry("333344445555", "payments-prod", "payments@example.com", ["OldAccess"])])
    assert catalogue.role_state("333344445555", "OldAccess") == ""
    assert catalogue.roles_of("333344445555") == ("OldAccess",)
    assert catalogue.role_count == 11 - 3 + 1
    catalogue.fold_in(
        [entry("777777777777", "new", roles=[ADMIN, READ]), entry("999999999999", "", roles=[READ])]
    )
    there = sum(len(catalogue.roles_of(each.account.account_id)) for each in catalogue.entries)
    assert catalogue.role_count == there


def test_what_is_new_says_so() -> None:
    catalogue = catalogue_of(tree_of(new=[AccountRole("333344445555", READ)], accounts_new=["555566667777"]))
    assert catalogue.role_state("333344445555", READ) == "new"
    assert catalogue.account_state("555566667777") == "new"


def test_accounts_that_come_later_stand_in_their_order_under_a_number_of_their_own() -> None:
    catalogue = catalogue_of()
    known = dict(catalogue.doc_of)
    version = catalogue.version
    assert catalogue.fold_accounts(
        [Account("000000000001", "Aaa"), Account("333344445555", "payments-prod", "payments@example.com")]
    ) == [7]
    assert catalogue.version > version
    assert {key: doc for key, doc in catalogue.doc_of.items() if key in known} == known
    assert [catalogue.entries[doc].account.name for doc in catalogue.order][:2] == ["Aaa", "data-lake-dev"]
    assert [catalogue.rank[doc] for doc in catalogue.order] == list(range(8))
    assert catalogue.unread_count == 2


def test_the_top_holds_eight_of_what_is_there() -> None:
    used = {f"corp/333344445555/{role}": (0.0, 1, "use") for role in (ADMIN, "Billing", READ, "NoSuchRole")}
    catalogue = catalogue_of(
        recollections=Recollections(favourites=("888899990000", "999999999999"), used=used)
    )
    assert catalogue.top[0] == AccountRole("888899990000", "")
    assert len(catalogue.top) == 4


def test_environment_alias_and_profiles() -> None:
    settings = Settings(accounts={"333344445555": AccountChoice(alias="cash", environment="LIVE")})
    catalogue = catalogue_of(
        settings=settings,
        profiles_by_role=by_role(
            profile("a", "333344445555", ADMIN),
            profile("b", "333344445555", ADMIN),
            profile("c", "333344445555", READ),
        ),
    )
    doc = catalogue.doc_of["333344445555"]
    assert catalogue.environment(doc) == "LIVE"
    assert catalogue.environments()[catalogue.doc_of["333344446666"]] == "STG"
    assert catalogue.alias("333344445555") == "cash"
    assert catalogue.profile_count("333344445555") == 3
    assert catalogue.profile_count("888899990000") == 0


def test_the_words_of_an_earlier_catalogue_are_taken_while_they_are_right() -> None:
    earlier, settings = catalogue_of(), Settings()
    for number in range(1, 8):
        assert earlier.prepare_environments(1) == (number == 7)
    renamed = tree_of(
        "333344445555 payments-dev - ?\n333344446666 payments-stage - ?\n777777777777 new-prod - ?"
    )
    fresh = catalogue_of(renamed)
    fresh.take_words(earlier)
    assert fresh.environments() == catalogue_of(renamed).environments()
    fresh.fold_accounts([Account("777777777777", "new-dev")])
    assert fresh.environment(fresh.doc_of["777777777777"]) == "DEV"
    others = replace(settings, accounts={"333344446666": AccountChoice(environment="OWN")})
    chosen = catalogue_of(renamed, settings=others)
    chosen.take_words(earlier)
    assert chosen.environment(chosen.doc_of["333344446666"]) == "OWN"


def test_what_is_gone_stands_last_for_it_would_take_the_cursor_at_every_start() -> None:
    gone = [AccountRole("000000000001", ADMIN), AccountRole("333344445555", "OldAccess")]
    catalogue = catalogue_of(tree_of(gone=gone))
    assert catalogue.entries[catalogue.order[-1]].account.account_id == "000000000001"
    assert catalogue.rank[catalogue.doc_of["000000000001"]] == len(catalogue) - 1
