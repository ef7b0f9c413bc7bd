//! Commands out, replies in, each with its own time limit.

use std::io;
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::time::timeout;

use super::reply::Reply;

/// Octets of a long text that are written at a time.
pub(super) const PIECE: usize = 64 * 1024;

/// A connection, plain or inside TLS.
pub(crate) trait Transport: AsyncRead + AsyncWrite + Send + Unpin {}

impl<T: AsyncRead + AsyncWrite + Send + Unpin> Transport for T {}

/// One side of an SMTP conversation.
pub(super) struct Wire(BufReader<Box<dyn Transport>>);

impl Wire {
    pub(super) fn new(stream: impl Transport + 'static) -> Self {
        Self(BufReader::new(Box::new(stream)))
    }

    /// `TimedOut` when no whole reply came within `limit`; else see [`Reply::read`].
    pub(super) async fn reply(&mut self, limit: Duration) -> io::Result<Reply> {
        timeout(limit, Reply::read(&mut self.0)).await?
    }

    /// Writes all of it in one go: a command, a group of commands, or a letter with its final dot.
    pub(super) async fn write(&mut self, bytes: &[u8], limit: Duration) -> io::Result<()> {
        timeout(limit, async {
            self.0.write_all(bytes).await?;
            self.0.flush().await
        })
        .await?
    }

    /// Writes a long text piece by piece, each with the time limit to itself.
    pub(super) async fn write_pieces(&mut self, bytes: &[u8], limit: Duration) -> io::Result<()> {
        for piece in bytes.chunks(PIECE) {
            self.write(piece, limit).await?;
        }
        Ok(())
    }

    /// Sends one command and reads its reply. The line is without its CR LF.
    pub(super) async fn command(&mut self, line: &str, limit: Duration) -> io::Result<Reply> {
        self.write(format!("{line}\r\n").as_bytes(), limit).await?;
        self.reply(limit).await
    }

    /// Ends the conversation; inside TLS also with its closing alert.
    pub(super) async fn close(&mut self, limit: Duration) -> io::Result<()> {
        timeout(limit, self.0.shutdown()).await?
    }

    /// Whether something has come that nobody asked for.
    pub(super) fn has_unread(&self) -> bool {
        !self.0.buffer().is_empty()
    }

    pub(super) fn into_stream(self) -> Box<dyn Transport> {
        self.0.into_inner()
    }
}
