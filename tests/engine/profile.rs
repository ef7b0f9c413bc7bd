//! A person's own account.

use serde_json::json;
use support::stories;

stories! {
    async fn a_person_changes_their_password_by_knowing_the_present_one(app: App) {
        let change = |old: &str| json!({ "old": old, "new": "another long password" });
        assert_eq!(app.refused("profile.change_password", change("a guess")).await.code, "password-wrong");
        app.call("profile.change_password", change("a long password")).await;
        app.call("profile.change_password", change("another long password")).await;
        app.finish().await;
    }
}
