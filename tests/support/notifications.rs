//! What the person was told: every notification asked of the session bus, overheard.

use std::collections::HashMap;

use futures::StreamExt;
use zbus::fdo::MonitoringProxy;
use zbus::zvariant::OwnedValue;
use zbus::{Connection, MatchRule, Message, MessageStream, message};

use crate::display::Display;
use crate::processes::PATIENCE;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notification {
    pub title: String,
    pub body: String,
}

/// Everything that programs show to the person from now on.
pub struct Notifications {
    messages: MessageStream,
}

impl Notifications {
    /// Begins to listen; what was shown before is not heard.
    pub async fn listen(display: &Display) -> Self {
        let connection = zbus::connection::Builder::address(display.bus_address())
            .expect("the bus has an address")
            .build()
            .await
            .expect("the bus answers");
        let messages = MessageStream::from(&connection);
        become_monitor(&connection).await.expect("the bus lets us listen");
        Self { messages }
    }

    /// The next notification; panics when none comes in time.
    pub async fn next(&mut self) -> Notification {
        tokio::time::timeout(PATIENCE, self.overhear()).await.expect("a notification in time")
    }

    async fn overhear(&mut self) -> Notification {
        loop {
            let message = self.messages.next().await.expect("the bus is alive").expect("a readable message");
            // The bus also says when our own connection gets and loses its name.
            if message.header().member().is_some_and(|member| member == "Notify") {
                return notification(&message);
            }
        }
    }
}

fn notification(call: &Message) -> Notification {
    // Desktop Notifications Specification 1.2, "Notify": program, replaced id, icon, summary, body,
    // actions, hints, time to show.
    type Notify = (String, u32, String, String, String, Vec<String>, HashMap<String, OwnedValue>, i32);
    let (_, _, _, title, body, ..): Notify = call.body().deserialize().expect("a notification");
    Notification { title, body }
}

async fn become_monitor(connection: &Connection) -> zbus::Result<()> {
    let rule = MatchRule::builder()
        .msg_type(message::Type::MethodCall)
        .interface("org.freedesktop.Notifications")?
        .member("Notify")?
        .build();
    MonitoringProxy::new(connection).await?.become_monitor(&[rule], 0).await?;
    Ok(())
}
