//! The instances that are text: networks in DIMACS form.
//!
//! Lines `c` are remarks, `p min nodes arcs` says the counts, `n node supply` and `a tail head
//! lower capacity cost` follow; nodes count from 1. Lower bounds other than 0 are refused.

use suftaja_base::width::to_usize;
use suftaja_netting::flow::Network;

/// Reads a network in DIMACS form.
pub(super) fn network(bytes: &[u8]) -> Result<Network, String> {
    let text = std::str::from_utf8(bytes)
        .map_err(|error| format!("byte {}: this is no text", error.valid_up_to()))?;
    let mut reading = None;
    let mut last = 0;
    for (number, line) in (1..).zip(text.lines()) {
        last = number;
        let at = |text: String| format!("line {number}: {text}");
        let mut fields = line.split_ascii_whitespace();
        match (fields.next(), &mut reading) {
            (None | Some("c"), _) => {}
            (Some("p"), None) => reading = Some(begin(fields, bytes.len()).map_err(at)?),
            (Some("n"), Some((network, _))) => supply(network, fields).map_err(at)?,
            (Some("a"), Some((network, _))) => arc(network, fields).map_err(at)?,
            (Some(word), _) => return Err(at(format!("{word} is not expected here"))),
        }
    }
    let (network, arcs) = reading.ok_or_else(|| format!("line {last}: there is no line p"))?;
    if network.arcs() == arcs {
        return Ok(network);
    }
    Err(format!("line {last}: the file ends with {} of {arcs} arcs", network.arcs()))
}

/// No more nodes than the file has bytes: what a line claims must not reserve memory by itself.
fn begin<'a>(
    mut fields: impl Iterator<Item = &'a str>,
    length: usize,
) -> Result<(Network, usize), String> {
    if fields.next() != Some("min") {
        return Err("only problems of least cost (p min) are read".to_owned());
    }
    let [nodes, arcs] = numbers(fields)?;
    let counts = u32::try_from(nodes).ok().zip(usize::try_from(arcs).ok());
    let (nodes, arcs) = counts.ok_or("counts do not fit 32 bits")?;
    if to_usize(nodes) > length {
        return Err(format!("{nodes} nodes are too many for a file of {length} bytes"));
    }
    Ok((Network::new(nodes), arcs))
}

fn supply<'a>(network: &mut Network, fields: impl Iterator<Item = &'a str>) -> Result<(), String> {
    let [number, supply] = numbers(fields)?;
    let place = usize::try_from(node(network, number)?).ok();
    let place = place.and_then(|at| network.supply.get_mut(at));
    let place = place.ok_or_else(|| format!("there is no node {number}"))?;
    if *place != 0 {
        return Err(format!("node {number} has its supply already"));
    }
    *place = supply;
    Ok(())
}

fn arc<'a>(network: &mut Network, fields: impl Iterator<Item = &'a str>) -> Result<(), String> {
    let [tail, head, lower, capacity, cost] = numbers(fields)?;
    if lower != 0 {
        return Err(format!("the lower bound is {lower}; only 0 is read"));
    }
    let (tail, head) = (node(network, tail)?, node(network, head)?);
    network.add(tail, head, capacity, cost);
    Ok(())
}

fn node(network: &Network, number: i64) -> Result<u32, String> {
    let node = number.checked_sub(1).and_then(|node| u32::try_from(node).ok());
    node.filter(|node| *node < network.nodes).ok_or_else(|| format!("there is no node {number}"))
}

/// Exactly N numbers.
fn numbers<'a, const N: usize>(
    mut fields: impl Iterator<Item = &'a str>,
) -> Result<[i64; N], String> {
    let mut numbers = [0; N];
    for place in &mut numbers {
        let field = fields.next().ok_or_else(|| format!("{N} numbers belong here"))?;
        *place = field.parse().map_err(|_| format!("{field} is no whole number of 64 bits"))?;
    }
    match fields.next() {
        None => Ok(numbers),
        Some(more) => Err(format!("{more} stands behind the {N} numbers of this line")),
    }
}
