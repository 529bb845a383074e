//! The plan for the open item: policies, times, directions, what the window can do.

mod support;

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;
use rules::{
    conflict::{Direction, EditTimes, Policy, Why},
    merge::{Base, Side},
    normalize::{same, same_image},
    outlook::item::Mode,
    plan::{
        Action, Answers, Fate, Held, ItemPlan, Known, Presented, Reason, RecordState, Settings, Tie, plan_open_item,
    },
    record::{FieldId, Image, RecordKind, Value, View, appointment as field},
};

const KIND: RecordKind = RecordKind::Appointment;

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(1_800_000_000 + second).expect("in range")
}

fn image(subject: &str, location: &str) -> Image {
    Image::new().with(field::SUBJECT, Value::text(subject)).with(field::LOCATION, Value::text(location))
}

fn known(record: &Image, base: Option<&Image>, policy: Policy) -> Known {
    let both = |image: &Image| Base { practice: image.clone(), outlook: image.clone() };
    Known {
        kind: KIND,
        record: record.clone(),
        state: RecordState::Present,
        version: 7,
        edited_at: at(100),
        tie: Tie::Joined,
        base: base.map(both),
        pending: None,
        settings: Settings { policy, ..Settings::default() },
    }
}

fn read(image: &Image) -> Presented {
    Presented {
        view: View::whole(KIND, image.clone()),
        mode: Mode::Read,
        modified: Some(at(200)),
        can_set: BTreeSet::new(),
    }
}

fn compose(image: &Image) -> Presented {
    let can_set = KIND.synced().map(|field| field.id).collect();
    Presented { mode: Mode::Compose, modified: None, can_set, ..read(image) }
}

fn times(known: &Known, item: &Presented) -> EditTimes {
    EditTimes { practice: Some(known.edited_at), outlook: item.modified, uncertainty: SignedDuration::from_secs(2) }
}

fn plan(known: &Known, item: &Presented) -> ItemPlan {
    plan_open_item(known, item, &times(known, item), &Answers::new())
}

fn fates(plan: &ItemPlan) -> Vec<(&'static str, Fate)> {
    let changed = plan.rows.iter().filter(|row| row.fate != Fate::Keep);
    changed.map(|row| (row.row.field.as_str(), row.fate)).collect()
}

/// A base, an edit of each side to the subject, and one of the practice side alone to the location.
fn conflict() -> (Image, Image, Image) {
    (image("Call", "Room 1"), image("Call with Meyer", "Room 2"), image("Call at ten", "Room 1"))
}

#[test]
fn c07_the_newest_record_wins_whole_and_the_loser_is_kept() {
    let (base, record, item) = conflict();
    let plan = plan(&known(&record, Some(&base), Policy::NewestRecord), &read(&item));
    assert_eq!(plan.decision.action, Action::TakeNewer);
    assert_eq!(plan.verdict.expect("a conflict").why, Why::Later);
    assert_eq!(fates(&plan), [("subject", Fate::ToRecord), ("location", Fate::ToRecord)]);
    let lost: Vec<_> = plan.replaced().into_iter().map(|lost| (lost.field, lost.side, lost.value)).collect();
    assert_eq!(
        lost,
        [
            (field::SUBJECT, Side::Practice, Some(Value::text("Call with Meyer"))),
            (field::LOCATION, Side::Practice, Some(Value::text("Room 2"))),
        ]
    );
}

#[test]
fn m02_newest_field_merges_and_the_other_policies_take_one_side() {
    let (base, record, item) = conflict();
    let expected: [(Policy, &[(&str, Fate)]); 4] = [
        (Policy::NewestField, &[("subject", Fate::ToRecord), ("location", Fate::Held(Held::ReadOnly))]),
        (Policy::PracticeWins, &[("subject", Fate::Held(Held::ReadOnly)), ("location", Fate::Held(Held::ReadOnly))]),
        (Policy::OutlookWins, &[("subject", Fate::ToRecord), ("location", Fate::ToRecord)]),
        (Policy::AskMe, &[("subject", Fate::Ask), ("location", Fate::Held(Held::ReadOnly))]),
    ];
    for (policy, rows) in expected {
        assert_eq!(fates(&plan(&known(&record, Some(&base), policy), &read(&item))), rows, "{policy:?}");
    }
}

#[test]
fn m02_under_ask_me_nothing_is_written_until_each_field_is_answered() {
    let (base, record, item) = conflict();
    let known = known(&record, Some(&base), Policy::AskMe);
    let item = compose(&item);
    let open = plan(&known, &item);
    assert!(
        open.asks() && open.record_changes().is_empty() && open.item_changes().is_empty() && open.replaced().is_empty()
    );
    let answers = Answers::from([(field::SUBJECT, Side::Outlook)]);
    let answered = plan_open_item(&known, &item, &times(&known, &item), &answers);
    assert_eq!(answered.record_changes(), [(field::SUBJECT, Some(Value::text("Call at ten")))]);
    assert_eq!(answered.item_changes(), [(field::LOCATION, Some(Value::text("Room 2")))]);
}

#[test]
fn m03_a_form_has_no_time_so_the_person_is_asked() {
    let (base, record, item) = conflict();
    for policy in [Policy::NewestRecord, Policy::NewestField] {
        let plan = plan(&known(&record, Some(&base), policy), &compose(&item));
        assert_eq!(plan.verdict.expect("a conflict").why, Why::NoTime);
        assert_eq!(fates(&plan), [("subject", Fate::Ask), ("location", Fate::ToItem)], "{policy:?}");
    }
}

#[test]
fn m03_within_the_uncertainty_the_practice_side_wins() {
    let (base, record, item) = conflict();
    let known = known(&record, Some(&base), Policy::NewestRecord);
    for (lead, winner) in [(-2_i64, Side::Practice), (0, Side::Practice), (2, Side::Practice), (3, Side::Outlook)] {
        let modified = Some(at(100 + lead));
        let item = Presented { modified, ..read(&item) };
        let verdict =
            plan_open_item(&known, &item, &times(&known, &item), &Answers::new()).verdict.expect("a conflict");
        assert_eq!(verdict.winner, Some(winner), "Outlook {lead} s later");
    }
}

#[test]
fn m05_an_edited_item_brings_its_binned_record_back() {
    let (base, _, item) = conflict();
    let mut known = known(&base, Some(&base), Policy::NewestRecord);
    known.state = RecordState::Binned;
    let plan = plan(&known, &read(&item));
    assert_eq!((plan.decision.action, plan.decision.reason), (Action::RestoreRecord, Reason::EditBeatsDeletion));
    assert_eq!(plan.record_changes(), [(field::SUBJECT, Some(Value::text("Call at ten")))]);
}

#[test]
fn c09_a_blank_only_difference_is_written_once_and_is_no_edit() {
    let base = image("Call", "Room 1");
    let record = image("Call  ", "Room 1");
    let known = known(&record, Some(&base), Policy::AskMe);
    let plan = plan(&known, &read(&base));
    assert_eq!(plan.decision.action, Action::Nothing);
    assert_eq!(fates(&plan), [("subject", Fate::ToRecord)]);
    assert_eq!(plan.record_changes(), [(field::SUBJECT, Some(Value::text("Call")))]);
    assert!(plan.replaced().is_empty(), "blanks are not content");
}

#[test]
fn m09_a_locked_field_stays_while_the_others_travel() {
    let (base, _, item) = conflict();
    let mut known = known(&base, Some(&base), Policy::NewestRecord);
    known.settings.fields.insert(field::SUBJECT, Direction::ToOutlook);
    let item = item.with(field::NOTES, Value::text("Bring the file"));
    let plan = plan(&known, &read(&item));
    assert_eq!(fates(&plan), [("subject", Fate::Held(Held::FieldDirection)), ("notes", Fate::ToRecord)]);
}

/// The practice side after a form was synchronized.
fn after(known: &Known, plan: &ItemPlan, form: &Image) -> Known {
    let pending = plan.pending(known.base.as_ref());
    let (record, _) = done(plan, &known.record, form);
    Known { record, pending: Some(pending), ..known.clone() }
}

#[test]
fn p07_a_form_synchronized_twice_is_no_conflict_with_itself() {
    let base = image("Call", "Room 1");
    let form = image("Call at ten", "Room 1");
    let known = known(&base, Some(&base), Policy::NewestRecord);
    let first = plan(&known, &compose(&form));
    assert_eq!(fates(&first), [("subject", Fate::ToRecord)]);
    let known = after(&known, &first, &form);
    let again = plan(&known, &compose(&image("Call at eleven", "Room 1")));
    assert_eq!(fates(&again), [("subject", Fate::ToRecord)], "only Outlook edited since");
    assert!(plan(&known, &read(&form)).in_step(), "it was saved");
}

#[test]
fn m03_changed_back_or_thrown_away_nobody_knows_so_the_person_is_asked() {
    let base = image("Call", "Room 1");
    let form = image("Call at ten", "Room 1");
    let before = known(&base, Some(&base), Policy::NewestRecord);
    let known = after(&before, &plan(&before, &compose(&form)), &form);
    assert_eq!(fates(&plan(&known, &compose(&base))), [("subject", Fate::Ask)], "the form has no time");
    assert_eq!(fates(&plan(&known, &read(&base))), [("subject", Fate::ToRecord)], "saved later: changed back");
    let earlier = Presented { modified: Some(at(50)), ..read(&base) };
    assert_eq!(fates(&plan(&known, &earlier)), [("subject", Fate::Held(Held::ReadOnly))], "saved earlier: thrown away");
}

#[test]
fn p07_what_the_form_was_told_and_never_saved_is_still_to_come() {
    let base = image("Call", "Room 1");
    let told = known(&image("Call", "Room 2"), Some(&base), Policy::NewestRecord);
    let first = plan(&told, &compose(&base));
    assert_eq!(fates(&first), [("location", Fate::ToItem)]);
    let told = after(&told, &first, &base);
    assert_eq!(fates(&plan(&told, &compose(&base))), [("location", Fate::ToItem)], "the record's edit is not undone");
    let edited = image("Call", "Room 3");
    let over = plan(&told, &compose(&edited));
    assert_eq!(fates(&over), [("location", Fate::ToRecord)], "typed over what it was told");
    let told = after(&told, &over, &edited);
    assert_eq!(fates(&plan(&told, &compose(&image("Call", "Room 2")))), [("location", Fate::ToRecord)]);
}

#[test]
fn p07_a_value_that_was_held_back_is_still_an_edit() {
    let base = image("Call", "Room 1");
    let form = image("Call at ten", "Room 1");
    let mut held = known(&base, Some(&base), Policy::NewestRecord);
    held.settings.direction = Direction::ToOutlook;
    let mut held = after(&held, &plan(&held, &compose(&form)), &form);
    held.settings.direction = Direction::Both;
    assert_eq!(fates(&plan(&held, &compose(&form))), [("subject", Fate::ToRecord)]);
}

#[test]
fn p05_what_both_sides_hold_is_no_edit_whoever_made_it() {
    let known = known(&image("Call at ten", "Room 1"), Some(&image("Call", "Room 1")), Policy::NewestRecord);
    let base = known.base.clone().map(|base| Base { practice: image("Call at ten", "Room 1"), ..base });
    let plan = plan(&Known { base, ..known }, &compose(&image("Call at ten", "Room 1")));
    assert!(plan.in_step() && plan.record_changes().is_empty(), "{plan:?}");
}

#[test]
fn c09_blanks_write_no_body_no_bin_and_no_parted_pair() {
    let clean = image("Call", "Room 1").with(field::NOTES, Value::text("a\nb"));
    let blank = |image: &Image| image.clone().with(field::SUBJECT, Value::text("Call  "));
    let mut record = known(&blank(&clean), Some(&clean), Policy::NewestRecord);
    for (state, tie) in
        [(RecordState::Binned, Tie::Joined), (RecordState::Missing, Tie::Joined), (RecordState::Present, Tie::Parted)]
    {
        (record.state, record.tie) = (state, tie);
        assert!(plan(&record, &compose(&clean)).record_changes().is_empty(), "{state:?} {tie:?}");
    }
    let record = known(&clean, Some(&clean), Policy::NewestRecord);
    let body = clean.clone().with(field::NOTES, Value::text("a  \nb\n"));
    assert!(plan(&record, &compose(&body)).item_changes().is_empty(), "a body's formatting would go");
}

#[test]
fn m02_one_answer_goes_for_all_that_belongs_together() {
    let when = |start: i64, end: i64| {
        Image::new().with(field::START, Value::Instant(at(start))).with(field::END, Value::Instant(at(end)))
    };
    let known = known(&when(0, 3600), Some(&when(0, 1800)), Policy::AskMe);
    let item = compose(&when(600, 2400));
    let answers = Answers::from([(field::START, Side::Practice), (field::END, Side::Outlook)]);
    let plan = plan_open_item(&known, &item, &times(&known, &item), &answers);
    assert_eq!(fates(&plan), [("start", Fate::ToItem), ("end", Fate::ToItem)]);
}

#[test]
fn p03_without_a_base_nobody_undoes_a_deletion_unasked() {
    let (_, record, item) = conflict();
    let mut known = known(&record, None, Policy::OutlookWins);
    known.state = RecordState::Binned;
    let plan = plan(&known, &read(&item));
    assert_eq!(plan.decision.reason, Reason::NoBaseForDeletion);
    assert!(plan.asks() && plan.record_changes().is_empty());
}

#[test]
fn p09_the_hash_moves_with_everything_that_the_plan_was_made_from() {
    let (base, record, item) = conflict();
    let here = known(&record, Some(&base), Policy::NewestRecord);
    let hash = plan(&here, &read(&item)).hash;
    let version = Known { version: 8, ..here.clone() };
    let policy = Known { settings: Settings { policy: Policy::OutlookWins, ..Settings::default() }, ..here.clone() };
    let rebased = Known { base: None, ..here.clone() };
    for other in [version, policy, rebased] {
        assert_ne!(plan(&other, &read(&item)).hash, hash);
    }
    assert_ne!(plan(&here, &read(&base)).hash, hash);
    assert_eq!(plan(&here, &read(&item)).hash, hash);
}

#[test]
fn m01_fields_that_belong_together_go_together() {
    let when = |start: i64, end: i64| {
        Image::new().with(field::START, Value::Instant(at(start))).with(field::END, Value::Instant(at(end)))
    };
    let known = known(&when(0, 3600), Some(&when(0, 1800)), Policy::NewestField);
    let plan = plan(&known, &read(&when(600, 1800)));
    let record: Vec<FieldId> = plan.record_changes().into_iter().map(|(id, _)| id).collect();
    assert_eq!(record, [field::START, field::END], "Outlook is newer: the whole time is Outlook's");
}

/// What each side holds once a plan is done.
fn done(plan: &ItemPlan, record: &Image, item: &Image) -> (Image, Image) {
    let apply = |image: &Image, changes: Vec<(FieldId, Option<Value>)>| {
        changes.into_iter().fold(image.clone(), |image, (id, value)| image.with(id, value))
    };
    (apply(record, plan.record_changes()), apply(item, plan.item_changes()))
}

fn edits() -> impl Strategy<Value = (Image, Image, Image)> {
    (support::appointment(), support::appointment(), support::appointment(), any::<[bool; 16]>(), any::<[bool; 16]>())
        .prop_map(|(base, practice, outlook, left, right)| {
            let mix = |edit: &Image, picks: [bool; 16]| {
                let fields = KIND.synced().filter(|field| field.unit == rules::record::Unit::Single);
                fields
                    .zip(picks)
                    .filter(|(_, pick)| *pick)
                    .fold(base.clone(), |image, (field, _)| image.with(field.id, edit.get(field.id).cloned()))
            };
            (mix(&practice, left), mix(&outlook, right), base)
        })
}

fn policy() -> impl Strategy<Value = Policy> {
    prop::sample::select(Policy::ALL.to_vec())
}

fn direction() -> impl Strategy<Value = Direction> {
    prop::sample::select(Direction::ALL.to_vec())
}

proptest! {
    #[test]
    fn p01_p02_after_the_plan_both_sides_are_equal_and_the_next_plans_nothing(
        (record, item, base) in edits(),
        policy in prop::sample::select(vec![Policy::PracticeWins, Policy::OutlookWins]),
    ) {
        let mut known = known(&record, Some(&base), policy);
        let (mut record, mut item) = (record, item);
        for _run in 0..2 {
            let plan = plan(&known, &compose(&item));
            (record, item) = done(&plan, &record, &item);
            prop_assert!(same_image(KIND, &record, &item), "{plan:?}");
            known.base = Some(plan.agreed(known.base.as_ref()));
            known.record.clone_from(&record);
        }
        prop_assert!(plan(&known, &compose(&item)).in_step());
    }

    #[test]
    fn p03_every_edit_is_on_a_side_or_in_the_history_or_asked(
        (record, item, base) in edits(), policy in policy(), direction in direction(), form in any::<bool>(),
    ) {
        let mut known = known(&record, Some(&base), policy);
        known.settings.direction = direction;
        let shown = if form { compose(&item) } else { read(&item) };
        let plan = plan(&known, &shown);
        let (record_after, item_after) = done(&plan, &record, &item);
        let kept = plan.replaced();
        for row in KIND.synced() {
            for (side, typed) in [(Side::Practice, record.get(row.id)), (Side::Outlook, item.get(row.id))] {
                let on_a_side = same(row, typed, record_after.get(row.id)) || same(row, typed, item_after.get(row.id));
                let in_history = kept.iter().any(|lost| lost.field == row.id && lost.side == side && lost.value.as_ref() == typed);
                prop_assert!(on_a_side || in_history, "{} of {side:?} is lost", row.id);
            }
        }
    }

    #[test]
    fn p04_edits_to_different_fields_both_survive((record, item, base) in edits()) {
        let known = known(&record, Some(&base), Policy::NewestField);
        let item_view = compose(&item);
        let asked = plan(&known, &item_view);
        let answers = asked.with_fate(Fate::Ask).map(|row| (row.row.field, Side::Practice)).collect();
        let plan = plan_open_item(&known, &item_view, &times(&known, &item_view), &answers);
        let (record_after, item_after) = done(&plan, &record, &item);
        for row in KIND.synced() {
            let (was, practice, outlook) = (base.get(row.id), record.get(row.id), item.get(row.id));
            let expected = if same(row, practice, was) { outlook } else { practice };
            prop_assert!(same(row, record_after.get(row.id), expected), "{} in the record", row.id);
            prop_assert!(same(row, item_after.get(row.id), expected), "{} in the item", row.id);
        }
    }

    #[test]
    fn p19_a_closed_side_is_never_written(
        (record, item, base) in edits(), policy in policy(), direction in direction(), locked in direction(), form in any::<bool>(),
    ) {
        let mut known = known(&record, Some(&base), policy);
        known.settings.direction = direction;
        known.settings.fields.insert(field::SUBJECT, locked);
        let plan = plan(&known, &if form { compose(&item) } else { read(&item) });
        let record_fields: Vec<_> = plan.record_changes().into_iter().map(|(id, _)| id).collect();
        let item_fields: Vec<_> = plan.item_changes().into_iter().map(|(id, _)| id).collect();
        prop_assert!(direction.writes(Side::Practice) || record_fields.is_empty());
        prop_assert!(direction.writes(Side::Outlook) || item_fields.is_empty());
        prop_assert!(locked.writes(Side::Practice) || !record_fields.contains(&field::SUBJECT));
        prop_assert!(locked.writes(Side::Outlook) || !item_fields.contains(&field::SUBJECT));
        prop_assert!(form || item_fields.is_empty(), "a window that reads is never written");
    }

    #[test]
    fn p18_same_inputs_same_plan((record, item, base) in edits(), policy in policy()) {
        let known = known(&record, Some(&base), policy);
        let read_back: Known = serde_json::from_str(&serde_json::to_string(&known).expect("JSON")).expect("JSON");
        prop_assert_eq!(&read_back, &known);
        prop_assert_eq!(plan(&read_back, &read(&item)), plan(&known, &read(&item)));
    }
}
