//! What the windows ask for.

use api::{AnswerQuestion, RunDetail, RunWhat, SampleFilter, StartRun, Started};
use rules::json::{FromJson, ToJson, to_string};

use super::{Client, Nothing, Question};
use crate::{
    browser,
    model::{
        Failure,
        windows::{Ask, PAGE, Part, Reply},
    },
};

impl Client {
    /// Asks, and tells the answer.
    pub(crate) fn window(&self, ask: Ask, tell: impl FnOnce(Reply) + 'static) {
        match ask {
            Ask::State => then(self.get("sync"), tell, Reply::State),
            Ask::Setup => then(self.get("setup"), tell, Reply::Setup),
            Ask::Folders => then(self.get("setup/folders"), tell, Reply::Folders),
            Ask::Effect { asked, save } => {
                then(self.post("setup/effect", &*save, None), tell, move |result| Reply::Effect { asked, result });
            }
            Ask::SaveSetup(save) => then(self.write("PUT", "setup", &*save), tell, Reply::Saved),
            Ask::Filters => then(self.get("filters"), tell, Reply::Filters),
            Ask::Sample { asked, filter } => {
                let question = self.post("filters/sample", &SampleFilter { filter: filter.clone() }, None);
                then(question, tell, move |result| Reply::Sample { asked, filter, result });
            }
            Ask::SaveFilter { id: None, save } => then(self.write("POST", "filters", &save), tell, Reply::FilterSaved),
            Ask::SaveFilter { id: Some(id), save } => {
                then(self.write("PUT", &format!("filters/{id}"), &save), tell, Reply::FilterSaved);
            }
            Ask::DropFilter(id) => {
                then(self.write("DELETE", &format!("filters/{id}"), &Nothing), tell, Reply::FilterDropped);
            }
            run => self.ask_run(run, tell),
        }
    }

    fn ask_run(&self, ask: Ask, tell: impl FnOnce(Reply) + 'static) {
        match ask {
            Ask::Runs => then(self.get("runs"), tell, Reply::Runs),
            Ask::Run { id, part } => {
                let path = format!("runs/{id}?{}", part.map_or_else(|| "limit=0".to_owned(), query));
                then(self.get(&path), tell, move |result| Reply::Run { id, part, result });
            }
            Ask::Start(what) => then(self.start(what), tell, Reply::Started),
            Ask::Confirm { id, confirm } => {
                then(self.write("POST", &format!("runs/{id}/confirm"), &confirm), tell, Reply::Did);
            }
            Ask::Act { id, verb } => {
                then(self.write("POST", &format!("runs/{id}/{}", verb.path()), &Nothing), tell, Reply::Did);
            }
            Ask::Resume => then(self.write("POST", "sync/resume", &Nothing), tell, Reply::Started),
            Ask::Questions => then(self.get("questions"), tell, Reply::Questions),
            Ask::Answer { id, choice } => {
                let body = AnswerQuestion { answer: choice };
                then(self.write("POST", &format!("questions/{id}/answer"), &body), tell, Reply::Answered);
            }
            Ask::Incomplete => then(self.get("contacts/incomplete"), tell, Reply::Incomplete),
            Ask::Complete { id, complete } => {
                then(self.write("PATCH", &format!("contacts/{id}"), &complete), tell, Reply::Completed);
            }
            _ => {}
        }
    }

    /// Begins a run.
    pub(crate) fn start(&self, what: RunWhat) -> Question<Started> {
        self.write("POST", "runs", &StartRun { what })
    }

    /// A run, without its changes.
    pub(crate) fn run(&self, id: &str) -> Question<Box<RunDetail>> {
        self.get(&format!("runs/{id}?limit=0"))
    }

    /// A write, under a key of its own.
    fn write<T: FromJson + 'static>(&self, method: &'static str, path: &str, body: &dyn ToJson) -> Question<T> {
        self.send_by(method, path, body, Some(&browser::new_key()))
    }
}

/// Asks, and tells what is made of the answer.
fn then<T: 'static>(
    question: Question<T>,
    tell: impl FnOnce(Reply) + 'static,
    reply: impl FnOnce(Result<T, Failure>) -> Reply + 'static,
) {
    question.ask(move |result| tell(reply(result)));
}

/// The parameters that ask for a page of a kind of changes.
fn query(part: Part) -> String {
    let Part { what, apart, from } = part;
    let what = to_string(&what);
    format!("what={}&apart={apart}&from={from}&limit={PAGE}", what.trim_matches('"'))
}
