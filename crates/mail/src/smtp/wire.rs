//! Commands out, replies in, each with its own time limit.

use std::future::poll_fn;
use std::io;
use std::pin::Pin;
use std::task::Poll;
use std::time::Duration;

use tokio::io::{AsyncBufRead, AsyncRead, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::task::yield_now;
use tokio::time::timeout;
use zeroize::Zeroizing;

use super::reply::Reply;

/// Octets of a long text that are written at a time.
pub(super) const PIECE: usize = 64 * 1024;

/// A connection, plain or inside TLS.
pub trait Transport: AsyncRead + AsyncWrite + Send + Unpin {}

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
        // It may hold a password.
        let line = Zeroizing::new([line, "\r\n"].concat());
        self.ask(line.as_bytes(), limit).await?;
        self.reply(limit).await
    }

    /// Writes what the server is to answer, if it has nothing else to say: see [`Self::silence`].
    pub(super) async fn ask(&mut self, bytes: &[u8], limit: Duration) -> io::Result<()> {
        self.silence().await?;
        self.write(bytes, limit).await
    }

    /// Ends the conversation; inside TLS also with its closing alert.
    pub(super) async fn close(&mut self, limit: Duration) -> io::Result<()> {
        timeout(limit, self.0.shutdown()).await?
    }

    /// Makes sure that the server waits for us. `InvalidData` when something has come that nobody asked for: taken for
    /// the next answer, it could make a refused letter look accepted. `UnexpectedEof` when the server has hung up.
    ///
    /// This is about what has reached this computer; what is still on its way cannot be known.
    pub(super) async fn silence(&mut self) -> io::Result<()> {
        // Lets the runtime notice what has arrived.
        yield_now().await;
        poll_fn(|context| {
            Poll::Ready(match Pin::new(&mut self.0).poll_fill_buf(context) {
                Poll::Pending => Ok(()),
                Poll::Ready(Ok([])) => Err(io::ErrorKind::UnexpectedEof.into()),
                Poll::Ready(Ok(_)) => Err(io::Error::new(io::ErrorKind::InvalidData, "an answer to nothing")),
                Poll::Ready(Err(error)) => Err(error),
            })
        })
        .await
    }

    /// The server's last words, if it has said them already: 421 is the one reply that may come at any moment
    /// (RFC 5321 §3.8).
    pub(super) async fn farewell(&mut self) -> Option<Reply> {
        yield_now().await;
        self.reply(Duration::ZERO).await.ok().filter(|reply| reply.code == 421)
    }

    pub(super) fn into_stream(self) -> Box<dyn Transport> {
        self.0.into_inner()
    }
}
