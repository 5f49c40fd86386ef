//! `bench engine --socket`: the same load through length-prefixed frames over loopback.
//!
//! A request is its length (u32) and transfers of 24 bytes (id, debit, credit, amount); an answer
//! is its length and the number of transfers settled (u64). The server side turns frames into
//! entries as a door does; clients keep their requests on their way and wait for each answer.

use super::EngineArgs;
use super::engine::{Answer, measure, settled};
use super::world::{Scratch, Transfer, Transfers, World};
use serde_json::Value;
use std::sync::Arc;
use std::time::Instant;
use suftaja_node::sequencer::{Reply, Submission};
use tokio::io::{AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};

const TRANSFER_BYTES: usize = 24;
const FRAME_BYTES_MAX: usize = 1 << 20;

/// Measures and gives the figures.
pub fn run(args: &EngineArgs) -> Result<Value, String> {
    let scratch = Scratch::new(&args.dir)?;
    let world = Arc::new(World::new(&scratch.0, args.accounts, args.memory)?);
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .map_err(|error| error.to_string())?;
    let served = Arc::clone(&world);
    measure(args, &world, |count| runtime.block_on(load(args, served, count)))
}

/// Clients against a server on a loopback address of this process.
async fn load(args: &EngineArgs, world: Arc<World>, count: u64) -> Result<Vec<Answer>, String> {
    let listener = TcpListener::bind("127.0.0.1:0").await.map_err(|error| error.to_string())?;
    let address = listener.local_addr().map_err(|error| error.to_string())?;
    let server = tokio::spawn(serve(listener, Arc::clone(&world)));
    let (connections, batch, inflight) = match args.clients {
        Some(clients) => (clients.max(1), 1, 1),
        None => (1, args.batch.clamp(1, FRAME_BYTES_MAX / TRANSFER_BYTES), args.inflight.max(1)),
    };
    let mut clients = Vec::new();
    let mut transfers = world.transfers();
    let share = count.div_ceil(u64::try_from(connections).unwrap_or(1));
    let mut left = count;
    while left > 0 {
        let count = share.min(left);
        left -= count;
        let stream = TcpStream::connect(address).await.map_err(|error| error.to_string())?;
        stream.set_nodelay(true).map_err(|error| error.to_string())?;
        let own = transfers.split_off(count);
        clients.push(tokio::spawn(client(stream, own, batch, inflight)));
    }
    let mut answers = Vec::new();
    for client in clients {
        answers.extend(client.await.map_err(|error| error.to_string())??);
    }
    server.abort();
    Ok(answers)
}

async fn client(
    stream: TcpStream,
    transfers: Vec<Transfer>,
    batch: usize,
    inflight: usize,
) -> Result<Vec<Answer>, String> {
    let (read, mut write) = stream.into_split();
    let mut read = BufReader::new(read);
    let mut started = std::collections::VecDeque::new();
    let mut answers = Vec::new();
    let mut frame = Vec::new();
    let mut chunks = transfers.chunks(batch);
    loop {
        while started.len() < inflight
            && let Some(chunk) = chunks.next()
        {
            encode(chunk, &mut frame);
            started.push_back(Instant::now());
            write.write_all(&frame).await.map_err(|error| error.to_string())?;
        }
        let Some(start) = started.pop_front() else { return Ok(answers) };
        let mut answer = [0_u8; 12];
        read.read_exact(&mut answer).await.map_err(|error| error.to_string())?;
        let [_, _, _, _, settled @ ..] = answer;
        answers.push(Answer { settled: u64::from_le_bytes(settled), took: start.elapsed() });
    }
}

fn encode(transfers: &[Transfer], frame: &mut Vec<u8>) {
    frame.clear();
    let bytes = u32::try_from(transfers.len() * TRANSFER_BYTES).unwrap_or(u32::MAX);
    frame.extend_from_slice(&bytes.to_le_bytes());
    for transfer in transfers {
        frame.extend_from_slice(&transfer.id.to_le_bytes());
        frame.extend_from_slice(&transfer.debit.to_le_bytes());
        frame.extend_from_slice(&transfer.credit.to_le_bytes());
        frame.extend_from_slice(&transfer.amount.to_le_bytes());
    }
}

fn decode(bytes: &[u8; TRANSFER_BYTES]) -> Transfer {
    let field = |at: usize| {
        let mut field = [0_u8; 8];
        field.iter_mut().zip(bytes.iter().skip(at)).for_each(|(to, from)| *to = *from);
        u64::from_le_bytes(field)
    };
    let accounts = field(8).to_le_bytes();
    let [a, b, c, d, e, f, g, h] = accounts;
    Transfer {
        id: field(0),
        debit: u32::from_le_bytes([a, b, c, d]),
        credit: u32::from_le_bytes([e, f, g, h]),
        amount: field(16),
    }
}

async fn serve(listener: TcpListener, world: Arc<World>) {
    while let Ok((stream, _)) = listener.accept().await {
        if stream.set_nodelay(true).is_err() {
            continue;
        }
        let (read, write) = stream.into_split();
        let (tell, mut told) = unbounded_channel::<u64>();
        tokio::spawn(async move { answer(write, &mut told).await });
        tokio::spawn(receive(read, Arc::clone(&world), tell));
    }
}

/// Writes an answer for every number told, in the order of the requests.
async fn answer(mut write: OwnedWriteHalf, told: &mut tokio::sync::mpsc::UnboundedReceiver<u64>) {
    while let Some(settled) = told.recv().await {
        let mut frame = [0_u8; 12];
        let bytes = 8_u32.to_le_bytes().into_iter().chain(settled.to_le_bytes());
        frame.iter_mut().zip(bytes).for_each(|(to, from)| *to = from);
        if write.write_all(&frame).await.is_err() {
            return;
        }
    }
}

async fn receive(read: OwnedReadHalf, world: Arc<World>, tell: UnboundedSender<u64>) {
    let mut read = BufReader::with_capacity(1 << 18, read);
    let mut frame = Vec::new();
    loop {
        let Ok(length) = read.read_u32_le().await else { return };
        let length = usize::try_from(length).unwrap_or(usize::MAX);
        if length > FRAME_BYTES_MAX || !length.is_multiple_of(TRANSFER_BYTES) {
            return;
        }
        frame.resize(length, 0);
        if read.read_exact(&mut frame).await.is_err() {
            return;
        }
        let (transfers, _) = frame.as_chunks::<TRANSFER_BYTES>();
        let entries = transfers.iter().map(|bytes| decode(bytes).entry()).collect();
        let tell = tell.clone();
        let reply: Reply = Box::new(move |result| {
            // A client that went away gets no answer.
            let _ = tell.send(settled(result));
        });
        world.sequencer.submit(Submission { entries, evidence: Vec::new(), reply });
    }
}

impl Transfers {
    /// The next transfers, for one client.
    fn split_off(&mut self, count: u64) -> Vec<Transfer> {
        self.take(usize::try_from(count).unwrap_or(usize::MAX)).collect()
    }
}
