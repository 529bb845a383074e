//! How the application proves to Entra that it is it: a secret, or a certificate's key.

use std::fmt;

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use jiff::Timestamp;
use ring::rand::{SecureRandom, SystemRandom};
use ring::signature::{KeyPair, RSA_PSS_SHA256, RsaKeyPair};
use rustls_pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject};
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Value as Json, json};
use sha2::{Digest, Sha256};
use x509_parser::prelude::{FromDer, X509Certificate};

use crate::digest;
use crate::mailbox::Error;

/// A proof.
pub enum Credential {
    /// A client secret.
    Secret(SecretString),
    /// A certificate, by whose key an assertion is signed.
    Certificate(Box<Certificate>),
}

/// A certificate with its private key.
pub struct Certificate {
    pair: RsaKeyPair,
    /// `x5t#S256`: SHA-256 of the certificate.
    thumbprint: String,
}

/// Why a certificate cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unfit {
    /// There is none.
    #[error("holds no certificate in PEM")]
    NoCertificate,
    /// There is no key.
    #[error("holds no private key of RSA with 2048 bits or more in PEM")]
    NoKey,
    /// They do not belong together.
    #[error("is not the key of the certificate")]
    Apart,
}

/// What says which kind of assertion it is.
const ASSERTION: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
/// How long an assertion is good, in seconds.
const LIFETIME: i64 = 600;

impl Credential {
    /// The fields of a token request that prove it.
    pub(super) fn proof(
        &self,
        client: &str,
        audience: &str,
        now: Timestamp,
    ) -> Result<Vec<(&'static str, String)>, Error> {
        Ok(match self {
            Self::Secret(secret) => vec![("client_secret", secret.expose_secret().to_owned())],
            Self::Certificate(certificate) => vec![
                ("client_assertion_type", ASSERTION.to_owned()),
                ("client_assertion", certificate.assertion(client, audience, now)?),
            ],
        })
    }
}

impl Certificate {
    /// The pair in PEM.
    ///
    /// # Errors
    /// [`Unfit`] when they cannot be used.
    pub fn from_pem(certificate: &[u8], key: &[u8]) -> Result<Self, Unfit> {
        let certificate = CertificateDer::from_pem_slice(certificate).map_err(|_| Unfit::NoCertificate)?;
        let pair = match PrivateKeyDer::from_pem_slice(key) {
            Ok(PrivateKeyDer::Pkcs8(der)) => RsaKeyPair::from_pkcs8(der.secret_pkcs8_der()),
            Ok(PrivateKeyDer::Pkcs1(der)) => RsaKeyPair::from_der(der.secret_pkcs1_der()),
            _ => return Err(Unfit::NoKey),
        };
        let pair = pair.map_err(|_| Unfit::NoKey)?;
        let (_, read) = X509Certificate::from_der(&certificate).map_err(|_| Unfit::NoCertificate)?;
        if *read.public_key().subject_public_key.data != *pair.public_key().as_ref() {
            return Err(Unfit::Apart);
        }
        Ok(Self { pair, thumbprint: encoded(&Sha256::digest(&certificate)) })
    }

    /// A token that says who asks whom (RFC 7523), signed by PS256, as Entra recommends.
    fn assertion(&self, client: &str, audience: &str, now: Timestamp) -> Result<String, Error> {
        let failed = |_| Error::Later { reason: "the system gives no random numbers".to_owned(), after: None };
        let random = SystemRandom::new();
        let mut id = [0; 16];
        random.fill(&mut id).map_err(failed)?;
        let now = now.as_second();
        let header = json!({ "alg": "PS256", "typ": "JWT", "x5t#S256": self.thumbprint });
        let claims = json!({
            "aud": audience,
            "iss": client,
            "sub": client,
            "jti": digest::text(&id),
            "nbf": now,
            "iat": now,
            "exp": now.saturating_add(LIFETIME),
        });
        let message = [header, claims].map(|part: Json| encoded(part.to_string().as_bytes())).join(".");
        let mut signature = vec![0; self.pair.public().modulus_len()];
        self.pair.sign(&RSA_PSS_SHA256, &random, message.as_bytes(), &mut signature).map_err(failed)?;
        Ok(format!("{message}.{}", encoded(&signature)))
    }
}

fn encoded(bytes: &[u8]) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(bytes)
}

impl fmt::Debug for Credential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Secret(_) => "Secret",
            Self::Certificate(_) => "Certificate",
        })
    }
}

impl fmt::Debug for Certificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Certificate").field("thumbprint", &self.thumbprint).finish_non_exhaustive()
    }
}
