//! Who of Microsoft 365 is which staff member: what administrators, and whoever runs the server, do about it.

use jiff::Timestamp;
use uuid::Uuid;

use super::{Error, Person};
use crate::lookup;
use crate::practice::{self, AuditEntry, Commit, IdentityKey, Practice, Role, StaffMember, Step, WaitingPerson};
use crate::write::WriteContext;

/// Who does it.
#[derive(Clone, Copy, Debug)]
pub enum Author<'a> {
    /// An administrator, by a request.
    Admin(&'a Person, &'a WriteContext),
    /// Whoever runs the server, by the command line. They may leave the firm without an administrator: they can make one.
    Operator(Timestamp),
}

/// What the audit calls whoever runs the server.
pub const OPERATOR: &str = "operator";

impl Author<'_> {
    /// A commit of theirs, with what they are answered.
    fn commit(self, answer: &api::StaffMember, entry: AuditEntry) -> Commit {
        let commit = match self {
            Self::Admin(person, context) => {
                // Texts: it has a JSON form.
                let body = serde_json::to_string(answer).unwrap_or_default();
                Commit::new(context.now, &person.staff).answering(context.answer(person, 200, body))
            }
            Self::Operator(now) => Commit::new(now, OPERATOR),
        };
        commit.step(Step::Audit(entry))
    }

    /// The same, unless it leaves the firm without an administrator who can sign in.
    fn guarded(self, commit: Commit) -> Commit {
        match self {
            Self::Admin(..) => commit.step(Step::AdminRemains),
            Self::Operator(_) => commit,
        }
    }
}

/// That person is that staff member from now on.
///
/// # Errors
/// [`Error::Invalid`] names what does not fit: a tenant that is not on the list, someone who left, someone who is tied.
pub async fn tie(
    practice: &dyn Practice,
    tenants: &[String],
    author: Author<'_>,
    staff_id: &str,
    person: api::Tie,
) -> Result<api::StaffMember, Error> {
    let key = IdentityKey { tenant: guid("tenant", &person.tenant)?, object: guid("object", &person.object)? };
    if !tenants.contains(&key.tenant) {
        return Err(Error::invalid("tenant", "is not on the list: expected one of entra.tenants"));
    }
    let staff = practice.staff_member(staff_id).await?;
    if !staff.active {
        return Err(Error::invalid("id", format!("{} does not work here any more", staff.name)));
    }
    if practice.identity_of_staff(staff_id).await?.is_some() {
        return Err(Error::invalid("id", format!("{} signs in with another account: untie it first", staff.name)));
    }
    if let Some(tied) = practice.identity(&key).await? {
        let reason = format!("this person is the staff member {} already: untie them first", tied.staff_id);
        return Err(Error::invalid("object", reason));
    }
    let entry = AuditEntry::of("tie", "done", &format!("{} is {staff_id}", who(&key)));
    let answer = lookup::staff_member(staff);
    let commit = author.commit(&answer, entry).step(Step::Tie { key, staff_id: staff_id.to_owned() });
    practice.commit(author.guarded(commit)).await.map_err(|error| match error {
        practice::Error::Taken { .. } => Error::invalid("id", "somebody was tied in this very moment"),
        other => other.into(),
    })?;
    Ok(answer)
}

/// Nobody is that staff member any more.
///
/// # Errors
/// [`practice::Error::LastAdmin`] when no administrator would be left who can sign in.
pub async fn untie(practice: &dyn Practice, author: Author<'_>, staff_id: &str) -> Result<api::StaffMember, Error> {
    let staff = practice.staff_member(staff_id).await?;
    let Some(tied) = practice.identity_of_staff(staff_id).await? else {
        return Err(Error::invalid("id", format!("nobody is tied to {}", staff.name)));
    };
    let entry = AuditEntry::of("untie", "done", &format!("{} is no longer {staff_id}", who(&tied.key)));
    let answer = lookup::staff_member(staff);
    let commit = author.commit(&answer, entry).step(Step::Untie { staff_id: staff_id.to_owned() });
    practice.commit(author.guarded(commit)).await?;
    Ok(answer)
}

/// Gives a staff member another role; only whoever runs the server does that.
///
/// # Errors
/// [`practice::Error::NotFound`] when there is no such staff member.
pub async fn change_role(practice: &dyn Practice, now: Timestamp, staff_id: &str, role: Role) -> Result<(), Error> {
    let staff = practice.staff_member(staff_id).await?;
    let entry = AuditEntry::of("role", "done", &format!("{staff_id} was {:?}, is {role:?}", staff.role));
    let commit = Commit::new(now, OPERATOR).step(Step::Staff(StaffMember { role, ..staff })).step(Step::Audit(entry));
    practice.commit(commit).await?;
    Ok(())
}

/// Those who signed in and are no staff member, the last one first.
///
/// # Errors
/// When the database does not answer.
pub async fn waiting(practice: &dyn Practice) -> Result<Vec<api::Waiting>, practice::Error> {
    Ok(practice.waiting().await?.into_iter().map(waiting_person).collect())
}

fn waiting_person(WaitingPerson { key, name, username, at }: WaitingPerson) -> api::Waiting {
    api::Waiting { tenant: key.tenant, object: key.object, name, username, at }
}

/// A person for the audit: their ids, neither name nor sign-in name.
pub(super) fn who(key: &IdentityKey) -> String {
    format!("{}/{}", key.tenant, key.object)
}

fn guid(field: &str, text: &str) -> Result<String, Error> {
    let id = Uuid::try_parse(text).map_err(|_| Error::invalid(field, "is no id: expected one of Entra's"))?;
    Ok(id.hyphenated().to_string())
}
