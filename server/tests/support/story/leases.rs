//! What servers keep for each other: leases, subscriptions, refresh tokens.

use jiff::SignedDuration;
use server::practice::{Practice, StoredSubscription};

use crate::support::{calendar, now};

pub(super) async fn p20_a_lease_is_one_holders(practice: &dyn Practice) {
    let (minute, start) = (SignedDuration::from_mins(1), now());
    let take = async |holder: &str, at| practice.take_lease("folder-1", holder, at, at + minute).await.unwrap();
    let (one, two) = tokio::join!(take("one", start), take("two", start));
    assert!(one ^ two, "one of two at the same moment: {one} {two}");
    let (first, second) = if one { ("one", "two") } else { ("two", "one") };
    assert!(!take(second, start + minute - SignedDuration::from_millis(1)).await, "it is another's");
    assert!(take(first, start + minute / 2).await, "its holder prolongs it");
    assert!(!take(second, start + minute).await, "and it holds from then on");
    assert!(practice.take_lease("folder-2", second, start, start + minute).await.unwrap(), "another is free");
    practice.release_lease("folder-1", second).await.unwrap();
    assert!(!take(second, start + minute).await, "nobody gives back what is another's");
    assert!(take(second, start + minute / 2 + minute).await, "one that is over is free");
    assert!(!take(first, start + minute / 2 + minute).await);
    practice.release_lease("folder-1", second).await.unwrap();
    assert!(take(first, start).await, "one that was given back is free");
}

pub(super) async fn subscriptions(practice: &dyn Practice) {
    let folder_id = calendar(practice).await;
    let subscription = |id: &str, minutes: i64| StoredSubscription {
        id: id.into(),
        folder_id: folder_id.clone(),
        client_state: format!("secret of {id}"),
        until: now() + SignedDuration::from_mins(minutes),
    };
    for one in [subscription("s1", 60), subscription("s2", 30)] {
        practice.save_subscription(&one).await.unwrap();
    }
    let all = async || practice.subscriptions().await.unwrap();
    assert_eq!(all().await, [subscription("s2", 30), subscription("s1", 60)], "the first to end comes first");
    practice.save_subscription(&subscription("s2", 90)).await.unwrap();
    assert_eq!(all().await, [subscription("s1", 60), subscription("s2", 90)], "prolonged");
    practice.drop_subscription("s1").await.unwrap();
    practice.drop_subscription("s1").await.expect("one that is gone is no error");
    assert_eq!(all().await, [subscription("s2", 90)]);
}

pub(super) async fn refresh_tokens(practice: &dyn Practice) {
    assert_eq!(practice.load_refresh_token("anna").await.unwrap(), None);
    for sealed in ["c2VhbGVk", "c2VhbGVkIGFnYWlu"] {
        practice.save_refresh_token("anna", sealed).await.unwrap();
        assert_eq!(practice.load_refresh_token("anna").await.unwrap().as_deref(), Some(sealed));
    }
    assert_eq!(practice.load_refresh_token("bert").await.unwrap(), None, "another's is their own");
    practice.drop_refresh_token("anna", "c2VhbGVk").await.expect("it is another by now, and stays");
    assert!(practice.load_refresh_token("anna").await.unwrap().is_some());
    practice.drop_refresh_token("anna", "c2VhbGVkIGFnYWlu").await.unwrap();
    assert_eq!(practice.load_refresh_token("anna").await.unwrap(), None, "forgotten");
    assert!(practice.save_refresh_token("nobody", "c2VhbGVk").await.is_err());
}
