//! Signing in with Microsoft 365: the real library over the stand-in's host and issuer. The development sign-in is off.

use serde_json::{Value, json};

use crate::harness::{
    Outlook, Pane, Servers, Stage,
    firm::{BEN, HEARING, NORA, NOTARY, VERA},
    play, play_entra, until,
};

/// The person picks that account in the host's own window.
async fn pick_at_host(outlook: &Outlook, username: &str) {
    outlook.window.click(&format!("[data-testid='signin-account'][data-username='{username}']")).await;
}

/// The person picks that account on the issuer's page, in a window of its own.
async fn pick_in_dialog(outlook: &Outlook, username: &str) {
    let popup = outlook.popup().await;
    popup.window.click(&format!("[data-testid='entra-account'][data-username='{username}']")).await;
    popup.leave().await;
    until("the window to close", async || match outlook.windows().await {
        1 => Ok(()),
        more => Err(format!("{more} windows")),
    })
    .await;
}

/// What the pane loaded, and what it kept where it outlives the window or others may read it.
const TRACES: &str = "return {
    loaded: performance.getEntriesByType('resource').map((entry) => entry.name).filter((name) => name.includes('msal')),
    addresses: performance.getEntriesByType('resource').map((entry) => entry.name).concat(location.href),
    kept: JSON.stringify({...localStorage}),
    ours: Object.entries({...sessionStorage}).filter(([name]) => !name.startsWith('msal.')).map(([, text]) => text),
};";

async fn traces(pane: &Pane) -> Value {
    pane.window.script(TRACES, vec![]).await.expect("a page")
}

/// Asks the server with a token of one's own.
const ASK: &str = "const [method, path, token, body] = arguments; const headers = {'Concordat-Rules': 'none'};
    if (token) headers.Authorization = `Bearer ${token}`;
    if (body) Object.assign(headers, {'Content-Type': 'application/json', 'Idempotency-Key': crypto.randomUUID()});
    const answer = await fetch(`/api/v1/${path}`, {method, headers, body: body ? JSON.stringify(body) : undefined});
    return {status: answer.status, body: await answer.json().catch(() => null)};";

async fn ask(pane: &Pane, method: &str, path: &str, token: Option<&str>, body: Value) -> Value {
    let arguments = vec![json!(method), json!(path), json!(token), body];
    pane.window.script(ASK, arguments).await.expect("an answer")
}

async fn open_pane(outlook: &Outlook) {
    outlook.open(HEARING.item).await;
    outlook.status("organizer").await;
}

fn interaction(servers: &Servers, required: bool) {
    servers.entra(&json!({ "interactionRequired": if required { vec![VERA] } else { vec![] } }));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a02_signed_in_with_microsoft_365_what_is_dragged_and_synced_is_in_the_database() {
    play_entra(&["vera"], async |Stage { outlook, database, pane, .. }| {
        let times = || ["start", "end"].map(|column| database.appointment("hearing", column));
        assert_eq!(times(), ["2026-11-24T09:00:00Z", "2026-11-24T10:00:00Z"]);
        outlook.calendar("2026-11-24").await;
        outlook.drag(".event[data-subject='Hearing']", 1.0).await;
        outlook.window.text(".event[data-subject='Hearing'][data-start='2026-11-24T11:00']").await;
        outlook.open_entry("Hearing").await;
        outlook.window.text("compose-form").await;
        // The ribbon signs in by itself.
        let said = outlook.sync("organizer").await;
        assert!(said.contains("2 changes taken into the practice database"), "{said}");
        assert_eq!(times(), ["2026-11-24T10:00:00Z", "2026-11-24T11:00:00Z"]);
        assert_eq!(database.audit("hearing"), ["vera sync done"]);

        outlook.status("organizer").await;
        pane.stands("In step").await;
        pane.window.says("person", "Vera Lindqvist").await;
        assert!(!pane.window.has("development").await && !pane.window.has("other-mailbox").await);
        pane.window.is("connection", "data-state", "live").await;

        let traces = traces(pane).await;
        assert!(!traces["loaded"].as_array().expect("a list").is_empty(), "the library was loaded");
        let kept = traces["kept"].to_string();
        assert!(!kept.contains("eyJ") && !kept.contains("msal"), "a token that outlives the window: {kept}");
        // Every JSON Web Token begins with this.
        assert!(!traces["addresses"].to_string().contains("eyJ"), "a token in an address");
        assert!(!traces["ours"].to_string().contains("eyJ"), "a token outside the library's own cache");
        let picked = json!({ "staff": "vera" });
        let refused = ask(pane, "POST", "sign-in/development", None, picked).await;
        assert_eq!(refused["status"], 404, "there is no other way in");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_library_is_not_loaded_where_nobody_signs_in_with_it() {
    play(async |Stage { outlook, pane, .. }| {
        open_pane(outlook).await;
        pane.stands("In step").await;
        assert_eq!(traces(pane).await["loaded"], json!([]));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn where_microsoft_wants_the_person_one_press_opens_outlooks_window() {
    play_entra(&["vera"], async |Stage { outlook, pane, servers, .. }| {
        interaction(servers, true);
        open_pane(outlook).await;
        pane.window.says("entra-problem", "Sign in with your Microsoft 365 account").await;
        assert_eq!(outlook.windows().await, 1, "nothing opens unasked");
        pane.window.click("entra-sign-in").await;
        pane.window.says("entra-window", "Go on in the window").await;
        pick_at_host(outlook, VERA).await;
        pane.stands("In step").await;
        pane.window.says("person", "Vera Lindqvist").await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_refusal_is_said_and_can_be_taken_back() {
    play_entra(&["vera"], async |Stage { outlook, pane, servers, .. }| {
        interaction(servers, true);
        open_pane(outlook).await;
        pane.window.click("entra-sign-in").await;
        outlook.window.click("signin-cancel").await;
        pane.window.says("entra-problem", "You were not signed in").await;
        // By keyboard alone one can go on.
        until("the focus to be on the button", async || {
            let focus = pane.window.script("return document.activeElement.id", vec![]).await?;
            if focus == "entra-sign-in" { Ok(()) } else { Err(focus.to_string()) }
        })
        .await;
        pane.window.click("entra-sign-in").await;
        pick_at_host(outlook, VERA).await;
        pane.stands("In step").await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn while_microsoft_is_away_it_is_said_and_tried_again_at_a_press() {
    play_entra(&["vera"], async |Stage { outlook, pane, servers, .. }| {
        servers.entra(&json!({ "issuer": "away" }));
        open_pane(outlook).await;
        pane.window.says("entra-problem", "Microsoft 365 cannot be reached").await;
        servers.entra(&json!({ "issuer": "here" }));
        pane.window.click("entra-sign-in").await;
        pick_at_host(outlook, VERA).await;
        pane.stands("In step").await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn where_outlook_brokers_no_tokens_an_office_dialog_signs_in() {
    play_entra(&["vera"], async |Stage { outlook, pane, servers, database }| {
        servers.entra(&json!({ "bridge": false }));
        open_pane(outlook).await;
        pane.window.says("entra-problem", "Sign in with your Microsoft 365 account").await;
        pane.window.click("entra-sign-in").await;
        outlook.popup().await.close().await;
        pane.window.says("entra-problem", "You were not signed in").await;
        pane.window.click("entra-sign-in").await;
        pick_in_dialog(outlook, VERA).await;
        pane.stands("In step").await;
        pane.window.says("person", "Vera Lindqvist").await;

        // The ribbon has the same sign-in.
        database.edit("hearing", "location", "Room 9");
        let said = outlook.sync("organizer").await;
        assert!(said.contains("1 field set in the form"), "{said}");
        pane.window.script("location.reload()", vec![]).await.expect("loaded anew");
        pane.window.says("person", "Vera Lindqvist").await;
        let traces = traces(pane).await;
        let kept = traces["kept"].to_string();
        assert!(!kept.contains("eyJ") && !kept.contains("msal"), "a token that outlives the window: {kept}");
        assert!(!traces["addresses"].to_string().contains("eyJ"), "a token in an address");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn in_a_tab_of_its_own_a_popup_signs_in() {
    play_entra(&["vera"], async |Stage { outlook, servers, .. }| {
        let tab = &outlook.window;
        outlook.leave_for(&format!("{}/pane.html", servers.url())).await;
        tab.says("entra-problem", "Sign in with your Microsoft 365 account").await;
        tab.click("entra-sign-in").await;
        pick_in_dialog(outlook, VERA).await;
        tab.says("person", "Vera Lindqvist").await;
        tab.says("state", "This window is not in Outlook").await;
        tab.script("location.reload()", vec![]).await.expect("loaded anew");
        tab.says("person", "Vera Lindqvist").await;
    })
    .await;
}

/// Notes the key of each *Add* that is answered.
const WATCH: &str = "window.adds = []; const real = window.fetch; window.fetch = async (...given) => {
        const request = new Request(...given); const answer = await real(request);
        if (request.url.endsWith('/items/add')) window.adds.push(request.headers.get('Idempotency-Key'));
        return answer;
    };";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn p03_a_sign_in_that_expires_while_somebody_works_loses_nothing_and_the_edit_lands_once() {
    play_entra(&["vera"], async |Stage { outlook, pane, servers, database }| {
        // So short that the library asks for a new one each time.
        servers.entra(&json!({ "lifetime": 60 }));
        outlook.open(NOTARY).await;
        outlook.status("organizer").await;
        pane.stands("Not in the practice database").await;
        pane.window.is("connection", "data-state", "live").await;
        pane.window.script(WATCH, vec![]).await.expect("watched");
        pane.window.types("client", "Hartm").await;
        pane.window.click("client-0").await;
        pane.window.holds("client", "10002 Hartmann & Co.").await;
        pane.window.fill("code", "INT").await;
        pane.window.click("staff-ben").await;

        interaction(servers, true);
        let before = database.written();
        pane.window.click("add").await;
        pane.window.says("lapsed-why", "Your sign-in has expired").await;
        pane.window.says("kept", "1 edit kept until you have signed in again").await;
        pane.window.holds("client", "10002 Hartmann & Co.").await;
        pane.window.holds("code", "INT").await;
        assert_eq!(database.written(), before);

        pane.window.click("sign-in-again").await;
        outlook.window.click("signin-cancel").await;
        pane.window.says("lapsed-why", "You were not signed in").await;
        pane.window.holds("client", "10002 Hartmann & Co.").await;
        pane.window.click("sign-in-again").await;
        pick_at_host(outlook, VERA).await;
        pane.window.says("outcome", "Added to the practice database").await;
        pane.window.gone("lapsed").await;
        pane.stands("In step").await;
        pane.window.is("connection", "data-state", "live").await;
        let sent = pane.window.script("return window.adds", vec![]).await.expect("watched");
        assert_eq!(sent.as_array().map(Vec::len), Some(1), "{sent}");
        let filed = "select client_id || ' ' || code from appointment where subject = 'Call with the notary'";
        assert_eq!(database.sql(filed), "hartmann INT");
    })
    .await;
}

/// The server refuses the next question about an item, as it refuses a token that is over.
const REFUSE: &str = "window.tokens = []; const real = window.fetch; let refused = false;
    window.fetch = async (...given) => {
        const request = new Request(...given);
        if (!request.url.endsWith('/items/status')) return real(request);
        window.tokens.push(request.headers.get('Authorization'));
        if (refused) return real(request);
        refused = true;
        const problem = {type: 'urn:concordat:problem:not-signed-in', title: 'Not signed in', status: 401, detail: 'over'};
        return new Response(JSON.stringify(problem), {status: 401, headers: {'Content-Type': 'application/problem+json'}});
    };";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_token_that_the_server_does_not_take_any_more_is_renewed_once_without_a_word() {
    play_entra(&["vera"], async |Stage { outlook, pane, database, .. }| {
        open_pane(outlook).await;
        pane.stands("In step").await;
        pane.window.is("connection", "data-state", "live").await;
        pane.window.script(REFUSE, vec![]).await.expect("watched");
        database.edit("hearing", "location", "Room 9");
        let tokens = until("the question to be repeated", async || {
            let tokens = pane.window.script("return window.tokens", vec![]).await?;
            let tokens = tokens.as_array().cloned().unwrap_or_default();
            if tokens.len() >= 2 { Ok(tokens) } else { Err(format!("{tokens:?}")) }
        })
        .await;
        assert_ne!(tokens[0], tokens[1], "a new token");
        pane.will("location", "toItem").await;
        assert!(!pane.window.has("lapsed").await);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_account_than_the_mailboxs_is_said_plainly_and_can_be_changed() {
    play_entra(&["vera", "ben"], async |Stage { outlook, pane, servers, .. }| {
        servers.entra(&json!({ "signedIn": BEN }));
        open_pane(outlook).await;
        let said = pane.window.text("other-mailbox-who").await;
        assert!(said.contains("You are signed in as Ben Adler (ben@example.com)"), "{said}");
        assert!(said.contains("this mailbox is vera@example.com"), "{said}");
        pane.window.says("person", "Ben Adler").await;
        pane.window.click("other-account").await;
        pick_in_dialog(outlook, VERA).await;
        pane.window.says("person", "Vera Lindqvist").await;
        pane.window.gone("other-mailbox").await;
        pane.stands("In step").await;

        pane.window.click("sign-out").await;
        pane.window.says("entra-problem", "You are signed out").await;
        pane.window.script("location.reload()", vec![]).await.expect("loaded anew");
        pane.window.says("entra-problem", "You are signed out").await;
        let said = outlook.sync("organizer").await;
        assert!(said.contains("Open Status to sign in"), "{said}");
        pane.window.click("entra-sign-in").await;
        pick_at_host(outlook, BEN).await;
        pane.window.says("person", "Ben Adler").await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_is_not_admitted_goes_on_without_a_reload_once_an_administrator_ties_them() {
    play_entra(&["vera"], async |Stage { outlook, pane, servers, .. }| {
        servers.entra(&json!({ "signedIn": BEN }));
        open_pane(outlook).await;
        pane.window.says("not-admitted-who", "Ben Adler (ben@example.com)").await;
        pane.window.says("not-admitted-do", "Ask an administrator of your firm").await;
        assert!(!pane.window.has("first-admin").await);
        let said = outlook.sync("organizer").await;
        assert!(said.contains("The firm does not know you yet"), "{said}");
        pane.window.script("window.same = true", vec![]).await.expect("marked");

        let admin = servers.token(VERA);
        let waiting = ask(pane, "GET", "sign-in/waiting", Some(&admin), Value::Null).await;
        let who = &waiting["body"][0];
        assert_eq!(who["username"], BEN, "{waiting}");
        let tie = json!({ "tenant": who["tenant"], "object": who["object"] });
        let tied = ask(pane, "POST", "staff/ben/tie", Some(&admin), tie).await;
        assert_eq!(tied["status"], 200, "{tied}");
        // It asks by itself every ten seconds.
        pane.window.says("person", "Ben Adler").await;
        assert_eq!(pane.window.script("return window.same", vec![]).await, Ok(json!(true)), "it was loaded anew");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_administrator_admits_whoever_waits_and_takes_it_back() {
    play_entra(&["vera"], async |Stage { outlook, pane, servers, database }| {
        open_pane(outlook).await;
        pane.stands("In step").await;
        let stranger = servers.token(NORA);
        let refused = ask(pane, "GET", "me", Some(&stranger), Value::Null).await;
        assert_eq!(refused["status"], 403, "{refused}");

        pane.window.click("people-switch").await;
        pane.window.says("waiting", "Nora Falk (nora@example.com)").await;
        pane.window.click("tie").await;
        pane.window.says("people-problem", "Choose the staff member").await;
        pane.window.fill("waiting-staff", "ben").await;
        pane.window.click("tie").await;
        pane.window.says("people-none", "Nobody is waiting").await;
        let me = ask(pane, "GET", "me", Some(&stranger), Value::Null).await;
        assert_eq!(me["body"]["staff"]["id"], "ben", "{me}");

        pane.window.click("[data-testid='tied'][data-staff='ben'] [data-testid='untie']").await;
        pane.window.gone("[data-testid='tied'][data-staff='ben']").await;
        let refused = ask(pane, "GET", "me", Some(&stranger), Value::Null).await;
        assert_eq!(refused["status"], 403, "{refused}");
        // The last administrator stays.
        pane.window.click("[data-testid='tied'][data-staff='vera'] [data-testid='untie']").await;
        pane.window.text("people-problem").await;
        assert_eq!(database.count("staff_identity"), 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_first_administrator_comes_in_by_the_code_that_the_server_prints() {
    play_entra(&[], async |Stage { outlook, pane, servers, .. }| {
        open_pane(outlook).await;
        pane.window.says("not-admitted-who", "Vera Lindqvist (vera@example.com)").await;
        pane.window.types("first-admin-code", "not it").await;
        pane.window.click("first-admin-claim").await;
        pane.window.text("first-admin-problem").await;
        pane.window.fill("first-admin-code", &servers.first_admin_code().await).await;
        pane.window.click("first-admin-claim").await;
        pane.stands("In step").await;
        pane.window.says("person", "Vera Lindqvist").await;
        pane.window.text("people-switch").await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_ribbon_opens_no_window_and_says_to_open_status() {
    play_entra(&["vera"], async |Stage { outlook, pane, servers, database }| {
        interaction(servers, true);
        servers
            .outlook
            .store
            .patch_event(HEARING.item, &json!({ "location": { "displayName": "Hall" } }))
            .expect("edited");
        outlook.open(HEARING.item).await;
        let said = outlook.sync("organizer").await;
        assert!(said.contains("Open Status to sign in"), "{said}");
        assert_eq!(outlook.windows().await, 1);
        assert!(!outlook.window.has("signin-cancel").await);
        assert_eq!(database.appointment("hearing", "location"), "Court");
        outlook.status("organizer").await;
        pane.window.click("entra-sign-in").await;
        pick_at_host(outlook, VERA).await;
        pane.will("location", "toRecord").await;
        let said = outlook.sync("organizer").await;
        assert!(said.contains("1 change taken into the practice database"), "{said}");
        assert_eq!(database.appointment("hearing", "location"), "Hall");
    })
    .await;
}
