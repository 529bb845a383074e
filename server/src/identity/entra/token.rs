use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use jsonwebtoken::{Algorithm, dangerous::insecure_decode_claims, decode_header};
use ring::signature::{RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents};

use super::claims::Claims;
use super::keys::Key;

/// The largest token that is looked at, in bytes. One of Entra's with 200 groups, the most it puts into a token, has
/// about 12,000.
pub const LARGEST: usize = 16 * 1024;

/// Why a token is refused. For the log: whoever bears it learns no more than that it is not good.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// Longer than [`LARGEST`].
    #[error("it is larger than a token may be")]
    Oversized,
    /// Not three parts, not JSON, an algorithm that signs nothing, an extension that nobody here knows.
    #[error("it cannot be read as a signed token")]
    Malformed,
    /// Signed by anything but RS256.
    #[error("it is not signed by RS256")]
    Algorithm,
    /// It does not say by which key it is signed.
    #[error("it names no key")]
    NoKeyId,
    /// `tid` is not on the list.
    #[error("its tenant is not on the list")]
    Tenant,
    /// Its tenant has no key of that name.
    #[error("its key is none of the tenant's")]
    UnknownKey,
    /// There is a key of that name, and it is not for this tenant's tokens.
    #[error("its key belongs to another issuer")]
    KeyIssuer,
    /// The signature is not the key's.
    #[error("its signature is wrong")]
    Signature,
    /// `iss` is not the tenant's issuer.
    #[error("its issuer is not its tenant's")]
    Issuer,
    /// `aud` is another application.
    #[error("it is for another application")]
    Audience,
    /// `ver` is not 2.0.
    #[error("it is not of version 2.0")]
    Version,
    /// `exp` is over, or missing.
    #[error("it has expired")]
    Expired,
    /// `nbf` is still to come, or missing.
    #[error("it is not valid yet")]
    NotYetValid,
    /// It is an application's own, without a person.
    #[error("it is an application's, without a person")]
    AppOnly,
    /// `scp` lacks ours.
    #[error("it lacks the scope")]
    Scope,
    /// No `oid`, or none that is an id.
    #[error("it does not say which person")]
    NoPerson,
}

/// A token that was read, and of which nothing is believed yet but where to look for its key.
pub(super) struct Unverified<'t> {
    token: &'t str,
    key_id: String,
    claims: Claims,
}

impl<'t> Unverified<'t> {
    /// Reads a token within bounds. The algorithm is ours to say: one that names another is not looked at further.
    pub(super) fn read(token: &'t str) -> Result<Self, Refusal> {
        if token.len() > LARGEST {
            return Err(Refusal::Oversized);
        }
        let header = decode_header(token).map_err(|_| Refusal::Malformed)?;
        if header.alg != Algorithm::RS256 {
            return Err(Refusal::Algorithm);
        }
        if header.crit.is_some() {
            return Err(Refusal::Malformed);
        }
        let key_id = header.kid.filter(|id| !id.is_empty()).ok_or(Refusal::NoKeyId)?;
        // Only the tenant is taken from this before the signature is checked.
        let claims = insecure_decode_claims(token).map_err(|_| Refusal::Malformed)?;
        Ok(Self { token, key_id, claims })
    }

    /// Whose keys to look at.
    pub(super) fn tenant(&self) -> &str {
        self.claims.tenant()
    }

    /// Which of them.
    pub(super) fn key_id(&self) -> &str {
        &self.key_id
    }

    /// What it says, now that the key has signed it. The key is RSA of at least 2048 bits and the hash SHA-256,
    /// whatever the token says.
    pub(super) fn verified(self, key: &Key) -> Result<Claims, Refusal> {
        let (message, signature) = self.token.rsplit_once('.').ok_or(Refusal::Malformed)?;
        let signature = BASE64_URL_SAFE_NO_PAD.decode(signature).map_err(|_| Refusal::Malformed)?;
        let public = RsaPublicKeyComponents { n: &key.modulus, e: &key.exponent };
        let good = public.verify(&RSA_PKCS1_2048_8192_SHA256, message.as_bytes(), &signature);
        good.map(|()| self.claims).map_err(|_| Refusal::Signature)
    }
}
