//! The issuer over HTTP, as a server and MSAL meet Microsoft Entra ID.

mod support;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use outlook::entra::CLIENT;
use reqwest::{Client, Response, StatusCode, header};
use ring::signature::{RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents};
use serde_json::{Value, json};
use std::collections::HashMap;
use support::Stage;
use url::Url;

const VERIFIER: &str = "a-verifier-that-is-long-enough-to-be-one-0123456789";
/// The S256 challenge of the verifier.
fn challenge() -> String {
    URL_SAFE_NO_PAD.encode(ring::digest::digest(&ring::digest::SHA256, VERIFIER.as_bytes()))
}

fn seed() -> Value {
    let mailbox =
        |address: &str, name: &str| json!({"address": address, "displayName": name, "timeZone": "Europe/Berlin"});
    json!({
        "mailboxes": [mailbox("vera@example.com", "Vera Lindqvist"), mailbox("jonas@example.com", "Jonas Weber"),
            {"address": "office@example.com", "displayName": "Office", "timeZone": "Europe/Berlin", "shared": true}],
        "accounts": [
            {"oid": "11111111-2222-4333-8444-555555555555", "name": "Vera L.", "username": "VERA@example.com"},
            {"name": "Guest", "username": "guest@elsewhere.example", "tenant": "aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee"},
        ],
    })
}

/// The issuer, and a browser without a page.
struct Issuer {
    stage: Stage,
    client: Client,
}

impl Issuer {
    fn new() -> Self {
        // The stand-in first: it settles whose cryptography TLS uses.
        let stage = Stage::new(Some(seed()));
        let client = Client::builder()
            .tls_danger_accept_invalid_certs(true)
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .unwrap();
        Self { stage, client }
    }

    fn tenant(&self) -> String {
        self.stage.outlook.entra.registration().tenant.to_string()
    }

    fn redirect(&self) -> String {
        format!("{}/dialog.html", self.stage.addin)
    }

    async fn get(&self, path: &str) -> Response {
        self.client.get(self.stage.url(path)).send().await.unwrap()
    }

    async fn json(&self, path: &str) -> Value {
        self.get(path).await.json().await.unwrap()
    }

    async fn control(&self, path: &str, body: Value) -> Value {
        let answer =
            self.client.post(self.stage.url(&format!("/_control/entra{path}"))).json(&body).send().await.unwrap();
        let text = answer.text().await.unwrap();
        serde_json::from_str(&text).unwrap_or_default()
    }

    fn authorize(&self, tenant: &str, change: &[(&str, &str)]) -> Url {
        let (redirect, challenge) = (self.redirect(), challenge());
        let client = CLIENT.to_string();
        let scope = format!("api://{client}/access_as_user openid profile offline_access");
        let mut query = HashMap::from([
            ("client_id", client.as_str()),
            ("redirect_uri", &redirect),
            ("response_type", "code"),
            ("response_mode", "fragment"),
            ("scope", &scope),
            ("state", "the state"),
            ("nonce", "once"),
            ("code_challenge", &challenge),
            ("code_challenge_method", "S256"),
            ("client_info", "1"),
        ]);
        query.extend(change.iter().copied());
        let base = self.stage.url(&format!("/entra/{tenant}/oauth2/v2.0/authorize"));
        Url::parse_with_params(&base, query).unwrap()
    }

    /// What the way back carries after a choice on the page.
    async fn choose(&self, url: Url, choice: &[(&str, &str)]) -> HashMap<String, String> {
        returned(&self.client.post(url).form(choice).send().await.unwrap())
    }

    async fn oid(&self, username: &str) -> String {
        let accounts = self.json("/_control/entra/accounts").await;
        let account = accounts.as_array().unwrap().iter().find(|account| account["username"] == username);
        account.unwrap_or_else(|| panic!("{username} in {accounts}"))["oid"].as_str().unwrap().to_owned()
    }

    async fn code(&self) -> String {
        let oid = self.oid("jonas@example.com").await;
        self.choose(self.authorize(&self.tenant(), &[]), &[("account", &oid)]).await["code"].clone()
    }

    async fn token(&self, origin: Option<&str>, form: &[(&str, &str)]) -> (StatusCode, Value) {
        let mut request =
            self.client.post(self.stage.url(&format!("/entra/{}/oauth2/v2.0/token", self.tenant()))).form(form);
        if let Some(origin) = origin {
            request = request.header(header::ORIGIN, origin);
        }
        let answer = request.send().await.unwrap();
        (answer.status(), answer.json().await.unwrap())
    }

    async fn redeem(&self, code: &str, verifier: &str) -> (StatusCode, Value) {
        let (client, redirect) = (CLIENT.to_string(), self.redirect());
        let form = [
            ("grant_type", "authorization_code"),
            ("client_id", client.as_str()),
            ("code", code),
            ("code_verifier", verifier),
            ("redirect_uri", &redirect),
            ("client_info", "1"),
        ];
        self.token(Some(&self.stage.addin), &form).await
    }

    async fn refresh(&self, token: &str) -> (StatusCode, Value) {
        let client = CLIENT.to_string();
        let scope = format!("api://{client}/access_as_user offline_access");
        let form = [
            ("grant_type", "refresh_token"),
            ("client_id", client.as_str()),
            ("refresh_token", token),
            ("scope", &scope),
        ];
        self.token(Some(&self.stage.addin), &form).await
    }

    async fn keys(&self) -> Vec<Value> {
        let keys = self.json(&format!("/entra/{}/discovery/v2.0/keys", self.tenant())).await;
        keys["keys"].as_array().unwrap().clone()
    }

    /// The header and claims of a token, when ring finds its signature right by a published key.
    async fn verified(&self, token: &str) -> Option<(Value, Value)> {
        let (signed, signature) = token.rsplit_once('.').unwrap();
        let (header, claims) = signed.split_once('.').unwrap();
        let (header, claims) = (part(header), part(claims));
        let keys = self.keys().await;
        let key = keys.iter().find(|key| key["kid"] == header["kid"])?;
        let number = |name: &str| URL_SAFE_NO_PAD.decode(key[name].as_str().unwrap()).unwrap();
        let key = RsaPublicKeyComponents { n: number("n"), e: number("e") };
        let signature = URL_SAFE_NO_PAD.decode(signature).unwrap();
        key.verify(&RSA_PKCS1_2048_8192_SHA256, signed.as_bytes(), &signature).ok().map(|()| (header, claims))
    }
}

fn part(text: &str) -> Value {
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(text).unwrap()).unwrap()
}

/// The parameters of a redirect, in the fragment or the query.
fn returned(answer: &Response) -> HashMap<String, String> {
    assert_eq!(answer.status(), StatusCode::FOUND);
    let url = Url::parse(answer.headers()[header::LOCATION].to_str().unwrap()).unwrap();
    let text = url.fragment().or(url.query()).unwrap().to_owned();
    url::form_urlencoded::parse(text.as_bytes()).into_owned().collect()
}

#[tokio::test]
async fn discovery_names_the_tenants_addresses_and_its_keys_name_their_issuer() {
    let issuer = Issuer::new();
    let tenant = issuer.tenant();
    let answer = issuer.get(&format!("/entra/{tenant}/v2.0/.well-known/openid-configuration")).await;
    assert_eq!(answer.headers()[header::ACCESS_CONTROL_ALLOW_ORIGIN], "*");
    let own: Value = answer.json().await.unwrap();
    let base = issuer.stage.url(&format!("/entra/{tenant}"));
    assert_eq!(own["issuer"], format!("{base}/v2.0"));
    assert_eq!(own["jwks_uri"], format!("{base}/discovery/v2.0/keys"));
    assert_eq!(own["token_endpoint"], format!("{base}/oauth2/v2.0/token"));
    let any = issuer.json("/entra/organizations/v2.0/.well-known/openid-configuration").await;
    assert_eq!(any["issuer"], issuer.stage.url("/entra/{tenantid}/v2.0"));
    let keys = issuer.keys().await;
    assert_eq!(keys[0]["issuer"], own["issuer"]);
    assert_ne!(keys[1]["issuer"], own["issuer"], "one key of another issuer is among them");
    assert_ne!(keys[0]["kid"], keys[1]["kid"]);
    let unknown = issuer.get("/entra/00000000-0000-4000-8000-000000000001/discovery/v2.0/keys").await;
    assert_eq!(unknown.status(), StatusCode::BAD_REQUEST);
    let instance = issuer.json("/entra/common/discovery/instance?api-version=1.1").await;
    assert_eq!(instance["metadata"][0]["preferred_network"], issuer.stage.outlook.entra.environment());
}

#[tokio::test]
async fn accounts_are_the_people_of_mailboxes_and_those_the_seed_adds() {
    let issuer = Issuer::new();
    let accounts = issuer.json("/_control/entra/accounts").await;
    let names: Vec<_> = accounts.as_array().unwrap().iter().map(|account| account["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["Vera L.", "Jonas Weber", "Guest"], "a shared mailbox is nobody's account");
    assert_eq!(accounts[0]["oid"], "11111111-2222-4333-8444-555555555555");
    assert_eq!(accounts[2]["tenant"], "aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee");
    let again = Issuer::new();
    assert_eq!(again.json("/_control/entra/accounts").await, accounts, "ids are the same after a restart");
}

#[tokio::test]
async fn a_code_with_pkce_becomes_tokens_that_another_library_believes() {
    let issuer = Issuer::new();
    let oid = issuer.oid("jonas@example.com").await;
    let page = issuer.client.get(issuer.authorize(&issuer.tenant(), &[])).send().await.unwrap();
    let html = page.text().await.unwrap();
    assert!(
        html.contains("data-username=\"jonas@example.com\"") && !html.contains("guest@elsewhere.example"),
        "{html}"
    );
    let back = issuer.choose(issuer.authorize(&issuer.tenant(), &[]), &[("account", &oid)]).await;
    assert_eq!(back["state"], "the state");
    let (status, body) = issuer.redeem(&back["code"], VERIFIER).await;
    assert_eq!(status, StatusCode::OK, "{body}");
    let (header, claims) = issuer.verified(body["access_token"].as_str().unwrap()).await.unwrap();
    assert_eq!((header["alg"].as_str(), header["typ"].as_str()), (Some("RS256"), Some("JWT")));
    let now = jiff::Timestamp::now().as_second();
    let client = CLIENT.to_string();
    for (name, value) in [
        ("iss", json!(issuer.stage.outlook.entra.issuer(issuer.tenant().parse().unwrap()))),
        ("aud", json!(client)),
        ("azp", json!(client)),
        ("tid", json!(issuer.tenant())),
        ("oid", json!(oid)),
        ("scp", json!("access_as_user")),
        ("ver", json!("2.0")),
        ("name", json!("Jonas Weber")),
        ("preferred_username", json!("jonas@example.com")),
        ("exp", json!(claims["iat"].as_i64().unwrap() + 300 + body["expires_in"].as_i64().unwrap())),
    ] {
        assert_eq!(claims[name], value, "{name}");
    }
    assert!((now - 310..=now - 290).contains(&claims["nbf"].as_i64().unwrap()), "dated back by five minutes");
    assert!((3600..5400).contains(&body["expires_in"].as_i64().unwrap()));
    assert!(claims["uti"].is_string() && claims["sub"] != claims["oid"]);
    let (_, identity) = issuer.verified(body["id_token"].as_str().unwrap()).await.unwrap();
    assert_eq!((identity["nonce"].as_str(), identity["aud"].as_str()), (Some("once"), Some(client.as_str())));
    assert_eq!(part(body["client_info"].as_str().unwrap()), json!({"uid": oid, "utid": issuer.tenant()}));
}

#[tokio::test]
async fn a_code_is_good_once_for_its_verifier_its_redirect_and_its_page() {
    let issuer = Issuer::new();
    let code = issuer.code().await;
    assert_eq!(issuer.redeem(&code, VERIFIER).await.0, StatusCode::OK);
    assert_eq!(issuer.redeem(&code, VERIFIER).await.1["error_codes"], json!([54_005]), "used");
    assert_eq!(issuer.redeem(&issuer.code().await, "another").await.1["error_codes"], json!([501_481]), "verifier");
    assert_eq!(issuer.redeem("nonsense", VERIFIER).await.1["error_codes"], json!([70_008]), "code");
    let (client, code, redirect) = (CLIENT.to_string(), issuer.code().await, issuer.redirect());
    let form = [
        ("grant_type", "authorization_code"),
        ("client_id", client.as_str()),
        ("code", &code),
        ("code_verifier", VERIFIER),
        ("redirect_uri", &redirect),
    ];
    assert_eq!(issuer.token(None, &form).await.1["error_codes"], json!([9_002_327]), "no page at all");
    let stranger = issuer.token(Some("https://localhost:1"), &form).await;
    assert_eq!(stranger.1["error_codes"], json!([9_002_326]), "a page of others");
    let mut other = form;
    other[4].1 = "https://localhost:1/";
    assert_eq!(issuer.token(Some(&issuer.stage.addin), &other).await.1["error_codes"], json!([50_011]), "redirect");
    issuer.stage.outlook.clock.set("2026-01-01T00:00:00Z".parse().ok(), false);
    let code = issuer.code().await;
    issuer.stage.outlook.clock.set("2026-01-01T00:10:00Z".parse().ok(), false);
    assert_eq!(issuer.redeem(&code, VERIFIER).await.1["error_codes"], json!([70_008]), "ten minutes old");
}

#[tokio::test]
async fn only_pages_of_registered_origins_may_read_the_answer() {
    let issuer = Issuer::new();
    let url = issuer.stage.url(&format!("/entra/{}/oauth2/v2.0/token", issuer.tenant()));
    for (origin, allowed) in [(issuer.stage.addin.as_str(), true), ("https://localhost:1", false)] {
        let request = issuer.client.request(reqwest::Method::OPTIONS, &url).header(header::ORIGIN, origin);
        let answer = request.send().await.unwrap();
        let header = answer.headers().get(header::ACCESS_CONTROL_ALLOW_ORIGIN).map(|value| value.to_str().unwrap());
        assert_eq!(header, allowed.then_some(origin));
    }
}

#[tokio::test]
async fn a_refresh_token_renews_for_a_day_unless_the_person_is_wanted() {
    let issuer = Issuer::new();
    let (_, body) = issuer.redeem(&issuer.code().await, VERIFIER).await;
    let token = body["refresh_token"].as_str().unwrap();
    let (status, renewed) = issuer.refresh(token).await;
    assert_eq!(status, StatusCode::OK, "{renewed}");
    assert_ne!(renewed["access_token"], body["access_token"]);
    issuer.control("", json!({"interactionRequired": ["jonas@example.com"]})).await;
    let (status, refused) = issuer.refresh(token).await;
    assert_eq!((status, refused["error"].as_str()), (StatusCode::BAD_REQUEST, Some("interaction_required")));
    issuer.code().await;
    assert_eq!(issuer.refresh(token).await.0, StatusCode::OK, "signing in by hand is what was wanted");
    let tomorrow = jiff::Timestamp::now() + jiff::SignedDuration::from_hours(24);
    issuer.stage.outlook.clock.set(Some(tomorrow), false);
    let later = renewed["refresh_token"].as_str().unwrap();
    assert_eq!(issuer.refresh(later).await.1["error_codes"], json!([700_084]), "it ends with the sign-in it came from");
    assert_eq!(issuer.refresh("nonsense").await.1["error_codes"], json!([700_082]));
}

#[tokio::test]
async fn a_request_that_cannot_be_answered_is_refused_where_entra_refuses_it() {
    let issuer = Issuer::new();
    for (change, number) in [
        (("client_id", "33333333-3333-4333-8333-333333333333"), "AADSTS700016"),
        (("redirect_uri", "https://localhost:1/"), "AADSTS50011"),
        (("redirect_uri", "brk-multihub://localhost:8444"), "AADSTS50011"),
    ] {
        let page = issuer.client.get(issuer.authorize(&issuer.tenant(), &[change])).send().await.unwrap();
        assert_eq!(page.status(), StatusCode::BAD_REQUEST);
        assert!(page.text().await.unwrap().contains(number), "{number} stays on the page");
    }
    for (change, error) in [
        (("response_type", "token"), "unsupported_response_type"),
        (("code_challenge", ""), "invalid_request"),
        (("code_challenge_method", "plain"), "invalid_request"),
        (("scope", "api://another/thing"), "invalid_resource"),
        (("prompt", "none"), "login_required"),
    ] {
        let back = returned(&issuer.client.get(issuer.authorize(&issuer.tenant(), &[change])).send().await.unwrap());
        assert_eq!((back["error"].as_str(), back["state"].as_str()), (error, "the state"), "{change:?}");
    }
    for (pocd, cut) in [("0", true), ("1", false)] {
        let page = issuer.client.get(issuer.authorize(&issuer.tenant(), &[("pocd", pocd)])).send().await.unwrap();
        assert_eq!(page.headers().contains_key("cross-origin-opener-policy"), cut, "the opener is vouched for");
    }
    let guest = issuer.oid("guest@elsewhere.example").await;
    let page =
        issuer.client.post(issuer.authorize(&issuer.tenant(), &[])).form(&[("account", &guest)]).send().await.unwrap();
    assert!(page.text().await.unwrap().contains("AADSTS50020"), "an account of another tenant");
    let back = issuer.choose(issuer.authorize("organizations", &[]), &[("account", &guest)]).await;
    assert!(back.contains_key("code"), "any tenant is any tenant");
}

#[tokio::test]
async fn a_session_answers_silently_for_its_account_and_logout_ends_it() {
    let issuer = Issuer::new();
    let oid = issuer.oid("jonas@example.com").await;
    let answer =
        issuer.client.post(issuer.authorize(&issuer.tenant(), &[])).form(&[("account", &oid)]).send().await.unwrap();
    let cookie = answer.headers()[header::SET_COOKIE].to_str().unwrap().to_owned();
    assert!(cookie.contains("HttpOnly") && cookie.contains("Secure") && cookie.contains("SameSite=None"), "{cookie}");
    let cookie = cookie.split(';').next().unwrap();
    let ask = async |change: &[(&str, &str)]| {
        issuer
            .client
            .get(issuer.authorize(&issuer.tenant(), change))
            .header(header::COOKIE, cookie)
            .send()
            .await
            .unwrap()
    };
    assert!(returned(&ask(&[("prompt", "none")]).await).contains_key("code"));
    assert!(returned(&ask(&[("prompt", "none"), ("login_hint", "jonas@example.com")]).await).contains_key("code"));
    let other = returned(&ask(&[("prompt", "none"), ("login_hint", "vera@example.com")]).await);
    assert_eq!(other["error"], "login_required");
    assert_eq!(ask(&[("prompt", "select_account")]).await.status(), StatusCode::OK, "the page, all the same");
    let goodbye = issuer.redirect();
    let query =
        url::form_urlencoded::Serializer::new(String::new()).append_pair("post_logout_redirect_uri", &goodbye).finish();
    let left = issuer.get(&format!("/entra/{}/oauth2/v2.0/logout?{query}", issuer.tenant())).await;
    assert_eq!(left.headers()[header::LOCATION], goodbye);
    assert!(left.headers()[header::SET_COOKIE].to_str().unwrap().contains("Max-Age=0"));
}

#[tokio::test]
async fn consent_is_asked_once_and_may_be_refused() {
    let issuer = Issuer::new();
    let oid = issuer.oid("jonas@example.com").await;
    issuer.control("", json!({"consent": "asked"})).await;
    let url = || issuer.authorize(&issuer.tenant(), &[]);
    let page = issuer.client.post(url()).form(&[("account", &oid)]).send().await.unwrap().text().await.unwrap();
    assert!(page.contains("Permissions requested"), "{page}");
    let refused = issuer.choose(url(), &[("refuse", "1")]).await;
    assert_eq!(refused["error"], "access_denied");
    assert!(issuer.choose(url(), &[("accept", &oid)]).await.contains_key("code"));
    assert!(issuer.choose(url(), &[("account", &oid)]).await.contains_key("code"), "not asked again");
    issuer.control("", json!({"consent": "admin"})).await;
    assert!(issuer.choose(url(), &[("account", &oid)]).await["error_description"].contains("AADSTS90094"));
}

#[tokio::test]
async fn keys_rotate_and_the_old_one_stays_or_goes() {
    let issuer = Issuer::new();
    let old = issuer.control("/token", json!({})).await["token"].as_str().unwrap().to_owned();
    issuer.control("/rotate", json!({})).await;
    let new = issuer.control("/token", json!({})).await["token"].as_str().unwrap().to_owned();
    let again = issuer.control("/token", json!({"key": "previous"})).await["token"].as_str().unwrap().to_owned();
    for token in [&old, &new, &again] {
        assert!(issuer.verified(token).await.is_some());
    }
    issuer.control("/rotate", json!({"keep": false})).await;
    assert!(issuer.verified(&old).await.is_none() && issuer.verified(&new).await.is_none(), "both keys are gone");
}

#[tokio::test]
async fn tokens_are_minted_right_and_in_every_wrong_way() {
    let issuer = Issuer::new();
    let mint = async |wanted: Value| issuer.control("/token", wanted).await["token"].as_str().unwrap().to_owned();
    let right =
        mint(json!({"account": "jonas@example.com", "lifetime": 60, "claims": {"scp": null, "tid": "x"}})).await;
    let (_, claims) = issuer.verified(&right).await.unwrap();
    assert_eq!((claims.get("scp"), claims["tid"].as_str()), (None, Some("x")));
    assert!(
        issuer.verified(&mint(json!({"key": "foreign"})).await).await.is_none(),
        "the issuer's key id, another key"
    );
    let (header, _) = issuer.verified(&mint(json!({"key": "other-issuer"})).await).await.unwrap();
    assert_eq!(header["kid"], issuer.keys().await[1]["kid"]);
    let none = mint(json!({"key": "none"})).await;
    assert!(none.ends_with('.') && part(none.split('.').next().unwrap())["alg"] == "none");
    let keyed = mint(json!({"key": "public-key-as-secret"})).await;
    assert_eq!(part(keyed.split('.').next().unwrap())["alg"], "HS256");
    let (_, app) = issuer.verified(&mint(json!({"app": true})).await).await.unwrap();
    assert_eq!((app["idtyp"].as_str(), app.get("scp"), app["oid"] == app["sub"]), (Some("app"), None, true));
    let header = part(mint(json!({"header": {"kid": "other"}})).await.split('.').next().unwrap());
    assert_eq!(header["kid"], "other");
    assert!(issuer.control("/token", json!({"account": "nobody"})).await["error"]["message"].is_string());
    assert!(issuer.control("/token", json!({"key": "previous"})).await["error"].is_object(), "no rotation yet");
}

#[tokio::test]
async fn a_server_gets_tokens_by_its_secret_and_on_behalf_of_a_person() {
    let issuer = Issuer::new();
    let client = CLIENT.to_string();
    let own = [
        ("grant_type", "client_credentials"),
        ("client_id", client.as_str()),
        ("client_secret", "stand-in-secret"),
        ("scope", "https://graph.microsoft.com/.default"),
    ];
    let (_, body) = issuer.token(None, &own).await;
    let (_, claims) = issuer.verified(body["access_token"].as_str().unwrap()).await.unwrap();
    assert_eq!((claims["idtyp"].as_str(), claims["aud"].as_str()), (Some("app"), Some("https://graph.microsoft.com")));
    let mut wrong = own;
    wrong[2].1 = "guessed";
    assert_eq!(issuer.token(None, &wrong).await.0, StatusCode::UNAUTHORIZED);
    assert_eq!(issuer.token(Some(&issuer.stage.addin), &own).await.1["error_codes"], json!([9_002_326]), "no page");
    let ask = async |assertion: &str| {
        let form = [
            ("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer"),
            ("client_id", client.as_str()),
            ("client_secret", "stand-in-secret"),
            ("assertion", assertion),
            ("requested_token_use", "on_behalf_of"),
            ("scope", "https://graph.microsoft.com/Calendars.ReadWrite offline_access"),
        ];
        issuer.token(None, &form).await.1
    };
    let mint = async |wanted: Value| issuer.control("/token", wanted).await["token"].as_str().unwrap().to_owned();
    let body = ask(&mint(json!({"account": "jonas@example.com"})).await).await;
    let (_, claims) = issuer.verified(body["access_token"].as_str().unwrap()).await.unwrap();
    assert_eq!(
        (claims["preferred_username"].as_str(), claims["scp"].as_str()),
        (Some("jonas@example.com"), Some("Calendars.ReadWrite"))
    );
    assert!(body["refresh_token"].is_string());
    for wrong in [
        json!({"key": "foreign"}),
        json!({"lifetime": -1}),
        json!({"app": true}),
        json!({"claims": {"aud": "another"}}),
    ] {
        assert_eq!(ask(&mint(wrong.clone()).await).await["error_codes"], json!([50_013]), "{wrong}");
    }
}

#[tokio::test]
async fn the_issuer_goes_away_fails_and_dawdles_when_told() {
    let issuer = Issuer::new();
    let keys = issuer.stage.url(&format!("/entra/{}/discovery/v2.0/keys", issuer.tenant()));
    let answer = async || match issuer.client.get(&keys).send().await {
        Ok(answer) => answer.bytes().await.ok().map(|_| ()),
        Err(_) => None,
    };
    assert!(answer().await.is_some());
    issuer.control("", json!({"issuer": "away"})).await;
    assert!(answer().await.is_none(), "the connection breaks");
    issuer.control("", json!({"issuer": "failing"})).await;
    assert_eq!(issuer.client.get(&keys).send().await.unwrap().status(), StatusCode::INTERNAL_SERVER_ERROR);
    issuer.control("", json!({"issuer": null, "slowMs": 300})).await;
    let started = std::time::Instant::now();
    assert!(answer().await.is_some());
    assert!(started.elapsed().as_millis() >= 300);
    assert_eq!(issuer.control("", json!({"isuer": "away"})).await["error"]["code"], "BadRequest");
}

#[tokio::test]
async fn a_token_lives_as_long_as_it_is_told_by_the_stand_ins_clock() {
    let issuer = Issuer::new();
    issuer.control("", json!({"lifetime": 30})).await;
    issuer.stage.outlook.clock.set("2026-11-23T08:00:00Z".parse().ok(), false);
    let token = issuer.control("/token", json!({})).await["token"].as_str().unwrap().to_owned();
    let (_, claims) = issuer.verified(&token).await.unwrap();
    let now = "2026-11-23T08:00:00Z".parse::<jiff::Timestamp>().unwrap().as_second();
    assert_eq!((claims["nbf"].as_i64(), claims["exp"].as_i64()), (Some(now - 300), Some(now + 30)));
}
