//! Reads the body of a request within the bounds of size and time.
//!
//! A body that is too large is read on, up to a second bound and while it comes, and thrown away: a
//! client that is still sending when the connection closes would see a broken connection instead of
//! the reason.

use super::Door;
use crate::problem::Problem;
use axum::body::{Body, HttpBody};
use http_body_util::BodyExt;
use std::time::Duration;
use suftaja_base::suf::door;
use suftaja_base::width::to_u64;
use tokio::time::timeout;

/// How many times the bound of a body is read in all before the connection is given up.
const DRAIN_FACTOR: usize = 16;
/// How long a body that is too large anyway may be silent.
const SILENCE_MAX: Duration = Duration::from_secs(1);

/// The whole body.
pub(super) async fn read(door: &Door, body: Body) -> Result<Vec<u8>, Problem> {
    read_up_to(door, body, door.options.body_bytes_max).await
}

/// The whole body of a request with a bound of its own.
pub(super) async fn read_up_to(
    door: &Door,
    mut body: Body,
    bound: usize,
) -> Result<Vec<u8>, Problem> {
    let time_max = door.options.body_time_max;
    // Content-Length tells it before a byte has come.
    let is_told = body.size_hint().lower() > to_u64(bound);
    let collected = match is_told {
        true => None,
        false => {
            let slow = |_| Problem::plain(door::BODY_TOO_SLOW);
            timeout(time_max, collect(&mut body, bound)).await.map_err(slow)??
        }
    };
    if let Some(bytes) = collected {
        return Ok(bytes);
    }
    // Whether it ends in time or not, the answer is the same.
    let _ = timeout(time_max, drain(body, bound)).await;
    Err(Problem::new(door::BODY_TOO_LARGE, format!("The body is longer than {bound} bytes.")))
}

/// What comes, up to a bound; none where more comes.
async fn collect(body: &mut Body, bound: usize) -> Result<Option<Vec<u8>>, Problem> {
    let mut bytes = Vec::new();
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|_| Problem::plain(door::BODY_CUT))?;
        let Ok(data) = frame.into_data() else { continue };
        if bytes.len().saturating_add(data.len()) > bound {
            return Ok(None);
        }
        bytes.extend_from_slice(&data);
    }
    Ok(Some(bytes))
}

/// Reads on and keeps nothing, until the end, a silence, or the second bound.
async fn drain(mut body: Body, bound: usize) {
    let mut seen = 0_usize;
    while seen <= bound.saturating_mul(DRAIN_FACTOR)
        && let Ok(Some(Ok(frame))) = timeout(SILENCE_MAX, body.frame()).await
    {
        seen = seen.saturating_add(frame.data_ref().map_or(0, |data| data.len()));
    }
}
