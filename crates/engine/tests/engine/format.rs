//! One entry of each kind, held to its bytes as `docs/internals/entries.md` draws them. A failure
//! here is a change of format: journals that exist could no longer be read.

use suftaja_base::{Bic, BusinessDate, Currency, Instant, Lei, Suf};
use suftaja_engine::entry::calendar::{Calendar, DayOrder, DifferenceReason, Hours, Offset};
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

/// Every field of the stamp has bytes of its own.
const STAMP: Stamp = Stamp {
    time: Instant::from_nanos(0x2827_2625_2423_2221),
    actor: ParticipantId(0x1413_1211),
    rule_version: 0x3231,
    parameter_version: 0x4241,
    signature: 0x5453_5251,
    verdict: 0x6463_6261,
    proposer: 0x7473_7271,
    approver: 0x8483_8281,
    evidence: true,
};
/// The stamp behind length and kind.
const STAMP_TEXT: &str =
    "01 11121314 2122232425262728 3132 4142 51525354 61626364 71727374 81828384 00000000";

fn account(number: u32) -> AccountId {
    AccountId(number)
}

/// The kinds that there are.
const KINDS: [std::ops::RangeInclusive<u8>; 9] =
    [1..=28, 30..=32, 41..=46, 50..=52, 60..=62, 65..=65, 70..=77, 80..=81, 85..=88];

/// Body, kind, length in words, and the bytes behind the stamp.
type Row = (Body, u8, u16, &'static str);

const CURRENCY: CurrencyId = CurrencyId(0x0403_0201);
const PARTICIPANT: ParticipantId = ParticipantId(0x0403_0201);
const IDENTITY: u128 = 0x3f3e_3d3c_3b3a_3938_3736_3534_3332_3130;
const AMOUNT: u64 = 0x1716_1514_1312_1110;

fn cold() -> Vec<Row> {
    let money_and_days = [set_up(), limits(), days_and_stops(), money(), calendars()].concat();
    [money_and_days, requests(), liquidity(), mandates(), vec![tariff()], tiers(), files()].concat()
}

fn set_up() -> Vec<Row> {
    vec![
        (
            Body::UnionOpened {
                secret: IDENTITY,
                name: String::from("Oma"),
                irrevocable_at_entry: true,
                queue_max: 0x0403_0201,
            },
            2,
            9,
            "303132333435363738393a3b3c3d3e3f 01020304 01 03 4f6d61 00000000000000",
        ),
        (
            Body::ParticipantAdmitted {
                name: Name::Bic(Bic::parse("BKENKENA").unwrap()),
                role: Role::DirectBank,
                member: 0x0201,
            },
            3,
            7,
            "00 424b454e4b454e41585858 01 0102 00",
        ),
        (
            Body::ParticipantAdmitted {
                name: Name::Lei(Lei::parse("5493001KJTIIGC8Y1R12").unwrap()),
                role: Role::CentralBank,
                member: 0x0201,
            },
            3,
            8,
            "01 353439333030314b4a54494947433859315231 32 00 0102",
        ),
        (
            Body::ParticipantStatusSet { participant: PARTICIPANT, status: Status::Suspended },
            4,
            6,
            "01020304 02 000000",
        ),
        (
            Body::CurrencyDefined {
                currency: Currency::parse("KES").unwrap(),
                central_bank: PARTICIPANT,
            },
            5,
            6,
            "01020304 4b4553 00",
        ),
        (Body::AccountOpened { owner: PARTICIPANT, currency: CURRENCY }, 6, 6, "01020304 01020304"),
    ]
}

fn limits() -> Vec<Row> {
    vec![
        (
            Body::AccountStatusSet { account: account(5), status: AccountStatus::Closed },
            7,
            6,
            "05000000 02 000000",
        ),
        (
            Body::LimitsSet {
                account: account(5),
                limits: Limits {
                    floor: -2,
                    ceiling: 3,
                    payment_max: AMOUNT,
                    day_debit_max: IDENTITY,
                },
            },
            8,
            13,
            "05000000 feffffffffffffffffffffffffffffff 03000000000000000000000000000000 \
             1011121314151617 303132333435363738393a3b3c3d3e3f 00000000",
        ),
        (
            Body::Frozen {
                account: account(5),
                amount: AMOUNT,
                original: None,
                identity: IDENTITY,
                reference: "HC-7".to_owned(),
            },
            51,
            14,
            "05000000 1011121314151617 303132333435363738393a3b3c3d3e3f \
             0000000000000000 0000000000000000 00000000 00000000 0000000000000000 \
             00 04 48432d37 000000000000",
        ),
        (
            Body::Unfrozen { freeze: 7, to: account(5), amount: AMOUNT, identity: IDENTITY },
            52,
            9,
            "07000000 05000000 1011121314151617 303132333435363738393a3b3c3d3e3f",
        ),
        (
            Body::EarmarkSet {
                account: account(5),
                class: Priority::High,
                amount: AMOUNT,
                standing: true,
            },
            50,
            7,
            "05000000 1011121314151617 01 01 0000",
        ),
        (
            Body::CurrencyLimitSet { currency: CURRENCY, payment_max: AMOUNT },
            9,
            7,
            "01020304 1011121314151617 00000000",
        ),
    ]
}

fn days_and_stops() -> Vec<Row> {
    vec![
        (
            Body::DayOpened { currency: CURRENCY, date: BusinessDate::from_days(20_778).unwrap() },
            10,
            6,
            "01020304 2a510000",
        ),
        (Body::DayClosed { currency: CURRENCY }, 11, 6, "01020304 00000000"),
        (Body::CurrencyStopSet { currency: CURRENCY, stopped: true }, 12, 6, "01020304 01 000000"),
        (
            Body::ParticipantStopSet { participant: PARTICIPANT, stopped: false },
            13,
            6,
            "01020304 00 000000",
        ),
        (
            Body::Queried(Query::Report {
                account: account(5),
                report: Report::Statement,
                date: BusinessDate::from_days(20_778),
            }),
            80,
            7,
            "05000000 2a510000 03 01 000000000000",
        ),
        (
            Body::Queried(Query::Resend { from: AMOUNT, to: 9 }),
            81,
            7,
            "1011121314151617 0900000000000000",
        ),
        (
            Body::Profile { participant: PARTICIPANT, order: ProfileOrder::Statuses(true) },
            30,
            6,
            "01020304 01 000000",
        ),
        (
            Body::Profile { participant: PARTICIPANT, order: ProfileOrder::Receipts(false) },
            31,
            6,
            "01020304 00 000000",
        ),
        (
            Body::Profile { participant: PARTICIPANT, order: ProfileOrder::Urgent(true) },
            32,
            6,
            "01020304 01 000000",
        ),
    ]
}

fn money() -> Vec<Row> {
    let money = "01020304 1011121314151617 303132333435363738393a3b3c3d3e3f 00000000";
    vec![
        (
            Body::Issued { account: account(0x0403_0201), amount: AMOUNT, identity: IDENTITY },
            14,
            9,
            money,
        ),
        (
            Body::Withdrawn { account: account(0x0403_0201), amount: AMOUNT, identity: IDENTITY },
            15,
            9,
            money,
        ),
        (
            Body::ReservePlaced {
                debit: account(1),
                credit: account(2),
                amount: AMOUNT,
                identity: IDENTITY,
            },
            16,
            9,
            "01000000 02000000 1011121314151617 303132333435363738393a3b3c3d3e3f",
        ),
        (
            Body::ReservePosted {
                reserve: ReserveId(7),
                amount: AMOUNT,
                identity: IDENTITY,
                release_rest: true,
            },
            17,
            9,
            "07000000 1011121314151617 303132333435363738393a3b3c3d3e3f 01 000000",
        ),
        (
            Body::ReserveReleased { reserve: ReserveId(7), amount: AMOUNT, identity: IDENTITY },
            18,
            9,
            "07000000 1011121314151617 303132333435363738393a3b3c3d3e3f 00000000",
        ),
        (
            Body::MessageRefused { code: Suf(0x0201), findings: 9, content: IDENTITY },
            19,
            8,
            "303132333435363738393a3b3c3d3e3f 09000000 0102 0000",
        ),
        (Body::Tick, 20, 5, ""),
        (Body::Quarantined { number: AMOUNT }, 21, 6, "1011121314151617"),
    ]
}

fn calendars() -> Vec<Row> {
    let date = BusinessDate::from_days(20_778).unwrap();
    let calendar = |hours| Calendar {
        offsets: vec![Offset { from: date, minutes: -90 }],
        rest_days: 0x60,
        holidays: vec![date, date.next()],
        hours,
        ahead_max: 0x0a09,
        mirror: true,
    };
    let daily = Hours::Daily {
        start: 0x0201,
        open: 0x0403,
        customer_cut_off: 0x0605,
        bank_cut_off: 0x0807,
        close: 0x0a09,
    };
    let orders = [
        (
            DayOrder::CalendarSet(Box::new(calendar(daily))),
            10,
            "00 60 01 0102 0304 0506 0708 090a 090a 0100 2a510000 a6ff 0200 2a510000 2b510000 \
             000000",
        ),
        (
            DayOrder::CalendarSet(Box::new(calendar(Hours::AroundTheClock {
                roll: 0x0201,
                grace: 0x0403,
            }))),
            10,
            "01 60 01 0102 0304 0000 0000 0000 090a 0100 2a510000 a6ff 0200 2a510000 2b510000 \
             000000",
        ),
        (DayOrder::CalendarRemoved, 6, "00000000"),
        (DayOrder::HolidaySet { date, holiday: true }, 7, "2a510000 01 00000000000000"),
        (DayOrder::DayExtended { minutes: 0x0201 }, 6, "0102 0000"),
        (DayOrder::DayEnded, 6, "00000000"),
        (
            DayOrder::MirrorConfirmed { date, amount: IDENTITY },
            8,
            "2a510000 303132333435363738393a3b3c3d3e3f",
        ),
        (
            DayOrder::MirrorAccepted { date, reason: DifferenceReason::Other },
            7,
            "2a510000 02 00000000000000",
        ),
    ];
    let kinds = [22, 22, 23, 24, 25, 26, 27, 28];
    let row = |((order, words, text), kind): ((DayOrder, u16, &str), u8)| {
        // Every order of this family is behind its currency.
        let text: &'static str = format!("01020304 {text}").leak();
        (Body::Day { currency: CURRENCY, order }, kind, words, text)
    };
    orders.into_iter().zip(kinds).map(row).collect()
}

fn original() -> Original {
    Original {
        entry: 0x8786_8584_8382_8180,
        time: Instant::from_nanos(0x9796_9594_9392_9190),
        debit: account(0x0403_0201),
        credit: account(0x0807_0605),
        amount: AMOUNT,
    }
}

fn mandates() -> Vec<Row> {
    let date = BusinessDate::from_days(20_778).unwrap();
    let mandate = MandateId(0x0403_0201);
    let terms = Terms { item_max: AMOUNT, day_max: 1, from: date, until: Some(date) };
    let orders = [
        (
            MandateOrder::Offered { debtor: account(1), creditor: account(2), terms },
            10,
            "01000000 02000000 1011121314151617 0100000000000000 2a510000 2a510000 01 \
             00000000000000",
        ),
        (MandateOrder::Accepted { mandate }, 6, "01020304 00000000"),
        (MandateOrder::Ended { mandate }, 6, "01020304 00000000"),
    ];
    let row = |((order, words, text), kind)| (Body::Mandate(order), kind, words, text);
    orders.into_iter().zip(60..).map(row).collect()
}

fn files() -> Vec<Row> {
    let content = 1;
    let orders = [
        (
            FileOrder::Opened { identity: IDENTITY, content, count: 7, mode: Mode::Together },
            10,
            "303132333435363738393a3b3c3d3e3f 01000000000000000000000000000000 07000000 01 000000",
        ),
        (
            FileOrder::Payment { file: AMOUNT, place: 7, payment: payment() },
            18,
            "1011121314151617 07000000 01020304 05060708 1011121314151617 \
             303132333435363738393a3b3c3d3e3f 404142434445464748494a4b4c4d4e4f \
             505152535455565758595a5b5c5d5e5f 03 02 6869 2a510000 6061626364656667 \
             7071727374757677 00000000",
        ),
        (FileOrder::Closed { file: AMOUNT }, 6, "1011121314151617"),
        (
            FileOrder::Refused { code: Suf(0x0201), findings: 9, content: IDENTITY },
            8,
            "303132333435363738393a3b3c3d3e3f 09000000 0102 0000",
        ),
    ];
    let row = |((order, words, text), kind)| (Body::File(order), kind, words, text);
    orders.into_iter().zip(85..).map(row).collect()
}

fn tariff() -> Row {
    let from = BusinessDate::from_days(20_778).unwrap();
    let price = Price {
        service: Family::Pacs008,
        payer: Payer::Receiver,
        when: When::DayEnd,
        settled: AMOUNT,
        refused: 1,
    };
    let tariff = Tariff { account: account(2), prices: vec![price] };
    let text = "01020304 2a510000 02000000 01 01 01 01 1011121314151617 0100000000000000";
    (Body::TariffSet { currency: CURRENCY, from, tariff }, 65, 9, text)
}

fn liquidity() -> Vec<Row> {
    let date = BusinessDate::from_days(20_778).unwrap();
    let moved = |value_date| Body::LiquidityMoved {
        debit: account(1),
        credit: account(2),
        amount: AMOUNT,
        value_date,
        identity: IDENTITY,
        content: 1,
    };
    vec![
        (
            moved(Some(date)),
            46,
            12,
            "01000000 02000000 1011121314151617 303132333435363738393a3b3c3d3e3f \
             01000000000000000000000000000000 2a510000 01 000000",
        ),
        (
            moved(None),
            46,
            12,
            "01000000 02000000 1011121314151617 303132333435363738393a3b3c3d3e3f \
             01000000000000000000000000000000 00000000 00 000000",
        ),
    ]
}

fn tiers() -> Vec<Row> {
    let date = BusinessDate::from_days(20_778).unwrap();
    let sponsorship = SponsorshipId(0x0403_0201);
    let caps = Caps { item_max: AMOUNT, day_max: 1, basis: Basis::Net, until: Some(date) };
    let admission = Admission {
        licence: String::from("L1"),
        authority: String::from("CBK"),
        lei: Lei::parse("5493001KJTIIGC8Y1R12").unwrap(),
        attested: date,
        checked: date,
        list_version: 7,
        valid_until: date,
    };
    let instant = Instant::from_nanos(0x9796_9594_9392_9190);
    let orders = [
        (
            TierOrder::SponsorshipOffered { indirect: PARTICIPANT, account: account(2), caps },
            9,
            "01020304 02000000 1011121314151617 0100000000000000 01 2a510000 01 0000",
        ),
        (TierOrder::SponsorshipAccepted { sponsorship }, 6, "01020304 00000000"),
        (TierOrder::SponsorshipEnded { sponsorship }, 6, "01020304 00000000"),
        (
            TierOrder::CapsSet { sponsorship, caps: Caps { until: None, ..caps } },
            9,
            "01020304 1011121314151617 0100000000000000 01 00000000 00 000000000000",
        ),
        (
            TierOrder::PaymentDecided { payment: AMOUNT, decision: Decision::Refuse },
            7,
            "1011121314151617 01 00000000000000",
        ),
        (
            TierOrder::InsolvencyOpened { participant: PARTICIPANT, instant },
            7,
            "01020304 9091929394959697 00000000",
        ),
        (
            TierOrder::AdmissionRecorded { participant: PARTICIPANT, admission },
            11,
            "01020304 353439333030314b4a5449494743385931523132 2a510000 2a510000 2a510000 \
             07000000 02 4c31 03 43424b 00",
        ),
        (TierOrder::AdmissionRequired, 5, ""),
    ];
    let row = |((order, words, text), kind)| (Body::Tier(order), kind, words, text);
    orders.into_iter().zip(70..).map(row).collect()
}

fn requests() -> Vec<Row> {
    let original = original();
    let request = Request { original, identity: IDENTITY, content: 1 };
    let payment = Payment { family: Family::Pacs004, ..payment() };
    vec![
        (
            Body::Returned(Return { payment, original, ends_recall: true }),
            41,
            21,
            "01020304 05060708 1011121314151617 303132333435363738393a3b3c3d3e3f \
             404142434445464748494a4b4c4d4e4f 505152535455565758595a5b5c5d5e5f \
             04 02 6869 2a510000 6061626364656667 7071727374757677 \
             8081828384858687 9091929394959697 01020304 05060708 1011121314151617 \
             01 00000000000000",
        ),
        (
            Body::CancellationRequested { request, days: 0x0201 },
            42,
            14,
            "8081828384858687 9091929394959697 01020304 05060708 1011121314151617 \
             303132333435363738393a3b3c3d3e3f 01000000000000000000000000000000 \
             0102 000000000000",
        ),
        (
            Body::CancellationAnswered { request, refused: true },
            43,
            14,
            "8081828384858687 9091929394959697 01020304 05060708 1011121314151617 \
             303132333435363738393a3b3c3d3e3f 01000000000000000000000000000000 \
             01 00000000000000",
        ),
        (
            Body::StatusReported { request, status: ReportedStatus::Rejected },
            44,
            14,
            "8081828384858687 9091929394959697 01020304 05060708 1011121314151617 \
             303132333435363738393a3b3c3d3e3f 01000000000000000000000000000000 \
             03 00000000000000",
        ),
        (
            Body::StatusRequested { original },
            45,
            9,
            "8081828384858687 9091929394959697 01020304 05060708 1011121314151617",
        ),
    ]
}

fn hot() -> (Body, u8, u16, &'static str) {
    let body = Body::Payment(payment());
    let text = "01020304 05060708 1011121314151617 303132333435363738393a3b3c3d3e3f \
                404142434445464748494a4b4c4d4e4f 505152535455565758595a5b5c5d5e5f \
                03 02 6869 2a510000 6061626364656667 7071727374757677";
    (body, 1, 16, text)
}

fn payment() -> Payment {
    Payment {
        debit: account(0x0403_0201),
        credit: account(0x0807_0605),
        amount: 0x1716_1514_1312_1110,
        identity: 0x3f3e_3d3c_3b3a_3938_3736_3534_3332_3130,
        uetr: 0x4f4e_4d4c_4b4a_4948_4746_4544_4342_4140,
        content: 0x5f5e_5d5c_5b5a_5958_5756_5554_5352_5150,
        family: Family::Pacs009Cover,
        priority: Priority::Normal,
        value_date: BusinessDate::from_days(20_778).unwrap(),
        from_time: Instant::from_nanos(0x6766_6564_6362_6160),
        reject_time: Instant::from_nanos(0x7776_7574_7372_7170),
        warn_minute: 0x6968,
    }
}

/// The bytes of a text of hexadecimal digits with spaces.
fn bytes_of(text: &str) -> Vec<u8> {
    let digits: Vec<u32> = text.chars().filter_map(|digit| digit.to_digit(16)).collect();
    digits.chunks(2).map(|pair| u8::try_from(pair[0] << 4 | pair[1]).unwrap()).collect()
}

#[test]
fn each_kind_has_the_bytes_that_the_documentation_draws() {
    let mut kinds = Vec::new();
    for (body, kind, words, text) in cold().into_iter().chain([hot()]) {
        let mut expected = words.to_le_bytes().to_vec();
        expected.push(kind);
        expected.extend(bytes_of(STAMP_TEXT));
        expected.extend(bytes_of(text));
        let entry = Entry { stamp: STAMP, body };
        let mut bytes = Vec::new();
        entry.encode(&mut bytes);
        assert_eq!(bytes, expected, "{:?}", entry.body);
        assert_eq!(bytes.len(), usize::from(words) * 8);
        assert_eq!(Entry::decode(&bytes), Ok(entry));
        kinds.push(kind);
    }
    kinds.sort_unstable();
    kinds.dedup();
    let all: Vec<u8> = KINDS.into_iter().flatten().collect();
    assert_eq!(kinds, all, "one entry of each kind");
}

#[test]
fn kinds_that_do_not_exist_are_refused() {
    let is_known = |kind: &u8| KINDS.iter().any(|kinds| kinds.contains(kind));
    for kind in (0..=255).filter(|kind| !is_known(kind)) {
        let mut bytes = vec![0; 40];
        (bytes[0], bytes[2]) = (5, kind);
        assert_eq!(Entry::decode(&bytes).unwrap_err().at, 40, "kind {kind}");
    }
}

#[test]
fn padding_and_reserved_places_are_zeros() {
    for (body, ..) in cold().into_iter().chain([hot()]) {
        let mut bytes = Vec::new();
        Entry { stamp: Stamp::default(), body }.encode(&mut bytes);
        for place in 36..40 {
            let mut damaged = bytes.clone();
            damaged[place] = 1;
            assert!(Entry::decode(&damaged).is_err());
        }
        let mut longer = bytes.clone();
        longer.extend([0; 8]);
        longer[0] += 1;
        assert!(Entry::decode(&longer).is_err(), "a whole word of padding");
    }
}
