//! How a person of Microsoft 365 comes to be a staff member, and ceases to be one.

use serde_json::{Value, json};

use crate::firm::Firm;
use crate::token::{CLIENT, FIRM, OTHER, STRANGER, object};
use crate::world::{json as body_of, problem};

fn person(word: &str) -> Value {
    json!({ "tenant": FIRM, "object": object(word) })
}

#[tokio::test]
async fn the_ways_to_sign_in_say_what_msal_needs() {
    let firm = Firm::start("").await;
    let ways = body_of(firm.world.get("/api/v1/sign-in").await).await;
    let entra = json!({
        "clientId": CLIENT,
        "authority": format!("{}/organizations", firm.issuer.authority),
        "scope": format!("api://{CLIENT}/access_as_user"),
        "firstAdmin": true,
    });
    assert_eq!(ways, json!({ "development": null, "entra": entra }));
}

#[tokio::test]
async fn an_administrator_admits_who_waits() {
    let firm = Firm::with_admin("").await;
    let stranger = firm.me("ada").await;
    assert_eq!(stranger.status(), 403);
    assert_eq!(problem(stranger).await.kind(), Some(api::ProblemKind::NotAdmitted));
    firm.me("ada").await;
    assert_eq!(firm.waiting().await, ["ada@firm.example"], "the mailbox alone admits nobody");
    let tied = firm.write("ben", "staff/ada/tie", &person("ada")).await;
    assert_eq!(tied.status(), 200);
    assert_eq!(body_of(tied).await["id"], "ada");
    let me = body_of(firm.me("ada").await).await;
    assert_eq!((&me["staff"]["id"], &me["role"]), (&"ada".into(), &"staff".into()));
    assert_eq!(firm.waiting().await, [""; 0]);
    let tie = firm.audit("tie");
    assert_eq!(tie, [format!("ben|done|{FIRM}/{} is ada", object("ada"))]);
}

#[tokio::test]
async fn only_administrators_say_who_may_sign_in() {
    let firm = Firm::with_admin("").await;
    for word in ["ada", "cleo"] {
        assert_eq!(firm.write("ben", &format!("staff/{word}/tie"), &person(word)).await.status(), 200);
        assert_eq!(firm.get(&firm.token(word).signed(), "sign-in/waiting").await.status(), 403, "{word}");
        assert_eq!(firm.write(word, "staff/ben/untie", &json!({})).await.status(), 403, "{word}");
        assert_eq!(firm.write(word, "staff/ada/tie", &person("eve")).await.status(), 403, "{word}");
    }
    let seen = async |word: &str| -> Vec<bool> {
        let staff = body_of(firm.get(&firm.token(word).signed(), "staff").await).await;
        staff.as_array().expect("a list").iter().map(|member| member["tied"] == true).collect()
    };
    assert_eq!(seen("ben").await, [true, true, true]);
    firm.write("ben", "staff/cleo/untie", &json!({})).await;
    assert_eq!(seen("ben").await, [true, true, false]);
    assert_eq!(seen("ada").await, [false, false, false], "nobody else hears of it");
}

#[tokio::test]
async fn one_person_is_one_staff_member() {
    let firm = Firm::with_admin("").await;
    assert_eq!(firm.write("ben", "staff/ada/tie", &person("ada")).await.status(), 200);
    let table = [
        ("staff/ada/tie", person("eve"), 422, "id"),
        ("staff/cleo/tie", person("ada"), 422, "object"),
        ("staff/gone/tie", person("eve"), 422, "id"),
        ("staff/nobody/tie", person("eve"), 404, ""),
        ("staff/cleo/tie", json!({ "tenant": STRANGER, "object": object("eve") }), 422, "tenant"),
        ("staff/cleo/tie", json!({ "tenant": FIRM, "object": "eve" }), 422, "object"),
        ("staff/cleo/tie", json!({ "tenant": "firm", "object": object("eve") }), 422, "tenant"),
        ("staff/cleo/untie", json!({}), 422, "id"),
        ("staff/nobody/untie", json!({}), 404, ""),
    ];
    for (path, body, status, field) in table {
        let refused = firm.write("ben", path, &body).await;
        assert_eq!(refused.status(), status, "{path} {body}");
        assert_eq!(problem(refused).await.field.unwrap_or_default(), field, "{path} {body}");
    }
    assert_eq!(firm.world.sqlite3("SELECT count(*) FROM staff_identity"), "2");
    let elsewhere = firm.token("ada").with("tid", OTHER).with("iss", firm.issuer.of(OTHER)).signed();
    assert_eq!(firm.get(&elsewhere, "me").await.status(), 403, "the same object of another tenant is someone else");
}

#[tokio::test]
async fn two_at_once_make_one_tie() {
    let firm = Firm::with_admin("").await;
    let (eve, ada) = (person("eve"), person("ada"));
    let (one, two) = tokio::join!(firm.write("ben", "staff/ada/tie", &eve), firm.write("ben", "staff/ada/tie", &ada));
    let mut statuses = [one.status().as_u16(), two.status().as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 422]);
}

#[tokio::test]
async fn who_is_untied_is_nobody_at_once() {
    let firm = Firm::with_admin("").await;
    firm.write("ben", "staff/ada/tie", &person("ada")).await;
    assert_eq!(firm.me("ada").await.status(), 200);
    let untied = firm.write("ben", "staff/ada/untie", &json!({})).await;
    assert_eq!(body_of(untied).await["id"], "ada");
    assert_eq!(firm.me("ada").await.status(), 403);
    assert_eq!(firm.waiting().await, ["ada@firm.example"]);
    assert_eq!(firm.audit("untie").len(), 1);
    assert_eq!(firm.write("ben", "staff/cleo/tie", &person("ada")).await.status(), 200, "and may be someone else");
    assert_eq!(body_of(firm.me("ada").await).await["role"], "auditor");
}

#[tokio::test]
async fn the_last_administrator_stays() {
    let firm = Firm::with_admin("").await;
    let refused = firm.write("ben", "staff/ben/untie", &json!({})).await;
    assert_eq!(refused.status(), 403);
    assert!(problem(refused).await.detail.contains("last administrator"));
    let away = firm.write("ben", "staff/cleo/tie", &person("ben")).await;
    assert_eq!(away.status(), 422, "nor do they become someone else");
    assert_eq!(firm.me("ben").await.status(), 200);
    assert_eq!(firm.audit("untie"), [""; 0]);
    firm.write("ben", "staff/ada/tie", &person("ada")).await;
    firm.world.sqlite3("UPDATE staff SET role = 'admin' WHERE id = 'ada'");
    let nothing = json!({});
    let (one, two) =
        tokio::join!(firm.write("ben", "staff/ben/untie", &nothing), firm.write("ada", "staff/ada/untie", &nothing));
    let mut statuses = [one.status().as_u16(), two.status().as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 403], "of two who go at once one stays");
}

#[tokio::test]
async fn someone_who_left_is_refused_and_does_not_wait() {
    let firm = Firm::with_admin("").await;
    firm.write("ben", "staff/ada/tie", &person("ada")).await;
    firm.world.sqlite3("UPDATE staff SET active = 0 WHERE id = 'ada'");
    let refused = firm.me("ada").await;
    assert_eq!(refused.status(), 403);
    assert_eq!(problem(refused).await.kind(), Some(api::ProblemKind::NotAdmitted));
    assert_eq!(firm.waiting().await, [""; 0]);
}

#[tokio::test]
async fn a_tie_that_is_sent_twice_is_one() {
    let firm = Firm::with_admin("").await;
    let send = async || {
        let request = firm.world.request(reqwest::Method::POST, "/api/v1/staff/ada/tie");
        let request = request.header(api::IDEMPOTENCY_KEY, "the-same-key").bearer_auth(firm.token("ben").signed());
        request.json(&person("ada")).send().await.expect("answered")
    };
    let (first, second) = (send().await, send().await);
    assert_eq!((first.status().as_u16(), second.status().as_u16()), (200, 200));
    assert_eq!(second.headers()["idempotency-replayed"], "true");
    assert_eq!(first.text().await.expect("text"), second.text().await.expect("text"));
    assert_eq!(firm.audit("tie").len(), 1);
}

const MAILBOX: &str = "admission = \"mailbox\"";

#[tokio::test]
async fn by_mailbox_a_person_is_matched_once_and_is_that_person_from_then_on() {
    let firm = Firm::with_admin(MAILBOX).await;
    let me = body_of(firm.me("ada").await).await;
    assert_eq!(me["staff"]["id"], "ada");
    assert_eq!(firm.audit("tie"), [format!("ada|done|{FIRM}/{} by mailbox", object("ada"))]);
    let renamed = firm.token("ada").with("preferred_username", "cleo@firm.example").signed();
    assert_eq!(body_of(firm.get(&renamed, "me").await).await["staff"]["id"], "ada", "whatever they are called now");
    let heir = firm.token("eve").with("preferred_username", "ada@firm.example").signed();
    assert_eq!(firm.get(&heir, "me").await.status(), 403, "whoever gets the name does not get the staff member");
    assert_eq!(firm.waiting().await, ["ada@firm.example"]);
}

#[tokio::test]
async fn by_mailbox_nobody_else_is_let_in() {
    let firm = Firm::with_admin(MAILBOX).await;
    let named = |word: &str, username: &str| firm.token(word).with("preferred_username", username);
    let table = [
        ("no record", named("eve", "eve@firm.example")),
        ("a record of someone who left", named("gone", "gone@firm.example")),
        ("a record of someone who is tied", named("eve", "ben@firm.example")),
        ("a guest", named("ada", "ada@firm.example").with("idp", "https://sts.windows.net/elsewhere/")),
        ("no sign-in name", named("ada", "").with("upn", Value::Null)),
        ("only an e-mail address", named("ada", "").with("email", "ada@firm.example")),
    ];
    for (name, token) in table {
        assert_eq!(firm.get(&token.signed(), "me").await.status(), 403, "{name}");
    }
    assert_eq!(firm.world.sqlite3("SELECT count(*) FROM staff_identity"), "1");
}

#[tokio::test]
async fn by_mailbox_nobody_is_let_in_before_there_is_an_administrator() {
    let firm = Firm::start(MAILBOX).await;
    assert_eq!(firm.me("ada").await.status(), 403);
    assert_eq!(firm.first_admin("ben", &json!({ "code": firm.code() })).await.status(), 200);
    assert_eq!(firm.me("ada").await.status(), 200);
}

#[tokio::test]
async fn without_its_switch_the_development_sign_in_is_no_way_in() {
    let firm = Firm::with_admin("").await;
    let picked = firm.world.post("/api/v1/sign-in/development", &json!({ "staff": "ben" })).await;
    assert_eq!(picked.status(), 404);
    let hash = "INSERT INTO session VALUES ('9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08', 'ben', \
                '2026-01-01T00:00:00.000Z', '2099-01-01T00:00:00.000Z')";
    firm.world.sqlite3(hash);
    assert_eq!(firm.get("test", "me").await.status(), 401, "a session from elsewhere is worth nothing");
}

#[tokio::test]
async fn beside_the_development_sign_in_each_token_is_its_own() {
    crate::log::keep();
    let issuer = crate::issuer::Issuer::start().await;
    let world = crate::world::World::start(&issuer.section(""), true).await;
    let firm = Firm { issuer, world };
    assert_eq!(firm.first_admin("ben", &json!({ "code": firm.code() })).await.status(), 200);
    let (by_entra, picked) = (body_of(firm.me("ben").await).await, firm.world.sign_in("ada").await);
    let picked = body_of(picked.get("/api/v1/me").await).await;
    assert_eq!((&by_entra["staff"]["id"], &by_entra["development"]), (&"ben".into(), &false.into()));
    assert_eq!((&picked["staff"]["id"], &picked["development"]), (&"ada".into(), &true.into()));
}

#[tokio::test]
async fn signing_out_is_for_the_client_to_do() {
    let firm = Firm::with_admin("").await;
    let request = firm.world.request(reqwest::Method::POST, "/api/v1/sign-out").bearer_auth(firm.token("ben").signed());
    assert_eq!(request.json(&json!({})).send().await.expect("answered").status(), 204);
}

#[tokio::test]
async fn the_log_names_nobody() {
    let firm = Firm::with_admin("").await;
    firm.get(&firm.token("quentin").signed(), "me").await;
    let waiting = firm.waiting().await;
    assert_eq!(waiting, ["quentin@firm.example"]);
    let log = crate::log::text();
    assert!(log.contains("not-admitted"), "{log}");
    for name in ["quentin", &object("quentin")] {
        assert!(!log.contains(name), "{name} is in the log");
    }
}
