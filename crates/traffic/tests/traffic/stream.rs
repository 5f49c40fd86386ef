//! The stream as a whole: same seed, same bytes; every expectation holds against a naive
//! settlement of its own that shares no code with the system; all faults and banks occur. Reads
//! nothing but the generator. Must never check the system under test: that is the demo's task.

use crate::naive::Naive;
use crate::{options, text};
use std::collections::{BTreeMap, BTreeSet};
use suftaja_base::{Amount, Bic};
use suftaja_traffic::{Expectation, Family, Fault, Generator, Planned, Scenario};

fn stream(seed: u64, count: usize) -> Vec<Planned> {
    Generator::new(seed, &Scenario::east_africa(), options()).take(count).collect()
}

#[test]
fn a_seed_determines_every_byte() {
    let bytes = |seed| stream(seed, 300).into_iter().map(|item| item.bytes).collect::<Vec<_>>();
    assert_eq!(bytes(1), bytes(1));
    assert_ne!(bytes(1), bytes(2));
    let mut traffic = Generator::new(1, &Scenario::east_africa(), options());
    let funding = |traffic: &Generator| traffic.funding().into_iter().map(|item| item.bytes);
    let before: Vec<Vec<u8>> = funding(&traffic).collect();
    assert_eq!(traffic.next().unwrap().bytes, bytes(1)[0], "funding leaves the stream alone");
    assert!(funding(&traffic).eq(before), "the same funding again");
    let ids = |seed| stream(seed, 300).into_iter().map(|item| item.message_id);
    let first: BTreeSet<String> = ids(1).collect();
    assert!(ids(2).all(|id| !first.contains(&id)), "two streams may run into one union");
}

#[test]
fn the_stream_looks_like_a_payment_system() {
    let union = Scenario::east_africa();
    let all = stream(3, 6_000);
    for fault in Fault::ALL {
        let count = all.iter().filter(|item| item.fault == Some(fault)).count();
        let most = if fault == Fault::WithoutCover { 30 } else { 60 };
        assert!((most / 6..most).contains(&count), "{fault:?}: {count} in 6,000");
    }
    let share =
        |is: &dyn Fn(&Planned) -> bool| all.iter().filter(|item| is(item)).count() * 100 / 6_000;
    assert!((62..70).contains(&share(&|item| item.family == Family::CustomerCredit)));
    let settles = share(&|item| item.expectation == Expectation::Settles);
    assert!((70..96).contains(&settles), "{settles} % settle for sure");

    let mut sent: BTreeMap<Bic, usize> = BTreeMap::new();
    for item in all.iter().filter(|item| item.fault.is_none()) {
        *sent.entry(item.sender).or_default() += 1;
        assert_ne!(item.sender, item.receiver);
        for bank in [item.sender, item.receiver] {
            let account = union.participant(bank).unwrap().account(item.currency);
            assert!(account.is_some(), "{bank} has no account in {}", item.currency);
        }
    }
    assert_eq!(sent.len(), 12, "every bank pays");
    let mut counts: Vec<usize> = sent.into_values().collect();
    counts.sort_unstable();
    assert!(counts[10] + counts[11] > 6_000 * 2 / 5, "two hot banks carry much: {counts:?}");
}

#[test]
fn messages_say_what_the_plan_says() {
    let mut identifications = BTreeSet::new();
    for item in stream(4, 2_000) {
        let body = text(&item);
        assert!(body.contains(&format!("<BizMsgIdr>{}<", item.message_id)));
        assert!(body.contains(&format!("<UETR>{}<", item.uetr)));
        assert!(body.contains(&format!("<Fr><FIId><FinInstnId><BICFI>{}<", item.sender)));
        assert!(body.contains(item.family.message()));
        if item.fault.is_none() {
            assert!(identifications.insert((item.message_id.clone(), item.uetr)));
            let amount = item.amount.display(item.currency.minor_units());
            let wanted = format!("<IntrBkSttlmAmt Ccy=\"{}\">{amount}<", item.currency);
            assert!(body.contains(&wanted), "{wanted}");
        }
    }
}

#[test]
fn repeats_are_repeats_and_other_content_is_other() {
    let all = stream(5, 4_000);
    let (mut repeats, mut others) = (0, 0);
    for item in &all {
        match (item.fault, item.expectation) {
            (Some(Fault::Duplicate), Expectation::Duplicate { of }) => {
                let original = &all[usize::try_from(of).unwrap() - 1];
                assert!(original.number < item.number);
                assert_eq!((&original.bytes, original.sender), (&item.bytes, item.sender));
                assert!(!matches!(original.expectation, Expectation::RefusedBusiness));
                repeats += 1;
            }
            (Some(Fault::OtherContent), Expectation::RefusedBusiness) => {
                let same = |other: &&Planned| other.message_id == item.message_id;
                let original = all.iter().find(same).unwrap();
                assert!(original.number < item.number && original.uetr == item.uetr);
                assert_ne!(original.bytes, item.bytes);
                others += 1;
            }
            (Some(Fault::Duplicate | Fault::OtherContent), other) => panic!("{other:?}"),
            _ => {}
        }
    }
    assert!(repeats > 5 && others > 5, "{repeats} repeats, {others} others");
}

#[test]
fn faults_of_form_are_what_they_claim() {
    let mut seen = BTreeSet::new();
    for item in stream(6, 8_000) {
        let (body, fault) = (text(&item), item.fault);
        let amount = body.split("</IntrBkSttlmAmt>").next().unwrap().rsplit('>').next().unwrap();
        let decimals = amount.split_once('.').map_or(0, |(_, decimals)| decimals.len());
        let allowed = usize::from(item.currency.minor_units());
        assert_eq!(decimals > allowed, fault == Some(Fault::WrongDecimals), "{amount}");
        assert_eq!(body.contains("NOWH"), fault == Some(Fault::UnknownAgent));
        let unused = ["USD", "EUR", "ZAR"].iter().any(|code| body.contains(&format!("\"{code}\"")));
        assert_eq!(unused, fault == Some(Fault::WrongCurrency));
        let unread = matches!(fault, Some(Fault::Malformed | Fault::SchemaBroken));
        assert_eq!(item.expectation == Expectation::RefusedUnreadable, unread);
        seen.insert(fault);
    }
    assert_eq!(seen.len(), 9, "eight faults and none");
}

#[test]
fn expectations_hold_whatever_the_queue_rule() {
    let union = Scenario::east_africa();
    let (mut queued, mut unsure) = (0, 0);
    for (seed, may_bypass) in [(1, true), (1, false), (2, true), (2, false)] {
        let traffic = Generator::new(seed, &union, options());
        let mut naive = Naive::new(may_bypass);
        for item in traffic.funding() {
            assert_eq!(item.expectation, Expectation::Settles);
            naive.open(item.receiver, item.currency, item.amount);
        }
        let before = naive.total();
        for item in traffic.take(3_000) {
            match item.expectation {
                Expectation::Settles => assert!(!naive.send(&item).is_empty(), "{item:?}"),
                Expectation::Queues => assert!(naive.send(&item).is_empty(), "{item:?}"),
                Expectation::QueuesOrSettles => unsure += usize::from(naive.send(&item).is_empty()),
                _ => continue,
            }
            queued += usize::from(item.expectation == Expectation::Queues);
            assert!(item.amount > Amount::from_minor(0));
        }
        assert_eq!(naive.total(), before, "nothing is made or lost");
    }
    assert!(queued > 5 && unsure > 5, "{queued} surely wait, {unsure} unsure ones waited");
}
