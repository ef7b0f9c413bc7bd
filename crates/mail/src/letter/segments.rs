//! A template's pieces laid out by lines, because a line is what can be encoded by itself.
//!
//! A line with a merge field is encoded for each letter, unless it is long, as in HTML written by a program: then
//! only what is around the field is, and what is the same for everybody stands between soft line breaks.

use super::quoted::End;
use crate::merge::Piece;

/// Octets from which on a text is worth being encoded beforehand.
const LONG: usize = 256;

#[derive(Debug, PartialEq, Eq)]
pub(super) enum Segment {
    /// The same in every letter.
    Ready(String, End),
    Fill(Vec<Piece>, End),
}

/// The segments of a text; it breaks its lines by line feeds alone. Each begins a line, if need be after a soft line
/// break.
pub(super) fn segments(pieces: &[Piece]) -> Vec<Segment> {
    let mut segments = Vec::new();
    for line in lines(pieces) {
        let is_text = |piece: &Piece| matches!(piece, Piece::Text(_));
        if line.iter().all(is_text) {
            push_ready(&mut segments, text(&line), End::Line);
            continue;
        }
        let mut chunks = line.chunk_by(|a, b| is_long(a) == is_long(b)).peekable();
        while let Some(chunk) = chunks.next() {
            let end = if chunks.peek().is_some() { End::Soft } else { End::Line };
            if chunk.iter().all(is_long) {
                push_ready(&mut segments, text(chunk), end);
            } else {
                segments.push(Segment::Fill(chunk.to_vec(), end));
            }
        }
    }
    segments
}

/// The pieces of each line, its line feed included.
fn lines(pieces: &[Piece]) -> Vec<Vec<Piece>> {
    let mut lines = Vec::new();
    let mut line = Vec::new();
    for piece in pieces {
        let Piece::Text(text) = piece else {
            line.push(piece.clone());
            continue;
        };
        for part in text.split_inclusive('\n') {
            line.push(Piece::Text(part.to_owned()));
            if part.ends_with('\n') {
                lines.push(std::mem::take(&mut line));
            }
        }
    }
    lines.push(line);
    lines
}

fn is_long(piece: &Piece) -> bool {
    matches!(piece, Piece::Text(text) if text.len() >= LONG)
}

fn text(pieces: &[Piece]) -> String {
    let texts = pieces.iter().map(|piece| match piece {
        Piece::Text(text) => text.as_str(),
        _ => "",
    });
    texts.collect()
}

fn push_ready(segments: &mut Vec<Segment>, text: String, end: End) {
    if let Some(Segment::Ready(before, last @ End::Line)) = segments.last_mut() {
        before.push_str(&text);
        *last = end;
    } else {
        segments.push(Segment::Ready(text, end));
    }
}
