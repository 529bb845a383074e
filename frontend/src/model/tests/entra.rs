use api::{EntraSignIn, Live, Me, Problem, SignIn, StaffMember, Waiting};
use rules::{conflict::Policy, outlook::item::Mode, record::appointment as field};

use super::support::{answer, at, done, item, linked, me, now, read, record, run, said, sent, status};
use crate::model::{
    Account, AdmissionEvent, Answer, Connection, Detail, EditEvent, Effect, Event, Failure, Host, Item, Kept,
    LiveEvent, Model, NoToken, Session, SessionEvent, SigningIn, person_key,
};

fn ways() -> EntraSignIn {
    EntraSignIn {
        client_id: "app".to_owned(),
        authority: "https://login.example/organizations".to_owned(),
        scope: "api://app/access_as_user".to_owned(),
        first_admin: false,
    }
}

fn tell(model: &mut Model, event: SessionEvent) -> Vec<Effect> {
    model.update(Event::Session(event), now())
}

fn offered(model: &mut Model, entra: EntraSignIn) -> Vec<Effect> {
    tell(model, SessionEvent::Ways(Ok(SignIn { development: None, entra: Some(entra) })))
}

/// In Outlook, in Ada's mailbox, at a server that offers Microsoft 365; the effects of that.
fn started(switched: bool) -> (Model, Vec<Effect>) {
    let host = Host { outlook: true, address: "ada@firm.example".to_owned(), ..Host::default() };
    let mut model = Model::new(host, switched);
    tell(&mut model, SessionEvent::Started { token: false });
    let effects = offered(&mut model, ways());
    (model, effects)
}

fn account() -> Account {
    Account { username: "ada@firm.example".to_owned(), name: "Ada".to_owned() }
}

/// The newest attempt, as its effect carries it.
fn attempt(effects: &[Effect]) -> u64 {
    let number = |effect: &Effect| match effect {
        Effect::AcquireToken { attempt, .. } | Effect::AskForToken { attempt, .. } => Some(*attempt),
        _ => None,
    };
    effects.iter().find_map(number).expect("an attempt")
}

fn acquired(model: &mut Model, effects: &[Effect], result: Result<Account, NoToken>) -> Vec<Effect> {
    tell(model, SessionEvent::Acquired { attempt: attempt(effects), result })
}

fn person() -> Me {
    Me { development: false, ..me() }
}

fn is(model: &mut Model, person: Me) -> Vec<Effect> {
    tell(model, SessionEvent::Me(Ok(Box::new(person))))
}

/// Ada at work, with an appointment before her.
fn at_work() -> Model {
    let (mut model, effects) = started(false);
    acquired(&mut model, &effects, Ok(account()));
    is(&mut model, person());
    read(&mut model, item(Mode::Read));
    answer(
        &mut model,
        status(linked(record().with(field::LOCATION, rules::record::Value::text("Hall")), Policy::NewestRecord)),
    );
    model
}

fn problem(kind: &str, code: u16) -> Failure {
    Failure::Problem(Box::new(Problem {
        r#type: format!("urn:concordat:problem:{kind}"),
        title: String::new(),
        status: code,
        detail: "in its words".to_owned(),
        field: None,
        request: None,
        now: None,
    }))
}

fn has(effects: &[Effect], wanted: fn(&Effect) -> bool) -> bool {
    effects.iter().any(wanted)
}

#[test]
fn where_the_server_offers_it_somebody_is_signed_in_without_a_word() {
    let (mut model, effects) = started(false);
    assert!(matches!(&effects[..], [Effect::AcquireToken { ways, .. }] if *ways == self::ways()), "{effects:?}");
    assert_eq!(model.session, Session::Entra(SigningIn::Silent));
    let effects = acquired(&mut model, &effects, Ok(account()));
    assert!(has(&effects, |effect| matches!(effect, Effect::FetchMe)), "{effects:?}");
    let effects = is(&mut model, person());
    assert!(has(&effects, |effect| matches!(effect, Effect::OpenLive)), "{effects:?}");
    assert_eq!(model.me(), "ada");
}

#[test]
fn a_window_opens_at_a_press_and_never_unasked() {
    let (mut model, effects) = started(false);
    let effects = acquired(&mut model, &effects, Err(NoToken::Interaction));
    assert!(effects.is_empty(), "{effects:?}");
    assert_eq!(model.session, Session::Entra(SigningIn::Asked(NoToken::Interaction)));
    let effects = tell(&mut model, SessionEvent::Interact { other: false });
    assert!(
        matches!(&effects[..], [Effect::AskForToken { other: false, .. }, Effect::Focus("entra-window")]),
        "{effects:?}"
    );
    assert_eq!(model.session, Session::Entra(SigningIn::Window));
    acquired(&mut model, &effects, Err(NoToken::Cancelled));
    assert_eq!(model.session, Session::Entra(SigningIn::Asked(NoToken::Cancelled)));
}

#[test]
fn what_becomes_of_an_earlier_window_no_longer_counts() {
    let (mut model, effects) = started(false);
    acquired(&mut model, &effects, Err(NoToken::Interaction));
    let first = tell(&mut model, SessionEvent::Interact { other: false });
    let second = tell(&mut model, SessionEvent::Interact { other: false });
    acquired(&mut model, &first, Err(NoToken::Cancelled));
    assert_eq!(model.session, Session::Entra(SigningIn::Window));
    tell(&mut model, SessionEvent::CancelWindow);
    assert_eq!(model.session, Session::Entra(SigningIn::Asked(NoToken::Cancelled)));
    let effects = acquired(&mut model, &second, Ok(account()));
    assert!(effects.is_empty(), "it was cancelled: {effects:?}");
}

#[test]
fn a_token_that_the_server_refuses_is_said_and_not_tried_for_ever() {
    let (mut model, effects) = started(false);
    acquired(&mut model, &effects, Ok(account()));
    let effects = tell(&mut model, SessionEvent::Me(Err(problem("not-signed-in", 401))));
    assert!(effects.is_empty(), "{effects:?}");
    let refused = NoToken::Refused("in its words".to_owned());
    assert_eq!(refused.sentence(model.words), "You could not be signed in: in its words");
    assert_eq!(model.session, Session::Entra(SigningIn::Asked(refused)));
}

#[test]
fn whoever_signed_out_is_not_signed_in_unasked() {
    let mut model = at_work();
    let effects = tell(&mut model, SessionEvent::SignOut);
    assert!(matches!(&effects[..], [Effect::ForgetToken { switched: true }]), "{effects:?}");
    assert_eq!(model.session, Session::Entra(SigningIn::Asked(NoToken::SignedOut)));
    let (model, effects) = started(true);
    assert!(effects.is_empty(), "{effects:?}");
    assert_eq!(model.session, Session::Entra(SigningIn::Asked(NoToken::SignedOut)));
}

#[test]
fn p03_a_sign_in_that_lapses_leaves_the_screen_and_keeps_the_edit_for_later() {
    let mut model = at_work();
    let first = unlink(&mut model);
    let shown = model.item.clone();
    let effects = done(&mut model, Err(Failure::NoToken(NoToken::Interaction)));
    assert!(matches!(&effects[..], [Effect::CloseLive]), "{effects:?}");
    assert_eq!(model.lapsed, Some(SigningIn::Asked(NoToken::Interaction)));
    assert_eq!((model.me(), &model.item), ("ada", &shown));
    assert_eq!(said(&model), "Your edit is kept, and is sent once you have signed in again.");

    let effects = tell(&mut model, SessionEvent::Interact { other: false });
    assert_eq!(model.lapsed, Some(SigningIn::Window));
    acquired(&mut model, &effects, Ok(account()));
    assert!(model.queue.is_paused(), "nobody knows yet who it is");
    let effects = is(&mut model, person());
    let effects = run(&mut model, effects);
    assert_eq!((model.lapsed.as_ref(), &model.item), (None, &shown));
    assert!(has(&effects, |effect| matches!(effect, Effect::OpenLive)), "{effects:?}");
    assert_eq!(sent(&effects).map(|again| &again.key), Some(&first.key), "{effects:?}");

    let unlinked = status(linked(record(), Policy::NewestRecord));
    done(&mut model, Ok(Answer::Status(Box::new(unlinked))));
    assert_eq!(said(&model), "Unlinked.");
}

/// The edit that was sent.
fn unlink(model: &mut Model) -> Kept {
    let effects = model.update(Event::Edit(EditEvent::Unlink), now());
    sent(&run(model, effects)).expect("sent").clone()
}

#[test]
fn a_lapse_is_told_once_however_many_requests_learn_of_it() {
    let mut model = at_work();
    model.update(Event::Live(LiveEvent::Lapsed(NoToken::Interaction)), now());
    assert_eq!(model.connection, Connection::Lost);
    tell(&mut model, SessionEvent::Interact { other: false });
    model.update(Event::Live(LiveEvent::Lapsed(NoToken::Interaction)), now());
    assert_eq!(model.lapsed, Some(SigningIn::Window), "the window stays the newest word");
}

#[test]
fn what_changed_while_the_sign_in_had_lapsed_is_asked_for_again() {
    let mut model = at_work();
    model.update(Event::Live(LiveEvent::Lapsed(NoToken::Away)), now());
    let effects = tell(&mut model, SessionEvent::Interact { other: false });
    acquired(&mut model, &effects, Ok(account()));
    is(&mut model, person());
    let hello = LiveEvent::Told(Live::Hello { rules: rules::VERSION.to_owned() });
    let effects = model.update(Event::Live(hello), now());
    assert!(has(&effects, |effect| matches!(effect, Effect::FetchStatus { .. })), "{effects:?}");
}

#[test]
fn an_edit_that_waits_is_not_sent_by_somebody_else() {
    let mut model = at_work();
    unlink(&mut model);
    done(&mut model, Err(problem("not-signed-in", 401)));
    let effects = tell(&mut model, SessionEvent::Interact { other: false });
    acquired(&mut model, &effects, Ok(account()));
    let ben = StaffMember { id: "ben".to_owned(), name: "Ben".to_owned(), ..StaffMember::default() };
    let effects = is(&mut model, Me { staff: ben, mailbox: "ben@firm.example".to_owned(), ..person() });
    assert!(has(&effects, |effect| matches!(effect, Effect::LoadKept(person) if person == "ben")), "{effects:?}");
    assert!(sent(&run(&mut model, effects)).is_none());
    assert_eq!((model.me(), model.item.clone()), ("ben", Item::Reading));
    assert!(model.queue.edits().is_empty(), "hers waits in the browser until she is back");
}

#[test]
fn whoever_only_wanted_to_be_someone_else_stays_who_they_are() {
    let mut model = at_work();
    let effects = tell(&mut model, SessionEvent::Interact { other: true });
    assert!(has(&effects, |effect| matches!(effect, Effect::AskForToken { other: true, .. })), "{effects:?}");
    // The window is opened once more: that changes nothing.
    let effects = tell(&mut model, SessionEvent::Interact { other: true });
    let effects = acquired(&mut model, &effects, Err(NoToken::Cancelled));
    assert!(has(&effects, |effect| matches!(effect, Effect::Focus("other-account"))), "{effects:?}");
    assert_eq!((model.lapsed.as_ref(), model.me()), (None, "ada"));
    assert!(said(&model).starts_with("You were not signed in"), "{}", said(&model));
    assert!(matches!(&model.item, Item::Open(open) if matches!(open.detail, Detail::Appointment(_))));
}

#[test]
fn another_account_than_the_mailboxs_is_said_plainly_and_may_go_on() {
    let mut model = at_work();
    assert!(model.other_mailbox().is_none());
    is(&mut model, Me { mailbox: "ADA@firm.example".to_owned(), ..person() });
    assert!(model.other_mailbox().is_none(), "the case of letters is no difference");
    let effects = is(&mut model, Me { mailbox: "ben@firm.example".to_owned(), ..person() });
    assert!(has(&effects, |effect| matches!(effect, Effect::Read { .. })), "{effects:?}");
    assert_eq!(model.other_mailbox().map(|me| me.mailbox.as_str()), Some("ben@firm.example"));
    is(&mut model, Me { mailbox: "ben@firm.example".to_owned(), ..me() });
    assert!(model.other_mailbox().is_none(), "the development sign-in says itself what it is");
}

/// Signed in with Microsoft 365, and nobody at the firm.
fn stranger() -> Model {
    let (mut model, effects) = started(false);
    acquired(&mut model, &effects, Ok(account()));
    let effects = tell(&mut model, SessionEvent::Me(Err(problem("not-admitted", 403))));
    assert!(has(&effects, |effect| matches!(effect, Effect::FetchWays)), "{effects:?}");
    model
}

#[test]
fn whoever_is_not_admitted_goes_on_by_themselves_once_they_are() {
    let mut model = stranger();
    assert!(model.is_waiting());
    assert!(model.update(Event::Look, at("2026-11-22T12:00:09Z")).is_empty());
    let effects = model.update(Event::Look, at("2026-11-22T12:00:10Z"));
    assert!(matches!(&effects[..], [Effect::FetchMe]), "{effects:?}");
    assert!(model.update(Event::Look, at("2026-11-22T12:00:12Z")).is_empty(), "asked a moment ago");
    tell(&mut model, SessionEvent::Me(Err(problem("not-admitted", 403))));
    tell(&mut model, SessionEvent::Me(Err(Failure::Away)));
    assert!(model.is_waiting());
    let effects = tell(&mut model, SessionEvent::CheckAdmission);
    assert!(matches!(&effects[..], [Effect::FetchMe]), "{effects:?}");
    is(&mut model, person());
    assert_eq!(model.me(), "ada");
}

#[test]
fn the_first_administrator_types_the_code_that_the_server_printed() {
    let mut model = stranger();
    assert!(offered(&mut model, EntraSignIn { first_admin: true, ..ways() }).is_empty());
    assert!(model.is_waiting() && model.entra.as_ref().is_some_and(|ways| ways.first_admin));
    assert!(tell(&mut model, SessionEvent::ClaimFirstAdmin).is_empty(), "no code yet");
    tell(&mut model, SessionEvent::Code(" 1234 ".to_owned()));
    let effects = tell(&mut model, SessionEvent::ClaimFirstAdmin);
    assert!(matches!(&effects[..], [Effect::ClaimFirstAdmin { code }] if code == "1234"), "{effects:?}");
    assert!(tell(&mut model, SessionEvent::ClaimFirstAdmin).is_empty(), "it is on its way");
    tell(&mut model, SessionEvent::Claimed(Err(problem("forbidden", 403))));
    let Session::Entra(SigningIn::NotAdmitted(stranger)) = &model.session else { panic!("{:?}", model.session) };
    assert_eq!(stranger.problem.as_deref(), Some("You may not do this. The server says: “in its words”"));
    let effects = tell(&mut model, SessionEvent::Claimed(Ok(me().staff)));
    assert!(matches!(&effects[..], [Effect::FetchMe]), "{effects:?}");
}

#[test]
fn whoever_loses_the_admission_while_working_is_told_so() {
    let mut model = at_work();
    unlink(&mut model);
    done(&mut model, Err(problem("not-admitted", 403)));
    assert!(model.is_waiting());
}

fn waiting() -> Waiting {
    Waiting {
        tenant: "t1".to_owned(),
        object: "o1".to_owned(),
        name: "Ben Adler".to_owned(),
        username: "ben@firm.example".to_owned(),
        at: now(),
    }
}

/// An administrator who looks at who waits.
fn admitting() -> Model {
    let (mut model, effects) = started(false);
    acquired(&mut model, &effects, Ok(account()));
    let effects = is(&mut model, Me { role: api::Role::Admin, ..person() });
    assert!(has(&effects, |effect| matches!(effect, Effect::FetchAdmission)), "{effects:?}");
    let staff = |id: &str, name: &str, tied| StaffMember {
        id: id.to_owned(),
        name: name.to_owned(),
        tied,
        ..StaffMember::default()
    };
    let staff = vec![staff("ada", "Ada", true), staff("ben", "Ben Adler", false), staff("cem", "Cem", false)];
    for event in
        [AdmissionEvent::Toggle, AdmissionEvent::Waiting(Ok(vec![waiting()])), AdmissionEvent::Staff(Ok(staff))]
    {
        model.update(Event::Admission(event), now());
    }
    model
}

#[test]
fn an_administrator_ties_whoever_waits_to_a_staff_member_who_is_free() {
    let mut model = admitting();
    assert_eq!(model.admission.free().map(|member| member.id.as_str()).collect::<Vec<_>>(), ["ben", "cem"]);
    assert_eq!(model.admission.picked_for(&waiting()), "ben", "the only one of that name");
    let person = person_key(&waiting());
    let pick = |staff: &str| AdmissionEvent::Pick { person: person_key(&waiting()), staff: staff.to_owned() };
    model.update(Event::Admission(pick("")), now());
    assert!(model.update(Event::Admission(AdmissionEvent::Tie(person.clone())), now()).is_empty());
    assert_eq!(model.admission.problem.as_deref(), Some("Choose the staff member that this person is."));
    model.update(Event::Admission(pick("cem")), now());
    let effects = model.update(Event::Admission(AdmissionEvent::Tie(person.clone())), now());
    let tied = |effect: &Effect| matches!(effect, Effect::Tie { staff, tie } if staff == "cem" && tie.object == "o1");
    assert!(effects.len() == 1 && tied(&effects[0]), "{effects:?}");
    assert!(model.update(Event::Admission(AdmissionEvent::Tie(person)), now()).is_empty(), "one at a time");
    let effects = model.update(Event::Admission(AdmissionEvent::Done(Ok(()))), now());
    assert!(has(&effects, |effect| matches!(effect, Effect::FetchAdmission)), "{effects:?}");
}

#[test]
fn a_tie_that_is_refused_is_said_beside_it() {
    let mut model = admitting();
    let effects = model.update(Event::Admission(AdmissionEvent::Untie("ada".to_owned())), now());
    assert!(matches!(&effects[..], [Effect::Untie { staff }] if staff == "ada"), "{effects:?}");
    model.update(Event::Admission(AdmissionEvent::Done(Err(problem("forbidden", 403)))), now());
    assert_eq!(model.admission.problem.as_deref(), Some("You may not do this. The server says: “in its words”"));
    assert!(!model.admission.busy);
}

#[test]
fn nobody_but_an_administrator_sees_who_waits() {
    let model = at_work();
    assert!(!model.admits());
    let mut model = admitting();
    assert!(model.admits());
    is(&mut model, Me { role: api::Role::Admin, ..me() });
    assert!(!model.admits(), "under the development sign-in nobody is tied");
}
