//! Generated messages against the schema tables of `suftaja-iso`: sound ones are valid, and those
//! that a fault of form has spoilt are not. Must never need the schemas themselves.

use crate::{options, start};
use suftaja_base::Instant;
use suftaja_iso::Reader;
use suftaja_traffic::{Fault, Generator, Scenario};

#[test]
fn sound_messages_are_valid_and_broken_ones_are_not() {
    let traffic = Generator::new(11, &Scenario::east_africa(), options());
    let mut reader = Reader::new();
    let funding = traffic.funding();
    let mut counts = [0, 0];
    for item in funding.into_iter().chain(traffic.take(4_000)) {
        let reading = reader.read(&item.bytes);
        let is_broken = matches!(item.fault, Some(Fault::Malformed | Fault::SchemaBroken));
        let findings = reading.findings();
        assert_eq!(reading.is_valid(), !is_broken, "{:?} {findings:?}", item.fault);
        counts[usize::from(is_broken)] += 1;
        if !is_broken {
            assert_eq!(reading.document().unwrap().message(), item.family.message());
            let header = reading.header().unwrap();
            let created = Instant::parse(&header.value("CreDt").unwrap()).unwrap();
            assert!(created >= start());
        }
    }
    assert!(counts[0] > 3_000 && counts[1] > 20, "{counts:?}");
}
