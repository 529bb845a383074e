//! The firm's list of filters, and who uses them.

use rules::filter::{Filter, Method, Row};
use rules::record::RecordKind;
use server::practice::{Commit, ContactFilter, Error, FolderKey, Practice, Step};

use crate::support::{Foreign, now};

fn filter(id: &str, name: &str) -> ContactFilter {
    let row = |field: &str, method, values: &[&str]| Row {
        field: field.into(),
        method,
        values: values.iter().map(ToString::to_string).collect(),
    };
    let rows = vec![row("associate", Method::Single, &["me"]), row("city", Method::IsNotBlank, &[])];
    ContactFilter { id: id.into(), name: name.into(), filter: Filter { match_all: false, rows } }
}

async fn step(practice: &dyn Practice, step: Step) -> Result<(), Error> {
    practice.commit(Commit::new(now(), "anna").step(step)).await.map(drop)
}

async fn choose(practice: &dyn Practice, filter: Option<&str>) -> Result<(), Error> {
    let mut settings = practice.settings("anna").await.unwrap();
    settings.filter = filter.map(str::to_owned);
    step(practice, Step::Settings { staff_id: "anna".into(), settings: Box::new(settings) }).await
}

pub(super) async fn c3_the_list_of_filters(practice: &dyn Practice) {
    assert_eq!(practice.filters().await.unwrap(), []);
    for (id, name) in [("mine", "Meine"), ("berlin", "berlin"), ("all", "Alle")] {
        step(practice, Step::Filter(filter(id, name))).await.unwrap();
    }
    let names: Vec<_> = practice.filters().await.unwrap().into_iter().map(|filter| filter.name).collect();
    assert_eq!(names, ["Alle", "berlin", "Meine"]);
    assert_eq!(practice.filter("mine").await.unwrap(), filter("mine", "Meine"));
    assert!(matches!(practice.filter("gone").await, Err(Error::NotFound { what: "filter", .. })));
    let changed =
        ContactFilter { filter: Filter { match_all: true, ..Filter::default() }, ..filter("mine", "Only mine") };
    step(practice, Step::Filter(changed.clone())).await.unwrap();
    assert_eq!(practice.filter("mine").await.unwrap(), changed);
    let twin = step(practice, Step::Filter(filter("other", "BERLIN"))).await;
    assert!(matches!(twin, Err(Error::Taken { .. })), "a name is one filter's: {twin:?}");
    assert_eq!(practice.filters().await.unwrap().len(), 3);
}

/// Nothing that somebody uses is dropped, and nobody can use what is not there.
pub(super) async fn c3_a_filter_in_use_stays(practice: &dyn Practice) {
    let drop = async |id: &str| step(practice, Step::DropFilter { id: id.into() }).await;
    choose(practice, Some("mine")).await.unwrap();
    let by = vec!["Anna Brandt".to_owned()];
    assert_eq!(drop("mine").await, Err(Error::InUse { what: "filter", by }));
    assert!(practice.filter("mine").await.is_ok());
    choose(practice, None).await.unwrap();
    drop("mine").await.unwrap();
    assert!(matches!(drop("mine").await, Err(Error::NotFound { what: "filter", .. })));
    let nobodys = choose(practice, Some("mine")).await;
    assert!(matches!(&nobodys, Err(Error::Invalid { field, .. }) if field == "filter"), "{nobodys:?}");
    assert_eq!(practice.settings("anna").await.unwrap().filter, None);
}

/// Whatever is remembered of filters is known to be old, whoever changed one.
pub(super) async fn the_revision_counts_changes_of_filters(practice: &dyn Practice, foreign: &dyn Foreign) {
    let key = FolderKey::default_of("anna.brandt@example.com", RecordKind::Appointment);
    let revision = async || practice.opened(&key, "none").await.unwrap().revision.expect("a revision");
    let mut last = revision().await;
    let mut counted = async |what: &str| {
        let now = revision().await;
        assert!(now > last, "{what}");
        last = now;
    };
    step(practice, Step::Filter(filter("new", "New"))).await.unwrap();
    counted("made").await;
    foreign.sql("UPDATE filter SET name = 'Newer' WHERE id = 'new'");
    counted("renamed by another program").await;
    step(practice, Step::DropFilter { id: "new".into() }).await.unwrap();
    counted("dropped").await;
}
