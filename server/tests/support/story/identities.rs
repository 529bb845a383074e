//! Who of Microsoft 365 is which staff member.

use server::practice::{Commit, Error, IdentityKey, Practice, Role, StaffMember, Step, WaitingPerson};

use crate::support::{Foreign, anna, at, now};

fn person(object: &str) -> IdentityKey {
    IdentityKey { tenant: "t1".into(), object: object.into() }
}

fn waits(object: &str, second: i64) -> Step {
    let at = at("2026-11-02T09:00:00Z") + jiff::SignedDuration::from_secs(second);
    Step::Waits(WaitingPerson { key: person(object), name: "Eva".into(), username: "eva@example.com".into(), at })
}

fn tie(object: &str, staff_id: &str) -> Step {
    Step::Tie { key: person(object), staff_id: staff_id.into() }
}

fn bert(role: Role, active: bool) -> Step {
    let (id, mailbox) = ("bert".into(), "bert@example.com".into());
    Step::Staff(StaffMember { id, mailbox, role, active, name: "Bert".into(), ..anna() })
}

pub(super) async fn one_person_is_one_staff_member(practice: &dyn Practice) {
    let step = async |step: Step| practice.commit(Commit::new(now(), "operator").step(step)).await;
    step(bert(Role::Staff, true)).await.unwrap();
    step(waits("o1", 0)).await.unwrap();
    assert_eq!(practice.waiting_person(&person("o1")).await.unwrap().expect("waits").username, "eva@example.com");
    step(tie("o1", "anna")).await.unwrap();
    assert_eq!(practice.waiting().await.unwrap(), [], "who is tied waits no more");
    let tied = practice.identity(&person("o1")).await.unwrap().expect("tied");
    assert_eq!((tied.staff_id.as_str(), tied.tied_by.as_str(), tied.tied_at), ("anna", "operator", now()));
    assert_eq!(practice.identity_of_staff("anna").await.unwrap().as_ref(), Some(&tied));
    assert_eq!(practice.identities().await.unwrap(), [tied]);
    for second in [tie("o2", "anna"), tie("o1", "bert")] {
        let refused = step(second).await;
        assert!(matches!(refused, Err(Error::Taken { .. })), "{refused:?}");
    }
    let elsewhere = IdentityKey { tenant: "t2".into(), ..person("o1") };
    assert_eq!(practice.identity(&elsewhere).await.unwrap(), None, "a person is one of a tenant");
    step(bert(Role::Staff, false)).await.unwrap();
    for nobody in ["bert", "nobody"] {
        let refused = step(tie("o2", nobody)).await;
        assert!(matches!(refused, Err(Error::NotFound { .. })), "{nobody}: {refused:?}");
    }
}

pub(super) async fn an_administrator_remains(practice: &dyn Practice, foreign: &dyn Foreign) {
    let untie = || Step::Untie { staff_id: "anna".into() };
    assert!(practice.has_admin().await.unwrap());
    let guarded = Commit::new(now(), "anna").step(untie()).step(Step::AdminRemains);
    assert_eq!(practice.commit(guarded).await, Err(Error::LastAdmin));
    assert!(practice.identity(&person("o1")).await.unwrap().is_some(), "nothing was written");
    let first = Commit::new(now(), "anna").step(Step::NoAdminYet);
    assert!(matches!(practice.commit(first.clone()).await, Err(Error::Taken { .. })));
    foreign.sql("UPDATE staff SET active = 0 WHERE id = 'anna'");
    assert!(!practice.has_admin().await.unwrap(), "one who left is none");
    practice.commit(first).await.expect("so there may be a first one");
    foreign.sql("UPDATE staff SET active = 1 WHERE id = 'anna'");
    practice.commit(Commit::new(now(), "operator").step(untie())).await.expect("without the guard it is done");
    let again = practice.commit(Commit::new(now(), "operator").step(untie())).await;
    assert!(matches!(again, Err(Error::NotFound { .. })), "{again:?}");
    assert!(!practice.has_admin().await.unwrap());
    foreign.sql("DELETE FROM staff WHERE id = 'bert'");
}

pub(super) async fn the_list_of_those_who_wait_has_an_end(practice: &dyn Practice) {
    let most = i64::from(WaitingPerson::MOST);
    let mut commit = Commit::new(now(), "");
    commit.steps.extend((0..most + 3).map(|number| waits(&format!("w{number}"), number)));
    commit.steps.push(waits("w10", most + 10));
    practice.commit(commit).await.unwrap();
    let waiting = practice.waiting().await.unwrap();
    assert_eq!(waiting.len(), WaitingPerson::MOST as usize);
    assert_eq!(waiting[0].key, person("w10"), "who tried last comes first");
    assert!(!waiting.iter().any(|person| ["w0", "w1", "w2"].contains(&person.key.object.as_str())));
}
