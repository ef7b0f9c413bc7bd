//! Servers that say what they are told to say: for faults no honest server has.
#![allow(dead_code, reason = "each test file uses a part of it")]

use std::future::Future;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// Says the first line, then one for each thing it hears, then hangs up. Returns its port.
pub async fn scripted(lines: &[impl AsRef<[u8]>]) -> u16 {
    let lines: Vec<Vec<u8>> = lines.iter().map(|line| line.as_ref().to_owned()).collect();
    let (port, _) = serve(async move |mut stream| {
        for (n, line) in lines.iter().enumerate() {
            // A client that hung up first has said enough.
            if (n > 0 && hear(&mut stream).await.is_empty()) || stream.write_all(line).await.is_err() {
                return;
            }
        }
        hang_up(stream).await;
    })
    .await;
    port
}

/// A server that holds one conversation. Returns its port and what comes of it.
pub async fn serve<T, F>(talk: impl FnOnce(TcpStream) -> F + Send + 'static) -> (u16, JoinHandle<T>)
where
    T: Send + 'static,
    F: Future<Output = T> + Send,
{
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let end = tokio::spawn(async move {
        let (stream, _) = listener.accept().await.unwrap();
        stream.set_nodelay(true).unwrap();
        talk(stream).await
    });
    (port, end)
}

/// What the client says next; empty when it has hung up.
pub async fn hear(stream: &mut TcpStream) -> Vec<u8> {
    let mut heard = vec![0; 64 * 1024];
    let length = stream.read(&mut heard).await.unwrap_or(0);
    heard.truncate(length);
    heard
}

/// Ends the conversation, but listens on: closing at once could take back what was said.
pub async fn hang_up(mut stream: TcpStream) {
    let _ = stream.shutdown().await;
    while !hear(&mut stream).await.is_empty() {}
}

/// Somebody on the way to the server, who hears all that the client says. Returns the port to go to instead.
pub async fn eavesdropped(port: u16) -> (u16, JoinHandle<Vec<u8>>) {
    serve(async move |mut client| {
        let mut server = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
        let (mut from_client, mut to_client) = client.split();
        let (mut from_server, mut to_server) = server.split();
        let mut heard = Vec::new();
        let listen = async {
            let mut piece = vec![0; 64 * 1024];
            while let Ok(length) = from_client.read(&mut piece).await
                && length > 0
            {
                heard.extend_from_slice(&piece[..length]);
                let _ = to_server.write_all(&piece[..length]).await;
            }
        };
        let answer = async {
            let _ = tokio::io::copy(&mut from_server, &mut to_client).await;
            let _ = to_client.shutdown().await;
            std::future::pending::<()>().await;
        };
        tokio::select! {
            () = listen => heard,
            () = answer => unreachable!("it ends with the client"),
        }
    })
    .await
}
