//! A server that says what it is told to say: for faults no honest server has.

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

/// Says the first line, then one for each thing it hears, then hangs up. Returns its port.
pub async fn scripted(lines: &[&str]) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let lines: Vec<String> = lines.iter().map(|line| (*line).to_owned()).collect();
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut heard = [0; 64 * 1024];
        for (n, line) in lines.iter().enumerate() {
            // A client that hung up first has said enough.
            if (n > 0 && stream.read(&mut heard).await.unwrap_or(0) == 0)
                || stream.write_all(line.as_bytes()).await.is_err()
            {
                return;
            }
        }
        // Hung up, but listening on: closing at once could take back what was said.
        let _ = stream.shutdown().await;
        while stream.read(&mut heard).await.is_ok_and(|heard| heard > 0) {}
    });
    port
}
