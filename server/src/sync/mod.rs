//! The service behind the item screen: how the open item stands, and what is done about it.
//!
//! Each method loads what the rules need, lets [`rules::plan`] decide, and writes what the plan says in one commit.
//! The plan that the pane showed is made again here from the same data by the same code; when it differs, nothing is
//! written and the answer says how the item stands now (P9).

mod access;
mod add;
pub mod desk;
mod directory;
mod error;
mod filing;
mod history;
mod item;
mod pair;
mod part;
pub mod report;
mod status;
mod target;

use std::sync::Arc;

use api::Me;
use jiff::SignedDuration;
use rules::plan::Settings;

pub use error::Error;

use directory::Directory;

use crate::{
    identity::Person,
    practice::{Practice, RecordRef, StaffSettings},
};

/// How far Outlook's clock and ours may be apart while nothing has measured it: Office.js shows a modified time but
/// never the time of an answer (M3).
const UNMEASURED: SignedDuration = SignedDuration::from_secs(2);

/// The service. Cheap to clone.
#[derive(Clone)]
pub struct Sync {
    practice: Arc<dyn Practice>,
    directory: Directory,
}

impl Sync {
    /// Over that practice database.
    pub fn new(practice: Arc<dyn Practice>) -> Self {
        Self { practice, directory: Directory::default() }
    }

    /// The person, and what is set for them.
    pub async fn me(&self, person: &Person) -> Result<Me, Error> {
        let staff = self.practice.staff_member(&person.staff).await?;
        Ok(Me {
            mailbox: staff.mailbox.clone(),
            staff: filing::member(&staff),
            role: person.role,
            development: person.development,
            settings: self.settings(person, None).await?,
            rules: rules::VERSION.to_owned(),
            terms: self.practice.firm().await?.shown_terms(),
        })
    }

    /// What the person and the firm have set that bears on an appointment, at that revision of the practice database.
    async fn settings(&self, person: &Person, revision: Option<i64>) -> Result<Settings, Error> {
        let read = async {
            let staff = self.practice.settings(&person.staff).await?;
            let firm = self.practice.firm().await?;
            Ok(Settings { policy: staff.policy, direction: direction(&staff), fields: firm.appointment_fields })
        };
        self.directory.get(revision, |kept| &mut kept.settings, &person.staff, read).await
    }

    async fn loaded(&self, record: &RecordRef) -> Result<Option<crate::practice::Record>, Error> {
        match self.practice.appointment(&record.id).await {
            Ok(record) => Ok(Some(record)),
            Err(crate::practice::Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }
}

/// The ways that a staff member has open (A1).
fn direction(settings: &StaffSettings) -> rules::conflict::Direction {
    rules::conflict::Direction::from_switches(settings.to_outlook.on, settings.to_practice.on)
}
