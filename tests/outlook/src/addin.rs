//! The sideloaded add-in: fetched from its server, or uploaded.

use crate::manifest::{self, Addin};
use serde::Serialize;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// The add-in as it stands, and why it does not where it does not.
#[derive(Debug, Clone, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Sideloaded {
    /// Where the manifest came from: an address, or `upload`.
    pub source: String,
    /// The add-in, when its manifest was accepted.
    pub addin: Option<Addin>,
    /// Why there is none, one sentence each.
    pub problems: Vec<String>,
}

/// Holds the sideloaded add-in.
#[derive(Debug)]
pub struct Sideloading {
    address: String,
    client: reqwest::Client,
    state: Mutex<Option<Sideloaded>>,
}

impl Sideloading {
    /// For the manifest at this address.
    pub fn new(address: String) -> Result<Self, reqwest::Error> {
        // The certificate of a server on this machine is its own; nothing beyond it is believed without proof.
        let client = reqwest::Client::builder()
            .tls_danger_accept_invalid_certs(is_loopback(&address))
            .redirect(reqwest::redirect::Policy::none())
            .timeout(Duration::from_secs(10))
            .build()?;
        Ok(Self { address, client, state: Mutex::new(None) })
    }

    /// The add-in; fetched at the first time, and again as long as there is none.
    pub async fn get(&self) -> Sideloaded {
        let held = self.state.lock().unwrap_or_else(PoisonError::into_inner).clone();
        match held {
            Some(held) if held.addin.is_some() || held.source == "upload" => held,
            _ => self.fetch().await,
        }
    }

    /// Fetches the manifest anew.
    pub async fn fetch(&self) -> Sideloaded {
        let answer = match self.download().await {
            Ok(text) => read(self.address.clone(), &text),
            Err(error) => Sideloaded {
                source: self.address.clone(),
                addin: None,
                problems: vec![format!("{} could not be fetched: {}.", self.address, reason(&error))],
            },
        };
        self.keep(answer)
    }

    /// Takes a manifest that was uploaded.
    pub fn upload(&self, text: &str) -> Sideloaded {
        self.keep(read("upload".to_owned(), text))
    }

    async fn download(&self) -> Result<String, reqwest::Error> {
        self.client.get(&self.address).send().await?.error_for_status()?.text().await
    }

    fn keep(&self, answer: Sideloaded) -> Sideloaded {
        *self.state.lock().unwrap_or_else(PoisonError::into_inner) = Some(answer.clone());
        answer
    }
}

fn read(source: String, text: &str) -> Sideloaded {
    match manifest::read(text) {
        Ok(addin) => Sideloaded { source, addin: Some(addin), problems: Vec::new() },
        Err(error) => Sideloaded { source, addin: None, problems: error.reasons() },
    }
}

/// The innermost cause says what went wrong; the outer ones repeat the address.
fn reason(error: &reqwest::Error) -> String {
    let mut cause: &dyn std::error::Error = error;
    while let Some(inner) = cause.source() {
        cause = inner;
    }
    cause.to_string()
}

fn is_loopback(address: &str) -> bool {
    let Ok(url) = reqwest::Url::parse(address) else {
        return false;
    };
    let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']).to_owned();
    host == "localhost" || host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
}
