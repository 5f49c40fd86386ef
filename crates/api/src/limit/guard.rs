//! The guard of the door: who uses how much at this moment, held against the limits in force.
//!
//! What is counted lies in memory and begins anew with the process. Time is the node's own count,
//! which a clock that is set cannot move. Limits are replaced whole when their file changes; what
//! flows goes on in the same buckets.

use super::Limit;
use super::bucket::{Bucket, Rate};
use super::file::{LIMITS_FILE, Limits};
use crate::error::ApiError;
use crate::problem::Problem;
use std::collections::{BTreeMap, HashMap};
use std::net::IpAddr;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError, RwLock};
use std::time::Duration;
use suftaja_base::Suf;
use suftaja_base::suf::operation;
use suftaja_node::meter::Counter;
use suftaja_node::{Holder, Node};

/// Addresses that are remembered; those above share one place.
const ADDRESSES_MAX: usize = 4_096;

/// The words for what was limited, by the code of the refusal.
const KINDS: [(Suf, &str); 5] = [
    (operation::REQUESTS_LIMITED, "requests"),
    (operation::MESSAGES_LIMITED, "messages"),
    (operation::FILES_LIMITED, "files"),
    (operation::CONNECTIONS_LIMITED, "connections"),
    (operation::ADDRESS_LIMITED, "address"),
];

/// What one participant uses.
#[derive(Debug, Default)]
struct Usage {
    requests: Bucket,
    messages: Bucket,
    files: Arc<AtomicU32>,
    connections: Arc<AtomicU32>,
    limited: Limited,
}

/// How often who was refused for what.
#[derive(Debug, Default)]
struct Limited([Counter; KINDS.len()]);

impl Limited {
    fn count(&self, code: Suf) {
        let own = KINDS.iter().zip(&self.0).find(|((known, _), _)| *known == code);
        if let Some((_, count)) = own {
            count.add(1);
        }
    }

    fn all(&self) -> impl Iterator<Item = (&'static str, u64)> {
        let all = KINDS.iter().zip(&self.0).map(|((_, word), count)| (*word, count.value()));
        all.filter(|(_, count)| *count > 0)
    }
}

/// What one address uses without a known token.
#[derive(Debug, Default)]
struct Stranger {
    requests: Bucket,
    failed: Bucket,
    connections: Arc<AtomicU32>,
}

impl Stranger {
    fn is_idle(&self, now: Duration) -> bool {
        let has_none = self.connections.load(Ordering::Relaxed) == 0;
        has_none && self.requests.is_full(now) && self.failed.is_full(now)
    }
}

/// One of those that are counted at once; given back when it is dropped.
#[derive(Debug)]
pub(crate) struct Place(Arc<AtomicU32>);

impl Place {
    fn take(of: &Arc<AtomicU32>, most: u32) -> Option<Self> {
        let more = |held: u32| (held < most).then_some(held.saturating_add(1));
        let taken = of.fetch_update(Ordering::Relaxed, Ordering::Relaxed, more);
        taken.ok().map(|_| Self(Arc::clone(of)))
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

/// A connection: where it comes from, and whose it is once a known token came over it.
#[derive(Debug)]
pub(crate) struct Connection {
    address: IpAddr,
    owner: OnceLock<Place>,
    _place: Place,
}

/// The guard.
#[derive(Debug)]
pub(crate) struct Guard {
    limits: RwLock<Arc<Limits>>,
    usages: RwLock<BTreeMap<Holder, Arc<Usage>>>,
    strangers: Mutex<HashMap<IpAddr, Arc<Stranger>>>,
    /// For addresses above those that are remembered.
    crowd: Arc<Stranger>,
    limited: Limited,
    /// Whether the file changed into one that cannot be used.
    is_stale: AtomicBool,
}

impl Guard {
    /// The guard by the limits of a data directory.
    ///
    /// # Errors
    /// [`ApiError::Limits`] with everything that is wrong in the file.
    pub fn new(node: &Node) -> Result<Self, ApiError> {
        let limits = Limits::parse(&text(node)?, |holder| is_known(node, holder));
        let limits = limits.map_err(|findings| ApiError::Limits { findings })?;
        Ok(Self {
            limits: RwLock::new(Arc::new(limits)),
            usages: RwLock::default(),
            strangers: Mutex::default(),
            crowd: Arc::default(),
            limited: Limited::default(),
            is_stale: AtomicBool::new(false),
        })
    }

    /// Reads the file again; says whether that changed anything. One that cannot be used does not.
    ///
    /// # Errors
    /// As [`Self::new`], each time.
    pub fn read_again(&self, node: &Node) -> Result<bool, ApiError> {
        let read = text(node).and_then(|text| {
            let parsed = Limits::parse(&text, |holder| is_known(node, holder));
            parsed.map_err(|findings| ApiError::Limits { findings })
        });
        self.is_stale.store(read.is_err(), Ordering::Relaxed);
        let limits = read?;
        let is_new = *self.limits() != limits;
        if is_new {
            *self.limits.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(limits);
        }
        Ok(is_new)
    }

    /// Whether the file that lies there is not the one in force.
    pub fn is_stale(&self) -> bool {
        self.is_stale.load(Ordering::Relaxed)
    }

    /// Who was refused for what, and how often; nobody's name for requests without a known token.
    pub fn limited(&self) -> Vec<(Option<Holder>, &'static str, u64)> {
        let usages = self.usages.read().unwrap_or_else(PoisonError::into_inner);
        let own = usages.iter().flat_map(|(holder, usage)| {
            usage.limited.all().map(|(word, count)| (Some(*holder), word, count))
        });
        let others = self.limited.all().map(|(word, count)| (None, word, count));
        own.chain(others).collect()
    }

    /// A connection from an address; none where it has as many as it may.
    pub fn connect(&self, node: &Node, address: IpAddr) -> Option<Connection> {
        let stranger = self.stranger(node, address);
        let most = self.limits().address.connections;
        let place = Place::take(&stranger.connections, most);
        if place.is_none() {
            self.limited.count(operation::CONNECTIONS_LIMITED);
        }
        Some(Connection { address, owner: OnceLock::new(), _place: place? })
    }

    /// A request of somebody over a connection.
    ///
    /// # Errors
    /// The refusal, where it is one too many.
    pub fn request(
        &self,
        node: &Node,
        holder: &Holder,
        connection: Option<&Connection>,
    ) -> Result<(), Problem> {
        let (usage, limits) = (self.usage(holder), self.limits());
        let limit = limits.of(holder);
        if let Some(connection) = connection.filter(|held| held.owner.get().is_none()) {
            match Place::take(&usage.connections, limit.connections) {
                // Two requests at once do not come over one connection.
                Some(place) => _ = connection.owner.set(place),
                None => {
                    let text =
                        format!("{} connections are open, as many as may be", limit.connections);
                    return Err(refused(&usage, operation::CONNECTIONS_LIMITED, &text, SECOND));
                }
            }
        }
        let taken = usage.requests.take(node.elapsed(), limit.requests);
        taken.map_err(|wait| {
            refused(&usage, operation::REQUESTS_LIMITED, &rate("requests", limit.requests), wait)
        })
    }

    /// A request without a token, or with one that nobody has.
    ///
    /// # Errors
    /// The refusal, where it is one too many.
    pub fn stranger_asks(
        &self,
        node: &Node,
        connection: &Connection,
        has_failed: bool,
    ) -> Result<(), Problem> {
        let (stranger, limits) = (self.stranger(node, connection.address), self.limits());
        let (bucket, limit, what) = if has_failed {
            (&stranger.failed, limits.address.failed, "requests with an unknown token")
        } else {
            (&stranger.requests, limits.address.requests, "requests without a token")
        };
        bucket.take(node.elapsed(), limit).map_err(|wait| {
            self.limited.count(operation::ADDRESS_LIMITED);
            let text = format!("From this address: {}.", rate(what, limit));
            Problem::new(operation::ADDRESS_LIMITED, text).wait(wait)
        })
    }

    /// A message or a file of somebody, before anything of it is read.
    ///
    /// # Errors
    /// The refusal, where it is one too many.
    pub fn message(&self, node: &Node, holder: &Holder) -> Result<(), Problem> {
        let (usage, limits) = (self.usage(holder), self.limits());
        let limit = limits.of(holder).messages;
        usage.messages.take(node.elapsed(), limit).map_err(|wait| {
            refused(&usage, operation::MESSAGES_LIMITED, &rate("messages", limit), wait)
        })
    }

    /// Bytes of a message of somebody.
    pub fn message_bytes(&self, holder: &Holder) -> usize {
        self.limits().of(holder).message_bytes
    }

    /// A place for a file of somebody.
    ///
    /// # Errors
    /// The refusal, where it is one too many.
    pub fn file(&self, holder: &Holder) -> Result<Place, Problem> {
        let (usage, limits) = (self.usage(holder), self.limits());
        let Limit { files, .. } = *limits.of(holder);
        Place::take(&usage.files, files).ok_or_else(|| {
            let text = format!("{files} files are under way, as many as may be");
            refused(&usage, operation::FILES_LIMITED, &text, SECOND)
        })
    }

    fn limits(&self) -> Arc<Limits> {
        Arc::clone(&self.limits.read().unwrap_or_else(PoisonError::into_inner))
    }

    fn usage(&self, holder: &Holder) -> Arc<Usage> {
        let known = self.usages.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(usage) = known.get(holder) {
            return Arc::clone(usage);
        }
        drop(known);
        let mut usages = self.usages.write().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(usages.entry(*holder).or_default())
    }

    fn stranger(&self, node: &Node, address: IpAddr) -> Arc<Stranger> {
        let address = network(address);
        let mut strangers = self.strangers.lock().unwrap_or_else(PoisonError::into_inner);
        if strangers.len() >= ADDRESSES_MAX && !strangers.contains_key(&address) {
            let now = node.elapsed();
            strangers.retain(|_, held| Arc::strong_count(held) > 1 || !held.is_idle(now));
            if strangers.len() >= ADDRESSES_MAX {
                return Arc::clone(&self.crowd);
            }
        }
        Arc::clone(strangers.entry(address).or_default())
    }
}

const SECOND: Duration = Duration::from_secs(1);

/// Who holds one address of IPv6 holds its 64 bits of them.
fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(v6) => IpAddr::V6((v6.to_bits() & (u128::MAX << 64)).into()),
        v4 @ IpAddr::V4(_) => v4,
    }
}

fn refused(usage: &Usage, code: Suf, text: &str, wait: Duration) -> Problem {
    usage.limited.count(code);
    Problem::new(code, format!("For this participant: {text}.")).wait(wait)
}

fn rate(what: &str, Rate { per_second, burst }: Rate) -> String {
    format!("{per_second} {what} per second, and {burst} at once after a pause")
}

/// The text of the file; nothing where there is none.
fn text(node: &Node) -> Result<String, ApiError> {
    match std::fs::read_to_string(node.dir().join(LIMITS_FILE)) {
        Ok(text) => Ok(text),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(String::new()),
        Err(error) => Err(ApiError::Limits { findings: vec![error.to_string()] }),
    }
}

fn is_known(node: &Node, holder: &Holder) -> bool {
    match holder {
        Holder::Operator => true,
        Holder::Participant(name) => node.read(|state| state.register().by_name(name).is_some()),
    }
}
