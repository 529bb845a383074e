//! A message: who its people are, and adding those whom nobody knows.

use crate::harness::{Stage, firm::FROM_JONAS, play};

const JONAS: &str = "[data-address='jonas@example.net']";
const NGOZI: &str = "[data-address='ngozi@example.net']";
const LENA: &str = "[data-address='lena@example.net']";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn c05_a_messages_people_are_known_or_are_added_as_client_or_standalone_contact() {
    play(async |Stage { outlook, database, pane, .. }| {
        let contact = |address: &str| {
            database.sql(&format!("select kind || ' ' || file_as from contact where email1 = '{address}' order by id"))
        };
        outlook.message(FROM_JONAS).await;
        outlook.status("message").await;
        pane.window.is(NGOZI, "data-state", "known").await;
        pane.window.says(NGOZI, "Standalone contact (Okafor Holding)").await;
        assert!(!pane.window.has(&format!("{NGOZI} button")).await, "someone known can be added once more");
        pane.window.says(JONAS, "Not in the practice database").await;
        assert_eq!(contact("jonas@example.net"), "");

        pane.window.click(&format!("{JONAS} [data-testid='add-standalone']")).await;
        pane.window.is(JONAS, "data-state", "known").await;
        pane.window.says(JONAS, "Standalone contact").await;
        assert_eq!(contact("jonas@example.net"), "standalone Jonas Wolf");
        pane.window.click(&format!("{LENA} [data-testid='add-client']")).await;
        pane.window.is(LENA, "data-state", "known").await;
        pane.window.says(LENA, "Client").await;
        assert_eq!(contact("lena@example.net"), "client Lena Stein");
        assert_eq!(
            database.sql("select by || ' ' || action || ' ' || outcome from audit where record_id is not null"),
            "vera add contact done\nvera add contact done"
        );
    })
    .await;
}
