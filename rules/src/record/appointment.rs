//! The fields of an appointment (A7).

use super::{Field, FieldId, Kind, OfficeAccess, Unit};

/// What it is about.
pub const SUBJECT: FieldId = FieldId("subject");
/// Where.
pub const LOCATION: FieldId = FieldId("location");
/// First moment, or first day.
pub const START: FieldId = FieldId("start");
/// First moment after it, or first day after it.
pub const END: FieldId = FieldId("end");
/// The zone it was made in and a series is repeated in.
pub const ZONE: FieldId = FieldId("zone");
/// Whole days, in no zone (P14).
pub const ALL_DAY: FieldId = FieldId("allDay");
/// The pattern of a series.
pub const RECURRENCE: FieldId = FieldId("recurrence");
/// Days of the series that do not take place.
pub const CANCELLED: FieldId = FieldId("cancelled");
/// Minutes before the start; absent is no reminder.
pub const REMINDER: FieldId = FieldId("reminder");
/// How the time is shown to others; absent is busy.
pub const SHOW_AS: FieldId = FieldId("showAs");
/// *Busy* to everyone else (A11).
pub const PRIVATE: FieldId = FieldId("private");
/// Outlook's categories.
pub const CATEGORIES: FieldId = FieldId("categories");
/// Text of the body.
pub const NOTES: FieldId = FieldId("notes");
/// The client it is for.
pub const CLIENT: FieldId = FieldId("client");
/// The client's matter.
pub const MATTER: FieldId = FieldId("matter");
/// The firm's calendar code.
pub const CODE: FieldId = FieldId("code");
/// The staff it is assigned to.
pub const STAFF: FieldId = FieldId("staff");

/// Graph's `showAs`, without *busy*, which is the empty value.
pub const SHOW_AS_CHOICES: &[&str] = &["free", "tentative", "oof", "workingElsewhere", "unknown"];

const fn row(
    id: FieldId,
    kind: Kind,
    unit: Unit,
    limit: usize,
    column: &'static str,
    graph: &'static str,
    office: OfficeAccess,
) -> Field {
    Field { id, kind, unit, limit, column, graph, office }
}

/// The table. Limits: Outlook's, in characters; of the notes what Office.js' `body.setAsync` takes.
#[rustfmt::skip]
pub const FIELDS: &[Field] = {
    use {Kind as K, OfficeAccess as O, Unit as U};
    &[
        row(SUBJECT,    K::Text,                    U::Single, 255,    "subject",       "subject",                    O::Write),
        row(LOCATION,   K::Text,                    U::Single, 255,    "location",      "location/displayName",       O::Write),
        row(START,      K::Moment,                  U::When,   0,      "start",         "start",                      O::Write),
        row(END,        K::Moment,                  U::When,   0,      "end",           "end",                        O::Write),
        row(ZONE,       K::Zone,                    U::When,   64,     "zone",          "originalStartTimeZone",      O::Read),
        row(ALL_DAY,    K::Flag,                    U::When,   0,      "all_day",       "isAllDay",                   O::Write),
        row(RECURRENCE, K::Recurrence,              U::When,   0,      "recurrence",    "recurrence",                 O::Write),
        row(CANCELLED,  K::Dates,                   U::When,   0,      "cancelled",     "cancelledOccurrences",       O::None),
        row(REMINDER,   K::Minutes,                 U::Single, 0,      "reminder",      "reminderMinutesBeforeStart", O::None),
        row(SHOW_AS,    K::Choice(SHOW_AS_CHOICES), U::Single, 0,      "show_as",       "showAs",                     O::None),
        row(PRIVATE,    K::Flag,                    U::Single, 0,      "private",       "sensitivity",                O::Write),
        row(CATEGORIES, K::Labels,                  U::Single, 25,     "categories",    "categories",                 O::Write),
        row(NOTES,      K::Note,                    U::Single, 1_000_000, "notes",         "body",                       O::Write),
        row(CLIENT,     K::Reference,               U::Single, 0,      "client_id",     "",                           O::None),
        row(MATTER,     K::Reference,               U::Single, 0,      "matter_id",     "",                           O::None),
        row(CODE,       K::Text,                    U::Single, 16,     "code",          "",                           O::None),
        row(STAFF,      K::Labels,                  U::Single, 0,      "",              "",                           O::None),
    ]
};
