//! Business days told as stories: one clock that the story sets, and everything over the door.
//!
//! Time passes only when the story says so; the node's own tick then moves the day, and the long
//! poll of the outbox waits for the broadcast of it.

use crate::flows::write::{Return, camt056, named, pacs028};
use crate::given::*;
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::Duration;
use suftaja_api::Options;
use suftaja_base::Instant;
use suftaja_engine::{CurrencyId, State};
use suftaja_iso::Reader;
use suftaja_node::clock::{Hands, Source};
use suftaja_node::replay::replay;
use suftaja_node::sequencer::Pace;

const MONDAY: &str = "2026-11-23";
const TUESDAY: &str = "2026-11-24";
const WEDNESDAY: &str = "2026-11-25";
const THURSDAY: &str = "2026-11-26";
const OFFICE_HOURS: &str = r#"
    start = "06:30"
    open = "08:00"
    customer_cut_off = "15:30"
    bank_cut_off = "16:30"
    close = "17:00"
    mirror = true
"#;
const AROUND_THE_CLOCK: &str = "roll = \"18:00\"\ngrace_minutes = 15\n";

/// A union whose shilling has a calendar, and the hands of its clock.
struct Story {
    given: Given,
    hands: Arc<Hands>,
    /// What Anna's bank has read of its outbox.
    read: u64,
}

impl Story {
    fn begin(hours: &str, clock: &str) -> Self {
        let calendar = format!(
            "[member.calendar]\noffset = \"+03:00\"\nrest_days = [\"saturday\", \"sunday\"]\n\
             holidays = [\"{WEDNESDAY}\"]\n{hours}\n[[member]]\n    code = \"UG\""
        );
        let union = UNION.replace("[[member]]\n    code = \"UG\"", &calendar);
        let hands = Arc::new(Hands::default());
        hands.pass_to(at(clock));
        let source = Source::Hands(Arc::clone(&hands));
        let timers_after = Duration::from_millis(1);
        let pace = Pace { source, timers_after, ..Pace::default() };
        Self { given: open_at(&pace, Options::default(), &union), hands, read: 0 }
    }

    /// Time passes, and the day moves on until Anna's bank is told of this.
    fn until(&mut self, clock: &str, word: &str) -> String {
        self.hands.pass_to(at(clock));
        loop {
            let path = format!("/v1/outbox?after={}&limit=1&wait=30", self.read);
            let page = self.given.read(ANNA, &path).json();
            let message = &page["messages"][0];
            assert!(message.is_object(), "no broadcast of {word} comes: {page}");
            self.read = page["next"].as_u64().unwrap();
            let text = message["text"].as_str().unwrap();
            if message["definition"] == "admi.004.001.02"
                && text.contains(&format!("<EvtParam>{word}</EvtParam>"))
            {
                assert!(Reader::new().read(text.as_bytes()).is_valid(), "{text}");
                return text.to_owned();
            }
        }
    }

    /// One bank pays another on a date.
    fn pay(&self, [from, to]: [&str; 2], date: &str, amount: &str, id: &str) -> Answer {
        let text = Transfer { from, to, currency: "KES", amount, id }.write();
        let dated = |date: &str| format!("<IntrBkSttlmDt>{date}</IntrBkSttlmDt>");
        self.given.send(from, &text.replace(&dated(DATE), &dated(date)))
    }

    /// A customer payment of Anna's bank to Beno's, on Monday.
    fn customer_payment(&self, id: &str, uetr_tail: char) -> Answer {
        let text = include_str!("../../../../docs/examples/payment.xml")
            .replace("MAWIKEN0-1123668cc0-P00000007", id)
            .replace("21ab64ee-03b3-4bc0-8fab-b39f68e45bb", "21ab64ee-03b3-4bc0-8fab-b39f68e45ba")
            .replace("45bac", &format!("45ba{uetr_tail}"))
            .replace("118452.36", "10.00")
            .replace("SUFTTZA0", "SUFTKENA")
            .replace("MAWIKEN0", ANNA)
            .replace("PEMBTZD0", BENO);
        self.given.send(ANNA, &text)
    }

    fn order_of_two(&self, order: &Value) -> Answer {
        let central = [format!("{CENTRAL}-a"), format!("{CENTRAL}-b")];
        self.given.order_of_two(&central[0], &central[1], order)
    }

    fn currency(&self) -> Value {
        let all = self.given.read(&format!("{CENTRAL}-a"), "/v1/currencies").json();
        all["currencies"][0].clone()
    }

    /// The journal alone makes the same state, days and messages again.
    fn replays(&self) {
        let node = &self.given.node;
        let (state, outbox, _) = replay(node.journal()).unwrap();
        assert_eq!(state.digest(), node.read(State::digest));
        node.read_outbox(|live| {
            let days = live.days().of(CurrencyId(0));
            assert!(!days.is_empty());
            assert_eq!(outbox.days().of(CurrencyId(0)), days);
            for (participant, _) in state.register().participants() {
                let [again, first] =
                    [&outbox, live].map(|lines| lines.page(participant, 0, usize::MAX));
                assert_eq!(again, first, "participant {participant}");
            }
        });
    }

    fn standing(&self, receipt: &Answer) -> Value {
        let entry = &receipt.json()["entry"];
        self.given.read(ANNA, &format!("/v1/payments/{entry}")).json()
    }

    /// The steps and the proof of a day, as the central bank sees them.
    fn day(&self, date: &str) -> (Vec<String>, Value) {
        let path = "/v1/days?currency=KES";
        let days = self.given.read(&format!("{CENTRAL}-a"), path).json();
        let days = days["days"].as_array().unwrap();
        let day = days.iter().find(|day| day["date"] == date).unwrap();
        let steps = day["steps"].as_array().unwrap();
        let steps = steps.iter().map(|step| step["step"].as_str().unwrap().to_owned());
        (steps.collect(), day["proof"].clone())
    }
}

fn at(clock: &str) -> Instant {
    Instant::parse(&format!("{clock}:00+03:00")).unwrap()
}

/// A refusal of this code, with its ISO reason in the reason's code element and nowhere else.
#[track_caller]
fn is_refused(answer: &Answer, code: &str, reason: &str) {
    let receipt = answer.json();
    assert_eq!((answer.status, &receipt["fate"]), (422, &json!("refused")), "{receipt}");
    assert_eq!(receipt["findings"][0]["code"], code, "{receipt}");
    has_reason(receipt["message"]["text"].as_str().unwrap(), reason);
}

#[track_caller]
fn has_reason(text: &str, reason: &str) {
    assert!(text.contains("<TxSts>RJCT</TxSts>"), "{text}");
    let element = format!("<StsRsnInf><Rsn><Cd>{reason}</Cd></Rsn>");
    assert_eq!(text.matches("<Cd>").count(), 1, "{text}");
    assert!(text.contains(&element), "{text}");
}

#[track_caller]
fn is_pending(answer: &Answer) {
    assert_eq!(answer.status, 202, "{}", answer.text());
    is_pending_now(answer);
}

#[track_caller]
fn is_pending_now(answer: &Answer) {
    assert!(answer.json()["message"]["text"].as_str().unwrap().contains("<TxSts>PDNG</TxSts>"));
}

#[test]
fn two_days_of_a_currency_with_a_holiday_between() {
    let mut story = Story::begin(OFFICE_HOURS, "2026-11-23T06:00");
    let [early, kept] = before_the_start(&story);
    let start = story.until("2026-11-23T06:30", "START");
    assert!(start.contains("<EvtCd>STDY</EvtCd><EvtParam>KES</EvtParam>"), "{start}");
    assert_eq!(story.standing(&early)["standing"], "waits", "settlement is not open yet");
    story.until("2026-11-23T08:00", "OPEN");
    assert_eq!(story.currency()["open"], true);
    story.given.fund(ANNA, "100.00", "monday");
    assert_eq!(story.standing(&early)["standing"], "settled");
    assert_eq!(story.standing(&kept)["standing"], "waits");
    cut_offs_and_extension(&mut story);
    let waiting = story.pay([ANNA, BENO], MONDAY, "5000.00", "too-much");
    is_pending(&waiting);
    the_close_of_monday(&mut story, &waiting);
    the_mirror_keeps_tuesday_shut(&mut story, &kept);
    an_emergency_and_the_next_day(&mut story);
    story.replays();
}

/// Payments come before the day starts: for today, for tomorrow, and for days that do not serve.
fn before_the_start(story: &Story) -> [Answer; 2] {
    let early = story.pay([ANNA, BENO], MONDAY, "1.00", "for-monday");
    is_pending(&early);
    let kept = story.pay([ANNA, BENO], TUESDAY, "2.00", "for-tuesday");
    is_pending(&kept);
    let text = |answer: &Answer| {
        let text = answer.json()["message"]["text"].as_str().unwrap().to_owned();
        let held = text.split("<StsRsnInf>").nth(1).unwrap();
        held.split("</StsRsnInf>").next().unwrap().to_owned()
    };
    assert_eq!(text(&early), text(&kept), "every hold has the same neutral text");
    let wednesday = story.pay([ANNA, BENO], WEDNESDAY, "1.00", "for-wednesday");
    is_refused(&wednesday, "SUF-2102", "DT03");
    is_refused(&story.pay([ANNA, BENO], "2026-11-22", "1.00", "sunday"), "SUF-2009", "DT01");
    is_refused(&story.pay([ANNA, BENO], "2026-12-04", "1.00", "too-far"), "SUF-2010", "DT04");
    is_pending(&story.pay([BENO, ANNA], "2026-12-03", "1.00", "just-near"));
    let seen = story.given.read(&format!("{CENTRAL}-a"), "/v1/queue").json();
    let dates = seen["payments"].as_array().unwrap().iter();
    let dates: Vec<_> = dates.map(|held| (&held["value_date"], &held["waits_for"])).collect();
    assert_eq!(dates[0], (&json!(MONDAY), &json!("date")));
    assert_eq!(dates.len(), 3, "{seen}");
    [early, kept]
}

fn cut_offs_and_extension(story: &mut Story) {
    let cut = story.until("2026-11-23T15:30", "CUSTOMER-CUT-OFF");
    assert!(cut.contains("<EvtCd>CUSC</EvtCd>"), "{cut}");
    is_refused(&story.customer_payment("late-customer", '1'), "SUF-2100", "TM01");
    assert_eq!(story.pay([ANNA, BENO], MONDAY, "3.00", "bank").json()["fate"], "settled");
    let longer = json!({ "order": "day-extend", "currency": "KES", "minutes": 60 });
    story.given.order(&format!("{CENTRAL}-a"), &longer).is_problem(403, "SUF-2035");
    let whole = json!({ "order": "day-extend", "currency": "KES", "minutes": 601 });
    story.order_of_two(&whole).is_problem(422, "SUF-2107");
    assert_eq!(story.order_of_two(&longer).status, 200);
    let extended = story.until("2026-11-23T15:31", "EXTENSION");
    assert!(extended.contains("<EvtTm>2026-11-23T15:00:00Z</EvtTm>"), "{extended}");
    let again = story.customer_payment("late-customer", '1').json();
    assert_eq!(again["fate"], "settled", "the refusal was passing: {again}");
    story.until("2026-11-23T16:30", "CUSTOMER-CUT-OFF");
    is_refused(&story.customer_payment("later-customer", '2'), "SUF-2100", "TM01");
    story.until("2026-11-23T17:30", "BANK-CUT-OFF");
    is_refused(&story.pay([ANNA, BENO], MONDAY, "1.00", "late-bank"), "SUF-2101", "TM01");
    let place = json!({
        "order": "reserve-place", "debit": story.given.account(ANNA, "KES")["account"],
        "credit": story.given.account(BENO, "KES")["account"], "amount": "1.00",
        "identification": "late",
    });
    story.given.order(ANNA, &place).is_problem(422, "SUF-2101");
    let central = story.pay([CENTRAL, BENO], MONDAY, "50.00", "central").json();
    assert_eq!(central["fate"], "settled", "the central bank may still pay: {central}");
    // What waits for the close came before the cut-off: the day is extended once more for it.
    let more = json!({ "order": "day-extend", "currency": "KES", "minutes": 10 });
    assert_eq!(story.order_of_two(&more).status, 200);
}

fn the_close_of_monday(story: &mut Story, waiting: &Answer) {
    let by_hand = json!({ "order": "day-close", "currency": "KES" });
    story.given.order("operator-a", &by_hand).is_problem(422, "SUF-2104");
    let close = story.until("2026-11-23T18:10", "CLOSE");
    assert!(close.contains("<EvtCd>SYSC</EvtCd>"), "{close}");
    assert_eq!(story.standing(waiting)["code"], "SUF-2022");
    let all = story.given.read(ANNA, "/v1/outbox?limit=500").json();
    let about = all["messages"].as_array().unwrap().iter().rev();
    let mut refusals = about.map(|message| message["text"].as_str().unwrap());
    let refusal = refusals.find(|text| text.contains("<TxSts>RJCT</TxSts>")).unwrap();
    assert!(refusal.contains("<OrgnlInstrId>too-much</OrgnlInstrId>"), "{refusal}");
    has_reason(refusal, "ED05");
    let (steps, proof) = story.day(MONDAY);
    assert_eq!(steps.first().unwrap(), "started");
    assert_eq!(steps.last().unwrap(), "closed");
    assert_eq!(steps.iter().filter(|step| *step == "extended").count(), 2);
    assert_eq!(proof["issued"]["amount"], "150.00");
    assert_eq!(proof["held"], proof["issued"]);
    // For Monday, the bank's, the customer's after the extension, the central bank's.
    assert_eq!(proof["settled"]["number"], 4, "{proof}");
    assert_eq!(proof["settled"]["value"]["amount"], "64.00");
    // Three dates that did not serve, two customers', one bank's, and what waited at the close.
    assert_eq!(proof["refused"]["number"], 7, "{proof}");
    assert_eq!(proof["refused"]["value"]["amount"], "5024.00");
    let bank = story.given.read(ANNA, "/v1/days?currency=KES").json();
    assert_eq!(bank["days"][0]["proof"], Value::Null, "volumes are not public");
}

fn the_mirror_keeps_tuesday_shut(story: &mut Story, kept: &Answer) {
    let confirm = |date: &str, amount: &str| json!({ "order": "mirror-confirm", "currency": "KES", "date": date, "amount": amount });
    let accept = json!({
        "order": "mirror-accept", "currency": "KES", "date": MONDAY, "reason": "in-transit",
    });
    story.until("2026-11-24T06:30", "START");
    let shut = story.until("2026-11-24T08:00", "DELAY");
    assert!(!shut.contains("mirror"), "why it is delayed is not for everyone: {shut}");
    let currency = story.currency();
    assert_eq!((&currency["open"], &currency["alarm"]), (&json!(false), &json!("mirror")));
    let central = format!("{CENTRAL}-a");
    story.given.order("operator-a", &confirm(MONDAY, "150.00")).is_problem(403, "SUF-2030");
    story.given.order(&central, &confirm(TUESDAY, "150.00")).is_problem(422, "SUF-2108");
    story.order_of_two(&accept).is_problem(422, "SUF-2108");
    let differs = story.given.order(&central, &confirm(MONDAY, "149.00")).json();
    let told = json!([{ "event": "mirror-confirmed", "agrees": false }]);
    assert_eq!(differs["events"], told);
    assert_eq!(story.currency()["mirror"], "differs");
    story.given.order(&central, &accept).is_problem(403, "SUF-2035");
    assert_eq!(story.order_of_two(&accept).status, 200);
    story.until("2026-11-24T09:00", "OPEN");
    let settled = story.standing(kept);
    assert_eq!(settled["standing"], "settled", "{settled}");
    assert_eq!(story.day(TUESDAY).0, ["started", "shut", "opened"]);
    let answer = story.pay([ANNA, BENO], TUESDAY, "1.00", "tuesday").json();
    let text = answer["message"]["text"].as_str().unwrap();
    let effective = format!("<FctvIntrBkSttlmDt><Dt>{TUESDAY}</Dt></FctvIntrBkSttlmDt>");
    assert!(text.contains(&effective), "{text}");
}

fn an_emergency_and_the_next_day(story: &mut Story) {
    let close = json!({ "order": "day-close", "currency": "KES", "emergency": true });
    story.given.order("operator-a", &close).is_problem(403, "SUF-2035");
    assert_eq!(story.given.order_of_two("operator-a", "operator-b", &close).status, 200);
    story.until("2026-11-24T09:05", "CLOSE");
    let tuesday = story.day(TUESDAY).1;
    assert_eq!(tuesday["settled"]["number"], 2, "what was kept, and one more: {tuesday}");
    let next = &story.currency()["next"];
    assert_eq!((&next["step"], &next["date"]), (&json!("start"), &json!(THURSDAY)));
    let confirm = json!({
        "order": "mirror-confirm", "currency": "KES", "date": TUESDAY, "amount": "150.00",
    });
    let agrees = story.given.order(&format!("{CENTRAL}-a"), &confirm).json();
    assert_eq!(agrees["events"], json!([{ "event": "mirror-confirmed", "agrees": true }]));
    // Nobody looked for two days: start and opening come in their order.
    story.until("2026-11-26T10:00", "OPEN");
    assert_eq!(story.day(THURSDAY).0, ["started", "opened"]);
    let answer = story.pay([ANNA, BENO], THURSDAY, "1.00", "thursday").json();
    assert_eq!(answer["fate"], "settled", "{answer}");
}

#[test]
fn a_day_that_rolls_refuses_nothing_and_takes_the_old_date_for_a_while() {
    let mut story = Story::begin(AROUND_THE_CLOCK, "2026-11-23T09:00");
    story.until("2026-11-23T09:01", "OPEN");
    let waiting = story.pay([ANNA, BENO], MONDAY, "80.00", "waits");
    is_pending(&waiting);
    story.until("2026-11-23T18:00", "ROLL");
    assert_eq!(story.currency()["date"], TUESDAY);
    assert_eq!(story.standing(&waiting)["standing"], "waits", "a roll refuses nothing");
    story.given.fund(ANNA, "100.00", "cover");
    assert_eq!(story.standing(&waiting)["standing"], "settled");
    story.hands.pass_to(at("2026-11-23T18:15"));
    let late = story.pay([ANNA, BENO], MONDAY, "1.00", "in-grace").json();
    let text = late["message"]["text"].as_str().unwrap();
    let effective = format!("<FctvIntrBkSttlmDt><Dt>{TUESDAY}</Dt></FctvIntrBkSttlmDt>");
    assert!(text.contains(&effective), "the answer states the new date: {text}");
    story.hands.pass_to(at("2026-11-23T18:16"));
    is_refused(&story.pay([ANNA, BENO], MONDAY, "1.00", "too-late"), "SUF-2009", "DT01");
    // Tuesday is followed by a holiday: the next roll is to Thursday.
    story.until("2026-11-24T18:00", "ROLL");
    let (steps, proof) = story.day(TUESDAY);
    assert_eq!(steps, ["rolled"]);
    assert_eq!(proof["settled"]["number"], 2);
    assert_eq!(story.currency()["date"], THURSDAY);
    assert_eq!(story.day(MONDAY).1["refused"]["number"], 0);
    story.replays();
}

#[test]
fn what_is_kept_is_cancelled_and_a_status_has_the_date_of_settlement() {
    let mut story = Story::begin(AROUND_THE_CLOCK, "2026-11-23T09:00");
    story.until("2026-11-23T09:01", "OPEN");
    story.given.fund(ANNA, "100.00", "cover");
    assert_eq!(story.pay([ANNA, BENO], MONDAY, "40.00", "monday").json()["fate"], "settled");
    let kept = story.pay([ANNA, BENO], THURSDAY, "5.00", "thursday");
    is_pending(&kept);
    let asked = |id: &str| story.given.send(ANNA, &pacs028(ANNA, named(id), &format!("of-{id}")));
    is_pending_now(&asked("thursday"));
    let request = camt056(ANNA, named("thursday"), "c1", "");
    let cancelled = story.given.send(ANNA, &request).json();
    assert_eq!(cancelled["fate"], "taken", "{cancelled}");
    assert_eq!(story.standing(&kept)["code"], "SUF-2076");
    has_reason(asked("thursday").json()["message"]["text"].as_str().unwrap(), "DS02");
    // Asked on Tuesday, the payment has still settled on Monday; its return settles on Tuesday.
    story.until("2026-11-23T18:00", "ROLL");
    let back = Return {
        from: BENO,
        to: ANNA,
        of: named("monday"),
        currency: "KES",
        amount: "15.00",
        id: "back",
        reason: "AC03",
    };
    let dated = |date: &str| format!("<IntrBkSttlmDt>{date}</IntrBkSttlmDt>");
    let back = back.write().replace(&dated(MONDAY), &dated(TUESDAY));
    let back = story.given.send(BENO, &back);
    let status = story.given.send(ANNA, &pacs028(ANNA, named("monday"), "late"));
    for (told, date) in [(back, TUESDAY), (status, MONDAY)] {
        let told = told.json();
        let text = told["message"]["text"].as_str().unwrap();
        let effective = format!("<FctvIntrBkSttlmDt><Dt>{date}</Dt></FctvIntrBkSttlmDt>");
        assert!(text.contains("<TxSts>ACSC</TxSts>") && text.contains(&effective), "{text}");
    }
    story.until("2026-11-24T18:00", "ROLL");
    assert_eq!(story.given.balance(BENO, "KES"), "25.00", "nothing was kept for Thursday");
    let [monday, tuesday] = [MONDAY, TUESDAY].map(|date| story.day(date).1);
    assert_eq!(monday["refused"]["value"]["amount"], "5.00", "{monday}");
    assert_eq!(tuesday["settled"]["value"]["amount"], "15.00", "{tuesday}");
    story.replays();
}

#[test]
fn the_stop_of_a_currency_is_told_to_all_who_hold_it() {
    let given = open();
    for (stopped, code, word) in [(true, "SYSC", "STOP"), (false, "REOP", "RELEASE")] {
        let stop = json!({ "order": "currency-stop", "currency": "UGX", "stopped": stopped });
        assert_eq!(given.order_of_two("CENTUGKX-a", "CENTUGKX-b", &stop).status, 200);
        for bank in [ANNA, CARO] {
            let outbox = given.read(bank, "/v1/outbox").json();
            let last = outbox["messages"].as_array().unwrap().last().unwrap().clone();
            assert_eq!(last["definition"], "admi.004.001.02");
            let told = format!(
                "<EvtCd>{code}</EvtCd><EvtParam>UGX</EvtParam><EvtParam>{DATE}</EvtParam>\
                 <EvtParam>{word}</EvtParam>"
            );
            assert!(last["text"].as_str().unwrap().contains(&told), "{last}");
        }
    }
    let only_shillings = given.read(CENTRAL, "/v1/outbox").json();
    assert_eq!(only_shillings["messages"], json!([]));
}

#[test]
fn calendars_are_set_and_taken_away_by_those_who_may() {
    let story = Story::begin(OFFICE_HOURS, "2026-11-23T06:00");
    let calendar = story.currency()["calendar"].clone();
    let set = |calendar: &Value| json!({ "order": "calendar-set", "currency": "KES", "calendar": calendar });
    story.given.order(ANNA, &set(&calendar)).is_problem(403, "SUF-2030");
    assert_eq!(story.given.order("operator-a", &set(&calendar)).status, 200);
    let silent = json!({ "order": "calendar-set", "currency": "KES" });
    story.given.order("operator-a", &silent).is_problem(400, "SUF-5011");
    let mut unsound = calendar.clone();
    unsound["close"] = json!("07:00");
    story.given.order("operator-a", &set(&unsound)).is_problem(400, "SUF-5011");
    let mut unmirrored = calendar.clone();
    unmirrored["mirror"] = json!(false);
    story.given.order("operator-a", &set(&unmirrored)).is_problem(403, "SUF-2030");
    let holiday = |currency: &str, date: &str, holiday: bool| {
        json!({
            "order": "holiday-set", "currency": currency, "date": date, "holiday": holiday,
        })
    };
    let ug = holiday("UGX", TUESDAY, true);
    story.given.order("operator-a", &ug).is_problem(422, "SUF-2105");
    for (date, is_holiday) in [(MONDAY, true), (TUESDAY, true), (WEDNESDAY, false)] {
        let order = holiday("KES", date, is_holiday);
        assert_eq!(story.given.order("operator-a", &order).status, 200);
    }
    assert_eq!(story.currency()["next"]["date"], WEDNESDAY);
    let open = json!({ "order": "day-open", "currency": "KES", "date": MONDAY });
    story.given.order("operator-a", &open).is_problem(422, "SUF-2104");
    story.given.order(&format!("{CENTRAL}-a"), &set(&Value::Null)).is_problem(403, "SUF-2035");
    assert_eq!(story.order_of_two(&set(&Value::Null)).status, 200);
    assert_eq!(story.given.order("operator-a", &open).status, 200, "by order again");
}
