//! The practice database, told as one story that any database behind the traits has to hold.

mod filters;
mod foreign;
mod identities;
mod imported;
mod leases;
mod links;
mod pairs;
mod people;
mod records;
mod runs;
mod trail;

use std::sync::Arc;

use server::practice::Practice;

use crate::support::{Foreign, furnish};

/// All of it, in the order in which a firm would live it. Each part stands on what the ones before left.
pub(crate) async fn story(practice: Arc<dyn Practice>, foreign: &dyn Foreign) {
    let practice = practice.as_ref();
    practice.ping().await.expect("answers");
    furnish(practice).await;
    people::staff_and_settings(practice).await;
    people::searching_clients(practice).await;
    people::who_is_this_address(practice, foreign).await;
    records::an_own_write_carries_its_token_and_the_edits_own_time(practice).await;
    records::p3_a_stale_version_is_refused_and_nothing_is_written(practice).await;
    records::references_are_checked(practice).await;
    foreign::a_foreign_edit_counts(practice, foreign).await;
    foreign::a_foreign_edit_of_what_ties_counts(practice, foreign).await;
    foreign::foreign_inserts_and_deletes_count(practice, foreign).await;
    foreign::m1_a_foreign_write_without_a_change_is_none(practice, foreign).await;
    links::p6_a_second_link_is_refused(practice, foreign).await;
    links::parting_rejoining_unlinking(practice).await;
    trail::m4_what_lost_is_kept_and_comes_back(practice).await;
    trail::a_repeated_key_writes_nothing(practice).await;
    trail::an_answer_is_kept_for_a_month(practice).await;
    records::m7_the_bin(practice).await;
    records::series_days(practice).await;
    people::a8_filed_last(practice).await;
    trail::questions(practice).await;
    trail::p7_the_journal(practice).await;
    trail::who_did_what(practice).await;
    links::opened_says_the_same_as_the_separate_reads(practice, foreign).await;
    links::a_folder_is_found_whoever_wrote_its_mailbox_and_how(practice, foreign).await;
    foreign::what_changes_seldom_is_counted_whoever_changes_it(practice, foreign).await;
    trail::sessions(practice).await;
    identities::one_person_is_one_staff_member(practice).await;
    identities::an_administrator_remains(practice, foreign).await;
    identities::the_list_of_those_who_wait_has_an_end(practice).await;
    links::cursors(practice).await;
    trail::c8_questions_about_items(practice).await;
    runs::a_run_is_kept_as_what_it_is(practice).await;
    runs::p9_a_plan_is_kept_in_order(practice).await;
    runs::p7_what_a_run_journalled(practice).await;
    runs::m4_what_a_run_replaced(practice).await;
    runs::a4_what_automatic_runs_wrote_in_an_hour(practice).await;
    filters::c3_the_list_of_filters(practice).await;
    filters::c3_a_filter_in_use_stays(practice).await;
    filters::the_revision_counts_changes_of_filters(practice, foreign).await;
    leases::p20_a_lease_is_one_holders(practice).await;
    leases::subscriptions(practice).await;
    leases::refresh_tokens(practice).await;
    pairs::pairs_are_what_is_read_one_by_one(practice, foreign).await;
    pairs::p6_links_remember(practice).await;
    pairs::folders(practice).await;
    imported::c06_what_a_persons_runs_imported_and_what_of_it_lacks_something(practice, foreign).await;
    imported::c06_whose_and_which(practice, foreign).await;
    imported::c06_what_was_completed_is_not_there_any_more(practice).await;
    foreign::nonsense_of_another_program_is_named(practice, foreign).await;
}
