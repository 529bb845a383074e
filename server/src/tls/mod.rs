//! The certificate: the firm's, or one that the server makes itself for this machine.

mod pair;

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::{Timestamp, ToSpan, tz::TimeZone};
use rcgen::{CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, KeyPair, KeyUsagePurpose};
use rustls::ServerConfig;
use rustls_pki_types::{CertificateDer, pem::PemObject};
use x509_parser::extensions::GeneralName;
use x509_parser::prelude::{FromDer, X509Certificate};

use crate::config::Config;
use pair::Pair;

/// How long a certificate of our own lasts, in days; browsers take none of 398 days or more.
const VALID_DAYS: i64 = 365;
/// It is made anew when it ends within so many days.
const RENEW_DAYS: i64 = 30;

/// Why there is no certificate.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A file cannot be read or written.
    #[error("{key}: {}: {reason}", .file.display())]
    File {
        /// The key of the configuration that leads to it.
        key: &'static str,
        /// The file.
        file: PathBuf,
        /// What the system or the reader of PEM says.
        reason: String,
    },
    /// Certificate and key do not belong together, or are of a kind that TLS does not know.
    #[error("tls.certificate and tls.key cannot be used: {0}")]
    Unusable(String),
}

impl Error {
    fn file(key: &'static str, file: &Path, reason: impl ToString) -> Self {
        Self::File { key, file: file.to_owned(), reason: reason.to_string() }
    }

    /// A file of our own, in the data folder.
    fn own(file: &Path, reason: impl ToString) -> Self {
        Self::file("server.data_dir", file, reason)
    }
}

/// What the server listens with.
pub struct Tls {
    /// For rustls.
    pub config: ServerConfig,
    /// The file of the certificate that we made ourselves, which each computer has to be told to trust.
    pub own: Option<PathBuf>,
}

/// The firm's certificate, or the one of this machine, which is made when it is missing, about to end or for other hosts.
///
/// # Errors
/// [`Error::File`] and [`Error::Unusable`].
pub fn load(config: &Config, now: Timestamp) -> Result<Tls, Error> {
    if let Some(given) = &config.tls {
        return Ok(Tls { config: server_config(&given.certificate, &given.key)?, own: None });
    }
    let folder = config.server.data_dir.join("tls");
    let (certificate, key) = (folder.join("localhost.crt"), folder.join("localhost.key"));
    let hosts = hosts(config.server.public_url.host());
    if !is_good(&certificate, &hosts, now) || !key.is_file() {
        make(&certificate, &key, &hosts, now)?;
    }
    Ok(Tls { config: server_config(&certificate, &key)?, own: Some(certificate) })
}

fn server_config(certificate: &Path, key: &Path) -> Result<ServerConfig, Error> {
    let pair = Arc::new(Pair::load(certificate, key)?);
    ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map(|builder| builder.with_no_client_auth().with_cert_resolver(pair))
        .map_err(|reason| Error::Unusable(reason.to_string()))
}

/// The names that the certificate of this machine is for.
fn hosts(public: &str) -> Vec<String> {
    let mut hosts: Vec<_> = ["localhost", "127.0.0.1", "::1"].map(str::to_owned).into();
    if !hosts.iter().any(|host| host == public) {
        hosts.push(public.to_owned());
    }
    hosts
}

/// Whether the certificate is there, for exactly these hosts, and good for a while yet.
fn is_good(file: &Path, hosts: &[String], now: Timestamp) -> bool {
    let Ok(der) = CertificateDer::from_pem_file(file) else { return false };
    let Ok((_, certificate)) = X509Certificate::from_der(&der) else { return false };
    let left = certificate.validity().not_after.timestamp() - now.as_second();
    let begun = certificate.validity().not_before.timestamp() <= now.as_second();
    begun && left > RENEW_DAYS * 86_400 && names(&certificate) == hosts
}

fn names(certificate: &X509Certificate) -> Vec<String> {
    let names = certificate.subject_alternative_name().ok().flatten();
    names.map(|names| names.value.general_names.iter().filter_map(name).collect()).unwrap_or_default()
}

fn name(name: &GeneralName) -> Option<String> {
    match name {
        GeneralName::DNSName(name) => Some((*name).to_owned()),
        GeneralName::IPAddress(bytes) => address(bytes).map(|address| address.to_string()),
        _ => None,
    }
}

fn address(bytes: &[u8]) -> Option<IpAddr> {
    <[u8; 4]>::try_from(bytes).map(IpAddr::from).or_else(|_| <[u8; 16]>::try_from(bytes).map(IpAddr::from)).ok()
}

fn make(certificate: &Path, key: &Path, hosts: &[String], now: Timestamp) -> Result<(), Error> {
    let unusable = |reason: rcgen::Error| Error::Unusable(reason.to_string());
    let pair = KeyPair::generate().map_err(unusable)?;
    let pem = params(hosts, now).and_then(|params| params.self_signed(&pair)).map_err(unusable)?.pem();
    let folder = certificate.parent().unwrap_or(certificate);
    fs::create_dir_all(folder).map_err(|reason| Error::own(folder, reason))?;
    // The key first: a certificate without its key would be taken for whole.
    write_secret(key, &pair.serialize_pem()).map_err(|reason| Error::own(key, reason))?;
    fs::write(certificate, pem).map_err(|reason| Error::own(certificate, reason))
}

fn params(hosts: &[String], now: Timestamp) -> Result<CertificateParams, rcgen::Error> {
    let mut params = CertificateParams::new(hosts)?;
    params.distinguished_name.push(DnType::CommonName, "Concordat on this machine");
    params.is_ca = IsCa::ExplicitNoCa;
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    // From yesterday, so that a clock that is a little behind takes it.
    params.not_before = day(now, -1);
    params.not_after = day(now, VALID_DAYS);
    Ok(params)
}

/// Midnight UTC, so many days from now.
fn day(now: Timestamp, days: i64) -> time::OffsetDateTime {
    let date = now.to_zoned(TimeZone::UTC).date().saturating_add(days.days());
    rcgen::date_time_ymd(date.year().into(), date.month().unsigned_abs(), date.day().unsigned_abs())
}

/// Writes a file that only its owner can read, whatever stood there before.
fn write_secret(file: &Path, text: &str) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match fs::remove_file(file) {
        Err(reason) if reason.kind() != io::ErrorKind::NotFound => Err(reason),
        _ => options.open(file)?.write_all(text.as_bytes()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn made(folder: &Path, hosts: &[String], now: Timestamp) -> (PathBuf, PathBuf) {
        let (certificate, key) = (folder.join("tls/localhost.crt"), folder.join("tls/localhost.key"));
        make(&certificate, &key, hosts, now).expect("made");
        (certificate, key)
    }

    #[test]
    fn our_own_certificate_is_kept_until_it_nears_its_end_or_the_host_changes() {
        let folder = tempfile::tempdir().expect("a folder");
        let now: Timestamp = "2026-03-01T12:00:00Z".parse().expect("a time");
        let hosts = hosts("outlook.example.com");
        let (certificate, key) = made(folder.path(), &hosts, now);
        let later = |days: i64| now + (24 * days).hours();
        assert!(server_config(&certificate, &key).is_ok());
        for (good, hosts, at) in [
            (true, &hosts, now),
            (true, &hosts, later(300)),
            (false, &hosts, later(340)),
            (false, &hosts, later(-40)),
            (false, &super::hosts("localhost"), now),
        ] {
            assert_eq!(is_good(&certificate, hosts, at), good, "{hosts:?} {at}");
        }
        assert!(!is_good(&key, &hosts, now), "a key is no certificate");
    }

    #[test]
    fn it_lasts_less_than_398_days() {
        let folder = tempfile::tempdir().expect("a folder");
        let (file, _) = made(folder.path(), &hosts("localhost"), Timestamp::UNIX_EPOCH);
        let der = CertificateDer::from_pem_file(file).expect("PEM");
        let (_, certificate) = X509Certificate::from_der(&der).expect("a certificate");
        let validity = certificate.validity();
        assert!(validity.not_after.timestamp() - validity.not_before.timestamp() < 398 * 86_400);
        assert_eq!(names(&certificate), ["localhost", "127.0.0.1", "::1"]);
    }

    #[cfg(unix)]
    #[test]
    fn only_its_owner_reads_the_key() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().expect("a folder");
        let key = folder.path().join("localhost.key");
        fs::write(&key, "readable by all").expect("written");
        write_secret(&key, "secret").expect("written");
        assert_eq!(fs::metadata(&key).expect("there").permissions().mode() & 0o777, 0o600);
        assert_eq!(fs::read_to_string(&key).expect("there"), "secret");
    }
}
