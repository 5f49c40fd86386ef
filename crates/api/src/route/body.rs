//! Reads the body of a request within the bounds of size and time.
//!
//! A body that is too large is read on, up to a second bound, and thrown away: a client that is
//! still sending when the connection closes would see a broken connection instead of the reason.

use super::Door;
use crate::problem::Problem;
use axum::body::Body;
use http_body_util::BodyExt;
use suftaja_base::suf::door;

/// How many times the bound of a body is read in all before the connection is given up.
const DRAIN_FACTOR: usize = 16;

/// The whole body.
pub(super) async fn read(door: &Door, body: Body) -> Result<Vec<u8>, Problem> {
    read_up_to(door, body, door.options.body_bytes_max).await
}

/// The whole body of a request with a bound of its own.
pub(super) async fn read_up_to(door: &Door, body: Body, bound: usize) -> Result<Vec<u8>, Problem> {
    let slow = |_| Problem::plain(door::BODY_TOO_SLOW);
    tokio::time::timeout(door.options.body_time_max, collect(body, bound)).await.map_err(slow)?
}

async fn collect(mut body: Body, bound: usize) -> Result<Vec<u8>, Problem> {
    let mut bytes = Vec::new();
    let mut seen = 0_usize;
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|_| Problem::plain(door::BODY_CUT))?;
        let Ok(data) = frame.into_data() else { continue };
        seen = seen.saturating_add(data.len());
        if seen <= bound {
            bytes.extend_from_slice(&data);
        } else if seen > bound.saturating_mul(DRAIN_FACTOR) {
            break;
        }
    }
    if seen > bound {
        let text = format!("The body is longer than {bound} bytes.");
        return Err(Problem::new(door::BODY_TOO_LARGE, text));
    }
    Ok(bytes)
}
