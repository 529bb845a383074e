//! Staff, settings, clients, and who an address is.

use rules::record::{Value, appointment, contact};
use server::practice::{Attendee, Commit, Error, Filing, Practice, RecordRef, Step};

use crate::support::{Foreign, at, client, create, meeting, now};

pub(super) async fn staff_and_settings(practice: &dyn Practice) {
    let anna = practice.staff_by_mailbox(" ANNA.brandt@example.com ").await.unwrap().expect("found in any letter case");
    assert_eq!(anna, practice.staff_member("anna").await.unwrap());
    assert_eq!(practice.staff().await.unwrap(), std::slice::from_ref(&anna));
    assert_eq!(practice.staff_by_mailbox("nobody@example.com").await.unwrap(), None);
    let other = server::practice::StaffMember { id: "anna2".into(), mailbox: "Anna.Brandt@Example.com".into(), ..anna };
    let taken = practice.commit(Commit::new(now(), "").step(Step::Staff(other))).await;
    assert!(matches!(taken, Err(Error::Taken { .. })), "{taken:?}");

    let mut settings = practice.settings("anna").await.unwrap();
    assert_eq!(settings, server::practice::StaffSettings::default());
    settings.policy = server::practice::Policy::AskMe;
    settings.to_outlook.mode = server::practice::Mode::Periodic { minutes: 15 };
    settings.default_client = Some("c1".into());
    let mut firm = practice.firm().await.unwrap();
    firm.codes = ["COURT", "CALL"]
        .map(|code| server::practice::CalendarCode {
            code: code.into(),
            label: code.to_lowercase(),
            category: format!("{code}-category"),
        })
        .into();
    firm.terminology.insert("client".into(), "Mandant".into());
    firm.appointment_fields.insert(appointment::NOTES, rules::conflict::Direction::ToPractice);
    firm.licences.client_management = true;
    let commit = Commit::new(now(), "anna")
        .step(Step::Settings { staff_id: "anna".into(), settings: Box::new(settings.clone()) })
        .step(Step::Firm(Box::new(firm.clone())));
    practice.commit(commit).await.unwrap();
    assert_eq!(practice.settings("anna").await.unwrap(), settings);
    assert_eq!(practice.firm().await.unwrap(), firm);
    assert_eq!(firm.category_of("CALL"), Some("CALL-category"));
    assert!(matches!(practice.settings("nobody").await, Err(Error::NotFound { .. })));
}

pub(super) async fn searching_clients(practice: &dyn Practice) {
    let found = async |text: &str| -> Vec<String> {
        practice.search_clients(text, 10).await.unwrap().into_iter().map(|hit| hit.client.id).collect()
    };
    assert_eq!(found("").await, ["c2", "c1"]);
    assert_eq!(found("1000").await, ["c2", "c1"]);
    assert_eq!(found("10002").await, ["c2"]);
    assert_eq!(found("überSEE").await, ["c1"], "letter case does not count, beyond ASCII either");
    assert_eq!(found("50%").await, ["c2"], "a percent sign is a letter here");
    assert_eq!(found("0_ ").await, [""; 0], "and so is an underscore");
    let by_contact = practice.search_clients("jörg", 10).await.unwrap();
    assert_eq!(by_contact[0].client.id, "c1");
    assert_eq!(by_contact[0].contact.as_deref(), Some("Weiß, Jörg"));
    practice.commit(Commit::new(now(), "").step(Step::Client(client("c3", "B-7", "Holding Baker")))).await.unwrap();
    assert_eq!(found("baker").await, ["c2", "c3"], "what begins with it comes first");
    assert_eq!(practice.search_clients("baker", 1).await.unwrap().len(), 1);
    assert_eq!(practice.matters("c1").await.unwrap()[0].id, "m1");
    assert!(matches!(practice.matters("nobody").await, Err(Error::NotFound { what: "client", .. })));
    let twice = practice.commit(Commit::new(now(), "").step(Step::Client(client("c4", "B-7", "Other")))).await;
    assert!(matches!(twice, Err(Error::Taken { .. })), "{twice:?}");
    let again = server::practice::Matter { id: "m9".into(), ..practice.matter("m1").await.unwrap() };
    let twice = practice.commit(Commit::new(now(), "").step(Step::Matter(again))).await;
    assert!(matches!(twice, Err(Error::Taken { .. })), "a matter's number is its own within the client: {twice:?}");
}

pub(super) async fn who_is_this_address(practice: &dyn Practice, foreign: &dyn Foreign) {
    let ask = ["unknown@example.org".to_owned(), " joerg.weiss@example.org".to_owned()];
    let found = practice.contacts_by_address(&ask).await.unwrap();
    assert_eq!(found.len(), 1);
    assert_eq!(
        (found[0].contact_id.as_str(), found[0].name.as_str(), found[0].kind.as_str()),
        ("k1", "Weiß, Jörg", "client")
    );
    assert_eq!(found[0].address, " joerg.weiss@example.org");
    assert_eq!(found[0].clients, [practice.client("c1").await.unwrap()]);
    let image =
        server::practice::contact_image("Eva Lang", "eva@example.org", server::practice::ImportAs::Standalone, &[]);
    practice.commit(Commit::new(now(), "anna").step(create(RecordRef::contact("k2"), image))).await.unwrap();
    foreign.sql("UPDATE contact SET email3 = 'EVA@work.example.org ' WHERE id = 'k2'");
    let found = practice.contacts_by_address(&["eva@work.example.org".to_owned()]).await.unwrap();
    assert_eq!((found[0].name.as_str(), found[0].kind.as_str()), ("Eva Lang", "standalone"));
    assert!(found[0].clients.is_empty());
    assert_eq!(practice.contact("k2").await.unwrap().image.text(contact::SURNAME), "Lang");
}

pub(super) async fn a8_filed_last(practice: &dyn Practice) {
    let with = |id: &str, address: &str| Step::Attendees {
        appointment_id: id.into(),
        attendees: vec![Attendee { address: address.into(), name: "Eva".into() }],
    };
    let later = Step::Create {
        record: RecordRef::appointment("a3"),
        image: meeting("Later").with(appointment::CODE, Value::text("CALL")),
        edited_at: at("2031-01-01T00:00:00Z"),
        series: None,
    };
    let commit =
        Commit::new(now(), "anna").step(with("a2", "Eva@example.org")).step(later).step(with("a3", "eva@example.org"));
    practice.commit(commit).await.unwrap();
    assert_eq!(practice.attendees("a3").await.unwrap()[0].address, "eva@example.org");
    let filed = practice.filed_last(&["x@example.org".to_owned(), "EVA@example.org".to_owned()], "anna").await.unwrap();
    let expected = Filing { client: Some("c1".into()), matter: Some("m1".into()), code: Some("CALL".into()) };
    assert_eq!(filed, Some(expected));
    assert_eq!(practice.filed_last(&["x@example.org".to_owned()], "anna").await.unwrap(), None);
    practice.commit(Commit::new(now(), "anna").step(with("a3", "Anna.Brandt@example.com"))).await.unwrap();
    let ours = practice.filed_last(&["anna.brandt@example.com".to_owned()], "anna").await.unwrap();
    assert_eq!(ours, None, "everyone's meetings have our own people in them");
}
