//! What only the unified manifest says. Everything else it takes from `manifest.xml`.

/// A text and what each locale has in its place.
pub(crate) struct Text {
    pub(crate) default: &'static str,
    pub(crate) overrides: &'static [(&'static str, &'static str)],
}

impl Text {
    pub(crate) fn in_locale(&self, locale: Option<&str>) -> &'static str {
        let own = self.overrides.iter().find(|(name, _)| Some(*name) == locale);
        own.map_or(self.default, |(_, text)| text)
    }
}

/// The version of Microsoft's schema that the manifest follows.
pub(crate) const MANIFEST_VERSION: &str = "1.29";

/// Where Microsoft publishes its schemas, before version and name.
pub(crate) const SCHEMAS: &str = "https://developer.microsoft.com/json-schemas/teams";

/// What lists of apps show beside the name. The short description is the one of `manifest.xml`.
pub(crate) const FULL_DESCRIPTION: Text = Text {
    default: "Concordat keeps Outlook and the firm's practice database in agreement. Open an appointment, see beside it how \
              it stands in the practice database, and synchronize both with one click, under rules of your own. Whatever \
              gives way is kept in the history and can be brought back.",
    overrides: &[(
        "de-DE",
        "Concordat hält Outlook und die Kanzleidatenbank im Einklang. Öffnen Sie einen Termin, sehen Sie daneben, wie er in \
         der Kanzleidatenbank steht, und gleichen Sie beide mit einem Klick ab, nach Regeln, die Sie bestimmen. Was dabei \
         weicht, bleibt im Verlauf erhalten und lässt sich zurückholen.",
    )],
};

/// The colour that goes with the icon: its blue.
pub(crate) const ACCENT_COLOR: &str = "#2B7FD6";

/// What the add-in does with data, and under which terms it may be used, on the server's own page.
pub(crate) const PRIVACY: &str = "/about.html#privacy";
pub(crate) const TERMS: &str = "/about.html#terms";

/// What Outlook calls a permission of `manifest.xml` in the unified manifest.
pub(crate) const PERMISSION_NAMES: &[(&str, &str)] = &[
    ("Restricted", "MailboxItem.Restricted.User"),
    ("ReadItem", "MailboxItem.Read.User"),
    ("ReadWriteItem", "MailboxItem.ReadWrite.User"),
    ("ReadWriteMailbox", "Mailbox.ReadWrite.User"),
];

/// What `SupportsSharedFolders` is in the unified manifest.
pub(crate) const SHARED_FOLDERS: &str = "Mailbox.SharedFolder";

/// The ribbon's contexts, by the extension points of `manifest.xml`.
pub(crate) const CONTEXTS: &[(&str, &str)] = &[
    ("AppointmentOrganizerCommandSurface", "meetingDetailsOrganizer"),
    ("AppointmentAttendeeCommandSurface", "meetingDetailsAttendee"),
    ("MessageReadCommandSurface", "mailRead"),
    ("MessageComposeCommandSurface", "mailCompose"),
];

/// The hosts of `manifest.xml` that are Outlook, as a scope.
pub(crate) const SCOPES: &[(&str, &str)] = &[("Mailbox", "mail")];

/// What stands in a table beside a name.
pub(crate) fn beside<'t>(table: &[(&str, &'t str)], name: &str) -> Option<&'t str> {
    table.iter().find(|(key, _)| *key == name).map(|(_, value)| *value)
}
