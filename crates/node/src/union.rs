//! The union file: members, currencies, participants and rules, from which `suftaja init` makes the
//! journal's first entries.
//!
//! Read from TOML by people and checked whole: every finding comes in one answer. After init the
//! journal is the truth; the file is kept for the names of members, which entries do not carry.

mod bank;
mod finding;

pub use bank::{AdmissionFile, Bank, BankRole};
pub use finding::Finding;

use crate::calendar::CalendarFile;
use finding::{About, Part};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use suftaja_base::{Bic, Currency};
use suftaja_engine::Body;
use suftaja_engine::entry::calendar::{Calendar, DayOrder};
use suftaja_engine::entry::tier::{Admission, TierOrder};
use suftaja_engine::entry::{Name, Role};
use suftaja_iso::rule::{AccountForm, Profile, Script, UetrRule};
use suftaja_iso::view::PartyId;

/// The longest time between two reminders of a recall.
const RECALL_DAYS_MAX: u16 = 366;

/// A union as a file describes it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UnionFile {
    /// Name, at most 64 bytes.
    pub name: String,
    /// BIC under which the system itself sends and is addressed.
    pub system_bic: String,
    /// Rules of the union.
    #[serde(default)]
    pub rules: Rules,
    /// Members.
    #[serde(rename = "member")]
    pub members: Vec<Member>,
    /// Participants other than the members' central banks.
    #[serde(rename = "participant", default)]
    pub participants: Vec<Bank>,
}

/// Rules that a union chooses.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Rules {
    /// Whether an instruction is irrevocable at entry (SF2 with SF1), else at settlement.
    pub irrevocable_at_entry: bool,
    /// The most payments that may wait on one account.
    pub queue_max: u32,
    /// How senders address their messages.
    pub topology: Topology,
    /// Whether a pacs.008 must carry a UETR.
    pub uetr_required: bool,
    /// Scripts in which parties may be named: latin, arabic, ethiopic, cyrillic, other; none named
    /// admits all.
    pub scripts: Vec<String>,
    /// Namespaces of supplementary data that messages may carry (field rule 23).
    pub supplements: Vec<String>,
    /// Days until a recall that is not answered is recalled to mind, and after which again.
    pub recall_days: u16,
    /// Whether nobody is activated without complete admission data.
    pub admission_required: bool,
    /// Minutes after which a participant that has not read a message is called silent.
    pub silent_minutes: u16,
}

/// How senders address their messages (field rule 7).
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Topology {
    /// To the system, which settles and forwards.
    VShape,
    /// To the receiver; for tests with messages of other schemes.
    EndToEnd,
}

/// A country or monetary area.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Member {
    /// ISO 3166 alpha-2 code, or another short name of the area.
    pub code: String,
    /// Name.
    pub name: String,
    /// ISO 4217 code of its currency.
    pub currency: String,
    /// BIC of its central bank.
    pub central_bank: String,
    /// The form of account numbers where the country has no IBAN, as a pattern: `[0-9]{10,14}`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account_form: Option<String>,
    /// How the business days of its currency run; without it they open and close by order.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub calendar: Option<CalendarFile>,
}

impl Default for Rules {
    fn default() -> Self {
        Self {
            irrevocable_at_entry: false,
            queue_max: 100_000,
            topology: Topology::VShape,
            uetr_required: true,
            scripts: Vec::new(),
            supplements: Vec::new(),
            recall_days: 10,
            admission_required: false,
            silent_minutes: 15,
        }
    }
}

impl Rules {
    /// Whether each number is within its bounds.
    fn check(&self, findings: &mut Vec<Finding>) {
        let mut about = About { part: Part::Rules, place: "rules", findings };
        if !(1..=RECALL_DAYS_MAX).contains(&self.recall_days) {
            about.field("recall_days", format!("give 1 to {RECALL_DAYS_MAX}"));
        }
        if self.silent_minutes == 0 {
            about.field("silent_minutes", "give 1 to 65535");
        }
    }
}

/// A participant whose every part was checked.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Planned {
    /// How others name it.
    pub name: Name,
    /// What it is.
    pub role: Role,
    /// Number of its member.
    pub member: u16,
    /// Currencies in which it has a settlement account.
    pub currencies: Vec<Currency>,
    /// What was checked of it.
    pub admission: Option<Admission>,
}

/// A union whose every part was checked.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Plan {
    /// BIC of the system.
    pub system: Bic,
    /// Central banks in the order of members, then the others.
    pub participants: Vec<Planned>,
    /// Currencies in the order of members.
    pub currencies: Vec<Currency>,
    /// Their calendars, where they have one, in the same order.
    pub calendars: Vec<Option<Calendar>>,
    /// What the union asks of messages beyond their schemas.
    pub profile: Profile,
    /// Days between the reminders of a recall.
    pub recall_days: u16,
    /// Minutes after which an unread message makes its receiver silent.
    pub silent_minutes: u16,
}

impl UnionFile {
    /// Reads the file's text.
    ///
    /// # Errors
    /// All findings, each naming its line, part and field: what cannot be read at all, or else
    /// what does not hold together.
    pub fn parse(text: &str) -> Result<Self, Vec<Finding>> {
        let file = finding::read(text)?;
        match file.plan() {
            Ok(_) => Ok(file),
            Err(mut findings) => {
                finding::locate(text, &mut findings);
                Err(findings)
            }
        }
    }

    /// Checks every part.
    ///
    /// # Errors
    /// All findings, each naming its part and field.
    pub fn plan(&self) -> Result<Plan, Vec<Finding>> {
        let mut findings = Vec::new();
        let mut seen = BTreeSet::new();
        let mut file = About { part: Part::File, place: "", findings: &mut findings };
        if self.name.is_empty() || self.name.len() > 64 {
            file.field("name", "give 1 to 64 bytes");
        }
        let system = bic(&self.system_bic, "system_bic", &mut seen, &mut file);
        let (mut participants, mut currencies) = (Vec::new(), Vec::new());
        let mut calendars = Vec::new();
        for (at, member) in self.members.iter().enumerate() {
            let place = format!("member {}", member.code);
            let mut about =
                About { part: Part::Member(at), place: &place, findings: &mut findings };
            if self.members.iter().filter(|other| other.code == member.code).count() > 1 {
                about.field("code", "the code stands twice; give each its own");
            }
            let bank = bic(&member.central_bank, "central_bank", &mut seen, &mut about);
            let currency = currency(&member.currency, "currency", &mut about);
            let calendar = calendar(member.calendar.as_ref(), &mut about);
            if let (Some(bank), Some(currency)) = (bank, currency) {
                if currencies.contains(&currency) {
                    about.field("currency", format!("{currency} has a central bank already"));
                }
                let number = u16::try_from(at).unwrap_or(u16::MAX);
                currencies.push(currency);
                calendars.push(calendar);
                participants.push(Planned {
                    name: Name::Bic(bank),
                    role: Role::CentralBank,
                    member: number,
                    currencies: vec![currency],
                    admission: None,
                });
            }
        }
        for (at, bank) in self.participants.iter().enumerate() {
            let place = bank.place();
            let mut about =
                About { part: Part::Participant(at), place: &place, findings: &mut findings };
            participants.extend(self.planned(bank, &currencies, &mut seen, &mut about));
        }
        let profile = self.profile(system, &mut findings);
        let Rules { recall_days, silent_minutes, .. } = self.rules;
        self.rules.check(&mut findings);
        match system {
            Some(system) if findings.is_empty() => Ok(Plan {
                system,
                participants,
                currencies,
                calendars,
                profile,
                recall_days,
                silent_minutes,
            }),
            _ => Err(findings),
        }
    }

    fn planned(
        &self,
        bank: &Bank,
        currencies: &[Currency],
        seen: &mut BTreeSet<Name>,
        about: &mut About<'_>,
    ) -> Option<Planned> {
        let member = self.members.iter().position(|member| member.code == bank.member);
        if member.is_none() {
            about.field("member", format!("no member has the code {}", bank.member));
        }
        let codes = bank.currencies.iter();
        let held: Vec<_> = codes.filter_map(|code| currency(code, "currencies", about)).collect();
        for foreign in held.iter().filter(|held| !currencies.contains(held)) {
            about.field("currencies", format!("{foreign} is no member's currency"));
        }
        let role = bank.role.role();
        if role == Role::IndirectBank && !held.is_empty() {
            about.field("currencies", "an indirect bank has no account of its own");
        }
        let admission = match bank.admission.as_ref().map(AdmissionFile::read) {
            Some(Err(found)) => {
                about.table("admission", &found);
                None
            }
            Some(Ok(admission)) => Some(admission),
            None if self.rules.admission_required => {
                about.field("admission", "the rules require all of it");
                None
            }
            None => None,
        };
        let field = if bank.bic.is_some() { "bic" } else { "lei" };
        let name = bank.known_as().map_err(|found| about.field(field, found)).ok();
        let name = name.filter(|name| is_first(*name, field, seen, about))?;
        let member = member.and_then(|at| u16::try_from(at).ok())?;
        Some(Planned { name, role, member, currencies: held, admission })
    }

    /// The rules of this union for messages.
    fn profile(&self, system: Option<Bic>, findings: &mut Vec<Finding>) -> Profile {
        let rules = &self.rules;
        let mut profile = match rules.topology {
            Topology::VShape => Profile::v_shape(system.map(PartyId::Bic)),
            Topology::EndToEnd => Profile::end_to_end(),
        };
        profile.uetr = if rules.uetr_required { UetrRule::Customer } else { UetrRule::Never };
        profile.gross = true;
        profile.supplements = Some(rules.supplements.clone());
        for name in &rules.scripts {
            match Script::parse(name) {
                Some(script) => profile.scripts.push(script),
                None => {
                    let known = Script::ALL.map(Script::name).join(", ");
                    let mut about = About { part: Part::Rules, place: "rules", findings };
                    about.field("scripts", format!("no script is called {name}; use {known}"));
                }
            }
        }
        for (at, member) in self.members.iter().enumerate() {
            let Some(form) = &member.account_form else { continue };
            match AccountForm::new(&member.code, form) {
                Ok(form) => profile.accounts.push(form),
                Err(error) => {
                    let place = format!("member {}", member.code);
                    let mut about = About { part: Part::Member(at), place: &place, findings };
                    about.field("account_form", format!("{form}: {error}"));
                }
            }
        }
        profile
    }

    /// The entries that set the union up, in order.
    ///
    /// # Errors
    /// All findings of [`Self::plan`].
    pub fn entries(&self, secret: u128) -> Result<Vec<Body>, Vec<Finding>> {
        use suftaja_engine::entry::Status;
        use suftaja_engine::{CurrencyId, ParticipantId};
        let plan = self.plan()?;
        let mut bodies = vec![Body::UnionOpened {
            secret,
            name: self.name.clone(),
            irrevocable_at_entry: self.rules.irrevocable_at_entry,
            queue_max: self.rules.queue_max,
        }];
        let numbered = || (1..).map(ParticipantId).zip(&plan.participants);
        if self.rules.admission_required {
            bodies.push(Body::Tier(TierOrder::AdmissionRequired));
        }
        for (participant, planned) in numbered() {
            let Planned { name, role, member, .. } = *planned;
            bodies.push(Body::ParticipantAdmitted { name, role, member });
            bodies.extend(planned.admission.clone().map(|admission| {
                Body::Tier(TierOrder::AdmissionRecorded { participant, admission })
            }));
            bodies.push(Body::ParticipantStatusSet { participant, status: Status::Active });
        }
        for ((central_bank, _), currency) in numbered().zip(&plan.currencies) {
            bodies.push(Body::CurrencyDefined { currency: *currency, central_bank });
        }
        for (owner, planned) in numbered() {
            for currency in &planned.currencies {
                let at = plan.currencies.iter().position(|known| known == currency);
                if let Some(at) = at.and_then(|at| u32::try_from(at).ok()) {
                    bodies.push(Body::AccountOpened { owner, currency: CurrencyId(at) });
                }
            }
        }
        for (currency, calendar) in (0..).map(CurrencyId).zip(plan.calendars) {
            let order = calendar.map(|calendar| DayOrder::CalendarSet(Box::new(calendar)));
            bodies.extend(order.map(|order| Body::Day { currency, order }));
        }
        Ok(bodies)
    }
}

fn calendar(file: Option<&CalendarFile>, about: &mut About<'_>) -> Option<Calendar> {
    file?.read().map_err(|found| about.table("calendar", &found)).ok()
}

fn bic(text: &str, field: &str, seen: &mut BTreeSet<Name>, about: &mut About<'_>) -> Option<Bic> {
    match Bic::parse(text) {
        Ok(bic) => is_first(Name::Bic(bic), field, seen, about).then_some(bic),
        Err(error) => {
            about.field(field, format!("BIC {text}: {error}"));
            None
        }
    }
}

/// Whether a name is there for the first time.
fn is_first(name: Name, field: &str, seen: &mut BTreeSet<Name>, about: &mut About<'_>) -> bool {
    let is_first = seen.insert(name);
    if !is_first {
        let (kind, text) = match &name {
            Name::Bic(bic) => ("BIC", bic.as_str()),
            Name::Lei(lei) => ("LEI", lei.as_str()),
        };
        about.field(field, format!("the {kind} {text} stands twice; give each its own"));
    }
    is_first
}

fn currency(text: &str, field: &str, about: &mut About<'_>) -> Option<Currency> {
    Currency::parse(text).map_err(|error| about.field(field, format!("{text}: {error}"))).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = r#"
        name = "Two countries"
        system_bic = "SUFTKENAXXX"
        [[member]]
        code = "KE"
        name = "Kenya"
        currency = "KES"
        central_bank = "CBKXKENX"
        [[participant]]
        bic = "BANKKENA"
        name = "A bank"
        member = "KE"
        currencies = ["KES"]
    "#;

    #[test]
    fn a_good_file_makes_its_entries() {
        let union = UnionFile::parse(GOOD).unwrap();
        let bodies = union.entries(7).unwrap();
        // Union, two participants admitted and activated, one currency, two accounts.
        assert_eq!(bodies.len(), 1 + 4 + 1 + 2);
    }

    #[test]
    fn all_findings_come_in_one_answer() {
        let bad = GOOD
            .replace("BANKKENA", "bank")
            .replace("member = \"KE\"", "member = \"XX\"")
            .replace("currencies = [\"KES\"]", "currencies = [\"UGX\", \"ABC\"]");
        let findings = UnionFile::parse(&bad).unwrap_err();
        assert_eq!(findings.len(), 4, "{findings:?}");
        assert!(findings.iter().all(|finding| finding.place == "participant bank"));
    }

    #[test]
    fn forms_of_accounts_and_scripts_go_into_the_profile() {
        let form = "central_bank = \"CBKXKENX\"\naccount_form = \"[0-9]{10,14}\"";
        let text = GOOD.replace("central_bank = \"CBKXKENX\"", form);
        let text = format!("{text}\n[rules]\nscripts = [\"latin\", \"ethiopic\"]\n");
        let profile = UnionFile::parse(&text).unwrap().plan().unwrap().profile;
        assert!(profile.accounts[0].admits("0123456789"));
        assert_eq!(profile.scripts, [Script::Latin, Script::Ethiopic]);
        assert_eq!(profile.supplements, Some(Vec::new()), "nothing is registered");
        let wrong = text.replace("[0-9]{10,14}", "[0-9").replace("\"latin\"", "\"runic\"");
        assert_eq!(UnionFile::parse(&wrong).unwrap_err().len(), 2);
    }

    #[test]
    fn a_calendar_becomes_an_entry_and_its_findings_name_the_member() {
        let calendar = r#"
            [member.calendar]
            offset = "+03:00"
            rest_days = ["sunday"]
            roll = "18:00"
            [[participant]]"#;
        let text = GOOD.replacen("[[participant]]", calendar, 1);
        let bodies = UnionFile::parse(&text).unwrap().entries(7).unwrap();
        assert!(matches!(bodies.last(), Some(Body::Day { .. })), "{bodies:?}");
        let wrong = text.replace("18:00", "6 pm").replace("+03:00", "EAT");
        let findings = UnionFile::parse(&wrong).unwrap_err();
        assert_eq!(findings.len(), 2, "{findings:?}");
        assert!(
            findings
                .iter()
                .all(|found| found.place == "member KE" && found.field.starts_with("calendar."))
        );
    }

    #[test]
    fn the_clock_of_recalls_has_ten_days_unless_the_union_says_otherwise() {
        assert_eq!(UnionFile::parse(GOOD).unwrap().plan().unwrap().recall_days, 10);
        let days =
            |days: &str| UnionFile::parse(&format!("{GOOD}\n[rules]\nrecall_days = {days}\n"));
        assert_eq!(days("3").unwrap().plan().unwrap().recall_days, 3);
        for wrong in ["0", "367"] {
            let found = days(wrong).unwrap_err();
            assert_eq!(found.len(), 1);
            assert!(found[0].to_string().ends_with(": rules: recall_days: give 1 to 366"));
        }
    }

    #[test]
    fn unknown_fields_are_refused() {
        assert!(UnionFile::parse(&format!("colour = 1\n{GOOD}")).is_err());
    }

    /// Line and field of each finding.
    fn places(text: &str) -> Vec<(Option<usize>, String)> {
        let found = UnionFile::parse(text).unwrap_err();
        found.into_iter().map(|found| (found.line, found.field)).collect()
    }

    fn at(text: &str, what: &str) -> Option<usize> {
        text.lines().position(|line| line.contains(what)).map(|at| at + 1)
    }

    #[test]
    fn five_faults_are_five_findings_with_their_lines() {
        let calendar = "account_form = \"[0-9\"\n[member.calendar]\noffset = \"EAT\"\nroll = \"18:00\"\n\
                        [[participant]]";
        let text = GOOD.replacen("[[participant]]", calendar, 1);
        let text = text.replace("SUFTKENAXXX", "suft").replace("[\"KES\"]", "[\"UGX\"]");
        let text = format!("{text}\n[rules]\nuetr_required = true\nrecall_days = 0\n");
        let expected = ["system_bic", "offset = ", "currencies", "account_form", "recall_days"];
        let mut found = places(&text);
        found.sort();
        let mut lines: Vec<_> = expected.iter().map(|what| at(&text, what)).collect();
        lines.sort_unstable();
        assert_eq!(found.iter().map(|(line, _)| *line).collect::<Vec<_>>(), lines, "{found:?}");
        assert!(found.iter().any(|(_, field)| field == "calendar.offset"), "{found:?}");
    }

    #[test]
    fn what_cannot_be_read_is_told_of_every_part() {
        let text = GOOD.replace("name = \"Kenya\"", "name = 7");
        let text = text.replace("name = \"A bank\"", "colour = \"red\"");
        let text = format!("{text}\n[rules]\nqueue_max = \"many\"\n");
        let expected = [
            (at(&text, "name = 7"), "name".to_owned()),
            (at(&text, "colour"), "colour".to_owned()),
            (at(&text, "queue_max"), "queue_max".to_owned()),
        ];
        assert_eq!(places(&text), expected);
        let cut = GOOD.replace("\"SUFTKENAXXX\"", "\"SUFTKENAXXX");
        assert_eq!(places(&cut)[0].0, at(&cut, "SUFTKENAXXX"));
    }

    #[test]
    fn a_field_that_is_not_there_has_the_line_of_its_part() {
        let text = format!("{GOOD}[rules]\nadmission_required = true\n");
        let expected = (at(&text, "[[participant]]"), "admission".to_owned());
        assert_eq!(places(&text), [expected]);
    }

    #[test]
    fn every_field_stands_in_the_page() {
        let page = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs");
        let read = |name: &str| std::fs::read_to_string(page.join(name)).unwrap();
        let (union, api) = (read("union.md"), read("api.md"));
        // A field that is unknown is refused with the list of those that are known.
        let fields = |text: &str| {
            let found = UnionFile::parse(text).unwrap_err();
            let known = found[0].text.split("expected one of ").nth(1).unwrap().to_owned();
            let names = known.split('`').skip(1).step_by(2).map(str::to_owned);
            names.collect::<Vec<_>>()
        };
        let admission = "[participant.admission]\nnowhere = 1\n";
        let calendar = "[member.calendar]\nnowhere = 1\n[[participant]]";
        for (text, page) in [
            (format!("{GOOD}[rules]\nnowhere = 1\n"), &union),
            (format!("{GOOD}nowhere = 1\n"), &union),
            (GOOD.replace("code =", "nowhere = 1\ncode ="), &union),
            (format!("{GOOD}{admission}"), &union),
            (GOOD.replace("[[participant]]", calendar), &api),
        ] {
            for field in fields(&text) {
                assert!(page.contains(&field), "the page does not name {field}");
            }
        }
    }
}
