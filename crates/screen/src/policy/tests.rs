//! Tests of settings: what configuration can never do, when lists bind, what makes a version.

use super::*;

fn nexus(currency: &str) -> Binding {
    let currencies = BTreeSet::from([currency.to_owned()]);
    Binding::Nexus(Nexus { currencies, ..Nexus::default() })
}

fn national(list: &str) -> ListPolicy {
    ListPolicy { binds: nexus("KES"), ..ListPolicy::proposed(list) }
}

#[test]
fn the_un_list_cannot_be_weakened() {
    let un = ListPolicy::proposed(UN);
    let refused = |list: ListPolicy| Policy::new("BANKKENA", vec![list]).unwrap_err();
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
        assert!(Policy::new("BANKKENA", vec![ListPolicy { threshold, ..un.clone() }]).is_ok());
    }
}

#[test]
fn all_findings_come_at_once() {
    let lists = vec![
        ListPolicy { threshold: 4_999, ..national("ke") },
        national("ke"),
        ListPolicy { binds: Binding::Nexus(Nexus::default()), ..national("ug") },
        ListPolicy { binds: nexus("K,ES"), ..national("a b") },
    ];
    let findings = Policy::new("", lists).unwrap_err();
    let expected = [
        PolicyFinding::Name(0),
        PolicyFinding::Threshold(1, 4_999),
        PolicyFinding::Twice(2, "ke".to_owned()),
        PolicyFinding::NexusEmpty(3, "ug".to_owned()),
        PolicyFinding::Name(4),
        PolicyFinding::Name(4),
        PolicyFinding::UnMissing,
    ];
    assert_eq!(findings, expected);
}

#[test]
fn national_lists_bind_by_nexus() {
    let national = ListPolicy {
        binds: Binding::Nexus(Nexus {
            members: BTreeSet::from(["BANKKENA".to_owned()]),
            currencies: BTreeSet::from(["KES".to_owned()]),
            territories: BTreeSet::from(["KE".to_owned()]),
        }),
        ..ListPolicy::proposed("ke")
    };
    let policy = Policy::new("BANKKENA", vec![national, ListPolicy::proposed(UN)]).unwrap();
    let elsewhere = Posting {
        members: BTreeSet::from(["BANKUGKA".to_owned()]),
        currencies: BTreeSet::from(["UGX".to_owned()]),
        territories: BTreeSet::new(),
    };
    let bound = |posting: &Posting| {
        let bound = policy.binding(posting).into_iter();
        bound.map(|(list, engaged)| (list.list.clone(), engaged)).collect::<Vec<_>>()
    };
    let un = (UN.to_owned(), vec![Engaged::Everywhere]);
    assert_eq!(bound(&elsewhere), std::slice::from_ref(&un));
    let mut here = elsewhere;
    here.currencies.insert("KES".to_owned());
    here.territories.insert("KE".to_owned());
    let engaged = vec![Engaged::Currency("KES".to_owned()), Engaged::Territory("KE".to_owned())];
    assert_eq!(bound(&here), [("ke".to_owned(), engaged), un]);
}

#[test]
fn a_version_is_of_the_settings_and_not_of_their_order() {
    let (un, ke) = (ListPolicy::proposed(UN), national("ke"));
    let version =
        |lists: Vec<ListPolicy>| Policy::new("BANKKENA", lists).unwrap().version().to_owned();
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
    let policy = Policy::new("BANKKENA", lists.collect()).unwrap();
    let lines = [
        "suftaja screening policy 1",
        "member BANKKENA",
        "list ke 7500 alone members  currencies KES territories ",
        "list un 7500 alone everywhere",
        "",
    ];
    assert_eq!(policy.canonical(), lines.join("\n"));
}
