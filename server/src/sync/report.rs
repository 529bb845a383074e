//! Runs and questions as the person reads them: from the practice database alone.

use std::collections::BTreeMap;

use api::{
    Asked, Candidate, ChangeGroup, PendingChange, QuestionView, RequiredAction, RunCause, RunDetail, RunSummary,
    SuspensionCause, SyncState,
};
use rules::{
    mapping::item::title,
    plan::{self, AskRow, Change, Exception, What},
    record::{Image, contact},
};

use super::desk::Error;
use crate::{
    practice::{self, ChangeState, PlannedChange, Practice, Question, QuestionAbout, Run, RunState},
    runs::Report,
};

/// How many runs are listed.
const LISTED: u32 = 50;

/// How many of those that are held back are named.
const MOST_HELD: usize = 200;

/// Which part of a run's changes is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    /// Of which kind; `None` is every kind.
    pub what: Option<What>,
    /// Of the list apart (C4).
    pub apart: bool,
    /// From which one of them on.
    pub from: u32,
    /// At most how many.
    pub limit: u32,
}

/// A run in a few words.
pub fn summary(run: &Run) -> RunSummary {
    let report = report(run);
    let done = matches!(run.state, RunState::Done | RunState::Failed);
    let can_undo = done && run.cause != "undo" && report.counts.all() > 0;
    RunSummary {
        id: run.id.clone(),
        cause: cause(&run.cause),
        state: run.state,
        started_at: run.started_at,
        ended_at: run.ended_at,
        counts: report.counts,
        failed: report.failed,
        left_out: report.left_out,
        held: u32::try_from(report.held.len()).unwrap_or(u32::MAX),
        can_undo,
        problem: report.problem,
    }
}

fn report(run: &Run) -> Report {
    serde_json::from_value(run.report.clone()).unwrap_or_default()
}

/// Why a run is suspended, as kept in [`Run::suspended`], and what is required (A5).
pub fn suspension(run: &Run) -> Option<api::Suspension> {
    let kept: plan::Suspension = serde_json::from_value(run.suspended.clone()?).ok()?;
    Some(api::Suspension { run: Some(run.id.clone()), ..suspended(&kept) })
}

/// A suspension in the words of the API; of no run.
pub fn suspended(kept: &plan::Suspension) -> api::Suspension {
    let number = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    let (cause, exception, count, limit) = match kept {
        plan::Suspension::Threshold { count, limit } => {
            (SuspensionCause::Threshold, None, number(*count), number(*limit))
        }
        plan::Suspension::Deletions { count, limit } => {
            (SuspensionCause::Deletions, None, number(*count), number(*limit))
        }
        plan::Suspension::Settings => (SuspensionCause::Settings, None, 0, 0),
        plan::Suspension::Exception(exception) => (SuspensionCause::Exception, Some(*exception), 0, 0),
    };
    let action = match exception {
        Some(Exception::FolderGone) => RequiredAction::ChooseFolder,
        Some(Exception::Refused) => RequiredAction::SignIn,
        Some(Exception::MailboxRestored | Exception::PracticeRestored | Exception::Emptied | Exception::Undone) => {
            RequiredAction::Resume
        }
        None => RequiredAction::Review,
    };
    api::Suspension { cause, exception, count, limit, run: None, action }
}

/// How synchronization stands as far as the database tells: what waits, what was last, what is asked.
///
/// # Errors
/// When the database does not answer.
pub async fn idle(practice: &dyn Practice, staff: &str) -> Result<SyncState, Error> {
    let runs = practice.runs(staff, LISTED).await?;
    let questions = practice.open_questions(staff).await?.len();
    let waits = runs.iter().find(|run| run.state == RunState::Pending);
    let last = runs.iter().find(|run| !run.state.is_open());
    Ok(SyncState {
        suspended: runs.iter().find(|run| run.state == RunState::Suspended).and_then(suspension),
        pending: waits.map_or(0, |run| report(run).counts.all()),
        pending_run: waits.map(|run| run.id.clone()),
        last: last.map(summary),
        questions: u32::try_from(questions).unwrap_or(u32::MAX),
        incomplete: u32::try_from(practice.count_incomplete_contacts(staff).await?).unwrap_or(u32::MAX),
        ..SyncState::default()
    })
}

/// The person's runs, newest first.
///
/// # Errors
/// When the database does not answer.
pub async fn runs(practice: &dyn Practice, staff: &str) -> Result<Vec<RunSummary>, Error> {
    Ok(practice.runs(staff, LISTED).await?.iter().map(summary).collect())
}

/// A run of the person's; another's is not there for them.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn own_run(practice: &dyn Practice, staff: &str, id: &str) -> Result<Run, Error> {
    let none = || Error::NotFound(format!("run {id}"));
    match practice.run(id).await {
        Ok(run) if run.staff_id == staff => Ok(run),
        Ok(_) | Err(practice::Error::NotFound { .. }) => Err(none()),
        Err(error) => Err(error.into()),
    }
}

/// A run with a part of its changes.
///
/// # Errors
/// [`Error::NotFound`] when it is not the person's.
pub async fn detail(practice: &dyn Practice, staff: &str, id: &str, part: Part) -> Result<RunDetail, Error> {
    let run = own_run(practice, staff, id).await?;
    let planned = practice.planned(id).await?;
    let shown: Vec<_> =
        planned.iter().filter_map(|row| Some((row, row.read()?))).filter(|(_, it)| it.what.is_shown()).collect();
    let asked: Vec<_> = shown.iter().filter(|(_, change)| part.takes(change)).collect();
    let (from, limit) = (part.from as usize, part.limit as usize);
    let mut held = report(&run).held;
    held.truncate(MOST_HELD);
    Ok(RunDetail {
        summary: summary(&run),
        hash: run.plan_hash.clone(),
        suspended: suspension(&run).filter(|_| run.state == RunState::Suspended),
        groups: groups(&shown),
        of: u32::try_from(asked.len()).unwrap_or(u32::MAX),
        changes: asked.into_iter().skip(from).take(limit).map(|(row, change)| pending(row, change)).collect(),
        held,
    })
}

impl Part {
    fn takes(self, change: &Change) -> bool {
        change.apart == self.apart && self.what.is_none_or(|what| what == change.what)
    }
}

fn groups(shown: &[(&PlannedChange, Change)]) -> Vec<ChangeGroup> {
    let mut groups = BTreeMap::new();
    for (row, change) in shown {
        let (what, apart) = (change.what, change.apart);
        let group =
            groups.entry((apart, what)).or_insert(ChangeGroup { what, apart, count: 0, left_out: 0, failed: 0 });
        group.count += 1;
        group.left_out += u32::from(row.state == ChangeState::LeftOut);
        group.failed += u32::from(row.state == ChangeState::Failed);
    }
    groups.into_values().collect()
}

fn pending(row: &PlannedChange, change: &Change) -> PendingChange {
    PendingChange {
        position: u32::try_from(row.position).unwrap_or(u32::MAX),
        what: change.what,
        kind: change.kind,
        title: change.title.clone(),
        record: change.record.clone(),
        item: change.item.clone(),
        fields: change.fields.clone(),
        apart: change.apart,
        parting: change.parting,
        rule: change.rule.clone(),
        state: row.state,
        note: row.note.clone(),
    }
}

/// What the person is asked.
///
/// # Errors
/// When the database does not answer.
pub async fn questions(practice: &dyn Practice, staff: &str) -> Result<Vec<QuestionView>, Error> {
    let mut views = Vec::new();
    for question in practice.open_questions(staff).await? {
        views.push(view(practice, question).await?);
    }
    Ok(views)
}

async fn view(practice: &dyn Practice, question: Question) -> Result<QuestionView, Error> {
    let asked = match question.about {
        QuestionAbout::Conflict => Asked::Conflict(question.rows.iter().map(row).collect()),
        QuestionAbout::Match => Asked::Match(candidates(practice, &question).await?),
        QuestionAbout::Deletion => Asked::Deletion,
    };
    let title = name_of(practice, &question).await?;
    Ok(QuestionView { id: question.id, title, asked_at: question.asked_at, asked })
}

fn row(row: &practice::QuestionRow) -> AskRow {
    let practice::QuestionRow { field, base, practice, outlook } = row.clone();
    AskRow { field, base, practice, outlook }
}

/// Of a match, what the item is called; else what the record is.
async fn name_of(practice: &dyn Practice, question: &Question) -> Result<String, Error> {
    if let Some(title) = question.item.as_ref().and_then(|item| item["title"].as_str()) {
        return Ok(title.to_owned());
    }
    let image = image_of(practice, &question.record).await?;
    Ok(image.map(|image| title(question.record.kind, &image)).unwrap_or_default())
}

async fn image_of(practice: &dyn Practice, record: &practice::RecordRef) -> Result<Option<Image>, Error> {
    let read = match record.kind {
        rules::record::RecordKind::Contact => practice.contact(&record.id).await,
        rules::record::RecordKind::Appointment => practice.appointment(&record.id).await,
    };
    match read {
        Ok(record) => Ok(Some(record.image)),
        Err(practice::Error::NotFound { .. }) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

async fn candidates(practice: &dyn Practice, question: &Question) -> Result<Vec<Candidate>, Error> {
    let mut candidates = Vec::new();
    for id in &question.candidates {
        let record = practice::RecordRef { kind: question.record.kind, id: id.clone() };
        let Some(image) = image_of(practice, &record).await? else { continue };
        let name = title(record.kind, &image);
        candidates.push(Candidate { record: record.id, name, detail: detail_of(&image) });
    }
    Ok(candidates)
}

/// By what a person tells a contact from others of the same name.
pub(crate) fn detail_of(image: &Image) -> String {
    let detail = [contact::COMPANY, contact::EMAIL1, contact::BUSINESS_PHONE1];
    let detail: Vec<&str> = detail.iter().map(|id| image.text(*id)).filter(|text| !text.is_empty()).collect();
    detail.join(", ")
}

/// One that no version of this program writes is taken for the button's.
fn cause(text: &str) -> RunCause {
    match text {
        "item" => RunCause::Item,
        "automatic" => RunCause::Automatic,
        "periodic" => RunCause::Periodic,
        "setup" => RunCause::Setup,
        "undo" => RunCause::Undo,
        _ => RunCause::Sync,
    }
}
