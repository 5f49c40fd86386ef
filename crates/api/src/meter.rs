//! What the door counts: requests by route and status, how long they took, open connections.
//!
//! The entrance (`route::entrance`) counts, the list of metrics (`metric`) shows. All are atomics,
//! as in [`suftaja_node::meter`]; routes and statuses are lists that are known beforehand, so that
//! no request can make a new one.

use crate::route::rows;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use suftaja_node::meter::{Counter, Histogram};

/// Statuses that the door answers; any other counts as 500.
pub(crate) const STATUSES: [u16; 18] =
    [200, 202, 204, 400, 401, 403, 404, 405, 408, 409, 410, 413, 422, 429, 431, 500, 503, 505];

/// What stands for method and path of a request that has no row.
const NONE: &str = "none";

/// Requests of one path and method.
#[derive(Debug, Default)]
pub(crate) struct Route {
    pub method: &'static str,
    pub path: &'static str,
    statuses: [Counter; STATUSES.len()],
    /// From the end of the head to the answer.
    pub took: Histogram,
}

impl Route {
    /// The statuses that there were, with their numbers.
    pub fn answered(&self) -> impl Iterator<Item = (u16, u64)> {
        let all = STATUSES.into_iter().zip(self.statuses.iter().map(Counter::value));
        all.filter(|(_, count)| *count > 0)
    }
}

/// A number that rises and falls.
#[derive(Debug, Default)]
pub(crate) struct Gauge(AtomicU64);

impl Gauge {
    /// One more, until what it returns is dropped.
    pub fn enter(self: &std::sync::Arc<Self>) -> Inside {
        self.0.fetch_add(1, Ordering::Relaxed);
        Inside(std::sync::Arc::clone(self))
    }

    pub fn value(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

/// One of those that a gauge counts.
#[derive(Debug)]
pub(crate) struct Inside(std::sync::Arc<Gauge>);

impl Drop for Inside {
    fn drop(&mut self) {
        self.0.0.fetch_sub(1, Ordering::Relaxed);
    }
}

/// All figures of the door.
#[derive(Debug)]
pub(crate) struct DoorMeters {
    /// In the order of the rows; the last stands for requests without one.
    routes: Vec<Route>,
    by_path: BTreeMap<&'static str, Vec<usize>>,
    /// Connections that are open.
    pub connections: std::sync::Arc<Gauge>,
    /// When the door opened, in seconds since 1970.
    pub opened: u64,
}

impl DoorMeters {
    pub fn new() -> Self {
        let mut routes = Vec::new();
        let mut by_path: BTreeMap<_, Vec<usize>> = BTreeMap::new();
        for (at, row) in rows().into_iter().enumerate() {
            by_path.entry(row.path).or_default().push(at);
            routes.push(Route { method: row.method, path: row.path, ..Route::default() });
        }
        routes.push(Route { method: NONE, path: NONE, ..Route::default() });
        let opened = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
        Self { routes, by_path, connections: std::sync::Arc::default(), opened }
    }

    /// The route of a path, as its row writes it, and a method.
    pub fn route(&self, path: Option<&str>, method: &str) -> Option<&Route> {
        let own = path.and_then(|path| self.by_path.get(path)).into_iter().flatten();
        let mut routes = own.filter_map(|at| self.routes.get(*at));
        // What answers GET answers HEAD.
        let is = |held: &&Route| {
            held.method.eq_ignore_ascii_case(method) || (method == "HEAD" && held.method == "get")
        };
        routes.find(is).or(self.routes.last())
    }

    /// Notes an answer.
    pub fn answered(&self, route: &Route, status: u16, took: Duration) {
        let at = STATUSES.iter().position(|known| *known == status);
        let other = || STATUSES.iter().position(|known| *known == 500);
        if let Some(count) = at.or_else(other).and_then(|at| route.statuses.get(at)) {
            count.add(1);
        }
        route.took.record(took);
    }

    /// Every route.
    pub fn routes(&self) -> &[Route] {
        &self.routes
    }
}
