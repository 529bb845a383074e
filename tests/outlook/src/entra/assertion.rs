//! Client assertions: a server that proves itself by a certificate's key instead of the secret (RFC 7523).

use super::{Entra, Refusal, TokenRequest};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use ring::signature::{RSA_PKCS1_2048_8192_SHA256, RSA_PSS_2048_8192_SHA256, RsaParameters, UnparsedPublicKey};
use rustls_pki_types::{CertificateDer, pem::PemObject as _};
use serde_json::Value;
use sha2::{Digest as _, Sha256};
use x509_parser::prelude::{FromDer as _, X509Certificate};

/// The kind of assertion that is taken.
const KIND: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// How far the clocks may differ, in seconds.
const SKEW: i64 = 300;

/// The signatures that are taken.
const ALGORITHMS: [(&str, &RsaParameters); 2] =
    [("PS256", &RSA_PSS_2048_8192_SHA256), ("RS256", &RSA_PKCS1_2048_8192_SHA256)];

impl Entra {
    /// Whether a request comes from the application's server: by its secret, or by an assertion.
    pub(super) fn is_server(&self, request: &TokenRequest) -> Result<(), Refusal> {
        if request.client_assertion.is_empty() {
            let right = request.client_secret == self.registration.secret;
            return if right { Ok(()) } else { Err(Refusal::Secret) };
        }
        if request.client_assertion_type != KIND {
            return Err(Refusal::BadRequest);
        }
        let claims = self.asserted(&request.client_assertion).ok_or(Refusal::ClientAssertion)?;
        let is = |name: &str, value: &str| claims[name] == value;
        let (client, now) = (&self.registration.client_id, self.clock.now().as_second());
        let time = |name: &str| claims[name].as_i64().unwrap_or_default();
        let fresh = time("nbf") <= now + SKEW && now - SKEW < time("exp");
        let ours = is("iss", client) && is("sub", client) && claims["jti"].is_string();
        let audience = claims["aud"].as_str().is_some_and(|audience| self.is_token_endpoint(audience));
        if fresh && ours && audience { Ok(()) } else { Err(Refusal::ClientAssertion) }
    }

    fn is_token_endpoint(&self, address: &str) -> bool {
        let tenant = address.strip_prefix(&self.authority()).and_then(|rest| rest.strip_prefix('/'));
        let tenant = tenant.and_then(|rest| rest.strip_suffix("/oauth2/v2.0/token"));
        tenant.is_some_and(|tenant| self.tenant(tenant).is_ok())
    }

    /// The claims of an assertion that one of the registered certificates signed.
    fn asserted(&self, assertion: &str) -> Option<Value> {
        let (text, signature) = assertion.rsplit_once('.')?;
        let (header, claims) = text.split_once('.')?;
        let (header, claims) = (part(header)?, part(claims)?);
        let (_, algorithm) = ALGORITHMS.iter().find(|(name, _)| header["alg"] == *name)?;
        let signature = URL_SAFE_NO_PAD.decode(signature).ok()?;
        let mut certificates = self.registration.certificates.iter();
        let certificate = certificates.find_map(|pem| {
            let certificate = CertificateDer::from_pem_slice(pem.as_bytes()).ok()?;
            let print = URL_SAFE_NO_PAD.encode(Sha256::digest(&certificate));
            (header["x5t#S256"] == print.as_str()).then_some(certificate)
        })?;
        let (_, read) = X509Certificate::from_der(&certificate).ok()?;
        let key = UnparsedPublicKey::new(*algorithm, &read.public_key().subject_public_key.data);
        key.verify(text.as_bytes(), &signature).is_ok().then_some(claims)
    }
}

fn part(text: &str) -> Option<Value> {
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(text).ok()?).ok()
}
