//! The pane's JSON and the server's are the same: whatever one reads the other reads as the same value, and each reads
//! what the other writes.

mod samples;

use api::{
    AddContact, AddItem, AnswerQuestion, AppointmentRecord, CalendarCode, ClientHit, CompleteContact, ConfirmRun,
    ContactFilter, ContactFolder, DevelopmentSignIn, FilterSample, FirstAdmin, HistoryEntry, IncompleteContact,
    IncompleteContacts, ItemRequest, ItemStatus, Live, Me, Problem, QuestionView, Restore, Restored, RunDetail,
    RunSummary, SampleFilter, SaveFilter, SaveSetup, SavedSetup, Setup, SetupEffect, SignIn, Signed, StaffMember,
    StartRun, Started, SyncItem, SyncReport, SyncState, Tie, UnlinkItem, Waiting, Who, WhoIs,
};
use proptest::{prelude::*, sample::Index};
use rules::json::{self, FromJson, ToJson};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Value, json};

/// Values that may stand where a value of another kind, or another value of its kind, should.
fn leaf() -> impl Strategy<Value = Value> {
    let texts = vec![
        "",
        "x",
        "2026-11-22",
        "2026-02-30",
        "2026-11-22T10:00:00Z",
        "2026-11-22T10:00:00.25Z",
        "2026-11-22T24:00:00Z",
        "-000044-03-15",
        "PT1H2M3.5S",
        "-PT90S",
        "P",
        "subject",
        "start",
        "joined",
        "askMe",
        "linked",
        "daily",
        "noEnd",
        "admin",
        "\u{1f600}\u{7}\\\"/",
    ];
    // The server takes 1000.0 for whole where a request has numbers; it never writes one, so the pane need not read it.
    let numbers = vec![json!(0), json!(7), json!(-3), json!(300), json!(4_294_967_296_i64), json!(1.5)];
    prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        prop::sample::select(numbers),
        prop::sample::select(texts).prop_map(Value::from),
        "\\PC{0,12}".prop_map(Value::from),
    ]
}

/// A change somewhere in a sample.
#[derive(Clone, Debug)]
enum Change {
    Put(Index, Value),
    Drop(Index),
    Add(Index, String, Value),
}

fn change() -> impl Strategy<Value = Change> {
    prop_oneof![
        3 => (any::<Index>(), leaf()).prop_map(|(at, value)| Change::Put(at, value)),
        2 => any::<Index>().prop_map(Change::Drop),
        1 => (any::<Index>(), "[a-z]{1,6}", leaf()).prop_map(|(at, name, value)| Change::Add(at, name, value)),
    ]
}

/// The places in a sample, outermost first, that `wanted` picks.
fn places(value: &Value, path: &str, wanted: fn(&Value) -> bool, found: &mut Vec<String>) {
    if wanted(value) {
        found.push(path.to_owned());
    }
    let inner: Vec<(String, &Value)> = match value {
        Value::Object(properties) => properties.iter().map(|(name, value)| (name.clone(), value)).collect(),
        Value::Array(list) => list.iter().enumerate().map(|(at, value)| (at.to_string(), value)).collect(),
        _ => Vec::new(),
    };
    for (name, value) in inner {
        places(value, &format!("{path}/{name}"), wanted, found);
    }
}

fn place(sample: &Value, at: Index, wanted: fn(&Value) -> bool) -> Option<String> {
    let mut found = Vec::new();
    places(sample, "", wanted, &mut found);
    (!found.is_empty()).then(|| at.get(&found).clone())
}

fn apply(sample: &mut Value, change: Change) {
    match change {
        Change::Put(at, value) => {
            let path = place(sample, at, |value| !value.is_object() && !value.is_array());
            if let Some(old) = path.and_then(|path| sample.pointer_mut(&path)) {
                *old = value;
            }
        }
        Change::Drop(at) => {
            let Some(path) = place(sample, at, |_| true) else { return };
            let Some((outer, name)) = path.rsplit_once('/') else { return };
            match sample.pointer_mut(outer) {
                Some(Value::Object(properties)) => drop(properties.remove(name)),
                Some(Value::Array(list)) => drop(list.pop()),
                _ => {}
            }
        }
        Change::Add(at, name, value) => {
            let path = place(sample, at, Value::is_object);
            if let Some(Value::Object(properties)) = path.and_then(|path| sample.pointer_mut(&path)) {
                properties.insert(name, value);
            }
        }
    }
}

/// Both readers on one text.
fn same<T: FromJson + DeserializeOwned + Serialize>(text: &str) -> Result<Option<T>, TestCaseError> {
    let (ours, serdes) = (json::from_str::<T>(text), serde_json::from_str::<T>(text));
    let plain = |value: &T| serde_json::to_value(value).expect("a value");
    prop_assert_eq!(ours.as_ref().map(plain), serdes.as_ref().ok().map(plain), "{}: {:?}", text, serdes.err());
    Ok(ours)
}

/// Both readers on a sample that was changed, and serde on what the pane would write of it.
fn read_and_written<T: FromJson + ToJson + DeserializeOwned + Serialize>(
    sample: Value,
    changes: Vec<Change>,
) -> Result<(), TestCaseError> {
    let whole = same::<T>(&sample.to_string())?;
    prop_assert!(whole.is_some(), "the sample is good");
    let mut other = sample;
    for change in changes {
        apply(&mut other, change);
    }
    if let Some(value) = same::<T>(&other.to_string())? {
        let written = json::to_string(&value);
        let read: T =
            serde_json::from_str(&written).map_err(|error| TestCaseError::fail(format!("{written}: {error}")))?;
        prop_assert_eq!(serde_json::to_value(&read).expect("a value"), serde_json::to_value(&value).expect("a value"));
    }
    Ok(())
}

macro_rules! wire {
    ($($name:ident: $type:ty;)*) => {
        proptest! {$(
            #[test]
            fn $name(changes in prop::collection::vec(change(), 0..4)) {
                for sample in samples::$name() {
                    read_and_written::<$type>(sample, changes.clone())?;
                }
            }
        )*}
    };
}

wire! {
    add_contact: AddContact;
    add_item: AddItem;
    answer: AnswerQuestion;
    calendar_code: CalendarCode;
    client: ClientHit;
    complete: CompleteContact;
    confirm: ConfirmRun;
    development: DevelopmentSignIn;
    effect: SetupEffect;
    filter: ContactFilter;
    first_admin: FirstAdmin;
    folders: Vec<ContactFolder>;
    history: HistoryEntry;
    incomplete: IncompleteContacts;
    incomplete_one: IncompleteContact;
    item: ItemRequest;
    me: Me;
    problem: Problem;
    question: QuestionView;
    record: AppointmentRecord;
    report: SyncReport;
    restore: Restore;
    restored: Restored;
    run: RunDetail;
    runs: Vec<RunSummary>;
    sample: FilterSample;
    sample_filter: SampleFilter;
    save_filter: SaveFilter;
    save_setup: SaveSetup;
    saved_setup: SavedSetup;
    setup: Setup;
    sign_in: SignIn;
    signed: Signed;
    staff: Vec<StaffMember>;
    start: StartRun;
    started: Started;
    state: SyncState;
    status: ItemStatus;
    sync: SyncItem;
    tie: Tie;
    unlink: UnlinkItem;
    waiting: Waiting;
    who: Who;
    who_is: WhoIs;
}

proptest! {
    #[test]
    fn live(changes in prop::collection::vec(change(), 0..4)) {
        for mut sample in samples::live() {
            prop_assert!(same::<Live>(&sample.to_string())?.is_some());
            for change in changes.clone() {
                apply(&mut sample, change);
            }
            same::<Live>(&sample.to_string())?;
        }
    }

    /// What is JSON for one is JSON for the other.
    #[test]
    fn p16_any_text_is_read_or_refused_alike(text in "[\\[\\]{}\",:0-9.eE+\\-a-ftrulsn\\\\ \\n]{0,24}") {
        prop_assert_eq!(json::parse(&text).is_some(), serde_json::from_str::<Value>(&text).is_ok(), "{}", text);
    }

    #[test]
    fn texts_come_back_as_they_were(text in any::<String>()) {
        let written = json::to_string(&text);
        prop_assert_eq!(serde_json::from_str::<String>(&written).expect("a text"), text.clone());
        let escaped = text.encode_utf16().fold(String::new(), |escaped, unit| escaped + &format!("\\u{unit:04x}"));
        prop_assert_eq!(json::from_str::<String>(&format!("\"{escaped}\"")), Some(text));
    }
}

#[test]
fn a_whole_number_of_a_request_may_have_a_point() {
    let read = |text: &str| serde_json::from_str::<ConfirmRun>(text).map(|run| run.leave_out);
    assert_eq!(read(r#"{"hash":"abc","leaveOut":[1000.0,2,1e3]}"#).expect("whole numbers"), [1000, 2, 1000]);
    for other in ["1.5", "-1.0", "4294967296.0", "\"1\"", "1e99"] {
        assert!(read(&format!(r#"{{"hash":"abc","leaveOut":[{other}]}}"#)).is_err(), "{other}");
    }
}
