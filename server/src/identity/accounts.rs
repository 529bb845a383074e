//! The sign-in with Microsoft 365: which staff member an account is, and how one comes to be one.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use secrecy::SecretString;

use super::code::Code;
use super::entra::{Account, Entra};
use super::ties::who;
use super::{Error, working};
use crate::config::{self, Admission};
use crate::practice::{self, AuditEntry, Commit, Practice, Role, StaffMember, Step, WaitingPerson};

/// Someone who keeps trying is noted at most so often.
const NOTED: SignedDuration = SignedDuration::from_mins(1);
/// The longest name that is noted, in characters: it is whatever the tenant says.
const LONGEST: usize = 200;

/// Accounts of Microsoft 365, and whose they are.
pub(super) struct Accounts {
    practice: Arc<dyn Practice>,
    entra: Entra,
    config: config::Entra,
    code: Code,
}

impl Accounts {
    /// While there is no administrator who can sign in, with a code for the first one.
    pub(super) async fn open(
        practice: Arc<dyn Practice>,
        config: &config::Entra,
    ) -> Result<(Self, Option<SecretString>), Error> {
        let entra = Entra::new(config)?;
        let (code, text) = if practice.has_admin().await? {
            (Code::default(), None)
        } else {
            let (code, text) = Code::new()?;
            (code, Some(text))
        };
        Ok((Self { practice, entra, config: config.clone(), code }, text))
    }

    /// What a client needs to get a token.
    pub(super) async fn ways(&self) -> Result<api::EntraSignIn, Error> {
        Ok(api::EntraSignIn {
            client_id: self.config.client_id.clone(),
            authority: self.config.sign_in_at(),
            scope: self.config.full_scope(),
            first_admin: self.code.is_open() && !self.practice.has_admin().await?,
        })
    }

    pub(super) fn tenants(&self) -> &[String] {
        &self.config.tenants
    }

    /// The staff member behind a token.
    pub(super) async fn staff(&self, token: &str, now: Timestamp) -> Result<StaffMember, Error> {
        let account = self.entra.verify(token, now).await?;
        match self.practice.staff_of(&account.key).await? {
            Some(staff) if staff.active => Ok(staff),
            Some(_) => Err(Error::NotAdmitted),
            None => self.admitted(&account, now).await,
        }
    }

    /// A person whom nobody knows: by their mailbox where the firm allows it, otherwise they wait for an administrator.
    async fn admitted(&self, account: &Account, now: Timestamp) -> Result<StaffMember, Error> {
        if let Some(staff) = self.by_mailbox(account).await? {
            let step = Step::Tie { key: account.key.clone(), staff_id: staff.id.clone() };
            let entry = AuditEntry::of("tie", "done", &format!("{} by mailbox", who(&account.key)));
            match self.practice.commit(Commit::new(now, &staff.id).step(step).step(Step::Audit(entry))).await {
                Ok(_) => return Ok(staff),
                // Somebody else was tied in this very moment, or the record's owner left.
                Err(practice::Error::Taken { .. } | practice::Error::NotFound { .. }) => {}
                Err(error) => return Err(error.into()),
            }
        }
        self.wait(account, now).await?;
        Err(Error::NotAdmitted)
    }

    /// The staff member to whom the account's sign-in name leads, and to whom nobody is tied. Never for guests, whose
    /// sign-in names are not the tenant's own; and not before there is an administrator, who begins with the code.
    async fn by_mailbox(&self, account: &Account) -> Result<Option<StaffMember>, Error> {
        if self.config.admission != Admission::Mailbox || account.guest || !self.practice.has_admin().await? {
            return Ok(None);
        }
        self.untied(&account.username).await
    }

    /// The staff member with that mailbox who works here and to whom nobody is tied.
    async fn untied(&self, mailbox: &str) -> Result<Option<StaffMember>, Error> {
        let Some(staff) = self.practice.staff_by_mailbox(mailbox).await?.filter(|staff| staff.active) else {
            return Ok(None);
        };
        let tied = self.practice.identity_of_staff(&staff.id).await?.is_some();
        Ok((!tied).then_some(staff))
    }

    /// Puts them on the list of those who wait.
    async fn wait(&self, account: &Account, now: Timestamp) -> Result<(), Error> {
        let before = self.practice.waiting_person(&account.key).await?;
        if before.is_some_and(|before| now.duration_since(before.at).abs() < NOTED) {
            return Ok(());
        }
        let (name, username) = (shortened(&account.name), shortened(&account.username));
        let person = WaitingPerson { key: account.key.clone(), name, username, at: now };
        self.practice.commit(Commit::new(now, "").step(Step::Waits(person))).await?;
        Ok(())
    }

    /// Makes the first administrator of a person who has the code.
    pub(super) async fn first_admin(
        &self,
        token: &str,
        request: api::FirstAdmin,
        now: Timestamp,
    ) -> Result<StaffMember, Error> {
        let account = self.entra.verify(token, now).await?;
        let by = who(&account.key);
        if let Err(error) = self.code.try_one(&request.code) {
            let entry = AuditEntry::of("first-admin", "refused", &error.to_string());
            self.practice.commit(Commit::new(now, by).step(Step::Audit(entry))).await?;
            return Err(error);
        }
        let staff = StaffMember { role: Role::Admin, ..self.chosen(&account, request.staff.as_deref()).await? };
        let entry = AuditEntry::of("first-admin", "done", &format!("{by} is {}", staff.id));
        let commit = Commit::new(now, &staff.id)
            .step(Step::NoAdminYet)
            .step(Step::Staff(staff.clone()))
            .step(Step::Tie { key: account.key, staff_id: staff.id.clone() })
            .step(Step::Audit(entry));
        self.practice.commit(commit).await.map_err(|error| match error {
            practice::Error::Taken { .. } => Error::NoCode,
            other => other.into(),
        })?;
        self.code.close();
        Ok(staff)
    }

    /// Who the first administrator shall be: as said, else by the account's sign-in name, else someone new.
    async fn chosen(&self, account: &Account, staff: Option<&str>) -> Result<StaffMember, Error> {
        let Some(id) = staff else {
            return match self.practice.staff_by_mailbox(&account.username).await? {
                Some(staff) => self.free(staff).await,
                None => self.newcomer(account),
            };
        };
        let by_mailbox = self.practice.staff_by_mailbox(id).await?;
        let id = by_mailbox.map_or_else(|| id.to_owned(), |staff| staff.id);
        self.free(working(&*self.practice, &id, Error::NoSuchStaff).await?).await
    }

    async fn free(&self, staff: StaffMember) -> Result<StaffMember, Error> {
        let tied = self.practice.identity_of_staff(&staff.id).await?.is_some();
        match (staff.active, tied) {
            (true, false) => Ok(staff),
            (false, _) => Err(Error::invalid("staff", format!("{} does not work here any more", staff.name))),
            (_, true) => Err(Error::invalid("staff", format!("{} signs in with another account", staff.name))),
        }
    }

    fn newcomer(&self, account: &Account) -> Result<StaffMember, Error> {
        if account.username.is_empty() {
            let right = "expected a staff member's id or mailbox: the account has no sign-in name to make one of";
            return Err(Error::invalid("staff", right));
        }
        let name = if account.name.is_empty() { &account.username } else { &account.name };
        Ok(StaffMember {
            id: self.practice.new_id(),
            name: shortened(name),
            mailbox: shortened(&account.username),
            initials: initials(name),
            role: Role::Admin,
            time_zone: "UTC".to_owned(),
            active: true,
        })
    }
}

fn shortened(text: &str) -> String {
    text.chars().take(LONGEST).collect()
}

/// The first letters of the first words: at most three.
fn initials(name: &str) -> String {
    name.split_whitespace().filter_map(|word| word.chars().next()).take(3).flat_map(char::to_uppercase).collect()
}
