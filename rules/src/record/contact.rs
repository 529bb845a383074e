//! The fields of a contact: those of an Outlook contact, and the practice side's own (C15).

use super::{Field, FieldId, Kind, OfficeAccess, Unit};

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident = $id:literal;)*) => { $($(#[$doc])* pub const $name: FieldId = FieldId($id);)* };
}

ids! {
    /// How the contact is filed.
    FILE_AS = "fileAs";
    /// Dr., Prof.
    TITLE = "title";
    /// Given name.
    GIVEN = "given";
    /// Middle name.
    MIDDLE = "middle";
    /// Surname.
    SURNAME = "surname";
    /// Jr., III; Graph's `generation`.
    SUFFIX = "suffix";
    /// Nickname.
    NICKNAME = "nickname";
    /// Initials.
    INITIALS = "initials";
    /// Company.
    COMPANY = "company";
    /// Department.
    DEPARTMENT = "department";
    /// Job title.
    JOB_TITLE = "jobTitle";
    /// Profession.
    PROFESSION = "profession";
    /// Office location.
    OFFICE = "office";
    /// Manager.
    MANAGER = "manager";
    /// Assistant.
    ASSISTANT = "assistant";
    /// Web page.
    WEB_PAGE = "webPage";
    /// First e-mail address.
    EMAIL1 = "email1";
    /// Second e-mail address.
    EMAIL2 = "email2";
    /// Third e-mail address.
    EMAIL3 = "email3";
    /// First business phone.
    BUSINESS_PHONE1 = "businessPhone1";
    /// Second business phone.
    BUSINESS_PHONE2 = "businessPhone2";
    /// First home phone.
    HOME_PHONE1 = "homePhone1";
    /// Second home phone.
    HOME_PHONE2 = "homePhone2";
    /// Mobile phone.
    MOBILE = "mobile";
    /// First instant-messaging address.
    IM1 = "im1";
    /// Second instant-messaging address.
    IM2 = "im2";
    /// Third instant-messaging address.
    IM3 = "im3";
    /// Business address.
    BUSINESS_ADDRESS = "businessAddress";
    /// Home address.
    HOME_ADDRESS = "homeAddress";
    /// Other address.
    OTHER_ADDRESS = "otherAddress";
    /// Birthday: a date.
    BIRTHDAY = "birthday";
    /// Spouse.
    SPOUSE = "spouse";
    /// Children.
    CHILDREN = "children";
    /// Personal notes.
    NOTES = "notes";
    /// Outlook's categories.
    CATEGORIES = "categories";
    /// Client or standalone contact (C5).
    KIND = "kind";
    /// The clients it is tied to.
    CLIENTS = "clients";
    /// The firm's number for the client.
    CLIENT_ID = "clientId";
    /// The staff member who looks after the client.
    ASSOCIATE = "associate";
    /// The firm's type of client.
    CLIENT_TYPE = "clientType";
    /// Active, former, prospective.
    STATUS = "status";
    /// The firm's office that serves it.
    FIRM_OFFICE = "firmOffice";
}

/// What a contact is to the firm (C5).
pub const KINDS: &[&str] = &["client", "standalone"];

const fn row(id: FieldId, kind: Kind, limit: usize, column: &'static str, graph: &'static str) -> Field {
    Field { id, kind, unit: Unit::Single, limit, column, graph, office: OfficeAccess::None }
}

/// The table. `emailAddresses/0` is the first entry of a list that Graph replaces whole.
#[rustfmt::skip]
pub const FIELDS: &[Field] = {
    use Kind as K;
    &[
        row(FILE_AS,          K::Text,     255,    "file_as",          "fileAs"),
        row(TITLE,            K::Text,     64,     "title",            "title"),
        row(GIVEN,            K::Text,     64,     "given",            "givenName"),
        row(MIDDLE,           K::Text,     64,     "middle",           "middleName"),
        row(SURNAME,          K::Text,     64,     "surname",          "surname"),
        row(SUFFIX,           K::Text,     64,     "suffix",           "generation"),
        row(NICKNAME,         K::Text,     64,     "nickname",         "nickName"),
        row(INITIALS,         K::Text,     64,     "initials",         "initials"),
        row(COMPANY,          K::Text,     256,    "company",          "companyName"),
        row(DEPARTMENT,       K::Text,     64,     "department",       "department"),
        row(JOB_TITLE,        K::Text,     128,    "job_title",        "jobTitle"),
        row(PROFESSION,       K::Text,     256,    "profession",       "profession"),
        row(OFFICE,           K::Text,     64,     "office",           "officeLocation"),
        row(MANAGER,          K::Text,     256,    "manager",          "manager"),
        row(ASSISTANT,        K::Text,     64,     "assistant",        "assistantName"),
        row(WEB_PAGE,         K::Web,      256,    "web_page",         "businessHomePage"),
        row(EMAIL1,           K::Email,    256,    "email1",           "emailAddresses/0"),
        row(EMAIL2,           K::Email,    256,    "email2",           "emailAddresses/1"),
        row(EMAIL3,           K::Email,    256,    "email3",           "emailAddresses/2"),
        row(BUSINESS_PHONE1,  K::Phone,    64,     "business_phone1",  "businessPhones/0"),
        row(BUSINESS_PHONE2,  K::Phone,    64,     "business_phone2",  "businessPhones/1"),
        row(HOME_PHONE1,      K::Phone,    64,     "home_phone1",      "homePhones/0"),
        row(HOME_PHONE2,      K::Phone,    64,     "home_phone2",      "homePhones/1"),
        row(MOBILE,           K::Phone,    64,     "mobile",           "mobilePhone"),
        row(IM1,              K::Text,     256,    "im1",              "imAddresses/0"),
        row(IM2,              K::Text,     256,    "im2",              "imAddresses/1"),
        row(IM3,              K::Text,     256,    "im3",              "imAddresses/2"),
        row(BUSINESS_ADDRESS, K::Address,  0,      "business_address", "businessAddress"),
        row(HOME_ADDRESS,     K::Address,  0,      "home_address",     "homeAddress"),
        row(OTHER_ADDRESS,    K::Address,  0,      "other_address",    "otherAddress"),
        row(BIRTHDAY,         K::Date,     0,      "birthday",         "birthday"),
        row(SPOUSE,           K::Text,     128,    "spouse",           "spouseName"),
        row(CHILDREN,         K::List,     32,     "children",         "children"),
        row(NOTES,            K::Note,     32_000, "notes",            "personalNotes"),
        row(CATEGORIES,       K::Labels,   25,     "categories",       "categories"),
        row(KIND,             K::Choice(KINDS), 0, "kind",             ""),
        row(CLIENTS,          K::Labels,   0,      "",                 ""),
        row(CLIENT_ID,        K::Text,     32,     "client_number",    ""),
        row(ASSOCIATE,        K::Reference, 0,     "associate_id",     ""),
        row(CLIENT_TYPE,      K::Text,     64,     "client_type",      ""),
        row(STATUS,           K::Text,     32,     "status",           ""),
        row(FIRM_OFFICE,      K::Text,     64,     "firm_office",      ""),
    ]
};
