//! A server that proves itself by a certificate's key.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use outlook::clock::Clock;
use outlook::entra::{Entra, Refusal, Registration, TENANT, TokenRequest};
use outlook::graph::Graph;
use outlook::store::{State, Store};
use ring::rand::SystemRandom;
use ring::signature::{RSA_PKCS1_SHA256, RSA_PSS_SHA256, RsaEncoding, RsaKeyPair};
use rsa::pkcs8::EncodePrivateKey as _;
use rustls_pki_types::PrivatePkcs8KeyDer;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use std::sync::Arc;

struct Server {
    entra: Entra,
    key: RsaKeyPair,
    thumbprint: String,
}

fn server() -> Server {
    let private = rsa::RsaPrivateKey::new(&mut rsa::rand_core::OsRng, 2048).unwrap().to_pkcs8_der().unwrap();
    let der = PrivatePkcs8KeyDer::from(private.as_bytes());
    let pair = rcgen::KeyPair::from_pkcs8_der_and_sign_algo(&der, &rcgen::PKCS_RSA_SHA256).unwrap();
    let certificate = rcgen::CertificateParams::new(["concordat".to_owned()]).unwrap().self_signed(&pair).unwrap();
    let clock = Arc::new(Clock::at("2026-11-23T08:00:00Z".parse().unwrap()));
    let graph = Arc::new(Graph::new(Arc::clone(&clock), 1, String::new()));
    let store = Arc::new(Store::new(State::default(), graph, Arc::clone(&clock), None));
    let registration = Registration { certificates: vec![certificate.pem()], ..Registration::default() };
    let entra =
        Entra::new("https://localhost:1".to_owned(), "https://localhost:2/m".to_owned(), registration, store, clock);
    let thumbprint = URL_SAFE_NO_PAD.encode(Sha256::digest(certificate.der()));
    Server { entra, key: RsaKeyPair::from_pkcs8(private.as_bytes()).unwrap(), thumbprint }
}

impl Server {
    fn assertion(&self, algorithm: &str, encoding: &'static dyn RsaEncoding, change: &Value) -> String {
        let client = &self.entra.registration().client_id;
        let now = "2026-11-23T08:00:00Z".parse::<jiff::Timestamp>().unwrap().as_second();
        let header = json!({"alg": algorithm, "typ": "JWT", "x5t#S256": self.thumbprint});
        let mut claims = json!({"aud": format!("https://localhost:1/entra/{TENANT}/oauth2/v2.0/token"), "iss": client, "sub": client,
            "jti": "once", "nbf": now, "exp": now + 600});
        claims.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        let text = [header, claims].map(|part| URL_SAFE_NO_PAD.encode(part.to_string())).join(".");
        let mut signature = vec![0; self.key.public().modulus_len()];
        self.key.sign(encoding, &SystemRandom::new(), text.as_bytes(), &mut signature).unwrap();
        format!("{text}.{}", URL_SAFE_NO_PAD.encode(signature))
    }

    fn ask(&self, assertion: String) -> Result<Value, Refusal> {
        let request = TokenRequest {
            grant_type: "client_credentials".to_owned(),
            client_id: self.entra.registration().client_id.clone(),
            client_assertion: assertion,
            client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer".to_owned(),
            scope: "https://graph.microsoft.com/.default".to_owned(),
            ..TokenRequest::default()
        };
        self.entra.token(self.entra.tenant(&TENANT.to_string()).unwrap(), &request, None)
    }
}

#[test]
fn entra3_an_assertion_by_a_registered_certificate_is_as_good_as_the_secret() {
    let server = server();
    let ps256 = |change: Value| server.assertion("PS256", &RSA_PSS_SHA256, &change);
    assert!(server.ask(ps256(json!({}))).unwrap()["access_token"].is_string());
    assert!(server.ask(server.assertion("RS256", &RSA_PKCS1_SHA256, &json!({}))).is_ok());
    for wrong in [
        ps256(json!({"aud": "https://localhost:1/entra"})),
        ps256(json!({"iss": "another"})),
        ps256(json!({"exp": 1})),
        ps256(json!({"nbf": 4_000_000_000_u32})),
        ps256(json!({"jti": null})),
        server.assertion("RS256", &RSA_PSS_SHA256, &json!({})),
        server.assertion("none", &RSA_PSS_SHA256, &json!({})),
        "nonsense".to_owned(),
    ] {
        assert_eq!(server.ask(wrong.clone()), Err(Refusal::ClientAssertion), "{wrong}");
    }
    let another = self::server();
    assert_eq!(server.ask(another.assertion("PS256", &RSA_PSS_SHA256, &json!({}))), Err(Refusal::ClientAssertion));
    assert_eq!(server.ask(String::new()), Err(Refusal::Secret));
}
