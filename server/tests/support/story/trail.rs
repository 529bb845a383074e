//! History, idempotency, questions, journal, audit, sessions.

use rules::record::{Value, appointment};
use server::practice::{
    AuditEntry, Commit, Error, JournalEntry, JournalState, Practice, Question, QuestionAbout, QuestionRow, RecordRef,
    Replaced, Session, Side, Step, StoredAnswer,
};

use crate::support::{at, create, meeting, now};

pub(super) async fn m4_what_lost_is_kept_and_comes_back(practice: &dyn Practice) {
    let record = RecordRef::appointment("a1");
    let before = practice.appointment("a1").await.unwrap();
    let lost = before.image.get(appointment::LOCATION).cloned();
    let won = Some(Value::text("Outlook's room"));
    let kept = |field, side, value, replaced_by| {
        Step::Keep(Replaced {
            record: RecordRef::appointment("a1"),
            field,
            side,
            value,
            replaced_by,
            why: "C7".into(),
            run_id: None,
            journal_id: None,
        })
    };
    let image = before.image.clone().with(appointment::LOCATION, won.clone());
    let commit = Commit::new(now(), "anna")
        .step(Step::Update { record: record.clone(), expected: before.version, image: image.clone(), edited_at: now() })
        .step(kept(appointment::SUBJECT, Side::Outlook, None, None))
        .step(kept(appointment::LOCATION, Side::Practice, lost.clone(), won.clone()));
    let done = practice.commit(commit).await.unwrap();
    let history = practice.history(&record, 10).await.unwrap();
    assert_eq!(
        history.iter().map(|entry| &entry.id).collect::<Vec<_>>(),
        [&done.history[1], &done.history[0]],
        "newest first"
    );
    let entry = practice.history_entry(&done.history[1]).await.unwrap();
    assert_eq!(entry, history[0]);
    assert_eq!((entry.replaced.value, entry.replaced.replaced_by), (lost.clone(), won));
    assert_eq!((entry.at, entry.by.as_str(), entry.replaced.side), (now(), "anna", Side::Practice));
    let back = Step::Update {
        record: record.clone(),
        expected: done.versions[&record],
        image: image.with(entry.replaced.field, lost.clone()),
        edited_at: now(),
    };
    practice.commit(Commit::new(now(), "anna").step(back)).await.unwrap();
    assert_eq!(practice.appointment("a1").await.unwrap().image.get(appointment::LOCATION), lost.as_ref());
}

pub(super) async fn a_repeated_key_writes_nothing(practice: &dyn Practice) {
    let answer = StoredAnswer {
        person: "anna".into(),
        key: "key-1".into(),
        fingerprint: "sha".into(),
        status: 200,
        body: "{}".into(),
    };
    let commit = |id: &str| {
        Commit::new(now(), "anna").step(create(RecordRef::appointment(id), meeting("Once"))).answering(answer.clone())
    };
    assert_eq!(practice.answer_of("anna", "key-1").await.unwrap(), None);
    practice.commit(commit("once")).await.unwrap();
    assert_eq!(practice.commit(commit("twice")).await, Err(Error::Repeated { key: "key-1".into() }));
    assert!(matches!(practice.appointment("twice").await, Err(Error::NotFound { .. })));
    assert_eq!(practice.answer_of("anna", "key-1").await.unwrap(), Some(answer.clone()));
    assert_eq!(practice.answer_of("bert", "key-1").await.unwrap(), None, "another person's keys are their own");
}

pub(super) async fn an_answer_is_kept_for_a_month(practice: &dyn Practice) {
    let answering = async |key: &str, at| {
        let (person, key, body) = ("anna".to_owned(), key.to_owned(), "{}".to_owned());
        let answer = StoredAnswer { person, key, fingerprint: "sha".into(), status: 200, body };
        practice.commit(Commit::new(at, "anna").answering(answer)).await.unwrap();
    };
    let days = |days: i64| now() + jiff::SignedDuration::from_hours(24 * days);
    answering("early", now()).await;
    answering("a month later", days(30)).await;
    assert!(practice.answer_of("anna", "early").await.unwrap().is_some());
    answering("and a day", days(31)).await;
    assert_eq!(practice.answer_of("anna", "early").await.unwrap(), None);
    assert!(practice.answer_of("anna", "a month later").await.unwrap().is_some());
}

pub(super) async fn questions(practice: &dyn Practice) {
    let question = |id: &str, subject: &str| Question {
        id: id.into(),
        staff_id: "anna".into(),
        about: QuestionAbout::Conflict,
        link_id: Some("l1".into()),
        folder_id: None,
        item_id: None,
        candidates: Vec::new(),
        item: None,
        record: RecordRef::appointment("a1"),
        rows: vec![QuestionRow {
            field: appointment::SUBJECT,
            base: None,
            practice: Some(Value::text(subject)),
            outlook: Some(Value::text("Outlook's")),
        }],
        practice_at: Some(now()),
        outlook_at: None,
        asked_at: now(),
        answered: None,
    };
    let step = async |step: Step| practice.commit(Commit::new(now(), "anna").step(step)).await;
    step(Step::Ask(question("q1", "one"))).await.unwrap();
    step(Step::Ask(question("q2", "two"))).await.unwrap();
    let open = practice.open_questions("anna").await.unwrap();
    assert_eq!(open, [Question { id: "q1".into(), ..question("q2", "two") }], "asked again is the same question");
    assert_eq!(practice.open_question_of("l1").await.unwrap().as_ref(), open.first());
    let answer = || Step::Answer { question_id: "q1".into(), answer: serde_json::json!({ "subject": "outlook" }) };
    step(answer()).await.unwrap();
    assert!(practice.open_questions("anna").await.unwrap().is_empty());
    let answered = practice.question("q1").await.unwrap().answered.expect("answered");
    assert_eq!(
        (answered.by.as_str(), answered.at, answered.answer["subject"].as_str()),
        ("anna", now(), Some("outlook"))
    );
    assert!(matches!(step(answer()).await, Err(Error::Taken { .. })), "answered once");
    step(Step::Ask(question("q3", "three"))).await.expect("and a new one may be asked");
}

/// An item that may be several records: asked once for each thing that is asked about it.
pub(super) async fn c8_questions_about_items(practice: &dyn Practice) {
    let question = |id: &str, about, link_id: Option<&str>, candidates: &[&str]| Question {
        id: id.into(),
        staff_id: "anna".into(),
        about,
        link_id: link_id.map(str::to_owned),
        folder_id: Some("f".into()),
        item_id: Some("i".into()),
        candidates: candidates.iter().map(ToString::to_string).collect(),
        item: Some(serde_json::json!({ "displayName": "Jörg Weiß" })),
        record: RecordRef::contact("k1"),
        rows: Vec::new(),
        practice_at: None,
        outlook_at: None,
        asked_at: now(),
        answered: None,
    };
    let ask = async |question: Question| practice.commit(Commit::new(now(), "anna").step(Step::Ask(question))).await;
    let open = async || {
        let all = practice.open_questions("anna").await.unwrap();
        all.into_iter().filter(|question| question.item_id.is_some()).collect::<Vec<_>>()
    };
    ask(question("m1", QuestionAbout::Match, None, &["k1"])).await.unwrap();
    let later =
        Question { asked_at: at("2026-11-03T09:00:00Z"), ..question("m2", QuestionAbout::Match, None, &["k1", "k2"]) };
    ask(later).await.unwrap();
    assert_eq!(open().await, [question("m1", QuestionAbout::Match, None, &["k1", "k2"])], "asked again is the same");
    ask(question("m3", QuestionAbout::Deletion, None, &[])).await.unwrap();
    assert_eq!(open().await.len(), 2, "another thing is another question");
    ask(question("m4", QuestionAbout::Conflict, Some("l7"), &[])).await.unwrap();
    ask(question("m5", QuestionAbout::Match, Some("l7"), &[])).await.unwrap();
    let left = open().await;
    let ids: Vec<_> = left.iter().map(|question| (question.id.as_str(), question.about)).collect();
    assert_eq!(ids, [("m1", QuestionAbout::Match), ("m3", QuestionAbout::Deletion)], "one for the link and its item");
    assert_eq!(left[0].link_id.as_deref(), Some("l7"));
    let withdrawn = practice.question("m4").await.unwrap().answered.expect("withdrawn");
    assert!(withdrawn.answer.is_null());
}

pub(super) async fn p7_the_journal(practice: &dyn Practice) {
    let entry = |id: &str, key: &str| JournalEntry {
        id: id.into(),
        run_id: None,
        position: None,
        link_id: None,
        side: Side::Outlook,
        action: "create".into(),
        record: RecordRef::appointment("a1"),
        folder_id: None,
        item_id: None,
        create_key: Some(key.into()),
        before: None,
        after: Some(meeting("Sent")),
        state: JournalState::Planned,
        at: now(),
        settled_at: None,
        sought_at: None,
        note: String::new(),
    };
    let step = async |step: Step| practice.commit(Commit::new(now(), "anna").step(step)).await;
    step(Step::Journal(entry("j1", "key"))).await.unwrap();
    assert!(
        matches!(step(Step::Journal(entry("j2", "key"))).await, Err(Error::Taken { .. })),
        "a create key is one's own"
    );
    assert_eq!(practice.unsettled().await.unwrap(), [entry("j1", "key")]);
    let settle = |state| Step::Settle { journal_id: "j1".into(), state, note: String::new() };
    step(settle(JournalState::Sent)).await.unwrap();
    assert_eq!(practice.unsettled().await.unwrap()[0].settled_at, None, "sent is in doubt");
    step(settle(JournalState::Done)).await.unwrap();
    assert!(practice.unsettled().await.unwrap().is_empty());
    assert_eq!(practice.journal_entry("j1").await.unwrap().settled_at, Some(now()));
    let refused = step(settle(JournalState::Sent)).await;
    assert!(matches!(refused, Err(Error::Invalid { .. })), "nothing leads back from done: {refused:?}");
}

pub(super) async fn who_did_what(practice: &dyn Practice) {
    let entry = |record: Option<RecordRef>| AuditEntry {
        action: "sync".into(),
        record,
        outcome: "done".into(),
        detail: "2 fields".into(),
    };
    let of = RecordRef::appointment("a1");
    let commit = Commit::new(now(), "anna").step(Step::Audit(entry(Some(of.clone())))).step(Step::Audit(entry(None)));
    practice.commit(commit).await.unwrap();
    let all = practice.audit(None, 10).await.unwrap();
    assert_eq!(all.iter().map(|row| &row.entry).collect::<Vec<_>>(), [&entry(None), &entry(Some(of.clone()))]);
    let of_one = practice.audit(Some(&of), 10).await.unwrap();
    assert_eq!((of_one.len(), of_one[0].by.as_str(), of_one[0].at), (1, "anna", now()));
}

pub(super) async fn sessions(practice: &dyn Practice) {
    let session = |hash: &str, expires: &str| Session {
        token_hash: hash.into(),
        staff_id: "anna".into(),
        created_at: now(),
        expires_at: at(expires),
    };
    let (one, old) = (session("h1", "2026-11-02T17:00:00Z"), session("h2", "2026-11-02T09:00:00Z"));
    practice.open_session(&one).await.unwrap();
    practice.open_session(&old).await.unwrap();
    assert_eq!(practice.signed_in("h1", now()).await.unwrap(), Some(practice.staff_member("anna").await.unwrap()));
    assert_eq!(practice.signed_in("h1", one.expires_at).await.unwrap(), None, "it is over then");
    assert_eq!(practice.signed_in("h2", now()).await.unwrap(), None, "it is over");
    assert_eq!(practice.signed_in("h3", now()).await.unwrap(), None);
    practice.close_session("h1", now()).await.unwrap();
    assert_eq!(practice.signed_in("h1", now()).await.unwrap(), None);
}
