//! A message and its recipient, read from text that a person can write: parts between lines of `%%`.

use std::collections::BTreeMap;

use mail::letter::{AttachedFile, Content, Format, Identity, Recipient};
use mail::{Address, HeaderText};

pub struct Input {
    pub content: Content,
    pub from: Identity,
    pub to: Recipient,
}

impl Input {
    /// The parts are: format, From name, From address, To address, name, comment, fields (`name=value`), subject,
    /// body; then, if wanted, the plain text, and the name and the text of an attachment.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let text = String::from_utf8_lossy(bytes);
        let mut parts = text.split("\n%%\n");
        let format = match parts.next()? {
            "html" => Format::Html,
            "markdown" => Format::Markdown,
            _ => Format::Text,
        };
        let from = Identity {
            name: HeaderText::parse(parts.next()?, 100).ok()?,
            address: Address::parse(parts.next()?).ok()?,
        };
        let to = Recipient {
            address: Address::parse(parts.next()?).ok()?,
            name: parts.next()?.to_owned(),
            comment: parts.next()?.to_owned(),
            fields: parts
                .next()?
                .lines()
                .filter_map(|line| line.split_once('='))
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .collect::<BTreeMap<_, _>>(),
        };
        let mut content = Content {
            subject: parts.next()?.to_owned(),
            format,
            body: parts.next()?.to_owned(),
            text_body: parts.next().filter(|text| !text.is_empty()).map(str::to_owned),
            attachments: Vec::new(),
        };
        if let (Some(name), Some(text)) = (parts.next(), parts.next()) {
            content.attachments.push(AttachedFile {
                name: name.to_owned(),
                media_type: "text/plain".into(),
                bytes: text.as_bytes().into(),
            });
        }
        Some(Self { content, from, to })
    }

    /// Whether the letter must be ASCII: only a local part may be anything else (RFC 6531).
    pub fn is_ascii(&self) -> bool {
        self.from.address.as_str().is_ascii() && self.to.address.as_str().is_ascii()
    }

    /// The same recipient, with nothing in the values that means anything to HTML.
    pub fn tame(&self) -> Recipient {
        let tame = |text: &String| text.replace(['<', '>', '"', '&', '\''], "x");
        Recipient {
            address: self.to.address.clone(),
            name: tame(&self.to.name),
            comment: tame(&self.to.comment),
            fields: self.to.fields.iter().map(|(name, value)| (name.clone(), tame(value))).collect(),
        }
    }
}
