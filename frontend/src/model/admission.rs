//! Administrators admit people: whoever signed in with Microsoft 365 and is nobody yet is tied to a staff member.

use std::collections::BTreeMap;

use api::{Role, StaffMember, Tie, Waiting};

use super::{Effect, Failure, Model, Session};

/// The section of administrators.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Admission {
    /// It is open.
    pub open: bool,
    /// Who waits; nothing until the server said so.
    pub waiting: Option<Vec<Waiting>>,
    /// The firm's staff.
    pub staff: Vec<StaffMember>,
    /// The staff member picked for each person who waits, by [`key`].
    pub picked: BTreeMap<String, String>,
    /// A change is being made.
    pub busy: bool,
    /// What is wrong, as a sentence.
    pub problem: Option<String>,
}

/// About admitting people.
#[derive(Clone, Debug)]
pub enum AdmissionEvent {
    /// *People* was pressed.
    Toggle,
    /// *Look again* was pressed.
    Refresh,
    /// Who waits.
    Waiting(Result<Vec<Waiting>, Failure>),
    /// The staff, with who is tied.
    Staff(Result<Vec<StaffMember>, Failure>),
    /// A staff member was picked for a person; none is the empty text.
    Pick {
        /// The person, by [`key`].
        person: String,
        /// The staff member's id.
        staff: String,
    },
    /// *Tie* was pressed for that person, by [`key`].
    Tie(String),
    /// *Untie* was pressed for that staff member.
    Untie(String),
    /// The change was answered.
    Done(Result<(), Failure>),
}

/// One person among all tenants.
pub fn key(person: &Waiting) -> String {
    format!("{}/{}", person.tenant, person.object)
}

impl Admission {
    /// Those to whom nobody is tied yet.
    pub fn free(&self) -> impl Iterator<Item = &StaffMember> {
        self.staff.iter().filter(|member| !member.tied)
    }

    /// Those to whom somebody is tied.
    pub fn tied(&self) -> impl Iterator<Item = &StaffMember> {
        self.staff.iter().filter(|member| member.tied)
    }

    /// Whom that person is to be: what was picked, else the only one of that name.
    pub fn picked_for(&self, person: &Waiting) -> &str {
        let picked = self.picked.get(&key(person)).map(String::as_str);
        let mut named = self.free().filter(|member| member.name.eq_ignore_ascii_case(&person.name));
        let only = named.next().filter(|_| named.next().is_none()).map(|member| member.id.as_str());
        picked.or(only).unwrap_or_default()
    }

    fn take(&mut self, result: Result<(), Failure>, words: crate::messages::Words) -> Option<Failure> {
        let failure = result.err()?;
        self.problem = Some(failure.sentence(words));
        Some(failure)
    }
}

impl Model {
    /// Does the signed-in person admit others?
    pub fn admits(&self) -> bool {
        matches!(&self.session, Session::In(me) if me.role == Role::Admin && !me.development)
    }

    pub(super) fn on_admission(&mut self, event: AdmissionEvent) -> Vec<Effect> {
        match event {
            AdmissionEvent::Toggle => {
                self.admission = Admission { open: !self.admission.open, ..Admission::default() };
                if self.admission.open { vec![Effect::FetchAdmission, Effect::Focus("people")] } else { Vec::new() }
            }
            AdmissionEvent::Refresh => {
                self.admission.problem = None;
                vec![Effect::FetchAdmission]
            }
            AdmissionEvent::Waiting(result) => {
                let result = result.map(|waiting| self.admission.waiting = Some(waiting));
                self.told_admission(result)
            }
            AdmissionEvent::Staff(result) => {
                let result = result.map(|staff| self.admission.staff = staff);
                self.told_admission(result)
            }
            AdmissionEvent::Pick { person, staff } => {
                self.admission.picked.insert(person, staff);
                Vec::new()
            }
            AdmissionEvent::Tie(person) => self.tie(&person),
            AdmissionEvent::Untie(staff) => self.admit(Effect::Untie { staff }),
            AdmissionEvent::Done(result) => {
                self.admission.busy = false;
                let failed = result.is_err();
                let mut effects = self.told_admission(result);
                if !failed {
                    effects.extend([Effect::FetchAdmission, Effect::Focus("people")]);
                }
                effects
            }
        }
    }

    fn tie(&mut self, person: &str) -> Vec<Effect> {
        let admission = &self.admission;
        let waiting = admission.waiting.iter().flatten().find(|waiting| key(waiting) == person);
        let tie = waiting.map(|waiting| {
            let (tenant, object) = (waiting.tenant.clone(), waiting.object.clone());
            (admission.picked_for(waiting).to_owned(), Tie { tenant, object })
        });
        match tie {
            Some((staff, tie)) if !staff.is_empty() => self.admit(Effect::Tie { staff, tie }),
            Some(_) => {
                self.admission.problem = Some(self.words.say("people-unpicked"));
                Vec::new()
            }
            None => Vec::new(),
        }
    }

    fn admit(&mut self, effect: Effect) -> Vec<Effect> {
        if self.admission.busy {
            return Vec::new();
        }
        self.admission.busy = true;
        self.admission.problem = None;
        vec![effect]
    }

    fn told_admission(&mut self, result: Result<(), Failure>) -> Vec<Effect> {
        match self.admission.take(result, self.words) {
            Some(failure) if failure.is_sign_in() => self.sign_in_anew(&failure),
            _ => Vec::new(),
        }
    }
}
