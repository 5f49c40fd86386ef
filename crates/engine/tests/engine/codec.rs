//! Entry format 1: bytes and entry stand one for one, and damaged bytes never do harm.

use proptest::prelude::*;
use suftaja_base::{Bic, BusinessDate, Currency, Instant, Lei, Suf};
use suftaja_engine::entry::calendar::{Calendar, DayOrder, DifferenceReason, Hours, Offset};
use suftaja_engine::entry::codec::PAYMENT_BYTES;
use suftaja_engine::entry::file::{FileOrder, Mode};
use suftaja_engine::entry::mandate::{MandateOrder, Terms};
use suftaja_engine::entry::profile::ProfileOrder;
use suftaja_engine::entry::query::{Query, Report};
use suftaja_engine::entry::tariff::{Payer, Price, Tariff, When};
use suftaja_engine::entry::tier::{Admission, Basis, Caps, Decision, TierOrder};
use suftaja_engine::entry::{
    AccountStatus, Body, Entry, Family, Limits, Name, Original, Payment, Priority, ReportedStatus,
    Request, Return, Role, Stamp, Status,
};
use suftaja_engine::{AccountId, CurrencyId, MandateId, ParticipantId, ReserveId, SponsorshipId};

fn encoded(entry: &Entry) -> Vec<u8> {
    let mut bytes = Vec::new();
    entry.encode(&mut bytes);
    bytes
}

fn currency() -> impl Strategy<Value = Currency> {
    prop::sample::select(Currency::all().collect::<Vec<_>>())
}

fn date() -> impl Strategy<Value = BusinessDate> {
    (BusinessDate::MIN.days()..=BusinessDate::MAX.days())
        .prop_map(|days| BusinessDate::from_days(days).unwrap())
}

fn name() -> impl Strategy<Value = Name> {
    let bic = "[A-Z]{4}(KE|UG|TZ|RW|BI)[A-Z0-9]{2}([A-Z0-9]{3})?"
        .prop_map(|text| Name::Bic(Bic::parse(&text).unwrap()));
    let lei = "[A-Z0-9]{18}".prop_map(|stem| {
        let digits = (2..=98).map(|check| format!("{stem}{check:02}"));
        Name::Lei(digits.into_iter().find_map(|text| Lei::parse(&text).ok()).unwrap())
    });
    prop_oneof![bic, lei]
}

fn stamp() -> impl Strategy<Value = Stamp> {
    (any::<(u64, u32, u16, u16, u32)>(), any::<(u32, u32, u32, bool)>()).prop_map(
        |((time, actor, rule_version, parameter_version, signature), rest)| {
            let (verdict, proposer, approver, evidence) = rest;
            Stamp {
                time: Instant::from_nanos(time),
                actor: ParticipantId(actor),
                rule_version,
                parameter_version,
                signature,
                verdict,
                proposer,
                approver,
                evidence,
            }
        },
    )
}

fn payment() -> impl Strategy<Value = Payment> {
    let family = prop::sample::select(vec![
        Family::Internal,
        Family::Pacs008,
        Family::Pacs009,
        Family::Pacs009Cover,
        Family::Pacs004,
        Family::Pacs010,
    ]);
    let priority = prop::sample::select(vec![Priority::Urgent, Priority::High, Priority::Normal]);
    let ids = any::<(u32, u32, u64, u128, u128, u128)>();
    (ids, family, priority, date(), any::<(u64, u64, u16)>()).prop_map(
        |((debit, credit, amount, identity, uetr, content), family, priority, date, times)| {
            Payment {
                debit: AccountId(debit),
                credit: AccountId(credit),
                amount,
                identity,
                uetr,
                content,
                family,
                priority,
                value_date: date,
                from_time: Instant::from_nanos(times.0),
                reject_time: Instant::from_nanos(times.1),
                warn_minute: times.2,
            }
        },
    )
}

fn register_body() -> impl Strategy<Value = Body> {
    let role = prop::sample::select(vec![
        Role::CentralBank,
        Role::DirectBank,
        Role::IndirectBank,
        Role::FxProvider,
        Role::Guarantor,
        Role::CustomsOffice,
    ]);
    let status = prop::sample::select(vec![
        Status::Pending,
        Status::Active,
        Status::Suspended,
        Status::Deactivated,
    ]);
    let id = any::<u32>();
    prop_oneof![
        (any::<(u128, bool, u32)>(), "\\PC{0,16}").prop_map(|((secret, at_entry, max), name)| {
            Body::UnionOpened { secret, name, irrevocable_at_entry: at_entry, queue_max: max }
        }),
        (name(), role, any::<u16>()).prop_map(|(name, role, member)| Body::ParticipantAdmitted {
            name,
            role,
            member
        }),
        (id, status).prop_map(|(id, status)| Body::ParticipantStatusSet {
            participant: ParticipantId(id),
            status,
        }),
        (currency(), id).prop_map(|(currency, id)| Body::CurrencyDefined {
            currency,
            central_bank: ParticipantId(id),
        }),
        (id, date()).prop_map(|(id, date)| Body::DayOpened { currency: CurrencyId(id), date }),
        id.prop_map(|id| Body::DayClosed { currency: CurrencyId(id) }),
        any::<(u32, bool)>()
            .prop_map(|(id, stopped)| Body::CurrencyStopSet { currency: CurrencyId(id), stopped }),
        any::<(u32, bool)>().prop_map(|(id, stopped)| Body::ParticipantStopSet {
            participant: ParticipantId(id),
            stopped,
        }),
        any::<(u32, u8, bool)>().prop_map(|(id, word, on)| Body::Profile {
            participant: ParticipantId(id),
            order: match word % 3 {
                0 => ProfileOrder::Statuses(on),
                1 => ProfileOrder::Receipts(on),
                _ => ProfileOrder::Urgent(on),
            },
        }),
        any::<(u32, u64)>().prop_map(|(id, payment_max)| Body::CurrencyLimitSet {
            currency: CurrencyId(id),
            payment_max,
        }),
        any::<(u16, u32, u128)>().prop_map(|(code, findings, content)| Body::MessageRefused {
            code: Suf(code),
            findings,
            content,
        }),
        Just(Body::Tick),
        any::<u64>().prop_map(|number| Body::Quarantined { number }),
    ]
}

fn query_body() -> impl Strategy<Value = Body> {
    prop_oneof![
        (any::<u32>(), prop::option::of(date()), 0_u8..5).prop_map(|(account, date, report)| {
            let all = [
                Report::Balances,
                Report::Totals,
                Report::Details,
                Report::Statement,
                Report::Entries,
            ];
            let report = all[usize::from(report)];
            Body::Queried(Query::Report { account: AccountId(account), report, date })
        }),
        any::<(u64, u64)>().prop_map(|(from, to)| Body::Queried(Query::Resend { from, to })),
    ]
}

fn account_body() -> impl Strategy<Value = Body> {
    let status = prop::sample::select(vec![
        AccountStatus::Open,
        AccountStatus::Blocked,
        AccountStatus::Closed,
    ]);
    let money = any::<(u32, u64, u128)>();
    prop_oneof![
        any::<(u32, u32)>().prop_map(|(owner, currency)| Body::AccountOpened {
            owner: ParticipantId(owner),
            currency: CurrencyId(currency),
        }),
        (any::<u32>(), status)
            .prop_map(|(id, status)| Body::AccountStatusSet { account: AccountId(id), status }),
        (any::<(u32, u64, u128)>(), prop::option::of(original()), "\\PC{0,8}").prop_map(
            |((id, amount, identity), original, reference)| {
                let account = AccountId(id);
                Body::Frozen { account, amount, original, identity, reference }
            }
        ),
        any::<(u32, u32, u64, u128)>().prop_map(|(freeze, to, amount, identity)| {
            Body::Unfrozen { freeze, to: AccountId(to), amount, identity }
        }),
        any::<(u32, u64, u8, bool)>().prop_map(|(id, amount, class, standing)| {
            let class = match class % 3 {
                0 => Priority::Urgent,
                1 => Priority::High,
                _ => Priority::Normal,
            };
            Body::EarmarkSet { account: AccountId(id), class, amount, standing }
        }),
        any::<(u32, i128, i128, u64, u128)>().prop_map(|(id, floor, ceiling, payment_max, day)| {
            let limits = Limits { floor, ceiling, payment_max, day_debit_max: day };
            Body::LimitsSet { account: AccountId(id), limits }
        }),
        money.prop_map(|(id, amount, identity)| Body::Issued {
            account: AccountId(id),
            amount,
            identity,
        }),
        money.prop_map(|(id, amount, identity)| Body::Withdrawn {
            account: AccountId(id),
            amount,
            identity,
        }),
        any::<(u32, u32, u64, u128)>().prop_map(|(debit, credit, amount, identity)| {
            let (debit, credit) = (AccountId(debit), AccountId(credit));
            Body::ReservePlaced { debit, credit, amount, identity }
        }),
        any::<(u32, u64, u128, bool)>().prop_map(|(id, amount, identity, release_rest)| {
            Body::ReservePosted { reserve: ReserveId(id), amount, identity, release_rest }
        }),
        money.prop_map(|(id, amount, identity)| Body::ReserveReleased {
            reserve: ReserveId(id),
            amount,
            identity,
        }),
    ]
}

fn calendar() -> impl Strategy<Value = Calendar> {
    let hours = prop_oneof![
        any::<[u16; 5]>().prop_map(|[start, open, customer_cut_off, bank_cut_off, close]| {
            Hours::Daily { start, open, customer_cut_off, bank_cut_off, close }
        }),
        any::<(u16, u16)>().prop_map(|(roll, grace)| Hours::AroundTheClock { roll, grace }),
    ];
    let offset = (date(), any::<i16>()).prop_map(|(from, minutes)| Offset { from, minutes });
    let lists = (prop::collection::vec(offset, 0..4), prop::collection::vec(date(), 0..9));
    (lists, hours, any::<(u8, u16, bool)>()).prop_map(
        |((offsets, holidays), hours, (rest_days, ahead_max, mirror))| Calendar {
            offsets,
            rest_days,
            holidays,
            hours,
            ahead_max,
            mirror,
        },
    )
}

fn day_body() -> impl Strategy<Value = Body> {
    let reason = prop::sample::select(vec![
        DifferenceReason::InTransit,
        DifferenceReason::Correction,
        DifferenceReason::Other,
    ]);
    let order = prop_oneof![
        calendar().prop_map(|calendar| DayOrder::CalendarSet(Box::new(calendar))),
        Just(DayOrder::CalendarRemoved),
        (date(), any::<bool>()).prop_map(|(date, holiday)| DayOrder::HolidaySet { date, holiday }),
        any::<u16>().prop_map(|minutes| DayOrder::DayExtended { minutes }),
        Just(DayOrder::DayEnded),
        (date(), any::<u128>())
            .prop_map(|(date, amount)| DayOrder::MirrorConfirmed { date, amount }),
        (date(), reason).prop_map(|(date, reason)| DayOrder::MirrorAccepted { date, reason }),
    ];
    (any::<u32>(), order).prop_map(|(id, order)| Body::Day { currency: CurrencyId(id), order })
}

fn original() -> impl Strategy<Value = Original> {
    any::<(u64, u64, u32, u32, u64)>().prop_map(|(entry, time, debit, credit, amount)| {
        let (debit, credit) = (AccountId(debit), AccountId(credit));
        Original { entry, time: Instant::from_nanos(time), debit, credit, amount }
    })
}

fn request_body() -> impl Strategy<Value = Body> {
    let request =
        || {
            (original(), any::<(u128, u128)>())
                .prop_map(|(original, (identity, content))| Request { original, identity, content })
        };
    let status = prop::sample::select(vec![
        ReportedStatus::Credited,
        ReportedStatus::WithoutPosting,
        ReportedStatus::Blocked,
        ReportedStatus::Rejected,
    ]);
    prop_oneof![
        (payment(), original(), any::<bool>()).prop_map(|(payment, original, ends_recall)| {
            Body::Returned(Return { payment, original, ends_recall })
        }),
        (request(), any::<u16>())
            .prop_map(|(request, days)| Body::CancellationRequested { request, days }),
        (request(), any::<bool>())
            .prop_map(|(request, refused)| Body::CancellationAnswered { request, refused }),
        (request(), status).prop_map(|(request, status)| Body::StatusReported { request, status }),
        original().prop_map(|original| Body::StatusRequested { original }),
        (any::<(u32, u32, u64, u128, u128)>(), prop::option::of(date())).prop_map(
            |((debit, credit, amount, identity, content), value_date)| {
                let (debit, credit) = (AccountId(debit), AccountId(credit));
                Body::LiquidityMoved { debit, credit, amount, value_date, identity, content }
            }
        ),
    ]
}

fn tier_body() -> impl Strategy<Value = Body> {
    let caps = || {
        let basis = prop::sample::select(vec![Basis::Gross, Basis::Net]);
        (any::<(u64, u64)>(), basis, prop::option::of(date())).prop_map(
            |((item_max, day_max), basis, until)| Caps { item_max, day_max, basis, until },
        )
    };
    let lei = name().prop_filter_map("a LEI", |name| match name {
        Name::Lei(lei) => Some(lei),
        Name::Bic(_) => None,
    });
    let texts = ("\\PC{0,20}", "\\PC{0,20}");
    let admission = (texts, lei, date(), date(), any::<u32>(), date()).prop_map(
        |((licence, authority), lei, attested, checked, list_version, valid_until)| Admission {
            licence,
            authority,
            lei,
            attested,
            checked,
            list_version,
            valid_until,
        },
    );
    let decision = prop::sample::select(vec![Decision::Settle, Decision::Refuse]);
    let id = any::<u32>();
    let order = prop_oneof![
        (any::<(u32, u32)>(), caps()).prop_map(|((indirect, account), caps)| {
            let (indirect, account) = (ParticipantId(indirect), AccountId(account));
            TierOrder::SponsorshipOffered { indirect, account, caps }
        }),
        id.prop_map(|id| TierOrder::SponsorshipAccepted { sponsorship: SponsorshipId(id) }),
        id.prop_map(|id| TierOrder::SponsorshipEnded { sponsorship: SponsorshipId(id) }),
        (id, caps())
            .prop_map(|(id, caps)| TierOrder::CapsSet { sponsorship: SponsorshipId(id), caps }),
        (any::<u64>(), decision)
            .prop_map(|(payment, decision)| TierOrder::PaymentDecided { payment, decision }),
        any::<(u32, u64)>().prop_map(|(id, nanos)| TierOrder::InsolvencyOpened {
            participant: ParticipantId(id),
            instant: Instant::from_nanos(nanos),
        }),
        (id, admission).prop_map(|(id, admission)| TierOrder::AdmissionRecorded {
            participant: ParticipantId(id),
            admission,
        }),
        Just(TierOrder::AdmissionRequired),
    ];
    order.prop_map(Body::Tier)
}

fn tariff_body() -> impl Strategy<Value = Body> {
    let payer = prop::sample::select(vec![Payer::Sender, Payer::Receiver]);
    let when = prop::sample::select(vec![When::AtOnce, When::DayEnd]);
    let service = prop::sample::select(vec![Family::Pacs008, Family::Pacs010, Family::Internal]);
    let price = (service, payer, when, any::<(u64, u64)>()).prop_map(
        |(service, payer, when, (settled, refused))| Price {
            service,
            payer,
            when,
            settled,
            refused,
        },
    );
    (any::<(u32, u32)>(), date(), prop::collection::vec(price, 0..5)).prop_map(
        |((currency, account), from, prices)| {
            let tariff = Tariff { account: AccountId(account), prices };
            Body::TariffSet { currency: CurrencyId(currency), from, tariff }
        },
    )
}

fn file_body() -> impl Strategy<Value = Body> {
    let mode = prop::sample::select(vec![Mode::Each, Mode::Together]);
    let order =
        prop_oneof![
            (any::<(u128, u128, u32)>(), mode).prop_map(|((identity, content, count), mode)| {
                FileOrder::Opened { identity, content, count, mode }
            }),
            (any::<(u64, u32)>(), payment())
                .prop_map(|((file, place), payment)| FileOrder::Payment { file, place, payment }),
            any::<u64>().prop_map(|file| FileOrder::Closed { file }),
            any::<(u16, u32, u128)>().prop_map(|(code, findings, content)| {
                FileOrder::Refused { code: Suf(code), findings, content }
            }),
        ];
    order.prop_map(Body::File)
}

fn mandate_body() -> impl Strategy<Value = Body> {
    let terms = (any::<(u64, u64)>(), date(), prop::option::of(date()))
        .prop_map(|((item_max, day_max), from, until)| Terms { item_max, day_max, from, until });
    let id = any::<u32>();
    let order = prop_oneof![
        (any::<(u32, u32)>(), terms).prop_map(|((debtor, creditor), terms)| {
            let (debtor, creditor) = (AccountId(debtor), AccountId(creditor));
            MandateOrder::Offered { debtor, creditor, terms }
        }),
        id.prop_map(|id| MandateOrder::Accepted { mandate: MandateId(id) }),
        id.prop_map(|id| MandateOrder::Ended { mandate: MandateId(id) }),
    ];
    order.prop_map(Body::Mandate)
}

fn entry() -> impl Strategy<Value = Entry> {
    let payment = payment().prop_map(Body::Payment);
    (
        stamp(),
        prop_oneof![
            payment,
            register_body(),
            query_body(),
            account_body(),
            day_body(),
            request_body(),
            tier_body(),
            mandate_body(),
            tariff_body(),
            file_body()
        ],
    )
        .prop_map(|(stamp, body)| Entry { stamp, body })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn every_entry_reads_back(entry in entry()) {
        let bytes = encoded(&entry);
        prop_assert!(bytes.len().is_multiple_of(8));
        prop_assert_eq!(usize::from(u16::from_le_bytes([bytes[0], bytes[1]])) * 8, bytes.len());
        if matches!(entry.body, Body::Payment(_)) {
            prop_assert_eq!(bytes.len(), PAYMENT_BYTES);
        }
        prop_assert_eq!(Entry::decode(&bytes), Ok(entry));
    }

    #[test]
    fn entries_follow_each_other_in_a_buffer(first in entry(), second in entry()) {
        let mut buffer = encoded(&first);
        let cut = buffer.len();
        second.encode(&mut buffer);
        prop_assert_eq!(Entry::decode(&buffer[..cut]), Ok(first));
        prop_assert_eq!(Entry::decode(&buffer[cut..]), Ok(second));
    }

    #[test]
    fn damaged_bytes_are_refused_or_stand_for_exactly_one_entry(
        entry in entry(),
        places in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4),
        cut in any::<prop::sample::Index>(),
        truncate: bool,
    ) {
        let mut bytes = encoded(&entry);
        for (place, byte) in places {
            let place = place.index(bytes.len());
            bytes[place] = byte;
        }
        if truncate {
            bytes.truncate(cut.index(bytes.len()));
        }
        if let Ok(read) = Entry::decode(&bytes) {
            prop_assert_eq!(encoded(&read), bytes);
        }
    }

    #[test]
    fn any_bytes_are_refused_or_stand_for_exactly_one_entry(
        kind in 0_u8..96,
        mut bytes in prop::collection::vec(0_u8..4, 40..180),
    ) {
        bytes.truncate(bytes.len() / 8 * 8);
        let words = u16::try_from(bytes.len() / 8).unwrap().to_le_bytes();
        bytes[..4].copy_from_slice(&[words[0], words[1], kind, 0]);
        bytes[36..40].fill(0);
        if let Ok(read) = Entry::decode(&bytes) {
            prop_assert_eq!(encoded(&read), bytes);
        }
    }
}

#[test]
fn every_single_flipped_bit_changes_the_entry_or_is_refused() {
    let bodies = [
        Body::Tick,
        Body::UnionOpened {
            secret: 1,
            name: String::from("Un"),
            irrevocable_at_entry: true,
            queue_max: 5,
        },
        Body::Quarantined { number: 9 },
        Body::DayClosed { currency: CurrencyId(1) },
    ];
    for body in bodies {
        let entry = Entry { stamp: Stamp::default(), body };
        let bytes = encoded(&entry);
        for bit in 0..bytes.len() * 8 {
            let mut damaged = bytes.clone();
            damaged[bit / 8] ^= 1 << (bit % 8);
            match Entry::decode(&damaged) {
                Ok(read) => assert_ne!(read, entry, "bit {bit}"),
                Err(malformed) => assert!(malformed.at <= bytes.len(), "bit {bit}"),
            }
        }
    }
}

#[test]
fn a_malformed_entry_says_where() {
    let mut bytes = encoded(&Entry { stamp: Stamp::default(), body: Body::Tick });
    bytes[2] = 200;
    let malformed = Entry::decode(&bytes).unwrap_err();
    assert_eq!(malformed.to_string(), "the entry cannot be read at its byte 40");
    bytes[0] = 6;
    assert_eq!(Entry::decode(&bytes).unwrap_err().at, 0);
    assert_eq!(Entry::decode(&[]).unwrap_err().at, 0);
}
