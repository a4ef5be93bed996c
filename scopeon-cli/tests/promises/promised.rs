//! What is promised, and what holds it.

use crate::sentences::Promise;

const fn promise(says: &'static str, how: &'static str, tests: &'static [&'static str]) -> Promise {
    Promise { says, how, tests }
}

/// The rows of SECURITY.md's table.
pub(crate) const PROMISES: &[Promise] = &[
    promise(
        "No prompt, answer, reasoning, code, tool input or output, title or error message of a log is kept or shown",
        "facts have no field for text; readers name the fields they look at; parsers' messages are dropped; a panic prints a \
         place, not a value",
        &[
            "scopeon-cli/tests/promises/canary.rs::no_content_of_a_generated_home_is_kept_or_shown",
            "scopeon-cli/tests/promises/canary.rs::no_content_of_the_fixtures_is_kept_or_shown",
            "scopeon-cli/tests/promises/canary.rs::no_content_of_any_agent_is_kept_or_shown",
            "scopeon-core/tests/it/walls.rs::no_fact_has_a_field_for_text",
            "scopeon-providers/tests/it/sample.rs::every_content_field_is_marked",
        ],
    ),
    promise(
        "What another program's database says stays in it",
        "values are named one by one; messages of SQLite's are dropped",
        &[
            "scopeon-providers/tests/it/database/rows.rs::nothing_a_database_says_of_itself_gets_out",
            "scopeon-providers/tests/it/database/rows.rs::json_gives_one_scalar_and_never_a_part_of_the_document",
        ],
    ),
    promise(
        "Paths of projects and of logs are kept as `[privacy] paths` says, in every byte and for every agent: `full` (default), \
         `basename`, or `hash` with this machine's own key; a session that is called by a file's name goes by a pseudonym in \
         the last two",
        "one door for facts, for what readers remember, for issues and for paths",
        &[
            "scopeon-core/tests/it/words.rs::paths_are_kept_as_the_policy_says",
            "scopeon-core/tests/it/shape.rs::a_session_that_is_called_by_a_files_name_is_kept_where_paths_are",
            "scopeon-core/tests/it/shape.rs::a_model_that_is_called_by_its_file_is_kept_as_paths_are",
            "scopeon-cli/tests/promises/kept.rs::no_agents_path_is_kept_but_as_the_configuration_says",
        ],
    ),
    promise(
        "A name is kept if it has the shape of what it names, a directory's with blanks; a sentence, a key, an address, a blob \
         or a path is kept as a mark, keyed with this machine's own key, and counted",
        "each role has a shape: length, alphabet, words, no key of a known vendor, no user with a password and nothing asked of \
         a page, nothing invisible, nothing that looks random, as 199 of 200 keys of 20 letters and digits do",
        &[
            "scopeon-core/tests/it/shape.rs::real_names_pass_as_they_are",
            "scopeon-core/tests/it/shape.rs::what_is_no_name_does_not",
            "scopeon-core/tests/it/shape.rs::no_key_passes_anywhere",
            "scopeon-core/tests/it/shape.rs::what_looks_random_is_withheld",
            "scopeon-core/tests/it/shape.rs::no_address_with_a_password_passes_anywhere",
            "scopeon-core/tests/it/shape.rs::a_sentence_is_no_directory",
            "scopeon-core/tests/it/shape.rs::what_held_something_invisible_is_no_name",
            "scopeon-cli/tests/it/privacy.rs::a_sentence_in_place_of_a_name_is_a_mark_that_doctor_counts",
        ],
    ),
    promise(
        "`scopeon privacy` says what is kept in which column and which places are opened; `scopeon privacy check` finds what \
         should not be there",
        "both are written from the program's own tables",
        &[
            "scopeon-cli/tests/it/privacy.rs::it_says_what_is_kept_and_what_is_opened",
            "scopeon-cli/tests/it/privacy.rs::what_was_kept_before_is_found_and_not_shown",
            "scopeon-store/tests/it/privacy.rs::what_this_program_does_not_make_is_found",
        ],
    ),
    promise(
        "A name is at most 256 characters, without control, bidirectional or invisible ones, so that no terminal is tricked",
        "names are cleaned when they are made",
        &[
            "scopeon-core/tests/it/words.rs::a_label_is_clean_and_bounded",
            "scopeon-core/tests/it/words.rs::any_text_becomes_a_clean_label_or_none",
        ],
    ),
    promise(
        "Nothing is written into an agent's directory",
        "files are opened for reading; other programs' databases are copied, never opened in place",
        &[
            "scopeon-cli/tests/promises/quiet.rs::nothing_is_written_to_an_agents_directory_and_nothing_is_sent",
            "scopeon-providers/tests/it/database/copies.rs::rows_in_a_live_log_are_seen_and_nothing_is_written_beside_it",
        ],
    ),
    promise(
        "What is disabled is not touched",
        "an agent that is disabled has no places",
        &["scopeon-cli/tests/promises/quiet.rs::what_is_disabled_is_not_touched"],
    ),
    promise(
        "Nothing leaves the machine: there is no telemetry, no update check and no code that opens a connection",
        "the source names nothing that connects; `deny.toml` bans clients; the system calls of real runs are looked through",
        &[
            "scopeon-core/tests/it/walls.rs::nothing_opens_a_connection",
            "scopeon-cli/tests/promises/quiet.rs::nothing_is_written_to_an_agents_directory_and_nothing_is_sent",
        ],
    ),
    promise(
        "Nothing outside an agent's root is opened, whatever links appear in it meanwhile",
        "`openat2` beneath the root, without links; then `fstat`",
        &[
            "scopeon-providers/tests/it/open.rs::nothing_outside_is_read_while_directories_become_links",
            "scopeon-providers/tests/it/open.rs::a_linked_directory_is_not_entered",
            "scopeon-providers/tests/it/database/copies.rs::a_link_beside_a_database_is_not_followed",
        ],
    ),
    promise(
        "Only regular files are opened, and nothing waits for one that never answers",
        "FIFOs, devices, sockets, links and names that are no Unicode, where a log would be, are issues as long as they are there",
        &["scopeon-providers/tests/it/open.rs::only_regular_files_are_opened_and_nothing_waits"],
    ),
    promise(
        "A hostile file cannot exhaust memory or time",
        "lines, values, documents and copies have limits and are skipped in constant memory; depth is bounded; SQLite has a \
         deadline",
        &[
            "scopeon-cli/tests/faults/extremes.rs::a_line_of_300_mb_without_an_end_is_passed_over_in_bounded_memory",
            "scopeon-providers/tests/it/database/rows.rs::a_query_that_takes_too_long_is_an_issue_and_tried_again",
            "scopeon-providers/tests/it/database/copies.rs::a_database_over_the_limit_is_not_copied",
        ],
    ),
    promise(
        "A database of an agent's runs no code and is asked through tables alone",
        "no views, triggers, virtual tables or extensions; bound parameters and checked names",
        &[
            "scopeon-providers/tests/it/database/rows.rs::views_and_virtual_tables_are_not_asked",
            "scopeon-providers/tests/it/database/rows.rs::hostile_names_select_nothing",
        ],
    ),
    promise(
        "A crash, a full disk or a failing call loses nothing and counts nothing twice",
        "facts, roll-ups and checkpoint are one transaction; identities",
        &[
            "scopeon-cli/tests/faults/kill.rs::killed_at_random_moments_nothing_is_lost_and_nothing_counts_twice",
            "scopeon-cli/tests/faults/inject.rs::killed_at_a_writing_call_everything_recovers",
            "scopeon-cli/tests/faults/inject.rs::a_failing_call_is_a_clear_error_and_everything_recovers",
            "scopeon-cli/tests/faults/extremes.rs::a_full_disk_is_a_clear_error_and_nothing_is_lost",
        ],
    ),
    promise(
        "The database is its owner's alone: directory 0700 and files 0600 whatever the umask",
        "a wider mode is narrowed, that of `~/.scopeon` always, that of another `SCOPEON_HOME` as long as nothing else lies in \
         it; of any other, `doctor` tells where others may write to it",
        &[
            "scopeon-cli/tests/promises/modes.rs::an_open_umask_opens_nothing",
            "scopeon-cli/tests/promises/modes.rs::a_database_that_was_open_to_others_is_closed",
            "scopeon-cli/tests/promises/modes.rs::a_directory_that_was_open_to_others_is_closed",
            "scopeon-cli/tests/promises/modes.rs::a_named_directory_is_closed_where_it_is_scopeons_own",
        ],
    ),
    promise(
        "Every report's figures are what the logs say",
        "a generator that knows the truth writes the logs of every agent; by day, model and session it is tried on Claude Code's",
        &[
            "scopeon-cli/tests/promises/truth.rs::every_report_says_what_was_written",
            "scopeon-cli/tests/promises/truth.rs::every_agents_row_is_what_was_written",
            "scopeon-providers/tests/it/mixed.rs::each_agent_of_the_mixed_home_is_read_exactly",
        ],
    ),
    promise(
        "Another program's file is left as it is, whichever option names it; another user's is neither read nor written",
        "a database is known by its first page before anything is made or changed beside it; owners of directory, \
         configuration, prices, key, database, lock and copies are checked first",
        &[
            "scopeon-cli/tests/promises/own.rs::another_programs_file_is_left_as_it_is",
            "scopeon-cli/tests/promises/own.rs::what_belongs_to_another_user_is_refused_and_told",
            "scopeon-cli/tests/promises/own.rs::a_link_of_another_users_is_not_followed",
            "scopeon-cli/tests/promises/own.rs::what_is_no_file_is_refused_at_once",
        ],
    ),
    promise(
        "A lock that a stranger holds stops no answer",
        "waits are bounded, and the answer is what is known",
        &[
            "scopeon-cli/tests/promises/own.rs::a_lock_that_another_program_holds_stops_no_answer",
            "scopeon-cli/tests/promises/own.rs::a_database_that_another_program_locks_is_told_of_in_time",
        ],
    ),
    promise(
        "What is written is there as a whole or not at all, and what a kill leaves is swept",
        "copies, prices and the key are written beside and then named; compacting is one transaction",
        &[
            "scopeon-cli/tests/faults/copies.rs::a_copy_that_was_killed_is_whole_or_not_there",
            "scopeon-cli/tests/faults/copies.rs::a_clean_up_that_was_killed_leaves_a_whole_database",
            "scopeon-cli/tests/faults/copies.rs::a_forgetting_that_was_killed_forgot_all_or_nothing",
            "scopeon-cli/tests/promises/own.rs::what_a_killed_process_left_is_swept",
        ],
    ),
    promise(
        "Nothing is forgotten unasked",
        "`db compact --delete-before` says what goes and how much of it no log holds, asks or takes `--yes`, copies first and \
         refuses days to come",
        &[
            "scopeon-cli/tests/it/forgetting.rs::nobody_forgets_without_being_told",
            "scopeon-cli/tests/it/forgetting.rs::what_is_forgotten_is_copied_first",
            "scopeon-cli/tests/it/forgetting.rs::nothing_that_is_to_come_is_forgotten",
            "scopeon-cli/tests/it/forgetting.rs::what_no_log_holds_any_more_is_told",
        ],
    ),
    promise(
        "A wrong clock spoils no answer",
        "the newest is bounded by now; what is dated after tomorrow is kept, counted and told of",
        &[
            "scopeon-cli/tests/it/clock.rs::a_clock_that_was_wrong_by_years_spoils_nothing",
            "scopeon-cli/tests/it/clock.rs::what_is_dated_after_tomorrow_is_kept_and_told_of",
            "scopeon-cli/tests/it/clock.rs::a_clock_of_this_machine_that_stands_in_the_past_loses_nothing",
        ],
    ),
    promise(
        "A limit of the shell is named, and no total is too small without a word",
        "`ulimit -n`, `-f` and `-v` end in a sentence; what could not be read or kept is noted with the answer, which exits with 1",
        &[
            "scopeon-cli/tests/it/ulimits.rs::few_open_files_are_enough_or_named",
            "scopeon-cli/tests/it/ulimits.rs::a_limit_on_the_size_of_files_is_named",
            "scopeon-cli/tests/it/ulimits.rs::a_limit_of_memory_is_named",
            "scopeon-cli/tests/it/ulimits.rs::a_log_that_cannot_be_read_is_told_every_time",
        ],
    ),
    promise(
        "An error of the configuration repeats nothing of the file",
        "messages are made anew from what was expected; only names of keys are shown",
        &["scopeon-core/tests/it/config.rs::an_error_repeats_nothing_of_the_file"],
    ),
    promise(
        "A killed run leaves nothing that holds text of another program's database",
        "a copy has no name while it holds anything, and its log and journal are merged without opening what they name",
        &[
            "scopeon-cli/tests/faults/stores.rs::a_killed_run_leaves_nothing_of_a_database",
            "scopeon-cli/tests/faults/stores.rs::what_a_killed_run_left_is_swept_by_the_next",
            "scopeon-providers/src/engine/database/merge/tests.rs::what_is_merged_is_what_sqlite_merges",
            "scopeon-providers/src/engine/database/merge/tests.rs::a_log_cannot_make_a_database_larger_than_the_limit",
        ],
    ),
    promise(
        "Copying stays below 50 MB a minute for each database and 1 % of a core, and an older answer says so",
        "processes share an account of what was copied; a watch follows the log of the copy it has",
        &[
            "scopeon-providers/src/engine/database/pace.rs::a_minute_sees_less_than_50_mb",
            "scopeon-providers/src/engine/database/pace.rs::what_keeps_a_core_busy_waits_longer",
            "scopeon-providers/src/engine/database/merge/tests.rs::what_is_followed_is_what_is_copied",
        ],
    ),
    promise(
        "What could not be read whole is never well: it is counted, its file is named, and `doctor` exits with 1",
        "each kind of trouble with a source needs attention until it is mended",
        &[
            "scopeon-cli/tests/it/refused.rs::a_database_that_is_not_read_is_1_and_named_for_every_agent",
            "scopeon-cli/tests/it/refused.rs::what_is_mended_is_well_again",
            "scopeon-cli/tests/it/refused.rs::tables_of_another_name_are_1_and_named_for_every_agent",
            "scopeon-cli/tests/it/refused.rs::a_registry_that_is_not_read_is_1_and_named",
            "scopeon-cli/tests/it/doctor.rs::an_end_that_was_cut_needs_attention_after_a_day",
            "scopeon-providers/tests/it/unread/schema.rs::a_table_or_column_of_another_name_is_told_where_figures_are_missing",
            "scopeon-providers/tests/it/unread/cells.rs::a_damaged_cell_is_told_where_figures_are_missing",
            "scopeon-providers/tests/it/unread/files.rs::a_harmed_file_is_told_where_figures_are_missing",
            "scopeon-providers/tests/it/unread/counts.rs::a_count_that_is_none_is_told_where_figures_are_missing",
        ],
    ),
    promise(
        "One SIGTERM or Ctrl-C ends any command, wherever it is, and what was read is kept",
        "a wish that is not fulfilled in time ends the process; what is committed is whole",
        &[
            "scopeon-cli/tests/it/process.rs::a_signal_ends_a_reading_and_keeps_what_is_read",
            "scopeon-cli/tests/it/process.rs::a_signal_ends_an_answer_that_is_not_taken",
        ],
    ),
    promise(
        "Names by the thousand, long paths and files that are no configuration cost no more than their size",
        "work is linear, or refused with the limit that is named",
        &[
            "scopeon-cli/tests/faults/hostile.rs::a_directory_of_a_megabyte_takes_no_time",
            "scopeon-cli/tests/faults/hostile.rs::thousands_of_models_branches_and_directories_are_counted_in_time",
            "scopeon-cli/tests/faults/hostile.rs::a_configuration_that_is_none_is_refused_and_not_waited_for",
            "scopeon-cli/tests/faults/hostile.rs::a_list_of_40_000_prices_is_imported_in_time",
        ],
    ),
    promise(
        "No bytes make a reader panic or read otherwise than a full parser",
        "every reader and walker is judged on changed inputs of its fixtures; `just fuzz-all` goes on for as long as is asked",
        &["scopeon-providers/tests/it/fuzzed/found.rs::what_was_found_is_not_found_again"],
    ),
];
