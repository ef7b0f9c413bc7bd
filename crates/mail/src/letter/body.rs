//! A body part set in type: what is the same in every letter is encoded once, and what is not is filled in between.

use super::base64;
use super::encoding::Encoding;
use super::quoted::{self, End};
use super::segments::{Segment, segments};
use crate::merge::{Filling, Part, Piece, Template, TemplateError};

/// The content of a `text/plain` or `text/html` part, with its merge fields.
#[derive(Debug)]
pub(super) struct Body {
    pub template: Template,
    pub encoding: Encoding,
    /// Octets of what is encoded already.
    pub size: usize,
    steps: Steps,
}

#[derive(Debug)]
enum Steps {
    Quoted(Vec<Step<String>>),
    Base64(Vec<Step<base64::Ready>>),
}

#[derive(Debug)]
enum Step<Ready> {
    Ready(Ready),
    Fill(Vec<Piece>, End),
}

impl Body {
    /// `source` breaks its lines by line feeds alone.
    pub(super) fn compile(source: &str, part: Part) -> Result<Self, TemplateError> {
        let template = Template::parse(source, part)?;
        let segments = segments(template.pieces());
        let encoding = Encoding::of(source);
        let steps = match encoding {
            Encoding::Quoted => Steps::Quoted(steps(segments, |text, end| {
                let mut out = String::new();
                quoted::encode(text, end, &mut out);
                Some(out)
            })),
            Encoding::Base64 => Steps::Base64(steps(segments, |text, _| base64::Ready::new(text))),
        };
        let size = steps.size();
        Ok(Self { template, encoding, steps, size })
    }

    /// Appends the part's content for one recipient, encoded.
    pub(super) fn fill(&self, to: &Filling<'_>, out: &mut String) -> Result<(), TemplateError> {
        let mut filled = String::new();
        match &self.steps {
            Steps::Quoted(steps) => {
                for step in steps {
                    match step {
                        Step::Ready(ready) => out.push_str(ready),
                        Step::Fill(pieces, end) => {
                            filled.clear();
                            self.template.fill(pieces, to, &mut filled)?;
                            quoted::encode(&filled, *end, out);
                        }
                    }
                }
            }
            Steps::Base64(steps) => {
                let mut stream = base64::Stream::new(out);
                for step in steps {
                    match step {
                        Step::Ready(ready) => stream.push_ready(ready),
                        Step::Fill(pieces, _) => {
                            filled.clear();
                            self.template.fill(pieces, to, &mut filled)?;
                            stream.push(&filled);
                        }
                    }
                }
                stream.end();
            }
        }
        Ok(())
    }
}

impl Steps {
    fn size(&self) -> usize {
        match self {
            Self::Quoted(steps) => size(steps, String::len),
            Self::Base64(steps) => size(steps, base64::Ready::size),
        }
    }
}

fn size<R>(steps: &[Step<R>], of: impl Fn(&R) -> usize) -> usize {
    let sizes = steps.iter().map(|step| match step {
        Step::Ready(ready) => of(ready),
        Step::Fill(..) => 0,
    });
    sizes.sum()
}

fn steps<R>(segments: Vec<Segment>, encode: impl Fn(&str, End) -> Option<R>) -> Vec<Step<R>> {
    let steps = segments.into_iter().map(|segment| match segment {
        Segment::Ready(text, end) => match encode(&text, end) {
            Some(ready) => Step::Ready(ready),
            None => Step::Fill(vec![Piece::Text(text)], end),
        },
        Segment::Fill(pieces, end) => Step::Fill(pieces, end),
    });
    steps.collect()
}
