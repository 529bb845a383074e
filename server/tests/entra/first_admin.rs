//! The first administrator: by a code that only whoever runs the server sees.

use serde_json::{Value, json};

use crate::firm::Firm;
use crate::world::{World, json as body_of, problem};

async fn offered(world: &World) -> Value {
    body_of(world.get("/api/v1/sign-in").await).await["entra"]["firstAdmin"].clone()
}

#[tokio::test]
async fn the_code_makes_one_administrator() {
    let firm = Firm::start("").await;
    let code = firm.code();
    assert_eq!(offered(&firm.world).await, true);
    assert_eq!(firm.me("ben").await.status(), 403);
    let made = firm.first_admin("ben", &json!({ "code": code.to_lowercase().replace('-', " ") })).await;
    assert_eq!(made.status(), 200);
    assert_eq!(body_of(made).await["id"], "ben", "whose mailbox the sign-in name is");
    let me = body_of(firm.me("ben").await).await;
    assert_eq!((&me["staff"]["id"], &me["role"], &me["development"]), (&"ben".into(), &"admin".into(), &false.into()));
    assert_eq!(offered(&firm.world).await, false);
    let again = firm.first_admin("ada", &json!({ "code": code })).await;
    assert_eq!(again.status(), 403);
    problem(again).await;
    assert_eq!(firm.me("ada").await.status(), 403);
    assert_eq!(firm.audit("first-admin").len(), 2, "the one who came too late is noted too");
}

#[tokio::test]
async fn the_code_is_told_to_nobody() {
    let firm = Firm::start("").await;
    let code = firm.code();
    let wrong = firm.first_admin("ben", &json!({ "code": format!("{code}0") })).await;
    assert!(!wrong.text().await.expect("text").contains(&code));
    assert!(!crate::log::text().contains(&code));
    assert!(!firm.world.sqlite3(".dump").contains(&code));
    assert!(!format!("{:?}", firm.world.server).contains(&code));
}

#[tokio::test]
async fn a_few_wrong_ones_end_it_until_the_server_starts_again() {
    let firm = Firm::start("").await;
    let code = firm.code();
    for number in 0..5 {
        let wrong = firm.first_admin("ben", &json!({ "code": format!("0000{number}") })).await;
        assert_eq!(wrong.status(), 422, "{number}");
        assert_eq!(problem(wrong).await.field.as_deref(), Some("code"));
    }
    assert_eq!(firm.first_admin("ben", &json!({ "code": code })).await.status(), 403);
    assert_eq!(offered(&firm.world).await, false);
    let audit = firm.audit("first-admin");
    assert!(audit.len() == 6 && audit.iter().all(|row| row.contains("refused")), "{audit:?}");
    assert_eq!(firm.me("ben").await.status(), 403);
}

#[tokio::test]
async fn two_who_have_it_make_one_administrator() {
    let firm = Firm::start("").await;
    let body = json!({ "code": firm.code() });
    let (one, two) = tokio::join!(firm.first_admin("ben", &body), firm.first_admin("ada", &body));
    let mut statuses = [one.status().as_u16(), two.status().as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 403]);
    assert_eq!(firm.world.sqlite3("SELECT count(*) FROM staff_identity"), "1");
}

#[tokio::test]
async fn it_takes_a_person_and_a_code() {
    let firm = Firm::start("").await;
    let nobody = firm.world.post("/api/v1/sign-in/first-admin", &json!({ "code": firm.code() })).await;
    assert_eq!(nobody.status(), 401, "the code alone is nothing");
    assert_eq!(firm.first_admin("ben", &json!({})).await.status(), 400);
    for body in [json!({ "code": firm.code(), "staff": "nobody" }), json!({ "code": firm.code(), "staff": "gone" })] {
        let refused = firm.first_admin("ben", &body).await;
        assert_eq!(refused.status(), 422, "{body}");
        assert_eq!(problem(refused).await.field.as_deref(), Some("staff"));
    }
    let chosen = firm.first_admin("eve", &json!({ "code": firm.code(), "staff": "ADA@firm.example" })).await;
    assert_eq!(body_of(chosen).await["id"], "ada");
    assert_eq!(body_of(firm.me("eve").await).await["role"], "admin", "whatever the record's role was");
}

#[tokio::test]
async fn who_has_no_record_gets_one() {
    let firm = Firm::start("").await;
    let made = body_of(firm.first_admin("eve", &json!({ "code": firm.code() })).await).await;
    assert_eq!((&made["name"], &made["initials"]), (&"Person eve".into(), &"PE".into()));
    let me = body_of(firm.me("eve").await).await;
    assert_eq!((&me["mailbox"], &me["role"]), (&"eve@firm.example".into(), &"admin".into()));
}

#[tokio::test]
async fn whose_record_is_of_someone_who_left_says_who_to_be() {
    let firm = Firm::start("").await;
    let refused = firm.first_admin("gone", &json!({ "code": firm.code() })).await;
    assert_eq!(problem(refused).await.field.as_deref(), Some("staff"));
    assert_eq!(firm.first_admin("gone", &json!({ "code": firm.code(), "staff": "ben" })).await.status(), 200);
}

#[tokio::test]
async fn without_entra_there_is_neither_code_nor_route() {
    let world = World::start("", true).await;
    assert!(world.server.first_admin.is_none());
    let ada = world.sign_in("ben").await;
    assert_eq!(ada.post("/api/v1/sign-in/first-admin", &json!({ "code": "x" })).await.status(), 404);
    assert_eq!(ada.get("/api/v1/sign-in/waiting").await.status(), 404);
    assert_eq!(ada.write("12345678", "/api/v1/staff/ada/untie", &json!({})).await.status(), 404);
}
