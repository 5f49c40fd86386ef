//! How each metric of the list is read: from counters, from the state, from disk and process.
//!
//! The state is read under its lock for a moment per metric, as every other read of the door.

use super::{Samples, Scene};
use crate::view::days::{STATES, stands};
use crate::view::register::name;
use std::collections::BTreeMap;
use suftaja_engine::register::CurrencyState;
use suftaja_engine::{AccountId, CurrencyId, ParticipantId, State};
use suftaja_node::RULE_VERSION;
use suftaja_node::delivery::Delivery;
use suftaja_node::meter::{Payments, Tally};

pub(super) fn build(_: &Scene<'_>, out: &mut Samples<'_>) {
    out.add(&[env!("CARGO_PKG_VERSION"), &RULE_VERSION.to_string()], 1);
}

pub(super) fn started(scene: &Scene<'_>, out: &mut Samples<'_>) {
    out.add(&[], scene.door.meters().opened);
}

pub(super) fn memory(_: &Scene<'_>, out: &mut Samples<'_>) {
    // Absent where the system has no such file.
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kib = line.and_then(|line| line.trim().strip_suffix("kB")?.trim().parse::<u64>().ok());
    if let Some(kib) = kib {
        out.add(&[], kib.saturating_mul(1024));
    }
}

pub(super) fn replay(scene: &Scene<'_>, out: &mut Samples<'_>) {
    out.seconds(&[], scene.node.replay_took());
}

pub(super) fn stopped(scene: &Scene<'_>, out: &mut Samples<'_>) {
    out.flag(&[], scene.node.health().stopped.is_some());
}

pub(super) fn entries(scene: &Scene<'_>, out: &mut Samples<'_>) {
    out.add(&[], scene.node.read(State::last));
}

pub(super) fn blocks(scene: &Scene<'_>, out: &mut Samples<'_>) {
    out.add(&[], scene.node.journal().statistics().blocks);
}

pub(super) fn flushes(scene: &Scene<'_>, out: &mut Samples<'_>) {
    out.histogram(&[], &scene.node.meters().flushes);
}

pub(super) fn journal(scene: &Scene<'_>, out: &mut Samples<'_>) {
    out.add(&[], scene.node.disk().journal);
}

pub(super) fn free(scene: &Scene<'_>, out: &mut Samples<'_>) {
    if let Some(free) = scene.node.disk().free {
        out.add(&[], free);
    }
}

pub(super) fn messages(scene: &Scene<'_>, out: &mut Samples<'_>) {
    for (definition, outcomes) in scene.node.meters().messages() {
        for (outcome, count) in outcomes.all().filter(|(_, count)| *count > 0) {
            out.add(&[definition, outcome], count);
        }
    }
}

pub(super) fn files(scene: &Scene<'_>, out: &mut Samples<'_>) {
    for (outcome, count) in scene.node.meters().files.all() {
        out.add(&[outcome], count);
    }
}

pub(super) fn findings(scene: &Scene<'_>, out: &mut Samples<'_>) {
    for (code, count) in scene.node.meters().findings() {
        out.add(&[&code.to_string()], count);
    }
}

pub(super) fn payments(scene: &Scene<'_>, out: &mut Samples<'_>) {
    tallies(scene, out, |tally| tally.number.value());
}

pub(super) fn values(scene: &Scene<'_>, out: &mut Samples<'_>) {
    tallies(scene, out, |tally| tally.value.value());
}

fn tallies(scene: &Scene<'_>, out: &mut Samples<'_>, figure: fn(&Tally) -> u64) {
    for (id, code) in currencies(scene, |held| held.currency.to_string()) {
        let Some(Payments { settled, queued, refused }) = scene.node.meters().payments(id) else {
            continue;
        };
        for (outcome, tally) in [("settled", settled), ("queued", queued), ("refused", refused)] {
            out.add(&[&code, outcome], figure(tally));
        }
    }
}

pub(super) fn queue(scene: &Scene<'_>, out: &mut Samples<'_>) {
    waiting(scene, out, |state, lengths| {
        for account in state.queue().accounts() {
            let held = state.ledger().account(account);
            if let Some(length) = held.and_then(|held| lengths.get_mut(&held.currency())) {
                *length += u64::from(state.queue().length(account));
            }
        }
    });
}

pub(super) fn kept(scene: &Scene<'_>, out: &mut Samples<'_>) {
    waiting(scene, out, |state, lengths| {
        for (account, held) in (0..).map(AccountId).zip(state.ledger().accounts()) {
            if let Some(length) = lengths.get_mut(&held.currency()) {
                *length += u64::from(state.days().warehouse().length(account));
            }
        }
    });
}

fn waiting(
    scene: &Scene<'_>,
    out: &mut Samples<'_>,
    count: impl FnOnce(&State, &mut BTreeMap<CurrencyId, u64>),
) {
    let codes = currencies(scene, |held| held.currency.to_string());
    let mut lengths: BTreeMap<CurrencyId, u64> = codes.iter().map(|(id, _)| (*id, 0)).collect();
    scene.node.read(|state| count(state, &mut lengths));
    for ((_, code), length) in codes.iter().zip(lengths.values()) {
        out.add(&[code], length);
    }
}

pub(super) fn day_state(scene: &Scene<'_>, out: &mut Samples<'_>) {
    for (_, (code, state)) in currencies(scene, |held| (held.currency.to_string(), stands(held))) {
        for known in STATES {
            out.flag(&[&code, known], known == state);
        }
    }
}

pub(super) fn currency_stopped(scene: &Scene<'_>, out: &mut Samples<'_>) {
    for (_, (code, is)) in currencies(scene, |held| (held.currency.to_string(), held.stopped)) {
        out.flag(&[&code], is);
    }
}

pub(super) fn day_shut(scene: &Scene<'_>, out: &mut Samples<'_>) {
    for (id, code) in currencies(scene, |held| held.currency.to_string()) {
        let shut = |state: &State| state.days().course(id).is_some_and(|held| held.is_shut());
        out.flag(&[&code], scene.node.read(shut));
    }
}

fn currencies<R>(scene: &Scene<'_>, with: impl Fn(&CurrencyState) -> R) -> Vec<(CurrencyId, R)> {
    scene
        .node
        .read(|state| state.register().currencies().map(|(id, held)| (id, with(held))).collect())
}

pub(super) fn unread(scene: &Scene<'_>, out: &mut Samples<'_>) {
    for (name, delivery) in deliveries(scene) {
        out.add(&[&name], delivery.told.saturating_sub(delivery.kept));
    }
}

pub(super) fn silent(scene: &Scene<'_>, out: &mut Samples<'_>) {
    for (name, delivery) in deliveries(scene) {
        out.flag(&[&name], delivery.is_silent);
    }
}

fn deliveries(scene: &Scene<'_>) -> Vec<(String, Delivery)> {
    let named: Vec<(ParticipantId, String)> = scene.node.read(|state| {
        state.register().participants().map(|(id, _)| (id, name(state, id))).collect()
    });
    named.into_iter().map(|(id, name)| (name, scene.node.delivery(id))).collect()
}

pub(super) fn requests(scene: &Scene<'_>, out: &mut Samples<'_>) {
    for route in scene.door.meters().routes() {
        for (status, count) in route.answered() {
            out.add(&[route.path, route.method, &status.to_string()], count);
        }
    }
}

pub(super) fn request_times(scene: &Scene<'_>, out: &mut Samples<'_>) {
    let routes = scene.door.meters().routes().iter();
    for route in routes.filter(|route| route.answered().next().is_some()) {
        out.histogram(&[route.path, route.method], &route.took);
    }
}

pub(super) fn limited(scene: &Scene<'_>, out: &mut Samples<'_>) {
    for (holder, limit, count) in scene.door.guard().limited() {
        let name = holder.map_or_else(|| "none".to_owned(), |holder| holder.to_string());
        out.add(&[&name, limit], count);
    }
}

pub(super) fn log_dropped(scene: &Scene<'_>, out: &mut Samples<'_>) {
    out.add(&[], scene.door.log().dropped());
}

pub(super) fn limits_stale(scene: &Scene<'_>, out: &mut Samples<'_>) {
    out.flag(&[], scene.door.guard().is_stale());
}

pub(super) fn connections(scene: &Scene<'_>, out: &mut Samples<'_>) {
    out.add(&[], scene.door.meters().connections.value());
}

pub(super) fn connections_max(scene: &Scene<'_>, out: &mut Samples<'_>) {
    out.add(&[], scene.door.options().connections_max);
}
