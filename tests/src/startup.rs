//! How the pane comes up: signed in, or saying why not.

use serde_json::{Value, json};

use crate::harness::{Cdn, Stage, firm::HEARING, play, play_with, until};

async fn says_what_failed(Stage { outlook, pane, database, .. }: &Stage) {
    let before = database.written();
    outlook.open(HEARING.item).await;
    outlook.status("organizer").await;
    pane.window.says("startup-failure-what", "Outlook's own scripts did not come up").await;
    pane.window.says("startup-failure-do", "They come from Microsoft's servers").await;
    pane.window.script("window.before = true", vec![]).await.expect("set");
    pane.window.click("startup-retry").await;
    until("the pane to start again", async || {
        match pane.window.script("return window.before ?? null", vec![]).await? {
            Value::Null => Ok(()),
            _ => Err("the same page".to_owned()),
        }
    })
    .await;
    pane.window.says("startup-failure-what", "Outlook's own scripts did not come up").await;
    assert_eq!(database.written(), before);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_office_js_the_pane_says_so_and_can_be_tried_again() {
    play_with(Cdn::Away, says_what_failed).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn where_office_js_never_becomes_ready_the_pane_says_so_after_a_time() {
    play_with(Cdn::WithoutAjax, says_what_failed).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_development_sign_in_is_to_be_seen_and_lets_one_be_someone_else() {
    play(async |Stage { outlook, pane, database, .. }| {
        outlook.open(HEARING.item).await;
        outlook.status("organizer").await;
        pane.window.says("person", "Vera Lindqvist").await;
        pane.window.says(".status [data-testid='development']", "Development sign-in").await;
        pane.window.click("switch-person").await;
        pane.window.says("sign-in-screen", "This server is for development").await;
        pane.window.fill("staff-member", "ben").await;
        pane.window.click("sign-in").await;
        pane.window.says("person", "Ben Adler").await;
        let sessions = database.sql("select staff_id from session order by staff_id");
        assert_eq!(sessions, "ben\nvera");
        let shown =
            outlook.window.script("return document.querySelector('[data-testid=addin-frame]').src", vec![]).await;
        assert!(!shown.unwrap_or(json!("")).to_string().contains("token"), "a token in an address");
    })
    .await;
}
