//! Tokens that nobody of this firm's tenants got for this server: each is refused, and the reason is in the log only.

use jiff::{SignedDuration, Timestamp};
use rsa::pkcs8::{EncodePublicKey, LineEnding};
use rsa::traits::PublicKeyParts;
use serde_json::{Value, json};
use server::identity::entra::{Entra, Error, LARGEST, Refusal};

use crate::firm::Firm;
use crate::issuer::Issuer;
use crate::log;
use crate::token::{FIRM, KEY_ID, KEYS, OTHER, STRANGER, Token, base64, jwk};
use crate::world::problem;

/// The key that only the other tenant publishes, and the one that the firm's own set holds for the other's tokens.
fn keys(issuer: &str) -> Vec<Value> {
    let (firm, other) = (issuer.contains(FIRM), issuer.replace(FIRM, OTHER));
    let own = if firm { jwk("of-firm", &KEYS[1], issuer) } else { jwk("of-other", &KEYS[1], issuer) };
    vec![jwk(KEY_ID, &KEYS[0], issuer), own, jwk("foreign", &KEYS[1], &other)]
}

struct Attack {
    name: &'static str,
    token: String,
    refusal: Refusal,
}

fn attack(name: &'static str, token: String, refusal: Refusal) -> Attack {
    Attack { name, token, refusal }
}

/// Signed by HMAC with SHA-256.
fn hmac(token: &Token, secret: &[u8]) -> String {
    let token = token.clone().header("alg", "HS256");
    let key = ring::hmac::Key::new(ring::hmac::HMAC_SHA256, secret);
    let message = token.message();
    let signature = ring::hmac::sign(&key, message.as_bytes());
    format!("{message}.{}", base64(signature))
}

fn of_the_signature(good: &Token) -> Vec<Attack> {
    let public = KEYS[0].to_public_key();
    let pem = public.to_public_key_pem(LineEnding::LF).expect("PEM");
    let der = public.to_public_key_der().expect("DER");
    let own = jwk(KEY_ID, &KEYS[2], "https://evil.example");
    let signed = good.signed();
    let (message, signature) = signed.rsplit_once('.').expect("a token");
    let altered = good.clone().with("oid", FIRM).message();
    let header = |alg: &str| good.clone().header("alg", alg);
    vec![
        attack("wrong key", good.signed_by(&KEYS[2]), Refusal::Signature),
        attack("wrong key, given along", good.clone().header("jwk", own).signed_by(&KEYS[2]), Refusal::Signature),
        attack("wrong key, said to be elsewhere", jku(good).signed_by(&KEYS[2]), Refusal::Signature),
        attack("another's claims", format!("{altered}.{signature}"), Refusal::Signature),
        attack("no signature", format!("{message}."), Refusal::Signature),
        attack("half a signature", format!("{message}.{}", &signature[..240]), Refusal::Signature),
        attack("alg none", format!("{}.", header("none").message()), Refusal::Malformed),
        attack("alg nOnE", format!("{}.{signature}", header("nOnE").message()), Refusal::Malformed),
        attack("no alg", good.clone().header("alg", Value::Null).signed(), Refusal::Malformed),
        attack("HS256, the public key as PEM", hmac(good, pem.as_bytes()), Refusal::Algorithm),
        attack("HS256, the public key as DER", hmac(good, der.as_bytes()), Refusal::Algorithm),
        attack("HS256, the modulus", hmac(good, &public.n().to_bytes_be()), Refusal::Algorithm),
        attack("HS256, no secret", hmac(good, b""), Refusal::Algorithm),
        attack("RS512", header("RS512").signed(), Refusal::Algorithm),
        attack("PS256", header("PS256").signed(), Refusal::Algorithm),
        attack("ES256", header("ES256").signed(), Refusal::Algorithm),
        attack("an extension nobody knows", good.clone().header("crit", json!(["b64"])).signed(), Refusal::Malformed),
    ]
}

fn jku(good: &Token) -> Token {
    good.clone().header("jku", "https://evil.example/keys").header("x5u", "https://evil.example/chain")
}

fn of_the_key(issuer: &Issuer, good: &Token) -> Vec<Attack> {
    let named = |id: Value| good.clone().header("kid", id);
    let garbage =
        ["../../../../etc/passwd", "key-1\u{0}", "KEY-1", "' OR 1=1 --", "/dev/null", "%2e%2e%2f", "\u{202e}1-yek"];
    let mut attacks: Vec<_> =
        garbage.map(|id| attack("a key of any name", named(id.into()).signed(), Refusal::UnknownKey)).into();
    let as_other = good.clone().with("tid", OTHER).with("iss", issuer.of(OTHER));
    attacks.extend([
        attack("the key of another tenant", named("of-other".into()).signed_by(&KEYS[1]), Refusal::UnknownKey),
        attack("the firm's key for another tenant", with_key(&as_other, "of-firm"), Refusal::UnknownKey),
        attack("a key of another issuer", with_key(good, "foreign"), Refusal::KeyIssuer),
        attack("a very long name", named("k".repeat(4000).into()).signed(), Refusal::UnknownKey),
        attack("no name", named(Value::Null).signed(), Refusal::NoKeyId),
        attack("an empty name", named("".into()).signed(), Refusal::NoKeyId),
        attack("a number for a name", named(1.into()).signed(), Refusal::Malformed),
    ]);
    attacks
}

fn with_key(token: &Token, id: &str) -> String {
    token.clone().header("kid", id).signed_by(&KEYS[1])
}

fn of_the_claims(issuer: &Issuer, good: &Token) -> Vec<Attack> {
    let now = good.claims["iat"].as_i64().expect("a time");
    let row =
        |name, claim: &str, value: Value, refusal| attack(name, good.clone().with(claim, value).signed(), refusal);
    let stranger = good.clone().with("iss", issuer.of(STRANGER));
    vec![
        row("wrong issuer", "iss", "https://evil.example/v2.0".into(), Refusal::Issuer),
        row("another tenant's issuer", "iss", issuer.of(OTHER).into(), Refusal::Issuer),
        row("the issuer of version 1", "iss", format!("https://sts.windows.net/{FIRM}/").into(), Refusal::Issuer),
        row("the issuer and a slash", "iss", format!("{}/", issuer.of(FIRM)).into(), Refusal::Issuer),
        row("the issuer of any tenant", "iss", issuer.of("{tenantid}").into(), Refusal::Issuer),
        row("no issuer", "iss", Value::Null, Refusal::Issuer),
        row("wrong audience", "aud", "00000003-0000-0000-c000-000000000000".into(), Refusal::Audience),
        row("no audience", "aud", Value::Null, Refusal::Audience),
        row("several audiences", "aud", json!(["other", crate::token::CLIENT]), Refusal::Malformed),
        row("a tenant not listed", "tid", STRANGER.into(), Refusal::Tenant),
        attack("a tenant not listed, by its issuer", stranger.with("tid", STRANGER).signed(), Refusal::Tenant),
        row("a tenant that leads elsewhere", "tid", format!("{FIRM}/../{STRANGER}").into(), Refusal::Tenant),
        row("no tenant", "tid", Value::Null, Refusal::Tenant),
        row("version 1.0", "ver", "1.0".into(), Refusal::Version),
        row("no version", "ver", Value::Null, Refusal::Version),
        row("expired", "exp", (now - 3600).into(), Refusal::Expired),
        row("no end", "exp", Value::Null, Refusal::Expired),
        row("an end that is no time", "exp", "never".into(), Refusal::Malformed),
        row("not yet valid", "nbf", (now + 600).into(), Refusal::NotYetValid),
        row("no beginning", "nbf", Value::Null, Refusal::NotYetValid),
        row("no person", "oid", Value::Null, Refusal::NoPerson),
        row("a person that is no id", "oid", "ben@firm.example".into(), Refusal::NoPerson),
        row("app-only, by its type", "idtyp", "app".into(), Refusal::AppOnly),
        row("app-only, by its subject", "sub", good.claims["oid"].clone(), Refusal::AppOnly),
        attack("app-only, with a role", app_only(good).signed(), Refusal::AppOnly),
        row("an ID token", "scp", Value::Null, Refusal::AppOnly),
        row("missing scope", "scp", "openid profile User.Read".into(), Refusal::Scope),
        row("a longer scope", "scp", "access_as_user.all".into(), Refusal::Scope),
        row("no scope at all", "scp", "".into(), Refusal::Scope),
    ]
}

fn app_only(good: &Token) -> Token {
    good.clone()
        .with("scp", Value::Null)
        .with("roles", json!(["access_as_user"]))
        .with("preferred_username", Value::Null)
}

fn of_the_form(good: &Token) -> Vec<Attack> {
    let padded = |bytes: usize| good.clone().with("groups", "g".repeat(bytes)).signed();
    let twice = good.claims.to_string().replacen('{', &format!("{{\"tid\":\"{OTHER}\","), 1);
    let twice = format!("{}.{}.{}", base64(good.header.to_string()), base64(twice), base64("x"));
    vec![
        attack("oversized", padded(LARGEST), Refusal::Oversized),
        attack("one claim twice", twice, Refusal::Malformed),
        attack("no token", "a.b.c".to_owned(), Refusal::Malformed),
        attack("dots", "...".to_owned(), Refusal::Malformed),
        attack("four parts", format!("{}.x", good.signed()), Refusal::Malformed),
        attack("two parts", good.message(), Refusal::Malformed),
        attack("no JSON", format!("{}.{}.{}", base64("{"), base64("{"), base64("x")), Refusal::Malformed),
    ]
}

fn attacks(issuer: &Issuer, good: &Token) -> Vec<Attack> {
    let mut all = of_the_signature(good);
    all.extend(of_the_key(issuer, good));
    all.extend(of_the_claims(issuer, good));
    all.extend(of_the_form(good));
    all
}

#[tokio::test]
async fn every_attack_is_refused_and_the_reason_is_in_the_log_only() {
    let firm = Firm::with_admin("").await;
    firm.issuer.knobs().keys = keys;
    let good = firm.token("ben");
    let mut answers = std::collections::BTreeSet::new();
    for Attack { name, token, refusal } in attacks(&firm.issuer, &good) {
        let refused = firm.get(&token, "me").await;
        assert_eq!(refused.status(), 401, "{name}");
        assert_eq!(refused.headers()["www-authenticate"], "Bearer error=\"invalid_token\"", "{name}");
        let problem = problem(refused).await;
        assert_eq!(problem.kind(), Some(api::ProblemKind::NotSignedIn), "{name}");
        let logged = log::of(problem.request.as_deref().expect("a number"));
        assert!(logged.contains(&refusal.to_string()), "{name}: {refusal} is not in {logged}");
        assert!(!logged.contains(&token), "{name}: the token is in the log");
        assert!(!problem.detail.contains(&refusal.to_string()), "{name}");
        answers.insert(problem.detail);
        assert_eq!(firm.get(&good.signed(), "me").await.status(), 200, "{name}: the good one goes in all the while");
    }
    assert_eq!(answers.len(), 1, "whoever tries learns nothing: {answers:?}");
    assert_eq!(firm.world.sqlite3("SELECT count(*) FROM waiting"), "0");
}

#[tokio::test]
async fn no_other_route_takes_them_either() {
    let firm = Firm::with_admin("").await;
    let wrong = firm.token("ben").signed_by(&KEYS[2]);
    for path in ["staff", "sign-in/waiting", "live", "clients?q=a"] {
        assert_eq!(firm.get(&wrong, path).await.status(), 401, "{path}");
        assert_eq!(firm.get(&firm.token("ben").signed(), path).await.status(), 200, "{path}");
    }
    let request = firm.world.request(reqwest::Method::POST, "/api/v1/sign-in/first-admin").bearer_auth(&wrong);
    let refused = request.json(&json!({ "code": "x" })).send().await.expect("answered");
    assert_eq!(refused.status(), 401);
    let in_url = firm.world.get(&format!("/api/v1/me?access_token={}", firm.token("ben").signed())).await;
    assert_eq!(in_url.status(), 401, "a token in the address is none");
}

/// The clocks of Entra and of the server may be a minute apart, and no more.
#[tokio::test]
async fn a_token_is_good_from_its_beginning_to_its_end_and_a_minute_beyond() {
    let issuer = Issuer::start().await;
    let entra = Entra::new(&issuer.config()).expect("usable");
    let now: Timestamp = "2026-03-01T12:00:00Z".parse().expect("a time");
    let token = Token::of(&issuer.authority, "ada", now).signed();
    let (begins, ends) = (-10, 3600);
    let table = [
        (begins - 61, Some(Refusal::NotYetValid)),
        (begins - 60, None),
        (0, None),
        (ends + 59, None),
        (ends + 60, Some(Refusal::Expired)),
    ];
    for (seconds, expected) in table {
        let at = now + SignedDuration::from_secs(seconds);
        let refused = match entra.verify(&token, at).await {
            Ok(_) => None,
            Err(Error::Refused(refusal)) => Some(refusal),
            Err(Error::Away) => panic!("away"),
        };
        assert_eq!(refused, expected, "{seconds}");
    }
}

#[tokio::test]
async fn an_account_is_who_the_token_says() {
    let issuer = Issuer::start().await;
    let mut config = issuer.config();
    config.audience.push(format!("api://{}", config.client_id));
    let entra = Entra::new(&config).expect("usable");
    let now = Timestamp::now();
    let good = Token::of(&issuer.authority, "ada", now);
    let account = entra.verify(&good.signed(), now).await.expect("a person");
    assert_eq!((account.key.tenant.as_str(), account.key.object), (FIRM, crate::token::object("ada")));
    assert_eq!((account.name.as_str(), account.username.as_str()), ("Person ada", "ada@firm.example"));
    let upper = good.clone().with("oid", crate::token::object("ada").to_uppercase());
    let upper = entra.verify(&upper.signed(), now).await.expect("a person");
    assert_eq!(upper.key.object, crate::token::object("ada"), "an id is one in any letter case");
    let guest = |claim, value: Value| good.clone().with(claim, value).signed();
    for (token, is_guest) in [
        (good.signed(), false),
        (guest("idp", issuer.of(FIRM).into()), false),
        (guest("idp", "https://sts.windows.net/other/".into()), true),
        (guest("acct", 1.into()), true),
    ] {
        assert_eq!(entra.verify(&token, now).await.expect("a person").guest, is_guest);
    }
    let by_address = good.with("aud", format!("api://{}", crate::token::CLIENT));
    entra.verify(&by_address.signed(), now).await.expect("any audience that is given is taken");
}
