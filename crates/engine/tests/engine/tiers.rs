//! Sponsors and their indirect participants in the engine: one line for one account's money, caps
//! that wait, payments within an account.

use crate::union::*;
use suftaja_base::suf::tier;
use suftaja_engine::entry::tier::{Basis, Caps, TierOrder};
use suftaja_engine::entry::{AccountKind, Body, Payment, Priority, Role, Status};
use suftaja_engine::history::Standing;
use suftaja_engine::outcome::{Event, TierEvent};
use suftaja_engine::{AccountId, ParticipantId, SponsorshipId};

const INDIRECT: [ParticipantId; 2] = [ParticipantId(5), ParticipantId(6)];
/// The accounts under which they pay and receive.
const D: AccountId = AccountId(5);
const E: AccountId = AccountId(6);

/// Bank A, which has a thousand, carries two others with these caps.
fn sponsored(caps: Caps) -> Union {
    let mut union = Union::funded();
    for (at, indirect) in (0..).zip(INDIRECT) {
        let name = bic(20 + at);
        let admitted = Body::ParticipantAdmitted { name, role: Role::IndirectBank, member: 404 };
        union.order(OPERATOR, admitted);
        union.set_status(indirect, Status::Active);
        let offered = TierOrder::SponsorshipOffered { indirect, account: A, caps };
        union.order(BANK_A, Body::Tier(offered));
        let sponsorship = SponsorshipId(at as u32);
        let event =
            union.order(indirect, Body::Tier(TierOrder::SponsorshipAccepted { sponsorship }));
        let account = [D, E][at];
        assert_eq!(event, Event::Tier(TierEvent::Accepted { sponsorship, account }));
    }
    assert_eq!(union.state.ledger().account(D).unwrap().kind(), AccountKind::Sponsored);
    union
}

#[test]
fn sponsor_and_indirect_wait_in_one_line_and_the_higher_class_goes_first() {
    let mut union = sponsored(Caps::NONE);
    union.pay(payment(D, B, 1_500, 1));
    union.pay(Payment { priority: Priority::Urgent, ..payment(A, B, 1_200, 2) });
    // The sponsor's urgent payment lacks cover, so its indirect's normal one stands back.
    union.pay(payment(E, B, 100, 3));
    assert_eq!(union.line(A), [1_200, 1_500, 100]);
    assert_eq!(union.line(D), [0_u64; 0]);
    let events = union.issue(A, 300);
    assert_eq!(settled(&events), [1_200, 100]);
    assert_eq!((union.balance(A), union.balance(B), union.balance(D)), (0, 2_300, 0));
}

#[test]
fn within_one_account_nothing_is_posted_and_no_chain_has_the_row() {
    let mut union = sponsored(Caps::NONE);
    let before = union.balances();
    let chain =
        |union: &Union| [A, D, E].map(|id| union.state.ledger().account(id).unwrap().last());
    let links = chain(&union);
    let events = union.pay(payment(D, E, 5_000, 1));
    let Event::Settled { payment: settled, .. } = events[0] else { panic!("{events:?}") };
    let standing = union.state.history().standing(settled.row);
    assert_eq!(standing, Some(Standing::Settled { by: union.last() }));
    assert_eq!((union.balances(), chain(&union)), (before, links));
    let carried = |credit| {
        let (payment, carrier, inside) = (settled, A, true);
        Event::Tier(TierEvent::Carried { payment, carrier, credit, inside })
    };
    assert_eq!(events[1..], [carried(false), carried(true)]);
    // Nothing final is unwound: it comes back by a return, whose amount is counted.
    let events = union.apply(INDIRECT[1], Body::Returned(back(original(&events), 5_000, 2)));
    assert_eq!(crate::union::settled(&events), [5_000]);
}

#[test]
fn what_comes_in_makes_room_under_a_net_cap_for_what_waits() {
    let mut union = sponsored(Caps { day_max: 1_000, basis: Basis::Net, ..Caps::NONE });
    // Accepted for a later time, when the cap will be used up.
    let later = Payment { from_time: at(60), ..payment(D, B, 600, 1) };
    union.pay(later);
    union.pay(payment(D, B, 700, 2));
    let (_, code, remembered) = refusal(&union.pay(payment(D, B, 600, 3)));
    assert_eq!((code, remembered), (tier::DAY_CAP, false));
    union.time = at(61).nanos();
    assert_eq!(settled(&union.tick()), [0_u64; 0]);
    assert_eq!(union.line(A), [600]);
    union.issue(A, 1_000);
    assert_eq!(settled(&union.pay(payment(C, D, 300, 4))), [300, 600]);
}
