//! The keys that tokens are checked with: fetched when they are needed, kept, and not asked for at anyone's wish.

use std::sync::Arc;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use server::identity::entra::{Account, Entra, Error, Refusal};

use crate::firm::Firm;
use crate::issuer::{Issuer, Knobs};
use crate::token::{FIRM, KEY_ID, KEYS, OTHER, Token, jwk, made};
use crate::world::problem;

/// An issuer, what checks its tokens, and a time of day.
struct Check {
    issuer: Issuer,
    entra: Arc<Entra>,
    begin: Timestamp,
}

impl Check {
    async fn begin() -> Self {
        let issuer = Issuer::start().await;
        let entra = Arc::new(Entra::new(&issuer.config()).expect("usable"));
        Self { issuer, entra, begin: "2026-03-01T08:00:00Z".parse().expect("a time") }
    }

    /// A token made at that time of the run, in seconds, and checked then.
    async fn at(&self, seconds: i64, token: impl Fn(Token) -> String) -> Result<Account, Error> {
        let now = self.begin + SignedDuration::from_secs(seconds);
        self.entra.verify(&token(Token::of(&self.issuer.authority, "ada", now)), now).await
    }

    /// The same, where the fetch goes on beside it.
    async fn fetched(&self, expected: usize) {
        for _ in 0..200 {
            if self.issuer.fetches() == expected {
                return;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        panic!("fetched {} times, not {expected}", self.issuer.fetches());
    }
}

fn good(token: Token) -> String {
    token.signed()
}

/// Signed by the key that comes after the published one.
fn next(token: Token) -> String {
    token.header("kid", "key-2").signed_by(&KEYS[1])
}

fn unknown(token: Token) -> String {
    token.header("kid", "anything").signed()
}

fn refused(result: Result<Account, Error>) -> Refusal {
    match result {
        Err(Error::Refused(refusal)) => refusal,
        other => panic!("{other:?}"),
    }
}

fn both(issuer: &str) -> Vec<Value> {
    vec![jwk(KEY_ID, &KEYS[0], issuer), jwk("key-2", &KEYS[1], issuer)]
}

fn second(issuer: &str) -> Vec<Value> {
    vec![jwk("key-2", &KEYS[1], issuer)]
}

const MINUTE: i64 = 60;
const HOUR: i64 = 3600;

#[tokio::test]
async fn they_are_fetched_once_for_all_who_wait() {
    let check = Arc::new(Check::begin().await);
    check.issuer.knobs().delay = Duration::from_millis(300);
    let all = (0..20).map(|_| {
        let check = Arc::clone(&check);
        tokio::spawn(async move { check.at(0, good).await })
    });
    for one in all.collect::<Vec<_>>() {
        one.await.expect("ended").expect("a person");
    }
    assert_eq!(check.issuer.fetches(), 1);
}

#[tokio::test]
async fn an_unknown_key_is_asked_for_once_and_then_not_for_a_while() {
    let check = Check::begin().await;
    check.at(0, good).await.expect("a person");
    for (seconds, fetches) in [(1, 2), (2, 2), (100, 2), (5 * MINUTE, 2), (5 * MINUTE + 1, 3), (5 * MINUTE + 2, 3)] {
        assert_eq!(refused(check.at(seconds, unknown).await), Refusal::UnknownKey);
        assert_eq!(check.issuer.fetches(), fetches, "after {seconds} s");
    }
    check.at(5 * MINUTE + 3, good).await.expect("the known one is good all the while");
    assert_eq!(check.issuer.fetches(), 3);
}

#[tokio::test]
async fn giving_up_the_request_does_not_get_round_the_limit() {
    let check = Arc::new(Check::begin().await);
    check.at(0, good).await.expect("a person");
    check.issuer.knobs().delay = Duration::from_millis(200);
    for _ in 0..5 {
        let attempt = check.at(1, unknown);
        assert!(tokio::time::timeout(Duration::from_millis(20), attempt).await.is_err(), "given up");
    }
    check.fetched(2).await;
    tokio::time::sleep(Duration::from_millis(500)).await;
    assert_eq!(check.issuer.fetches(), 2);
}

#[tokio::test]
async fn a_new_key_is_found_and_the_old_one_stays_until_it_is_withdrawn() {
    let check = Check::begin().await;
    check.at(0, good).await.expect("a person");
    check.issuer.knobs().keys = both;
    check.at(1, next).await.expect("the new key is fetched when a token names it");
    check.at(2, good).await.expect("the old one is good still");
    check.issuer.knobs().keys = second;
    check.at(HOUR, good).await.expect("its end is not known yet");
    assert_eq!(check.issuer.fetches(), 2);
    assert_eq!(refused(check.at(25 * HOUR, good).await), Refusal::UnknownKey, "after a day it is known");
    check.at(25 * HOUR, next).await.expect("a person");
}

#[tokio::test]
async fn they_are_fetched_anew_beside_the_requests() {
    let check = Check::begin().await;
    check.at(0, good).await.expect("a person");
    check.at(5 * HOUR, good).await.expect("a person");
    assert_eq!(check.issuer.fetches(), 1);
    check.issuer.knobs().delay = Duration::from_millis(200);
    for _ in 0..10 {
        check.at(7 * HOUR, good).await.expect("nobody waits for it");
    }
    check.fetched(2).await;
    tokio::time::sleep(Duration::from_millis(500)).await;
    assert_eq!(check.issuer.fetches(), 2, "one does it for all");
}

#[tokio::test]
async fn while_the_issuer_is_away_those_from_before_hold() {
    let check = Check::begin().await;
    check.at(0, good).await.expect("a person");
    check.issuer.knobs().away = true;
    for hours in [7, 30, 100] {
        check.at(hours * HOUR, good).await.expect("a person");
    }
    assert_eq!(refused(check.at(100 * HOUR, |token| token.signed_by(&KEYS[2])).await), Refusal::Signature);
    let nobody_knows = check.at(100 * HOUR + 10, next).await;
    assert!(matches!(nobody_knows, Err(Error::Away)), "{nobody_knows:?}");
    check.issuer.knobs().away = false;
    check.issuer.knobs().keys = both;
    check.at(100 * HOUR + 20, next).await.expect("back again");
}

#[tokio::test]
async fn without_keys_nobody_can_say_and_the_issuer_is_not_pressed() {
    let check = Check::begin().await;
    check.issuer.knobs().away = true;
    for seconds in [0, 1, 4] {
        let away = check.at(seconds, good).await;
        assert!(matches!(away, Err(Error::Away)), "{away:?}");
        assert_eq!(check.issuer.knobs().asked.len(), 1, "after {seconds} s");
    }
    check.issuer.knobs().away = false;
    check.at(5, good).await.expect("a person, as soon as it is back");
}

#[tokio::test]
async fn an_issuer_that_is_away_at_start_is_no_reason_to_sign_in_again() {
    let firm = Firm::start("").await;
    firm.issuer.knobs().away = true;
    let unavailable = firm.me("ben").await;
    assert_eq!(unavailable.status(), 503);
    let problem = problem(unavailable).await;
    assert_eq!(problem.kind(), Some(api::ProblemKind::Unavailable));
    let garbage = firm.get("a.b.c", "me").await;
    assert_eq!(garbage.status(), 401, "what is no token needs no key");
}

/// In place of a member of the configuration document.
fn document(name: &str, value: String) -> Value {
    json!({ name: value })
}

/// What is wrong with an issuer.
type Turn = Box<dyn FnOnce(&Issuer)>;

fn turned(turn: impl FnOnce(&mut Knobs)) -> impl FnOnce(&Issuer) {
    move |issuer| turn(&mut issuer.knobs())
}

fn elliptic(_: &str) -> Vec<Value> {
    vec![json!({ "kty": "EC", "kid": KEY_ID, "crv": "P-256", "x": "AA", "y": "AA" })]
}

fn for_encryption(issuer: &str) -> Vec<Value> {
    let mut key = jwk(KEY_ID, &KEYS[0], issuer);
    key["use"] = "enc".into();
    vec![key]
}

fn of_another_algorithm(issuer: &str) -> Vec<Value> {
    let mut key = jwk(KEY_ID, &KEYS[0], issuer);
    key["alg"] = "RS512".into();
    vec![key]
}

#[tokio::test]
async fn documents_that_are_not_the_tenants_own_are_not_believed() {
    let cases: Vec<(&str, Turn)> = vec![
        (
            // The same server by its other name, which its certificate vouches for: only the check keeps it out.
            "keys on another host that would answer",
            Box::new(|issuer| {
                let other = issuer.authority.replace("localhost", "127.0.0.1");
                issuer.knobs().document = document("jwks_uri", format!("{other}/{FIRM}/discovery/v2.0/keys"));
            }),
        ),
        (
            "keys on another host",
            Box::new(turned(|knobs| knobs.document = document("jwks_uri", "https://evil.example/k".into()))),
        ),
        (
            "keys without TLS",
            Box::new(|issuer| {
                let plain = format!("{}/{FIRM}/discovery/v2.0/keys", issuer.authority.replace("https", "http"));
                issuer.knobs().document = document("jwks_uri", plain);
            }),
        ),
        (
            "keys in a file",
            Box::new(turned(|knobs| knobs.document = document("jwks_uri", "file:///etc/passwd".into()))),
        ),
        ("another issuer", Box::new(|issuer| issuer.knobs().document = document("issuer", issuer.of(OTHER)))),
        ("a redirect", Box::new(turned(|knobs| knobs.moved = true))),
        ("too large", Box::new(turned(|knobs| knobs.padding = 300 * 1024))),
        ("elliptic keys only", Box::new(turned(|knobs| knobs.keys = elliptic))),
        ("keys for encryption", Box::new(turned(|knobs| knobs.keys = for_encryption))),
        ("keys of another algorithm", Box::new(turned(|knobs| knobs.keys = of_another_algorithm))),
        ("no keys", Box::new(turned(|knobs| knobs.keys = |_| Vec::new()))),
    ];
    for (name, turn) in cases {
        let check = Check::begin().await;
        turn(&check.issuer);
        let away = check.at(0, good).await;
        assert!(matches!(away, Err(Error::Away)), "{name}: {away:?}");
    }
    Check::begin().await.at(0, good).await.expect("without any of it a person");
}

fn of_any_tenant(issuer: &str) -> Vec<Value> {
    vec![jwk(KEY_ID, &KEYS[0], &issuer.replace(FIRM, "{tenantid}"))]
}

fn of_nobody(issuer: &str) -> Vec<Value> {
    let mut key = jwk(KEY_ID, &KEYS[0], issuer);
    key.as_object_mut().expect("an object").remove("issuer");
    vec![key]
}

#[tokio::test]
async fn a_key_may_be_the_tenants_or_any_tenants() {
    for keys in [of_any_tenant as fn(&str) -> Vec<Value>, of_nobody] {
        let check = Check::begin().await;
        check.issuer.knobs().keys = keys;
        check.at(0, good).await.expect("a person");
    }
}

fn short(issuer: &str) -> Vec<Value> {
    vec![jwk(KEY_ID, &SHORT, issuer)]
}

static SHORT: std::sync::LazyLock<rsa::RsaPrivateKey> = std::sync::LazyLock::new(|| made(1024));

#[tokio::test]
async fn a_key_that_is_too_short_signs_nothing() {
    let check = Check::begin().await;
    check.issuer.knobs().keys = short;
    assert_eq!(refused(check.at(0, |token| token.signed_by(&SHORT)).await), Refusal::Signature);
}

#[tokio::test]
async fn only_a_known_root_vouches_for_the_issuer() {
    let issuer = Issuer::start().await;
    let entra = Entra::new(&server::config::Entra { ca: None, ..issuer.config() }).expect("usable");
    let now = Timestamp::now();
    let away = entra.verify(&Token::of(&issuer.authority, "ada", now).signed(), now).await;
    assert!(matches!(away, Err(Error::Away)), "{away:?}");
    assert!(issuer.knobs().asked.is_empty());
    for (file, reason) in [("nowhere.pem", "No such file"), ("Cargo.toml", "PEM")] {
        let config = server::config::Entra { ca: Some(file.into()), ..issuer.config() };
        let error = Entra::new(&config).expect_err("refused").to_string();
        assert!(error.starts_with("entra.ca: ") && error.contains(reason), "{error}");
    }
}
