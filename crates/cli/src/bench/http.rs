//! A load of HTTP requests as cheap as can be: it shares the cores with what it measures.
//!
//! One thread, one connection for each line of requests, each sent when the one before is
//! answered. Of an answer it reads the status and the length, and passes over the rest.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// What came of a load.
#[derive(Debug, Default)]
pub struct Loaded {
    /// Requests answered 200 or 202.
    pub answered: u64,
    /// All others.
    pub errors: u64,
    /// How often each status came.
    pub statuses: BTreeMap<u16, u64>,
    /// From the first byte of a request to the last of its answer.
    pub times: Vec<Duration>,
}

/// One request: its body, and the detached signature over it where it is signed.
#[derive(Clone, Debug)]
pub struct Sent {
    /// What is posted.
    pub body: Vec<u8>,
    /// For the header of the signature.
    pub signature: Option<String>,
}

/// Sends every body of every line as the holder of its token.
pub fn drive(
    address: SocketAddr,
    path: &str,
    lines: Vec<(String, Vec<Sent>)>,
) -> Result<Loaded, String> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| error.to_string())?;
    runtime.block_on(async {
        let tasks: Vec<_> = lines
            .into_iter()
            .map(|(token, bodies)| tokio::spawn(line(address, path.to_owned(), token, bodies)))
            .collect();
        let mut all = Loaded::default();
        for task in tasks {
            let own = task.await.map_err(|error| error.to_string())??;
            all.answered += own.answered;
            all.errors += own.errors;
            all.times.extend(own.times);
            for (status, count) in own.statuses {
                *all.statuses.entry(status).or_default() += count;
            }
        }
        Ok(all)
    })
}

async fn line(
    address: SocketAddr,
    path: String,
    token: String,
    bodies: Vec<Sent>,
) -> Result<Loaded, String> {
    let text = |error: std::io::Error| error.to_string();
    let mut stream = TcpStream::connect(address).await.map_err(text)?;
    stream.set_nodelay(true).map_err(text)?;
    let (mut loaded, mut request, mut answer) = (Loaded::default(), Vec::new(), Vec::new());
    for Sent { body, signature } in bodies {
        request.clear();
        let signature = signature.map(|text| format!("X-JWS-Signature: {text}\r\n"));
        let signature = signature.unwrap_or_default();
        let length = body.len();
        let head = format!(
            "POST {path} HTTP/1.1\r\nHost: bench\r\nAuthorization: Bearer {token}\r\n\
             {signature}Content-Length: {length}\r\n\r\n"
        );
        request.extend_from_slice(head.as_bytes());
        request.extend_from_slice(&body);
        let begin = Instant::now();
        stream.write_all(&request).await.map_err(text)?;
        let status = read_answer(&mut stream, &mut answer).await?;
        loaded.times.push(begin.elapsed());
        *loaded.statuses.entry(status).or_default() += 1;
        *(if matches!(status, 200 | 202) { &mut loaded.answered } else { &mut loaded.errors }) += 1;
    }
    Ok(loaded)
}

/// Reads one answer to its end and gives its status.
async fn read_answer(stream: &mut TcpStream, buffer: &mut Vec<u8>) -> Result<u16, String> {
    buffer.clear();
    loop {
        if let Some((status, all)) = head_of(buffer)? {
            while buffer.len() < all {
                more(stream, buffer).await?;
            }
            return Ok(status);
        }
        more(stream, buffer).await?;
    }
}

async fn more(stream: &mut TcpStream, buffer: &mut Vec<u8>) -> Result<(), String> {
    match stream.read_buf(buffer).await {
        Ok(0) => Err("the door closed a connection".to_owned()),
        Ok(_) => Ok(()),
        Err(error) => Err(error.to_string()),
    }
}

/// Status and length of the whole answer, once its head is there.
fn head_of(buffer: &[u8]) -> Result<Option<(u16, usize)>, String> {
    let Some(end) = buffer.windows(4).position(|four| four == b"\r\n\r\n") else { return Ok(None) };
    let unknown = || "the answer is not understood".to_owned();
    let head = buffer.get(..end).and_then(|head| str::from_utf8(head).ok()).ok_or_else(unknown)?;
    let status = head.get(9..12).and_then(|status| status.parse().ok()).ok_or_else(unknown)?;
    let length = head.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse::<usize>().ok())?
    });
    Ok(Some((status, end + 4 + length.ok_or_else(unknown)?)))
}
