//! A certificate and its key in two files. Renewed there, they are taken up without a restart.

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant, SystemTime};

use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;
use rustls_pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject};

use super::Error;

/// How often the files are looked at, while anybody connects.
const EVERY: Duration = Duration::from_secs(1);

/// The pair in force.
pub(super) struct Pair {
    certificate: PathBuf,
    key: PathBuf,
    current: Mutex<Current>,
}

struct Current {
    pair: Arc<CertifiedKey>,
    /// Of the files as they were last read, whether they could be used or not.
    stamps: [Stamp; 2],
    looked: Instant,
}

/// When a file was written, and how long it is; `None` when it is not there.
type Stamp = Option<(SystemTime, u64)>;

impl Pair {
    /// The pair in those files.
    pub(super) fn load(certificate: &Path, key: &Path) -> Result<Self, Error> {
        let stamps = [stamp(certificate), stamp(key)];
        let current = Current { pair: Arc::new(read(certificate, key)?), stamps, looked: Instant::now() };
        Ok(Self { certificate: certificate.to_owned(), key: key.to_owned(), current: Mutex::new(current) })
    }

    /// Until certificate and key belong together again, the last ones that did are in force.
    fn look(&self, current: &mut Current) {
        current.looked = Instant::now();
        let stamps = [stamp(&self.certificate), stamp(&self.key)];
        if stamps == current.stamps {
            return;
        }
        current.stamps = stamps;
        match read(&self.certificate, &self.key) {
            Ok(pair) => {
                current.pair = Arc::new(pair);
                tracing::info!("the renewed certificate is in force");
            }
            Err(error) => tracing::warn!(%error, "the renewed certificate cannot be used yet"),
        }
    }
}

impl ResolvesServerCert for Pair {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        // Whole between any two statements, whoever panicked with it.
        let mut current = self.current.lock().unwrap_or_else(PoisonError::into_inner);
        if current.looked.elapsed() >= EVERY {
            self.look(&mut current);
        }
        Some(current.pair.clone())
    }
}

impl fmt::Debug for Pair {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pair").field("certificate", &self.certificate).finish_non_exhaustive()
    }
}

fn stamp(file: &Path) -> Stamp {
    let metadata = fs::metadata(file).ok()?;
    Some((metadata.modified().ok()?, metadata.len()))
}

fn read(certificate: &Path, key: &Path) -> Result<CertifiedKey, Error> {
    let chain = CertificateDer::pem_file_iter(certificate).and_then(Iterator::collect::<Result<Vec<_>, _>>);
    let chain = chain.map_err(|reason| Error::file("tls.certificate", certificate, reason))?;
    if chain.is_empty() {
        return Err(Error::file("tls.certificate", certificate, "expected a certificate in PEM"));
    }
    let key = PrivateKeyDer::from_pem_file(key)
        .map_err(|reason| Error::file("tls.key", key, format!("{reason}: expected a private key in PEM")))?;
    let provider = rustls::crypto::ring::default_provider();
    CertifiedKey::from_der(chain, key, &provider).map_err(|reason| Error::Unusable(reason.to_string()))
}
