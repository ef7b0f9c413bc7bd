//! The settings of well-known providers, and limits that keep an account out of trouble.
//!
//! Where a provider publishes a figure, it stands here with its page; where it does not, the
//! figure is ours and modest. A person whose plan allows more changes it in the sender.

use super::Security;
use crate::{Context, Result, commands::Nothing};
use serde::Serialize;
use ts_rs::TS;

/// What a form is filled with. How to get a password is the text `preset-<key>-help`.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct Preset {
    pub key: &'static str,
    pub name: &'static str,
    pub host: &'static str,
    pub port: u16,
    pub security: Security,
    /// Of the addresses that the provider gives out, to guess it by.
    pub domains: &'static [&'static str],
    /// Letters.
    pub per_minute: Option<u32>,
    pub per_hour: Option<u32>,
    pub per_day: Option<u32>,
    pub connections: u32,
}

/// `senders.presets`
pub async fn presets(_: &Context, _: Nothing) -> Result<&'static [Preset]> {
    Ok(PRESETS)
}

const PRESETS: &[Preset] = &[
    // 500 letters in 24 hours from one mailbox, "these restrictions cannot be changed":
    // https://yandex.com/support/mail/web/letter/create/send-many-letters.html
    Preset {
        key: "yandex",
        name: "Yandex",
        host: "smtp.yandex.ru",
        port: 465,
        security: Security::Tls,
        domains: &["yandex.ru", "ya.ru", "yandex.com", "yandex.by", "yandex.kz", "yandex.uz", "narod.ru"],
        per_minute: Some(20),
        per_hour: Some(200),
        per_day: Some(500),
        connections: 2,
    },
    // No figure is published; ours.
    Preset {
        key: "mailru",
        name: "Mail.ru",
        host: "smtp.mail.ru",
        port: 465,
        security: Security::Tls,
        domains: &["mail.ru", "internet.ru", "bk.ru", "inbox.ru", "list.ru", "xmail.ru"],
        per_minute: Some(10),
        per_hour: Some(100),
        per_day: Some(300),
        connections: 1,
    },
    // 500 letters a day; 2,000 with Google Workspace:
    // https://support.google.com/mail/answer/22839, https://support.google.com/a/answer/166852
    Preset {
        key: "gmail",
        name: "Gmail",
        host: "smtp.gmail.com",
        port: 465,
        security: Security::Tls,
        domains: &["gmail.com", "googlemail.com"],
        per_minute: Some(20),
        per_hour: Some(200),
        per_day: Some(500),
        connections: 2,
    },
    // 30 letters a minute, 10,000 recipients a day, 3 connections at a time:
    // https://learn.microsoft.com/exchange/troubleshoot/send-emails/smtp-submission-improvements
    // The 300 a day are ours, for a mailbox that has never sent to many.
    Preset {
        key: "outlook",
        name: "Outlook, Microsoft 365",
        host: "smtp.office365.com",
        port: 587,
        security: Security::StartTls,
        domains: &["outlook.com", "hotmail.com", "live.com", "msn.com", "onmicrosoft.com"],
        per_minute: Some(20),
        per_hour: Some(100),
        per_day: Some(300),
        connections: 2,
    },
    // 1,000 letters a day: https://support.apple.com/102198. The service is for personal letters,
    // so we stay well below.
    Preset {
        key: "icloud",
        name: "iCloud",
        host: "smtp.mail.me.com",
        port: 587,
        security: Security::StartTls,
        domains: &["icloud.com", "me.com", "mac.com"],
        per_minute: Some(10),
        per_hour: Some(100),
        per_day: Some(500),
        connections: 1,
    },
    // No figure is published; ours.
    Preset {
        key: "rambler",
        name: "Rambler",
        host: "smtp.rambler.ru",
        port: 465,
        security: Security::Tls,
        domains: &["rambler.ru", "lenta.ru", "autorambler.ru", "myrambler.ru", "ro.ru"],
        per_minute: Some(10),
        per_hour: Some(50),
        per_day: Some(200),
        connections: 1,
    },
    // Whoever runs it knows its limits; until they say so, ours.
    Preset {
        key: "own",
        name: "Own server",
        host: "",
        port: 587,
        security: Security::StartTls,
        domains: &[],
        per_minute: Some(60),
        per_hour: Some(1_000),
        per_day: None,
        connections: 2,
    },
];
