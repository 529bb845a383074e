//! What happens in a history: drawn from a seed, each by itself, so that any of it can be left out.

use std::collections::BTreeMap;

use fastrand::Rng;
use outlook::graph::FaultKind;
use rules::conflict::Policy;

/// A history: what happens, in which world.
#[derive(Clone, Debug)]
pub struct History {
    /// From where it was drawn.
    pub seed: u64,
    /// The world.
    pub world: Setting,
    /// What happens, with numbers that stay when others are left out: what a person types bears them.
    pub steps: Vec<(u32, Step)>,
    /// At which step of its life the server is killed.
    pub kill: Option<u64>,
}

/// How a history's world is.
#[derive(Clone, Debug)]
pub struct Setting {
    /// How many staff members.
    pub staff: usize,
    /// Items on a page.
    pub page_size: u32,
    /// Exchanges take no time.
    pub at_once: bool,
    /// What goes wrong, and how often.
    pub faults: BTreeMap<FaultKind, f64>,
    /// The stand-in's knobs.
    pub knobs: Vec<Knob>,
    /// The field whose ways the firm narrowed (M9).
    pub locked: Option<(Typed, Ways)>,
    /// Removals in a list apart are taken in at the end.
    pub take_in: bool,
}

/// A knob of the stand-in that is turned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "as the knobs are called")]
pub enum Knob {
    TrimTrailing,
    CrlfNotes,
    LyingTombstones,
    AlwaysRegenerates,
    NoFileAs,
    IfMatchIgnored,
}

/// The ways that are open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the word says it")]
pub enum Ways {
    Both,
    ToOutlook,
    ToPractice,
}

/// A field that people type into.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[allow(missing_docs, reason = "the field's name says it")]
pub enum Typed {
    JobTitle,
    Company,
    Department,
    Notes,
    Mobile,
    Email,
    Address,
    Categories,
}

impl Typed {
    const ALL: [Self; 8] = [
        Self::JobTitle,
        Self::Company,
        Self::Department,
        Self::Notes,
        Self::Mobile,
        Self::Email,
        Self::Address,
        Self::Categories,
    ];
}

/// One thing that happens. What it happens to is counted among what is there then.
#[derive(Clone, Debug)]
#[allow(missing_docs, reason = "each says what it does, and the numbers say to whom")]
pub enum Step {
    AddItem {
        staff: usize,
    },
    /// An item that bears the name and address of a record.
    AddTwin {
        staff: usize,
        nth: usize,
    },
    EditItem {
        staff: usize,
        nth: usize,
        field: Typed,
        clear: bool,
    },
    DeleteItem {
        staff: usize,
        nth: usize,
    },
    /// So many at once.
    DeleteItems {
        staff: usize,
        many: usize,
    },
    /// Its time moves, and nothing else.
    TouchItem {
        staff: usize,
        nth: usize,
    },
    BlankItem {
        staff: usize,
        nth: usize,
    },
    CopyItem {
        staff: usize,
        nth: usize,
    },
    /// To another folder; and back at once.
    MoveItem {
        staff: usize,
        nth: usize,
        back: bool,
    },
    /// Everything that lies in the other folder comes back.
    ReturnItems {
        staff: usize,
    },
    AddRecord {
        client: Option<usize>,
    },
    EditRecord {
        nth: usize,
        field: Typed,
        clear: bool,
        sql: bool,
    },
    BlankRecord {
        nth: usize,
    },
    BinRecord {
        nth: usize,
        how: Removal,
    },
    UnbinRecord {
        nth: usize,
    },
    TieRecord {
        nth: usize,
        client: Option<usize>,
    },
    Client {
        nth: usize,
        associate: Option<usize>,
    },
    /// The firm's filter of that number is about something else.
    Filter {
        nth: usize,
        what: Selects,
    },
    Set {
        staff: usize,
        choice: Choice,
    },
    Advance {
        seconds: u64,
    },
    /// The service's clock.
    ClockAhead {
        seconds: i64,
    },
    ForgetTokens {
        staff: usize,
    },
    Snapshot {
        staff: usize,
    },
    Restore {
        staff: usize,
    },
    Run {
        staff: usize,
        cause: &'static str,
    },
    /// Two servers at once, for one person or two.
    Both {
        staff: usize,
        other: usize,
        seed: u64,
    },
    /// What waits is confirmed but for some: one in so many is left out, none for 0.
    Confirm {
        staff: usize,
        leave_out: usize,
    },
    Cancel {
        staff: usize,
    },
    Answer {
        staff: usize,
        seed: u64,
    },
    /// A new server, as after a restart.
    Restart,
    /// While the next run goes on, after so many steps of it.
    During {
        after: u64,
        what: Box<Self>,
    },
}

/// How a record goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Removal {
    /// Into the bin, in the pane.
    Bin,
    /// Into the bin, by another program.
    SqlBin,
    /// For good, by another program.
    SqlDelete,
}

/// What a filter selects.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Selects {
    /// Contacts of clients that the staff member looks after.
    Mine,
    /// Contacts with a company.
    Company,
    /// Contacts without one.
    NoCompany,
    /// Contacts with a job title that bears an even number.
    Even,
}

/// A setting of a staff member.
#[derive(Clone, Copy, Debug, PartialEq)]
#[allow(missing_docs, reason = "as the settings are called")]
pub enum Choice {
    Policy(Policy),
    Confirm(bool),
    Threshold(Option<u32>),
    Filter(Option<usize>),
    KeepFiltered(bool),
    DeleteContacts(bool),
    Ways(Ways),
    ImportAsClient(bool),
}

/// What a history is about, so that not each has everything.
#[derive(Clone, Copy, Debug)]
struct Theme {
    settings: bool,
    filters: bool,
    deletes: bool,
    restores: bool,
    sql: bool,
    moves: bool,
    during: bool,
    waits: bool,
}

/// How many staff members' clients there are, and filters.
pub(crate) const CLIENTS: usize = 3;
pub(crate) const FILTERS: usize = 2;

impl History {
    /// The history of a seed.
    pub fn of(seed: u64) -> Self {
        let mut rng = Rng::with_seed(seed);
        let staff = [1, 1, 2, 2, 3][rng.usize(..5)];
        let theme = Theme::draw(&mut rng);
        let world = Setting::draw(&mut rng, staff);
        let longest = if rng.bool() { 14 } else { 40 };
        let count = rng.usize(5..=longest);
        let draw = |number| (number, Step::draw(&mut rng, staff, theme));
        let steps = (1..=u32::try_from(count).unwrap_or(40)).map(draw).collect();
        let kill = rng.bool().then(|| rng.u64(1..250));
        Self { seed, world, steps, kill }
    }

    /// A short history without faults, to be killed everywhere.
    pub fn short(seed: u64) -> Self {
        let mut rng = Rng::with_seed(seed);
        let staff = 1 + rng.usize(..2);
        let theme = Theme { restores: false, during: false, waits: false, ..Theme::draw(&mut rng) };
        let mut steps: Vec<(u32, Step)> = Vec::new();
        for number in 1..=6 {
            let step = Step::draw(&mut rng, staff, theme);
            steps.push((number, step));
            if number % 2 == 0 {
                steps.push((10 + number, Step::Run { staff: rng.usize(..staff), cause: "sync" }));
            }
        }
        Self { seed, world: Setting::plain(staff), steps, kill: None }
    }

    /// The same in a world where nothing goes wrong and exchanges take no time, with pages of that size.
    #[must_use]
    pub fn paged(&self, page_size: u32, disorder: bool) -> Self {
        let kinds = [FaultKind::Disorder, FaultKind::Duplicate];
        let faults = kinds.into_iter().filter(|_| disorder).map(|kind| (kind, 0.4)).collect();
        let world = Setting { page_size, at_once: true, faults, ..self.world.clone() };
        // How the clocks stand is measured with each request; what happens meanwhile happens between two of them.
        let quiet = |(_, step): &&(u32, Step)| {
            !matches!(step, Step::During { .. } | Step::Both { .. } | Step::ClockAhead { .. })
        };
        let steps = self.steps.iter().filter(quiet).cloned().collect();
        Self { world, steps, kill: None, ..self.clone() }
    }
}

impl Theme {
    fn draw(rng: &mut Rng) -> Self {
        let mut one = |of| rng.u8(..of) == 0;
        Self {
            settings: one(2),
            filters: one(2),
            deletes: !one(3),
            restores: one(5),
            sql: one(2),
            moves: one(2),
            during: one(2),
            waits: one(3),
        }
    }
}

impl Setting {
    /// Nothing goes wrong.
    pub fn plain(staff: usize) -> Self {
        Self {
            staff,
            page_size: 100,
            at_once: false,
            faults: BTreeMap::new(),
            knobs: Vec::new(),
            locked: None,
            take_in: true,
        }
    }

    fn draw(rng: &mut Rng, staff: usize) -> Self {
        let knobs = [
            Knob::TrimTrailing,
            Knob::CrlfNotes,
            Knob::LyingTombstones,
            Knob::AlwaysRegenerates,
            Knob::NoFileAs,
            Knob::IfMatchIgnored,
        ];
        let knobs = knobs.into_iter().filter(|_| rng.u8(..5) == 0).collect();
        let locked = (rng.u8(..5) == 0).then(|| {
            let ways = if rng.bool() { Ways::ToOutlook } else { Ways::ToPractice };
            ([Typed::Notes, Typed::Department][rng.usize(..2)], ways)
        });
        let page_size = [1, 2, 3, 100][rng.usize(..4)];
        Self { staff, page_size, at_once: false, faults: faults(rng), knobs, locked, take_in: rng.bool() }
    }
}

/// A third of the histories has none, a third one kind, a third all kinds.
fn faults(rng: &mut Rng) -> BTreeMap<FaultKind, f64> {
    use FaultKind as F;
    let all = [
        (F::Throttled, 0.05),
        (F::Failing, 0.05),
        (F::FailingDone, 0.04),
        (F::CutBefore, 0.04),
        (F::CutAfter, 0.04),
        (F::Late, 0.05),
        (F::Slow, 0.05),
        (F::LostCursor, 0.05),
        (F::Conflict, 0.08),
        (F::EmptyPage, 0.1),
        (F::Replay, 0.05),
        (F::Duplicate, 0.1),
        (F::Disorder, 0.1),
        (F::LyingTombstone, 0.1),
        (F::Touch, 0.1),
    ];
    match rng.u8(..3) {
        0 => BTreeMap::new(),
        1 => {
            let (kind, rate) = all[rng.usize(..all.len())];
            BTreeMap::from([(kind, rate * 4.0)])
        }
        _ => all.into_iter().collect(),
    }
}

impl Step {
    fn draw(rng: &mut Rng, staff: usize, theme: Theme) -> Self {
        if theme.during && rng.u8(..12) == 0 {
            let what = Self::by_person(rng, staff, theme);
            return Self::During { after: rng.u64(1..25), what: Box::new(what) };
        }
        match rng.u8(..10) {
            0..3 => Self::run(rng, staff, theme),
            3 => Self::of_world(rng, staff, theme),
            _ => Self::by_person(rng, staff, theme),
        }
    }

    fn run(rng: &mut Rng, staff: usize, theme: Theme) -> Self {
        let who = rng.usize(..staff);
        match rng.u8(..12) {
            0 => Self::Both { staff: who, other: rng.usize(..staff), seed: rng.u64(..) },
            1 | 2 if theme.waits || theme.settings => Self::Confirm { staff: who, leave_out: rng.usize(..4) },
            3 if theme.waits => Self::Cancel { staff: who },
            4 => Self::Answer { staff: who, seed: rng.u64(..) },
            5 => Self::Restart,
            _ => Self::Run { staff: who, cause: ["automatic", "sync", "setup", "periodic"][rng.usize(..4)] },
        }
    }

    fn of_world(rng: &mut Rng, staff: usize, theme: Theme) -> Self {
        let who = rng.usize(..staff);
        match rng.u8(..12) {
            0..5 => Self::Advance { seconds: [1, 5, 60, 3600, 86_400, 604_800][rng.usize(..6)] },
            5 => Self::ClockAhead { seconds: rng.i64(-300..300) },
            6 => Self::ForgetTokens { staff: who },
            7 if theme.restores => Self::Snapshot { staff: who },
            8 if theme.restores => Self::Restore { staff: who },
            9 | 10 if theme.settings || theme.waits => Self::Set { staff: who, choice: Choice::draw(rng, theme) },
            _ if theme.filters => Self::filtering(rng, staff),
            _ => Self::Advance { seconds: rng.u64(1..120) },
        }
    }

    fn filtering(rng: &mut Rng, staff: usize) -> Self {
        let selects = [Selects::Mine, Selects::Company, Selects::NoCompany, Selects::Even];
        match rng.u8(..4) {
            0 => Self::Filter { nth: rng.usize(..FILTERS), what: selects[rng.usize(..4)] },
            1 => Self::Client { nth: rng.usize(..CLIENTS), associate: rng.bool().then(|| rng.usize(..staff)) },
            _ => {
                let filter = (rng.u8(..3) > 0).then(|| rng.usize(..FILTERS));
                Self::Set { staff: rng.usize(..staff), choice: Choice::Filter(filter) }
            }
        }
    }

    fn by_person(rng: &mut Rng, staff: usize, theme: Theme) -> Self {
        if rng.bool() { Self::in_outlook(rng, staff, theme) } else { Self::in_practice(rng, theme) }
    }

    fn in_outlook(rng: &mut Rng, staff: usize, theme: Theme) -> Self {
        let (who, nth) = (rng.usize(..staff), rng.usize(..64));
        match rng.u8(..20) {
            0..6 => Self::AddItem { staff: who },
            6 => Self::AddTwin { staff: who, nth },
            7 if theme.deletes && rng.bool() => Self::DeleteItems { staff: who, many: 3 + nth % 5 },
            7 | 8 if theme.deletes => Self::DeleteItem { staff: who, nth },
            9 => Self::TouchItem { staff: who, nth },
            10 => Self::BlankItem { staff: who, nth },
            11 if theme.moves => Self::CopyItem { staff: who, nth },
            12 if theme.moves => Self::MoveItem { staff: who, nth, back: rng.u8(..3) > 0 },
            13 if theme.moves => Self::ReturnItems { staff: who },
            _ => Self::EditItem { staff: who, nth, field: field(rng), clear: rng.u8(..8) == 0 },
        }
    }

    fn in_practice(rng: &mut Rng, theme: Theme) -> Self {
        let nth = rng.usize(..64);
        let client = (rng.u8(..3) > 0).then(|| rng.usize(..CLIENTS));
        let removals = [Removal::Bin, Removal::Bin, Removal::SqlBin, Removal::SqlDelete];
        match rng.u8(..20) {
            0..6 => Self::AddRecord { client },
            6 | 7 if theme.deletes => {
                let how = if theme.sql { removals[rng.usize(..4)] } else { Removal::Bin };
                Self::BinRecord { nth, how }
            }
            8 if theme.deletes => Self::UnbinRecord { nth },
            9 => Self::BlankRecord { nth },
            10 | 11 if theme.filters => Self::TieRecord { nth, client },
            _ => Self::EditRecord { nth, field: field(rng), clear: rng.u8(..8) == 0, sql: theme.sql && rng.bool() },
        }
    }
}

fn field(rng: &mut Rng) -> Typed {
    Typed::ALL[rng.usize(..Typed::ALL.len())]
}

impl Choice {
    fn draw(rng: &mut Rng, theme: Theme) -> Self {
        let policies =
            [Policy::NewestRecord, Policy::NewestField, Policy::PracticeWins, Policy::OutlookWins, Policy::AskMe];
        if theme.waits && rng.bool() {
            return if rng.bool() {
                Self::Confirm(rng.u8(..3) > 0)
            } else {
                Self::Threshold((rng.u8(..4) > 0).then(|| rng.u32(1..6)))
            };
        }
        match rng.u8(..8) {
            0..3 => Self::Policy(policies[rng.usize(..5)]),
            3 => Self::KeepFiltered(rng.bool()),
            4 => Self::DeleteContacts(rng.bool()),
            5 | 6 => Self::Ways([Ways::Both, Ways::Both, Ways::ToOutlook, Ways::ToPractice][rng.usize(..4)]),
            _ => Self::ImportAsClient(rng.bool()),
        }
    }
}
