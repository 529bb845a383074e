//! The client that the configuration asks for.

use std::path::Path;
use std::sync::Arc;

use secrecy::ExposeSecret;
use url::Url;

use super::tokens::{
    Application, Certificate, Client, Credential, Endpoint, FirmPeople, OnBehalfOf, Seal, Tokens, Unfit,
};
use super::{Graph, Http, Options, Unusable};
use crate::clock::Clock;
use crate::config::{self, Config};
use crate::practice::Practice;

/// What asks the service.
pub struct Opened {
    /// The mailboxes.
    pub graph: Arc<Graph>,
    /// Where people's tokens are taken from, when mailboxes are opened on their behalf.
    pub behalf: Option<Arc<OnBehalfOf>>,
}

/// The client of `[graph]`; `None` when there is no such section.
///
/// # Errors
/// [`Unusable`] names the key that is wrong.
pub fn open(config: &Config, practice: Arc<dyn Practice>, clock: Arc<dyn Clock>) -> Result<Option<Opened>, Unusable> {
    let Some(graph) = &config.graph else { return Ok(None) };
    let http: Arc<Http> = Arc::new(Http::new(graph.ca.as_deref(), &graph.base)?);
    let client = Client { id: graph.client_id.clone(), credential: credential(&graph.credential)? };
    let endpoint = Endpoint::new(http.clone(), Arc::clone(&clock), &graph.authority, &graph.tenant, client)
        .map_err(|reason| Unusable::new("graph.authority", reason))?;
    let (tokens, behalf): (Arc<dyn Tokens>, _) = match &graph.auth {
        config::GraphAuth::App => (Arc::new(Application::new(endpoint, &graph.scope)), None),
        config::GraphAuth::OnBehalfOf(key) => {
            let seal = Seal::new(key.bytes()).ok_or_else(|| Unusable::new("graph.key", "has not 32 bytes"))?;
            let people = Arc::new(FirmPeople(practice));
            let behalf = Arc::new(OnBehalfOf::new(endpoint, &graph.scope, people, seal));
            (Arc::clone(&behalf) as Arc<dyn Tokens>, Some(behalf))
        }
    };
    let graph = Arc::new(Graph::new(http, tokens, clock, options(graph)?));
    Ok(Some(Opened { graph, behalf }))
}

fn options(graph: &config::Graph) -> Result<Options, Unusable> {
    let mut seed = [0; 8];
    getrandom::fill(&mut seed).map_err(|reason| Unusable::new("graph", reason))?;
    let lifecycle = graph.lifecycle_address().map(|text| Url::parse(&text)).transpose();
    Ok(Options {
        page_size: graph.page_size,
        random: u64::from_le_bytes(seed),
        lifecycle: lifecycle.map_err(|reason| Unusable::new("graph.notify_url", reason))?,
        ..Options::new(graph.base.clone())
    })
}

fn credential(given: &config::GraphCredential) -> Result<Credential, Unusable> {
    match given {
        config::GraphCredential::Secret(secret) => Ok(Credential::Secret(secret.expose_secret().into())),
        config::GraphCredential::Certificate { certificate, key } => {
            let pem = read("graph.certificate", certificate)?;
            let pair = Certificate::from_pem(&pem, &read("graph.private_key", key)?).map_err(|unfit| match unfit {
                Unfit::NoCertificate => Unusable::new("graph.certificate", unfit),
                Unfit::NoKey | Unfit::Apart => Unusable::new("graph.private_key", unfit),
            })?;
            Ok(Credential::Certificate(Box::new(pair)))
        }
    }
}

fn read(key: &'static str, file: &Path) -> Result<Vec<u8>, Unusable> {
    std::fs::read(file).map_err(|reason| Unusable::new(key, format!("{}: {reason}", file.display())))
}
