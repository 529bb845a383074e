//! Checks for what the schema does not see. Each file holds one kind; [`check`] runs them all.

mod addresses;
mod commands;
mod identity;
mod images;
mod order;
pub(crate) mod resources;
mod unified;

use crate::fault::Fault;
use crate::tree::{Element, Tree};

pub use unified::check_unified;

/// The functions that the pane's function file implements, by the name a ribbon button calls.
pub const FUNCTIONS: &[&str] = &["syncItem", "syncEverything", "syncContacts", "syncCalendar"];

/// The permission the add-in asks for: to read the open item and to set fields in its form, and nothing beyond it.
pub const PERMISSIONS: &str = "ReadWriteItem";

/// The least version of the requirement set Mailbox; what is newer is tested for at run time.
pub const MAILBOX_VERSION: &str = "1.5";

/// Where in Outlook the Concordat group must stand.
pub const SURFACES: &[&str] =
    &["AppointmentOrganizerCommandSurface", "AppointmentAttendeeCommandSurface", "MessageReadCommandSurface"];

/// How many characters Outlook shows, by the element that names the text. The limits are the unified manifest's, tighter
/// than the 125 and 250 of the schema.
pub const LABEL_LIMITS: &[(&str, usize)] = &[("DisplayName", 30), ("Label", 64), ("Title", 64), ("Description", 250)];

const CHECKS: &[fn(Element) -> Vec<Fault>] =
    &[identity::check, order::check, resources::check, addresses::check, images::check, commands::check];

/// Everything that is wrong with a manifest, in the order of the checks, each fault once. An empty answer together with a
/// schema that finds nothing means that Outlook will take it.
pub fn check(xml: &str) -> Vec<Fault> {
    let tree = match Tree::parse(xml) {
        Ok(tree) => tree,
        Err(reason) => return vec![Fault::NotXml { reason }],
    };
    let root = tree.root();
    if !root.is("OfficeApp") || root.attribute("type") != Some("MailApp") {
        return vec![Fault::NotMailApp { found: root.name().to_owned() }];
    }
    let mut faults = Vec::new();
    for fault in CHECKS.iter().flat_map(|check| check(root)) {
        if !faults.contains(&fault) {
            faults.push(fault);
        }
    }
    faults
}
