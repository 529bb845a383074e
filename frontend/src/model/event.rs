//! What can happen, and what can be done.

use api::{
    AppointmentRecord, CalendarCode, ClientHit, ContactKind, EntraSignIn, HistoryEntry, ItemStatus, Live, Me, SignIn,
    Signed, StaffMember, Tie, Who,
};
use rules::{merge::Side, outlook::item::Snapshot, record::FieldId};

use super::{
    Account, AdmissionEvent, Answer, Failure, FormEdit, FormResult, Kept, Key, NoToken, Told, WindowEvent, windows::Ask,
};

/// What is open in Outlook.
#[derive(Clone, Debug, PartialEq)]
pub enum Found {
    /// Nothing.
    Nothing,
    /// Neither an appointment nor a message being read.
    Other,
    /// An appointment or a message.
    Item(Box<Snapshot>),
}

/// The item, or why Outlook would not let it be read.
pub type ReadResult = Result<Found, String>;

/// Something happened.
#[derive(Clone, Debug)]
pub enum Event {
    /// About who is signed in.
    Session(SessionEvent),
    /// About the open item.
    Item(ItemEvent),
    /// About an edit.
    Edit(EditEvent),
    /// About the edits that are not done yet.
    Queue(QueueEvent),
    /// About the form of *Add*.
    Filing(FilingEvent),
    /// About the live connection.
    Live(LiveEvent),
    /// About admitting people.
    Admission(AdmissionEvent),
    /// In a window beside the open item.
    Window(WindowEvent),
    /// It is time to look: at the form, or whether somebody was admitted.
    Look,
}

/// About who is signed in.
#[derive(Clone, Debug)]
pub enum SessionEvent {
    /// The pane came up. Is there a token from before?
    Started {
        /// It is to be tried first.
        token: bool,
    },
    /// The ways to sign in.
    Ways(Result<SignIn, Failure>),
    /// A staff member was picked from the list.
    Chosen(String),
    /// *Sign in* was pressed.
    SignIn,
    /// The sign-in was answered.
    Signed {
        /// It was tried with the mailbox's address, unasked.
        automatic: bool,
        /// The answer.
        result: Result<Signed, Failure>,
    },
    /// Who the person is.
    Me(Result<Box<Me>, Failure>),
    /// *Switch person* was pressed.
    Switch,
    /// An attempt to get a token of Microsoft 365 came to its end.
    Acquired {
        /// Its number.
        attempt: u64,
        /// For which account, or why not.
        result: Result<Account, NoToken>,
    },
    /// *Sign in* with Microsoft 365 was pressed.
    Interact {
        /// As another account than the mailbox's.
        other: bool,
    },
    /// The person does not want to go on in Microsoft's window.
    CancelWindow,
    /// *Sign out* was pressed.
    SignOut,
    /// *Check again* was pressed by somebody who is not admitted.
    CheckAdmission,
    /// The one-time code was typed.
    Code(String),
    /// *Become the administrator* was pressed.
    ClaimFirstAdmin,
    /// The code was answered.
    Claimed(Result<StaffMember, Failure>),
    /// *Try again* was pressed.
    Retry,
    /// Loading the pane anew was tried already, and the rules still differ.
    Outdated,
    /// The firm's calendar codes.
    Codes(Result<Vec<CalendarCode>, Failure>),
    /// The firm's staff.
    Staff(Result<Vec<StaffMember>, Failure>),
}

/// About the open item.
#[derive(Clone, Debug)]
pub enum ItemEvent {
    /// Outlook opened another item, or none.
    Changed,
    /// The form may show something else than it did.
    Edited,
    /// *Compare again* was pressed.
    Refresh,
    /// The item was read.
    Read {
        /// For which item it was asked.
        generation: u64,
        /// The read's number.
        read: u64,
        /// What was found.
        result: ReadResult,
    },
    /// The server said how it stands.
    Status {
        /// For which item it was asked.
        generation: u64,
        /// Which question it answers.
        asked: u64,
        /// The answer.
        result: Result<Box<ItemStatus>, Failure>,
    },
    /// The server said who the people of a message are.
    Who {
        /// For which item it was asked.
        generation: u64,
        /// The answer.
        result: Result<Vec<Who>, Failure>,
    },
    /// The record's details were opened or closed.
    ToggleRecord,
    /// The record came.
    Record {
        /// For which item it was asked.
        generation: u64,
        /// The answer.
        result: Result<Box<AppointmentRecord>, Failure>,
    },
    /// The record's history came.
    History {
        /// For which item it was asked.
        generation: u64,
        /// The answer.
        result: Result<Vec<HistoryEntry>, Failure>,
    },
}

/// About an edit.
#[derive(Clone, Debug)]
pub enum EditEvent {
    /// *Sync* was pressed.
    Sync,
    /// A value was chosen under *ask me*.
    Choose(FieldId, Side),
    /// *Keep* was pressed.
    Keep,
    /// *Add* was pressed.
    Add,
    /// *Unlink* was pressed, which asks first.
    AskUnlink,
    /// Not after all.
    CancelUnlink,
    /// *Unlink now* was pressed.
    Unlink,
    /// *Link again* was pressed.
    Rejoin,
    /// *Restore* was pressed for these entries.
    Restore(Vec<String>),
    /// *Add as …* was pressed for that address.
    AddContact {
        /// The address.
        address: String,
        /// As what.
        kind: ContactKind,
    },
    /// The form was told.
    FormSet {
        /// For which item.
        generation: u64,
        /// What came of it.
        told: Told,
    },
}

/// About the edits that are not done yet.
#[derive(Clone, Debug)]
pub enum QueueEvent {
    /// Another window changed what the browser keeps.
    Changed,
    /// The browser did not keep the edit of that key.
    NotStored(String),
    /// What the browser keeps for that person, as it is now.
    Loaded {
        /// The person's id.
        person: String,
        /// Their edits.
        kept: Vec<Kept>,
    },
    /// This window has the turn to send the edits of the person of that id.
    Turn(String),
    /// An edit was answered.
    Done {
        /// Whose it is.
        person: String,
        /// Its idempotency key.
        key: String,
        /// The answer.
        result: Result<Answer, Failure>,
    },
    /// The server was looked for.
    Probed(Result<Box<Me>, Failure>),
    /// The browser says that there is a network again.
    Online,
    /// *Try again* was pressed: the same edit, with the same key.
    Again(String),
    /// The edit of that key is given up.
    Drop(String),
    /// The list was opened or closed.
    Toggle,
}

/// About the form of *Add*.
#[derive(Clone, Debug)]
pub enum FilingEvent {
    /// Text was typed for the client.
    Typed(String),
    /// A key was pressed in the client's input.
    Pressed(Key),
    /// An entry of the list was clicked.
    Picked(usize),
    /// The input lost the focus.
    Left,
    /// Clients were found.
    Hits {
        /// Which search it answers.
        search: u64,
        /// The answer.
        result: Result<Vec<ClientHit>, Failure>,
    },
    /// A matter was chosen; empty is none.
    Matter(String),
    /// A code was chosen; empty is none.
    Code(String),
    /// A staff member was ticked or unticked.
    Tick(String),
    /// What was left half filled before the pane was loaded anew.
    Draft {
        /// The item's id.
        item: String,
        /// What was chosen, as text.
        draft: String,
    },
}

/// About the live connection.
#[derive(Clone, Debug)]
pub enum LiveEvent {
    /// It is lost and will be made again.
    Lost,
    /// There is no token for it any more.
    Lapsed(NoToken),
    /// An event came over it.
    Told(Live),
}

/// Something to be done.
#[derive(Clone, Debug)]
pub enum Effect {
    /// Ask for the ways to sign in.
    FetchWays,
    /// Sign in as that staff member, by id or mailbox.
    SignIn {
        /// Id or address.
        staff: String,
        /// Unasked.
        automatic: bool,
    },
    /// Keep the token for the session.
    KeepToken(String),
    /// Get a token of Microsoft 365 without a word to the person.
    AcquireToken {
        /// The attempt's number.
        attempt: u64,
        /// How.
        ways: EntraSignIn,
    },
    /// Get one with the person's help, in a window of Microsoft's.
    AskForToken {
        /// The attempt's number.
        attempt: u64,
        /// How.
        ways: EntraSignIn,
        /// As another account than the mailbox's.
        other: bool,
    },
    /// Remember that the person is signed in, and may be so again unasked.
    SignedIn,
    /// Become the first administrator by that code.
    ClaimFirstAdmin {
        /// The code.
        code: String,
    },
    /// Ask who waits to be admitted, and for the staff with who is tied.
    FetchAdmission,
    /// Tie a person to a staff member.
    Tie {
        /// The staff member's id.
        staff: String,
        /// The person.
        tie: Tie,
    },
    /// Untie whoever is tied to that staff member.
    Untie {
        /// The staff member's id.
        staff: String,
    },
    /// Forget the token. Was it because the person wants to be someone else?
    ForgetToken {
        /// Then the mailbox's address signs nobody in.
        switched: bool,
    },
    /// Ask who the person is.
    FetchMe,
    /// Ask for codes and staff.
    FetchChoices,
    /// Open the live connection.
    OpenLive,
    /// Close it.
    CloseLive,
    /// Load the pane anew, once for that version of the rules.
    Reload {
        /// The server's version.
        rules: String,
        /// Nothing is lost by it.
        safe: bool,
    },
    /// Read the open item.
    Read {
        /// For which item.
        generation: u64,
        /// The read's number.
        read: u64,
    },
    /// Ask how it stands.
    FetchStatus {
        /// For which item.
        generation: u64,
        /// The question's number.
        asked: u64,
        /// The item.
        item: Box<Snapshot>,
    },
    /// Ask who these addresses are.
    FetchWho {
        /// For which item.
        generation: u64,
        /// The addresses.
        addresses: Vec<String>,
    },
    /// Ask for the record.
    FetchRecord {
        /// For which item.
        generation: u64,
        /// The record.
        record: String,
    },
    /// Ask for the record's history.
    FetchHistory {
        /// For which item.
        generation: u64,
        /// The record.
        record: String,
    },
    /// Search clients.
    Search {
        /// The search's number.
        search: u64,
        /// The text.
        text: String,
    },
    /// Give what the browser keeps of that person's edits, before anything else happens.
    LoadKept(String),
    /// Have the browser keep an edit.
    Store {
        /// Whose it is.
        person: String,
        /// The edit.
        kept: Box<Kept>,
        /// The keys of those whose place it takes, once it is kept.
        replaces: Vec<String>,
    },
    /// Have the browser forget an edit.
    Forget {
        /// Whose it is.
        person: String,
        /// Its key.
        key: String,
    },
    /// Wait until no other window sends that person's edits.
    TakeTurn(String),
    /// Let another window send them.
    EndTurn(String),
    /// Look for the server, which was not there so many times.
    Probe(u32),
    /// Send an edit.
    Send {
        /// Whose it is.
        person: String,
        /// The edit.
        kept: Box<Kept>,
    },
    /// Keep what is chosen in the form of *Add* until the window closes; `None` forgets it.
    KeepDraft {
        /// The item's id.
        item: String,
        /// What is chosen, as text.
        draft: Option<String>,
    },
    /// Give what was left half filled for that item, if anything.
    LoadDraft(String),
    /// Tell the form.
    SetForm {
        /// For which item.
        generation: u64,
        /// The item as the edit was asked for with: what is no longer so is left.
        sent: Box<Snapshot>,
        /// The calls.
        edits: Vec<FormEdit>,
        /// What cannot be told, and why.
        failed: Vec<FormResult>,
    },
    /// Ask the server for what a window shows, or have it write something.
    Ask(Ask),
    /// Put the focus on the element of that id.
    Focus(&'static str),
}
