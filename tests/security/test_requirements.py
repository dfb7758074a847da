"""The map: what is required of security and of behaviour under faults, and the tests that would fail without it.

S1 to S18 are about whoever reads or writes what is not theirs: another user of the machine, an administrator who
chooses names, a page in the browser, a cloned repository, a phisher, a later reader of logs. F1 to F16 are about disks,
kills, terminals, clocks and networks. A number whose tests were removed or renamed fails here.
"""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]
REQUIREMENTS: dict[str, tuple[str, dict[str, str]]] = {
    "S1": ("No character of a name is obeyed by the terminal.", {
        "security/test_terminal_bytes.py": "a_session_among_hostile_names_does_what_one_among_plain_names_does "
            "no_command_prints_what_a_terminal_obeys the_net_lets_no_such_character_through_and_keeps_the_width",
        "security/test_hostile_answers.py": "each_part_of_an_answer_missing_and_of_every_wrong_type "
            "each_odd_header_with_each_refusal",
        "core/test_text.py": "nothing_that_a_terminal_obeys_is_left",
    }),
    "S2": ("Names are never markup.", {
        "tui/test_tree_paint.py": "names_are_never_taken_as_markup",
        "tui/screens/test_dialog.py": "names_are_shown_as_they_are_never_as_markup",
        "tui/test_main_screen.py": "names_are_shown_as_they_are",
        "security/test_random_keys.py": "the_rules_hold_whatever_is_pressed",
        "test_house_rules.py": "only_these_rooms_may",
    }),
    "S3": ("No secret in output, log, crash report, journal or screen, whatever fails.", {
        "security/test_canary.py": "no_command_shows_or_keeps_it_whatever_fails nor_does_the_screen "
            "the_search_for_leaks_finds_one",
        "security/test_hostile_answers.py": "an_error_that_quotes_what_it_was_sent_is_not_repeated "
            "nor_is_it_kept_where_it_comes_back_as_a_name",
        "tui/test_crash.py": "textual_prints_no_locals a_report_names_places_and_no_values",
        "aws/test_clients.py": "the_library_keeps_quiet_whatever_the_log_level",
        "disk/test_apply.py": "the_journal_is_private_and_holds_no_secret",
    }),
    "S4": ("The browser gets no secret in arguments or environment.", {
        "security/test_children.py": "a_whole_session_of_the_screen commands",
        "disk/test_browser.py": "a_secret_is_seen_by_nobody_else the_page_is_removed_by_a_child_that_outlives_us",
    }),
    "S5": ("A secret prints as ***.", {
        "model/test_secret.py": "nothing_that_prints_it_shows_it nor_do_its_parts_nor_what_failed_with_it "
            "what_is_secret_by_its_name_is_held_as_one",
    }),
    "S6": ("The listener is on 127.0.0.1, takes one right request and shrugs off the rest.", {
        "disk/test_redirect_listener.py": "it_listens_on_loopback_alone a_second_right_one_is_refused "
            "wrong_ones_are_turned_away_and_the_wait_goes_on idle_connections_are_not_in_the_way a_flood_is_cut_off "
            "a_silent_connection_is_dismissed_after_its_time the_right_redirect_wins_and_sees_a_plain_page",
        "core/test_pkce.py": "no_other_state_passes no_bytes_pass_by_chance anything_else_is_turned_away",
    }),
    "S7": ("PKCE: a fresh verifier and state each time, S256, the code brought once.", {
        "core/test_pkce.py": "each_attempt_is_fresh_and_long_enough the_challenge_is_that_of_rfc_7636",
        "operations/test_login.py": "state_and_challenge_are_fresh_each_time the_exchange_outlives_a_hiccup",
    }),
    "S8": ("The code is shown before a browser opens; a foreign page is not opened unasked.", {
        "tui/flows/test_login.py": "the_browser_opens_once_and_only_after_the_code_is_shown "
            "a_foreign_address_is_not_opened_unasked",
        "operations/test_login.py": "the_code_is_shown_before_anything_is_asked an_untrusted_page_is_marked",
        "core/test_start_urls.py": "which_verification_page_is_opened_unasked",
    }),
    "S9": ("What holds a secret is 0600 in 0700, whatever the umask; planted symlinks are not followed.", {
        "faults/test_bad_homes.py": "what_holds_a_secret_is_for_its_user_alone_whatever_the_umask "
            "a_planted_symlink_is_not_followed",
        "disk/test_files.py": "private_files_are_private_whatever_the_umask a_readable_one_is_tightened",
        "disk/test_token_cache.py": "a_readable_file_is_tightened a_planted_symlink_is_replaced_and_not_followed",
    }),
    "S10": ("No secret in arguments or environment of any child.", {
        "security/test_children.py": "a_whole_session_of_the_screen commands "
            "credentials_reach_the_command_that_they_are_for_and_no_argument",
    }),
    "S11": ("A token goes to https or to this machine alone.", {
        "disk/test_locations.py": "a_token_goes_to_https_or_to_this_machine",
        "cli/test_credentials.py": "an_endpoint_that_is_not_safe_gets_no_token",
        "cli/test_sign_in.py": "a_start_url_on_plain_http_gets_nothing "
            "an_endpoint_that_may_not_get_a_token_is_named",
        "aws/test_clients.py": "no_connection_goes_around_the_configured_endpoint",
    }),
    "S12": ("It starts whatever AWS tools stumble over, and runs none of it.", {
        "security/test_surroundings.py": "it_starts_with_whatever_aws_tools_stumble_over",
        "aws/test_clients.py": "nothing_of_the_users_surroundings_is_read_or_run",
        "cli/test_contract.py": "an_unreadable_config_is_said_and_the_rest_works",
    }),
    "S13": ("Only pages of the console are destinations.", {
        "core/test_console.py": "a_hostile_destination_is_refused a_page_of_another_partition_is_refused "
            "whatever_is_taken_is_a_page_of_the_console",
        "tui/flows/test_console.py": "a_page_that_is_no_console_is_refused_and_enter_says_so",
    }),
    "S14": ("What a shell evaluates runs nothing, whatever the values.", {
        "core/test_shells.py": "every_value_arrives_and_nothing_runs bash_reads_any_text_back "
            "control_characters_are_refused powershell_and_cmd_by_their_rules",
        "core/test_credential_formats.py": "shells_read_it_and_run_nothing a_line_break_in_a_value_is_refused",
    }),
    "S15": ("Log-out ends what it says, also without AWS.", {
        "operations/test_logout.py": "one_session_goes_and_the_other_stays the_refresh_token_is_dead_as_well offline "
            "the_files_go_whatever_aws_answers a_file_that_will_not_go_is_said_and_the_others_go "
            "what_nothing_else_tells_of_goes_too",
        "disk/test_token_cache.py": "what_a_killed_run_left_goes",
    }),
    "S16": ("A secret is in the clipboard on the user's word alone, and not for long.", {
        "tui/flows/test_console.py": "the_secret_link_is_copied_on_the_users_word_and_warned_of",
        "tui/flows/test_clearing.py": "only_what_is_still_there_is_taken_out "
            "whoever_quits_before_leaves_a_child_that_does_it",
        "disk/test_clipboard.py": "a_secret_goes_in_by_standard_input_alone a_child_clears_it_when_we_are_gone",
    }),
    "S17": ("No core files, no pickle, no shell, no unverified certificate.", {
        "test_house_rules.py": "only_these_rooms_may the_rules_can_fail",
        "faults/test_signals.py": "no_core_file_holds_a_token",
    }),
    "S18": ("What lies in a cloned repository cannot make the program run anything.", {
        "security/test_surroundings.py": "the_screen_runs_nothing_that_lies_around nor_does_a_command "
            "git_is_asked_without_what_a_repository_names the_traps_spring",
        "disk/test_envrc_in_direnv.py": "nothing_unapproved_is_run_or_approved "
            "what_was_swapped_while_it_was_allowed_is_blocked_again",
        "operations/test_envrc.py": "allow_is_ticked_only_where_the_old_content_was_allowed "
            "source_up_needs_an_allowed_parent",
        "tui/flows/test_envrc.py": "what_nobody_allowed_is_allowed_only_after_it_was_read",
    }),
    "F1": ("No room: the old file, one line, nothing left behind.", {
        "disk/test_faults.py": "no_room_leaves_the_old_file",
        "faults/test_own_files.py": "no_room_leaves_every_old_file",
        "faults/test_full_disk.py": "every_command",
        "disk/test_room.py": "a_full_disk_passes",
        "operations/test_tokens.py": "a_full_disk_costs_no_sign_in",
    }),
    "F2": ("Each system call of a write may fail.", {
        "disk/test_faults.py": "each_call_fails_or_ends_the_process_once two_files_are_written_both_or_neither "
            "what_cannot_be_put_back_either_is_said_and_can_be_undone",
        "disk/test_apply.py": "what_cannot_be_looked_at_afterwards_is_written_all_the_same "
            "a_history_that_cannot_be_read_just_now_is_not_taken_for_an_empty_one",
        "disk/test_recollections.py": "what_cannot_be_read_just_now_is_not_written_over",
        "disk/test_tree_cache.py": "one_that_cannot_be_read_just_now_stays_where_it_is",
        "disk/test_locks.py": "a_lock_that_will_not_be_let_go_of_is_no_fault",
        "faults/test_own_files.py": "each_call_of_a_write_fails_or_is_the_last",
    }),
    "F3": ("SIGKILL at each: the old file or the new one, and the next run works.", {
        "disk/test_faults.py": "each_call_fails_or_ends_the_process_once "
            "what_was_killed_between_two_files_can_be_undone",
        "faults/test_own_files.py": "each_call_of_a_write_fails_or_is_the_last",
        "disk/test_apply.py": "a_lock_file_that_a_killed_run_left_holds_nobody_up",
    }),
    "F4": ("Flushed before the rename.", {
        "disk/test_faults.py": "everything_is_flushed_before_the_rename_and_the_folder_behind_it",
        "faults/test_own_files.py": "each_is_flushed_before_its_rename_and_its_folder_behind_it",
    }),
    "F5": ("Eight at once: all that claimed success is there.", {
        "disk/test_faults.py": "eight_at_once_are_all_there",
        "faults/test_own_files.py": "eight_at_once_leave_whole_files_and_a_whole_journal",
        "disk/test_recollections.py": "writers_at_once_lose_nothing",
    }),
    "F6": ("Beside a truncating writer no old profile is lost.", {
        "disk/test_faults.py": "beside_a_truncating_writer_nothing_old_is_lost_and_no_claim_is_empty",
        "disk/test_files.py": "waits_out_the_empty_moment_of_a_writer",
    }),
    "F7": ("A folder that cannot be written: one line.", {
        "disk/test_faults.py": "a_folder_that_cannot_be_written_is_said_in_one_line",
        "disk/test_apply.py": "a_read_only_folder_is_respected a_read_only_file_is_respected",
        "faults/test_bad_homes.py": "saving_says_why_not",
    }),
    "F8": ("The token cache and our own files as well; two refreshes at once keep a usable token.", {
        "faults/test_own_files.py": "each_call_of_a_write_fails_or_is_the_last no_room_leaves_every_old_file",
        "operations/test_tokens.py": "eight_at_once_renew_once a_rotated_refresh_token_that_another_tool_used",
    }),
    "F9": ("Whatever ends it, the terminal is as it was.", {
        "faults/test_signals.py": "a_signal_in_each_screen a_signal_at_any_moment_of_the_start a_fault_of_our_own "
            "stopped_the_terminal_is_the_shells_and_continued_all_is_drawn_anew what_ends_nothing_ends_nothing",
        "tui/test_lasting_driver.py": "a_closed_terminal_ends_it it_goes_on_where_it_was_stopped "
            "stopped_while_it_writes_it_waits_for_no_lock_of_its_own",
    }),
    "F10": ("Without a terminal: one line, nothing drawn.", {
        "faults/test_signals.py": "without_a_terminal_it_says_so_in_one_line a_terminal_that_cannot_be_drawn_on",
        "cli/test_faults.py": "closed_streams a_full_disk_behind_stdout_is_one_line",
    }),
    "F11": ("Windows of every size, also in mid-sync.", {
        "tui/test_main_screen.py": "sizes_from_one_cell_to_a_wall",
        "faults/test_soak.py": "hours_leave_nothing_behind",
        "security/test_random_keys.py": "the_rules_hold_whatever_is_pressed",
    }),
    "F12": ("A wrong clock: no crash, no loop; a 401 leads to one renewal, then to a sign-in.", {
        "operations/test_tokens.py": "a_years_wrong_clock_is_survived a_401_is_worth_one_renewal "
            "a_401_for_every_token_does_not_go_round_in_circles",
        "aws/test_errors.py": "a_wrong_clock_is_named",
    }),
    "F13": ("Each fault of the network at each call: a sentence, the old data, and it works again.", {
        "faults/test_fault_matrix.py": "the_sentences_are_those_that_were_read_and_found_good the_matrix_is_whole "
            "each_is_a_sentence_without_names_of_code_or_secrets",
        "security/test_hostile_answers.py": "any_answer_of_any_types any_refusal_with_any_headers",
        "aws/test_bounded.py": "so_many_bytes so_many_seconds",
        "security/test_hostile_sync.py": "it_ends_and_keeps_what_is_clean",
        "security/test_hostile_login.py": "it_ends_and_saves_what_is_whole",
        "tui/test_screen_with_a_center.py": "a_network_that_goes_is_tried_again_and_comes_back "
            "leaving_in_mid_sync_waits_for_nobody",
    }),
    "F14": ("A browser or clipboard that is missing, fails or hangs.", {
        "disk/test_browser.py": "a_failing_browser_hands_over_to_the_next where_all_fail_nothing_stays_behind",
        "disk/test_clipboard.py": "a_tool_that_hangs_is_given_up a_failing_tool_hands_over_to_the_next",
        "tui/flows/test_login.py": "without_a_browser_the_address_is_copied_and_said",
    }),
    "F15": ("Files of ours in any state count as absent.", {
        "faults/test_bad_homes.py": "a_damaged_file_is_as_good_as_none all_of_them_at_once_and_the_whole_screen",
        "security/test_hostile_files.py": "each_part_missing_and_of_every_wrong_type "
            "no_command_fails_or_prints_what_a_terminal_obeys",
    }),
    "F16": ("A home that cannot be written: the screen works, and saving says why not.", {
        "faults/test_bad_homes.py": "the_screen_works_where_nothing_can_be_saved saving_says_why_not",
        "cli/test_contract.py": "a_home_that_cannot_be_used_is_said_and_the_rest_works",
        "operations/test_tokens.py": "a_home_that_cannot_be_written_still_gets_a_token",
    }),
}  # fmt: skip


@cache
def names_in(name: str) -> frozenset[str]:
    """The names of the tests of that file, without `test_`; those that only pass or are skipped do not count."""
    tree = ast.parse((TESTS / name).read_text(encoding="utf-8"))
    return frozenset(
        node.name.removeprefix("test_")
        for node in ast.walk(tree)
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
        and node.name.startswith("test_")
        and not any(
            "skip" in ast.unparse(each) or "xfail" in ast.unparse(each) for each in node.decorator_list
        )
    )


def test_no_number_is_missing() -> None:
    assert list(REQUIREMENTS) == [f"S{number}" for number in range(1, 19)] + [
        f"F{number}" for number in range(1, 17)
    ]


@pytest.mark.parametrize("number", REQUIREMENTS)
def test_each_has_tests_that_exist(number: str) -> None:
    sentence, where = REQUIREMENTS[number]
    assert sentence.endswith(".")
    assert where
    for name, tests in where.items():
        assert tests.split(), name
        assert set(tests.split()) <= names_in(name), (number, name, set(tests.split()) - names_in(name))
