//! An issuer as Entra is one: configuration and keys of any tenant, over https.

use std::net::TcpListener;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use actix_web::dev::ServerHandle;
use actix_web::web::{Data, Path};
use actix_web::{App, HttpResponse, HttpServer, web};
use rustls::ServerConfig;
use rustls_pki_types::{PrivateKeyDer, pem::PemObject};
use serde_json::{Value, json};
use server::config::{Admission, Entra};
use tempfile::TempDir;

use crate::token::{CLIENT, FIRM, KEY_ID, KEYS, OTHER, jwk};

/// How the issuer answers.
pub(crate) struct Knobs {
    /// The keys of a tenant whose issuer this is.
    pub(crate) keys: fn(&str) -> Vec<Value>,
    /// In place of the configuration document's members.
    pub(crate) document: Value,
    /// It answers 503.
    pub(crate) away: bool,
    /// It answers the next request by a redirect to the same address, where the answer is.
    pub(crate) moved: bool,
    /// So many bytes more than there should be.
    pub(crate) padding: usize,
    /// So late.
    pub(crate) delay: Duration,
    /// The paths that were asked for.
    pub(crate) asked: Vec<String>,
}

/// The issuer, until it is dropped.
pub(crate) struct Issuer {
    folder: TempDir,
    /// Its address, as `entra.authority` has it.
    pub(crate) authority: String,
    knobs: Arc<Mutex<Knobs>>,
    server: ServerHandle,
}

/// The published key, for this tenant.
fn published(issuer: &str) -> Vec<Value> {
    vec![jwk(KEY_ID, &KEYS[0], issuer)]
}

impl Issuer {
    pub(crate) async fn start() -> Self {
        // Made before anyone waits for them.
        tokio::task::spawn_blocking(|| KEYS[0].clone()).await.expect("keys");
        let folder = tempfile::tempdir().expect("a folder");
        let pair = rcgen::generate_simple_self_signed(["localhost".to_owned(), "127.0.0.1".to_owned()])
            .expect("a certificate");
        std::fs::write(folder.path().join("ca.pem"), pair.cert.pem()).expect("written");
        let key = PrivateKeyDer::from_pem_slice(pair.signing_key.serialize_pem().as_bytes()).expect("a key");
        let _ = rustls::crypto::ring::default_provider().install_default();
        let tls = ServerConfig::builder().with_no_client_auth();
        let tls = tls.with_single_cert(vec![pair.cert.der().clone()], key).expect("TLS");
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let authority = format!("https://localhost:{}/entra", listener.local_addr().expect("its address").port());
        let knobs = Arc::new(Mutex::new(Knobs {
            keys: published,
            document: json!({}),
            away: false,
            moved: false,
            padding: 0,
            delay: Duration::ZERO,
            asked: Vec::new(),
        }));
        let (shared, address) = (Arc::clone(&knobs), authority.clone());
        let app = move || {
            let state = Data::new((Arc::clone(&shared), address.clone()));
            App::new()
                .app_data(state)
                .route("/entra/{tenant}/v2.0/.well-known/openid-configuration", web::get().to(document))
                .route("/entra/{tenant}/discovery/v2.0/keys", web::get().to(keys))
        };
        let server = HttpServer::new(app).workers(1).disable_signals().shutdown_timeout(0);
        let server = server.listen_rustls_0_23(listener, tls).expect("listens").run();
        let handle = server.handle();
        tokio::spawn(server);
        Self { folder, authority, knobs, server: handle }
    }

    /// Its knobs, to turn them.
    pub(crate) fn knobs(&self) -> MutexGuard<'_, Knobs> {
        self.knobs.lock().expect("not poisoned")
    }

    /// How often keys were asked for.
    pub(crate) fn fetches(&self) -> usize {
        self.knobs().asked.iter().filter(|path| path.ends_with("/keys")).count()
    }

    /// Its own certificate.
    pub(crate) fn ca(&self) -> PathBuf {
        self.folder.path().join("ca.pem")
    }

    /// The issuer of a tenant's tokens.
    pub(crate) fn of(&self, tenant: &str) -> String {
        format!("{}/{tenant}/v2.0", self.authority)
    }

    /// A server's configuration for it.
    pub(crate) fn config(&self) -> Entra {
        Entra {
            client_id: CLIENT.to_owned(),
            tenants: vec![FIRM.to_owned(), OTHER.to_owned()],
            authority: self.authority.clone(),
            scope: "access_as_user".to_owned(),
            audience: vec![CLIENT.to_owned()],
            admission: Admission::Admin,
            ca: Some(self.ca()),
        }
    }

    /// The same, as a section of the file.
    pub(crate) fn section(&self, more: &str) -> String {
        let (authority, ca) = (&self.authority, self.ca());
        format!(
            "[entra]\nclient_id = \"{CLIENT}\"\ntenants = [\"{FIRM}\", \"{OTHER}\"]\nauthority = \"{authority}\"\n\
             ca = \"{}\"\n{more}\n",
            ca.display()
        )
    }
}

impl Drop for Issuer {
    fn drop(&mut self) {
        drop(self.server.stop(false));
    }
}

type State = Data<(Arc<Mutex<Knobs>>, String)>;

async fn document(state: State, tenant: Path<String>) -> HttpResponse {
    let authority = &state.1;
    let mut document = json!({
        "issuer": format!("{authority}/{tenant}/v2.0"),
        "jwks_uri": format!("{authority}/{tenant}/discovery/v2.0/keys"),
        "token_endpoint": format!("{authority}/{tenant}/oauth2/v2.0/token"),
    });
    for (name, value) in state.0.lock().expect("not poisoned").document.as_object().into_iter().flatten() {
        document[name] = value.clone();
    }
    answer(&state, format!("{tenant}/openid-configuration"), &document).await
}

async fn keys(state: State, tenant: Path<String>) -> HttpResponse {
    let keys = (state.0.lock().expect("not poisoned").keys)(&format!("{}/{tenant}/v2.0", state.1));
    answer(&state, format!("{tenant}/keys"), &json!({ "keys": keys })).await
}

async fn answer(state: &State, path: String, body: &Value) -> HttpResponse {
    let (away, moved, padding, delay) = {
        let mut knobs = state.0.lock().expect("not poisoned");
        knobs.asked.push(path.clone());
        (knobs.away, std::mem::take(&mut knobs.moved), knobs.padding, knobs.delay)
    };
    tokio::time::sleep(delay).await;
    if away {
        return HttpResponse::ServiceUnavailable().finish();
    }
    if moved {
        let (tenant, document) = path.split_once('/').unwrap_or_default();
        let folder = if document == "keys" { "discovery/v2.0" } else { "v2.0/.well-known" };
        let location = format!("{}/{tenant}/{folder}/{document}", state.1);
        return HttpResponse::Found().insert_header(("Location", location)).finish();
    }
    HttpResponse::Ok().content_type("application/json").body(body.to_string() + &" ".repeat(padding))
}
