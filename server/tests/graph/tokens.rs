//! Tokens: by a secret, by a certificate, on behalf of people.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use futures_util::future::join_all;
use rcgen::{CertificateParams, KeyPair, PKCS_RSA_SHA256};
use ring::signature::{RSA_PSS_2048_8192_SHA256, UnparsedPublicKey};
use rsa::RsaPrivateKey;
use rsa::pkcs1::EncodeRsaPublicKey;
use rsa::pkcs8::{EncodePrivateKey, LineEnding};
use secrecy::ExposeSecret;
use serde_json::{Value, json};
use server::clock::Clock;
use server::mailbox::Error;
use server::mailbox::graph::tokens::{
    Application, Certificate, Client, Credential, Endpoint, OnBehalfOf, People, Seal, Unfit,
};
use server::mailbox::graph::{Token, Tokens};
use sha2::{Digest, Sha256};

use crate::script::{CUT, Outcome, Script, UNSENT, ok, refusal, said, with_header};

const SCOPE: &str = "https://graph.example/.default";

fn endpoint(script: &Arc<Script>, credential: Credential) -> Endpoint {
    let client = Client { id: "our app".to_owned(), credential };
    Endpoint::new(Arc::clone(script) as _, Arc::clone(&script.clock) as _, "https://login.example/", "tenant", client)
        .expect("an address")
}

fn secret() -> Credential {
    Credential::Secret("s3cr&t".into())
}

fn grants(token: &str, seconds: u64) -> Outcome {
    ok(&json!({ "token_type": "Bearer", "access_token": token, "expires_in": seconds }))
}

fn form(script: &Script, index: usize) -> BTreeMap<String, String> {
    let asked = script.asked.lock().expect("not poisoned");
    url::form_urlencoded::parse(asked[index].body.as_deref().expect("a form")).into_owned().collect()
}

fn text(token: Result<Token, Error>) -> String {
    token.expect("a token").text().to_owned()
}

#[test]
fn the_application_gets_its_token_by_its_secret_and_keeps_it_until_shortly_before_its_end() {
    let script = Script::new([grants("one", 3600), grants("two", 3600), grants("three", 3600)]);
    let tokens = Application::new(endpoint(&script, secret()), SCOPE);
    script.clock.run(async {
        let all = join_all((0..10).map(|_| tokens.token("anna@example.com"))).await;
        assert!(all.into_iter().all(|token| text(token) == "one"));
        script.clock.sleep(Duration::from_secs(3600 - 301)).await;
        assert_eq!(text(tokens.token("ben@example.com").await), "one");
        script.clock.sleep(Duration::from_secs(2)).await;
        assert_eq!(text(tokens.token("ben@example.com").await), "two");
        tokens.forget("ben@example.com", &Token::new("one")).await;
        assert_eq!(text(tokens.token("ben@example.com").await), "two");
        tokens.forget("ben@example.com", &Token::new("two")).await;
        assert_eq!(text(tokens.token("ben@example.com").await), "three");
    });
    assert_eq!(script.requests(), ["POST https://login.example/tenant/oauth2/v2.0/token"; 3]);
    let expected =
        [("client_id", "our app"), ("client_secret", "s3cr&t"), ("grant_type", "client_credentials"), ("scope", SCOPE)];
    assert_eq!(form(&script, 0), expected.map(|(name, value)| (name.to_owned(), value.to_owned())).into());
}

#[test]
fn entras_no_is_a_refusal_and_its_silence_is_not() {
    let body = json!({
        "error": "invalid_client",
        "error_description": "AADSTS7000215: Invalid client secret provided.\r\nTrace ID: 1\r\n",
    });
    let script = Script::new([said(401, &body)]);
    let tokens = Application::new(endpoint(&script, secret()), SCOPE);
    let error = script.clock.run(tokens.token("x")).expect_err("refused");
    let reason = "401 invalid_client AADSTS7000215: Invalid client secret provided.".to_owned();
    assert_eq!(error, Error::Refused { reason });
    for fault in [UNSENT, CUT, refusal(500, ""), refusal(503, ""), with_header(refusal(429, ""), "Retry-After", "5")] {
        let script = Script::new([fault.clone(), grants("one", 3600)]);
        let tokens = Application::new(endpoint(&script, secret()), SCOPE);
        assert_eq!(text(script.clock.run(tokens.token("x"))), "one");
        let script = Script::new([]).always(fault);
        let tokens = Application::new(endpoint(&script, secret()), SCOPE);
        let error = script.clock.run(tokens.token("x")).expect_err("given up");
        assert!(matches!(error, Error::Later { after: Some(_), .. }), "{error:?}");
    }
    for body in [json!({}), json!({ "access_token": "" }), json!({ "access_token": "a\r\nb" }), json!([1])] {
        let script = Script::new([ok(&body)]);
        let tokens = Application::new(endpoint(&script, secret()), SCOPE);
        let error = script.clock.run(tokens.token("x")).expect_err("nonsense");
        assert!(matches!(error, Error::Nonsense { .. }), "{error:?}");
    }
}

struct Pair {
    key: RsaPrivateKey,
    key_pem: String,
    certificate: rcgen::Certificate,
}

fn pair() -> Pair {
    let key = RsaPrivateKey::new(&mut rsa::rand_core::OsRng, 2048).expect("a key");
    let key_pem = key.to_pkcs8_pem(LineEnding::LF).expect("PEM").to_string();
    let signs = KeyPair::from_pkcs8_pem_and_sign_algo(&key_pem, &PKCS_RSA_SHA256).expect("a pair");
    let certificate = CertificateParams::default().self_signed(&signs).expect("a certificate");
    Pair { key, key_pem, certificate }
}

#[test]
fn a_certificate_proves_who_asks_by_an_assertion_that_its_key_has_signed() {
    let pair = pair();
    let loaded = Certificate::from_pem(pair.certificate.pem().as_bytes(), pair.key_pem.as_bytes()).expect("fits");
    let script = Script::new([grants("one", 3600)]);
    let tokens = Application::new(endpoint(&script, Credential::Certificate(Box::new(loaded))), SCOPE);
    assert_eq!(text(script.clock.run(tokens.token("x"))), "one");
    let form = form(&script, 0);
    assert!(!form.contains_key("client_secret"));
    assert_eq!(form["client_assertion_type"], "urn:ietf:params:oauth:client-assertion-type:jwt-bearer");
    let assertion = &form["client_assertion"];
    let (message, signature) = assertion.rsplit_once('.').expect("three parts");
    let part = |text: &str| BASE64_URL_SAFE_NO_PAD.decode(text).expect("Base64");
    let parts: Vec<Value> = message.split('.').map(|text| serde_json::from_slice(&part(text)).expect("JSON")).collect();
    let thumbprint = BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(pair.certificate.der()));
    assert_eq!(parts[0], json!({ "alg": "PS256", "typ": "JWT", "x5t#S256": thumbprint }));
    let now = script.clock.now().as_second();
    let claims = &parts[1];
    assert_eq!(claims["aud"], "https://login.example/tenant/oauth2/v2.0/token");
    assert_eq!((&claims["iss"], &claims["sub"]), (&json!("our app"), &json!("our app")));
    assert!(claims["nbf"].as_i64() <= Some(now) && claims["exp"].as_i64() == Some(now + 600), "{claims}");
    assert!(claims["jti"].as_str().is_some_and(|id| id.len() == 32));
    let public = pair.key.to_public_key().to_pkcs1_der().expect("DER");
    let public = UnparsedPublicKey::new(&RSA_PSS_2048_8192_SHA256, public.as_bytes());
    public.verify(message.as_bytes(), &part(signature)).expect("signed by the key");
}

#[test]
fn a_certificate_and_a_key_that_do_not_belong_together_are_refused() {
    let (one, other) = (pair(), pair());
    let loaded = |certificate: &str, key: &str| Certificate::from_pem(certificate.as_bytes(), key.as_bytes()).err();
    let pem = one.certificate.pem();
    assert_eq!(loaded(&pem, &other.key_pem), Some(Unfit::Apart));
    assert_eq!(loaded(&pem, &pem), Some(Unfit::NoKey));
    assert_eq!(loaded("nothing", &one.key_pem), Some(Unfit::NoCertificate));
    let elliptic = KeyPair::generate().expect("a key").serialize_pem();
    assert_eq!(loaded(&pem, &elliptic), Some(Unfit::NoKey));
}

#[test]
fn what_is_sealed_opens_for_the_same_person_with_the_same_key_and_not_otherwise() {
    let (seal, other) = (Seal::new(&[7; 32]).expect("a key"), Seal::new(&[8; 32]).expect("a key"));
    let sealed = seal.close("anna", "0.refresh").expect("sealed");
    assert!(!sealed.contains("refresh"));
    assert_ne!(sealed, seal.close("anna", "0.refresh").expect("sealed"), "sealed alike twice");
    let open =
        |seal: &Seal, staff: &str, sealed: &str| seal.open(staff, sealed).map(|text| text.expose_secret().to_owned());
    assert_eq!(open(&seal, "anna", &sealed).as_deref(), Some("0.refresh"));
    assert_eq!(open(&seal, "ben", &sealed), None);
    assert_eq!(open(&other, "anna", &sealed), None);
    for wrong in ["", "AQ==", "!", &sealed[4..], &sealed.replace(['a', 'B'], "c")] {
        assert_eq!(open(&seal, "anna", wrong).filter(|_| wrong != sealed), None, "{wrong}");
    }
    assert!(Seal::new(&[7; 31]).is_none());
}

/// People in memory.
#[derive(Default)]
struct InMemory(Mutex<BTreeMap<String, String>>);

#[async_trait]
impl People for InMemory {
    async fn openers(&self, mailbox: &str) -> Result<Vec<String>, Error> {
        Ok(if mailbox == "firm@example.com" { vec!["ben".into(), "anna".into()] } else { vec!["anna".into()] })
    }

    async fn load(&self, staff: &str) -> Result<Option<String>, Error> {
        Ok(self.0.lock().expect("not poisoned").get(staff).cloned())
    }

    async fn save(&self, staff: &str, sealed: &str) -> Result<(), Error> {
        self.0.lock().expect("not poisoned").insert(staff.to_owned(), sealed.to_owned());
        Ok(())
    }

    async fn forget(&self, staff: &str, sealed: &str) -> Result<(), Error> {
        self.0.lock().expect("not poisoned").retain(|of, kept| of != staff || kept != sealed);
        Ok(())
    }
}

fn grants_with_refresh(token: &str, refresh: &str) -> Outcome {
    ok(&json!({ "access_token": token, "expires_in": 3600, "refresh_token": refresh }))
}

#[test]
fn a_person_who_signed_in_once_is_acted_for_while_they_are_away() {
    let script = Script::new([
        grants_with_refresh("first", "refresh-token-1"),
        grants_with_refresh("second", "refresh-token-2"),
        grants_with_refresh("third", "refresh-token-3"),
    ]);
    let people = Arc::new(InMemory::default());
    let behalf = || {
        let seal = Seal::new(&[7; 32]).expect("a key");
        OnBehalfOf::new(endpoint(&script, secret()), SCOPE, Arc::clone(&people) as _, seal)
    };
    let tokens = behalf();
    script.clock.run(async {
        let nobody = tokens.token("anna@example.com").await.expect_err("nobody signed in");
        assert!(matches!(nobody, Error::Refused { .. }), "{nobody:?}");
        tokens.introduce("anna", "annas token for us").await.expect("granted");
        tokens.introduce("anna", "another of hers").await.expect("known already");
        assert_eq!(text(tokens.token("anna@example.com").await), "first");
        // The shared mailbox is opened by those who chose it and signed in.
        assert_eq!(text(tokens.token("firm@example.com").await), "first");
        script.clock.sleep(Duration::from_secs(3500)).await;
        assert_eq!(text(tokens.token("anna@example.com").await), "second");
        // After a restart.
        assert_eq!(text(behalf().token("anna@example.com").await), "third");
    });
    let first = form(&script, 0);
    assert_eq!(first["grant_type"], "urn:ietf:params:oauth:grant-type:jwt-bearer");
    assert_eq!(
        (first["assertion"].as_str(), first["requested_token_use"].as_str()),
        ("annas token for us", "on_behalf_of")
    );
    assert_eq!(first["scope"], "https://graph.example/.default offline_access");
    let refreshed: Vec<_> = (1..3).map(|index| form(&script, index)["refresh_token"].clone()).collect();
    assert_eq!(refreshed, ["refresh-token-1", "refresh-token-2"], "each refresh token is replaced by the next");
    let kept = people.0.lock().expect("not poisoned")["anna"].clone();
    assert!(!kept.contains("refresh-token"), "it is kept sealed");
    // With another key the person has to sign in again.
    let other = OnBehalfOf::new(endpoint(&script, secret()), SCOPE, people, Seal::new(&[8; 32]).expect("a key"));
    let error = script.clock.run(other.token("anna@example.com")).expect_err("unreadable");
    assert!(matches!(error, Error::Refused { .. }), "{error:?}");
}

#[test]
fn a_sign_in_that_ended_is_a_refusal() {
    let ended = || said(400, &json!({ "error": "invalid_grant", "error_description": "AADSTS50173: ended" }));
    let script = Script::new([grants_with_refresh("first", "r1"), ended()]);
    let people = Arc::new(InMemory::default());
    let seal = Seal::new(&[7; 32]).expect("a key");
    let tokens = OnBehalfOf::new(endpoint(&script, secret()), SCOPE, people, seal);
    script.clock.run(async {
        tokens.introduce("anna", "t").await.expect("granted");
        tokens.forget("anna@example.com", &Token::new("first")).await;
        let error = tokens.token("anna@example.com").await.expect_err("ended");
        assert_eq!(error, Error::Refused { reason: "400 invalid_grant AADSTS50173: ended".to_owned() });
    });
}

#[test]
fn who_signs_in_again_after_their_sign_in_ended_is_acted_for_again() {
    let ended = |error: &str| said(400, &json!({ "error": error, "error_description": "AADSTS50173: ended" }));
    for error in ["invalid_grant", "interaction_required"] {
        let script = Script::new([
            grants_with_refresh("first", "r1"),
            ended(error),
            grants_with_refresh("second", "r2"),
            grants_with_refresh("third", "r3"),
        ]);
        let people = Arc::new(InMemory::default());
        let seal = Seal::new(&[7; 32]).expect("a key");
        let tokens = OnBehalfOf::new(endpoint(&script, secret()), SCOPE, Arc::clone(&people) as _, seal);
        script.clock.run(async {
            tokens.introduce("anna", "t").await.expect("granted");
            // The password was reset while she was away for longer than a token is good.
            script.clock.sleep(Duration::from_hours(2)).await;
            let refused = tokens.token("anna@example.com").await.expect_err("ended");
            assert!(matches!(refused, Error::Refused { .. }), "{refused:?}");
            assert!(people.0.lock().expect("not poisoned").is_empty(), "what is worth nothing is kept");
            tokens.introduce("anna", "t2").await.expect("granted");
            assert_eq!(text(tokens.token("anna@example.com").await), "second", "{error}");
            script.clock.sleep(Duration::from_hours(2)).await;
            assert_eq!(text(tokens.token("anna@example.com").await), "third");
        });
        assert_eq!(form(&script, 2)["assertion"], "t2");
        assert_eq!(form(&script, 3)["refresh_token"], "r2");
    }
}

#[test]
fn a_refusal_of_the_application_itself_costs_nobody_their_sign_in() {
    let refused = said(401, &json!({ "error": "invalid_client", "error_description": "AADSTS7000222: expired" }));
    let script = Script::new([grants_with_refresh("first", "r1"), refused, grants_with_refresh("second", "r2")]);
    let people = Arc::new(InMemory::default());
    let seal = Seal::new(&[7; 32]).expect("a key");
    let tokens = OnBehalfOf::new(endpoint(&script, secret()), SCOPE, Arc::clone(&people) as _, seal);
    script.clock.run(async {
        tokens.introduce("anna", "t").await.expect("granted");
        script.clock.sleep(Duration::from_hours(2)).await;
        assert!(tokens.token("anna@example.com").await.is_err());
        assert_eq!(text(tokens.token("anna@example.com").await), "second", "the secret was renewed");
    });
    assert_eq!(form(&script, 2)["refresh_token"], "r1");
}
