//! Tests of settings: what configuration can never do, when lists bind, what makes a version.

use super::*;

fn bank() -> Bic {
    Bic::parse("BANKKENA").unwrap()
}

fn nexus(currency: &str) -> Binding {
    let currencies = BTreeSet::from([Currency::parse(currency).unwrap()]);
    Binding::Nexus(Nexus { currencies, ..Nexus::default() })
}

fn shilling() -> Currency {
    Currency::parse("KES").unwrap()
}

fn kenya() -> Territory {
    Territory::parse("KE").unwrap()
}

fn national(list: &str) -> ListPolicy {
    ListPolicy { binds: nexus("KES"), ..ListPolicy::proposed(list) }
}

#[test]
fn the_un_list_cannot_be_weakened() {
    let un = ListPolicy::proposed(UN);
    let refused = |list: ListPolicy| Policy::new(bank(), vec![list]).unwrap_err();
    assert_eq!(refused(national("ke")), [PolicyFinding::UnMissing]);
    assert_eq!(
        refused(ListPolicy { binds: nexus("KES"), ..un.clone() }),
        [PolicyFinding::UnNexus(1)]
    );
    for threshold in [UN_THRESHOLD_MAX + 1, THRESHOLD_MAX] {
        let finding = PolicyFinding::UnThreshold(1, threshold);
        assert_eq!(refused(ListPolicy { threshold, ..un.clone() }), [finding]);
    }
    let never = ListPolicy { weak_aliases: WeakAliases::Never, ..un.clone() };
    assert_eq!(refused(never), [PolicyFinding::UnWeak(1)]);
    for threshold in [THRESHOLD_MIN, UN_THRESHOLD_MAX] {
        assert!(Policy::new(bank(), vec![ListPolicy { threshold, ..un.clone() }]).is_ok());
    }
}

#[test]
fn any_list_has_a_threshold_in_its_range_and_a_nexus_that_something_can_engage() {
    let with = |threshold, nexus: Nexus| {
        let binds = Binding::Nexus(nexus);
        let national = ListPolicy { threshold, binds, ..ListPolicy::proposed("ke") };
        Policy::new(bank(), vec![ListPolicy::proposed(UN), national]).err()
    };
    let members = || Nexus { members: BTreeSet::from([bank()]), ..Nexus::default() };
    for threshold in [THRESHOLD_MIN, THRESHOLD_MAX] {
        assert_eq!(with(threshold, members()), None);
    }
    for threshold in [0, THRESHOLD_MIN - 1, THRESHOLD_MAX + 1] {
        let finding = PolicyFinding::Threshold(2, threshold);
        assert_eq!(with(threshold, members()), Some(vec![finding]));
    }
    let currencies = Nexus { currencies: BTreeSet::from([shilling()]), ..Nexus::default() };
    let territories = Nexus { territories: BTreeSet::from([kenya()]), ..Nexus::default() };
    for nexus in [currencies, territories] {
        assert_eq!(with(THRESHOLD_MIN, nexus), None, "one of the three is enough");
    }
}

#[test]
fn all_findings_come_at_once() {
    let lists = vec![
        ListPolicy { threshold: 4_999, ..national("ke") },
        national("ke"),
        ListPolicy { binds: Binding::Nexus(Nexus::default()), ..national("ug") },
        national("a b"),
    ];
    let findings = Policy::new(bank(), lists).unwrap_err();
    let expected = [
        PolicyFinding::Threshold(1, 4_999),
        PolicyFinding::Twice(2, "ke".to_owned()),
        PolicyFinding::NexusEmpty(3, "ug".to_owned()),
        PolicyFinding::Name(4),
        PolicyFinding::UnMissing,
    ];
    assert_eq!(findings, expected);
}

#[test]
fn national_lists_bind_by_nexus() {
    let national = ListPolicy {
        binds: Binding::Nexus(Nexus {
            members: BTreeSet::from([bank()]),
            currencies: BTreeSet::from([shilling()]),
            territories: BTreeSet::from([kenya()]),
        }),
        ..ListPolicy::proposed("ke")
    };
    let policy = Policy::new(bank(), vec![national, ListPolicy::proposed(UN)]).unwrap();
    let elsewhere = Posting {
        members: BTreeSet::from([Bic::parse("BANKUGKA").unwrap()]),
        currencies: BTreeSet::from([Currency::parse("UGX").unwrap()]),
        territories: BTreeSet::new(),
    };
    let bound = |posting: &Posting| {
        let bound = policy.binding(posting).into_iter();
        bound.map(|(list, engaged)| (list.list.clone(), engaged)).collect::<Vec<_>>()
    };
    let un = (UN.to_owned(), vec![Engaged::Everywhere]);
    assert_eq!(bound(&elsewhere), std::slice::from_ref(&un));
    let mut here = elsewhere;
    here.currencies.insert(shilling());
    here.territories.insert(kenya());
    let engaged = vec![Engaged::Currency(shilling()), Engaged::Territory(kenya())];
    assert_eq!(bound(&here), [("ke".to_owned(), engaged), un]);
    // Whatever form a BIC and a country are written in, they are the same.
    let members = BTreeSet::from([Bic::parse("BANKKENAXXX").unwrap()]);
    let engaged = bound(&Posting { members, ..Posting::default() });
    assert_eq!(engaged[0].1, [Engaged::Member(bank())]);
    assert_eq!(["ke", "KEN", "Kenya"].map(Territory::parse), [Some(kenya()); 3]);
    assert_eq!(["Kenia", "", "KEX"].map(Territory::parse), [None; 3]);
}

#[test]
fn a_version_is_of_the_settings_and_not_of_their_order() {
    let (un, ke) = (ListPolicy::proposed(UN), national("ke"));
    let version = |lists: Vec<ListPolicy>| Policy::new(bank(), lists).unwrap().version().to_owned();
    let first = version(vec![un.clone(), ke.clone()]);
    assert_eq!(first, version(vec![ke.clone(), un.clone()]));
    assert_eq!(first.len(), 64);
    let others = [
        vec![un.clone()],
        vec![un.clone(), ListPolicy { threshold: 7_600, ..ke.clone() }],
        vec![un.clone(), ListPolicy { weak_aliases: WeakAliases::Never, ..ke.clone() }],
        vec![un, ListPolicy { binds: nexus("TZS"), ..ke }],
    ];
    for lists in others {
        assert_ne!(first, version(lists));
    }
}

#[test]
fn the_canonical_form_is_a_promise() {
    let lists = vec![national("ke"), ListPolicy::proposed(UN)];
    let lists = lists.into_iter().map(|list| ListPolicy { threshold: 7_500, ..list });
    let policy = Policy::new(bank(), lists.collect()).unwrap();
    let lines = [
        "suftaja screening policy 1",
        "member BANKKENA",
        "list ke 7500 alone members  currencies KES territories ",
        "list un 7500 alone everywhere",
        "",
    ];
    assert_eq!(policy.canonical(), lines.join("\n"));
}
