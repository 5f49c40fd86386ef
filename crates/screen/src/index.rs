//! The index over the names of lists: their tokens, how rare each is, and which names carry it.
//!
//! Built from whole lists (`listing`) in one go and never changed; a changed list is a new index.
//! `search` reads it. Every distinct folded name stands once, with all listings that carry it.

#![expect(
    clippy::indexing_slicing,
    clippy::as_conversions,
    reason = "a kernel on arrays whose indices are units and names that the index itself gave out"
)]

use crate::fold::{self, Class, Folded, Spelling, Token};
use crate::identifier::Identifiers;
use crate::likeness::{Form, Traits};
use crate::listing::{List, ListedName, Listing, Role};
use crate::neighbours::{Collected, Table};
use crate::score::Weighed;
use crate::settings::Hit;
use crate::span;
use crate::text;
use crate::weight;
use std::collections::HashMap;
use std::sync::Arc;

/// Which names an index takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Scripts {
    /// All of them.
    #[default]
    All,
    /// Those in Latin letters alone: how well other scripts find them is then measured.
    LatinOnly,
}

/// A token of the lists, or two neighbours read as one.
#[derive(Debug, Clone, Copy)]
struct Unit {
    key: (u32, u16),
    roman: (u32, u16),
    traits: Traits,
}

/// Where a name stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Place {
    pub(crate) list: u16,
    pub(crate) listing: u32,
    pub(crate) name: u16,
}

/// An index over lists.
#[derive(Debug, Default)]
pub struct Index {
    lists: Vec<Arc<List>>,
    texts: String,
    units: Vec<Unit>,
    /// By unit: what the score takes of it.
    weighed: Vec<Weighed>,
    table: Table,
    /// Units of each name: its tokens, then its joined neighbours.
    name_starts: Vec<u32>,
    name_units: Vec<u32>,
    name_tokens: Vec<u8>,
    place_starts: Vec<u32>,
    places: Vec<Place>,
    posting_starts: Vec<u32>,
    postings: Vec<u32>,
    /// By the unit of their first word: names that a text shows only when it has them whole.
    phrases: HashMap<u32, Vec<u32>>,
    identifiers: Identifiers,
}

/// The units of one name.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Name<'a> {
    /// Its tokens in order.
    pub(crate) tokens: &'a [u32],
    /// Neighbours read as one, by the number of the first; `NONE` where they cannot be.
    pub(crate) joined: &'a [u32],
}

/// No unit.
pub(crate) const NONE: u32 = u32::MAX;

impl Index {
    /// Builds the index over lists.
    #[must_use]
    pub fn build(lists: &[Arc<List>], scripts: Scripts) -> Self {
        let mut building = Building::default();
        building.index.lists = lists.to_vec();
        for (list, number) in lists.iter().zip(0_u16..) {
            for (listing, at) in list.listings.iter().zip(0_u32..) {
                for (name, nth) in listing.names.iter().zip(0_u16..) {
                    building.add(name, Place { list: number, listing: at, name: nth }, scripts);
                }
            }
        }
        building.index.identifiers = Identifiers::of(lists);
        building.end()
    }

    /// The lists it was built from.
    #[must_use]
    pub fn lists(&self) -> &[Arc<List>] {
        &self.lists
    }

    /// Distinct folded names.
    #[must_use]
    pub fn names(&self) -> usize {
        self.name_tokens.len()
    }

    /// Bytes that the index takes beside its lists.
    #[must_use]
    pub fn bytes(&self) -> usize {
        let words = self.name_starts.len() + self.name_units.len() + self.place_starts.len();
        let words = words + self.posting_starts.len() + self.postings.len();
        self.texts.len()
            + self.units.len() * (size_of::<Unit>() + size_of::<Weighed>())
            + self.places.len() * size_of::<Place>()
            + 4 * words
            + self.name_tokens.len()
            + self.table.bytes()
    }

    /// The list, the listing and the name that a hit is about.
    #[must_use]
    pub fn listed(&self, hit: &Hit) -> Option<(&List, &Listing, &ListedName)> {
        let list = self.lists.get(hit.list as usize)?;
        let listing = list.listings.get(hit.listing as usize)?;
        Some((list, listing, listing.names.get(hit.name as usize)?))
    }

    pub(crate) fn identifiers(&self) -> &Identifiers {
        &self.identifiers
    }

    pub(crate) fn unit_count(&self) -> usize {
        self.units.len()
    }

    pub(crate) fn form(&self, unit: u32) -> Form<'_> {
        let unit = &self.units[unit as usize];
        Form { key: self.slice(unit.key), roman: self.slice(unit.roman), traits: &unit.traits }
    }

    /// Whether a unit is that of a token, and of no other that it is like.
    pub(crate) fn is_unit_of(&self, unit: u32, folded: &Folded, token: &Token) -> bool {
        let Form { key, roman, traits } = self.form(unit);
        (key, roman) == (folded.key(token), folded.roman(token))
            && (traits.class, traits.spelling) == (token.class, token.spelling)
            && !traits.is_joined
    }

    pub(crate) fn weighed(&self, unit: u32) -> Weighed {
        self.weighed[unit as usize]
    }

    pub(crate) fn table(&self) -> &Table {
        &self.table
    }

    pub(crate) fn name(&self, name: u32) -> Name<'_> {
        let name = name as usize;
        let units = self.name_starts[name] as usize..self.name_starts[name + 1] as usize;
        let (tokens, joined) = self.name_units[units].split_at(self.name_tokens[name] as usize);
        Name { tokens, joined }
    }

    /// What the score takes of the tokens of a name.
    pub(crate) fn weigh(&self, name: &Name, into: &mut Vec<Weighed>) {
        into.clear();
        into.extend(name.tokens.iter().map(|unit| self.weighed(*unit)));
    }

    pub(crate) fn postings(&self, unit: u32) -> &[u32] {
        let unit = unit as usize;
        &self.postings[self.posting_starts[unit] as usize..self.posting_starts[unit + 1] as usize]
    }

    /// The phrases that begin with a unit.
    pub(crate) fn phrases(&self, unit: u32) -> &[u32] {
        self.phrases.get(&unit).map_or(&[], Vec::as_slice)
    }

    pub(crate) fn places(&self, name: u32) -> &[Place] {
        let name = name as usize;
        &self.places[self.place_starts[name] as usize..self.place_starts[name + 1] as usize]
    }

    fn slice(&self, (from, count): (u32, u16)) -> &str {
        self.texts.get(from as usize..from as usize + count as usize).unwrap_or_default()
    }
}

#[derive(Default)]
struct Building {
    index: Index,
    by_form: HashMap<(String, String, Class, Spelling, bool), u32>,
    by_units: HashMap<Box<[u32]>, u32>,
    standing: Vec<(u32, Place)>,
}

impl Building {
    fn add(&mut self, name: &ListedName, place: Place, scripts: Scripts) {
        let folded = fold::fold(&name.text);
        let original = name.role == Role::Original || folded.is_original_script();
        if folded.tokens().is_empty() || scripts == Scripts::LatinOnly && original {
            return;
        }
        let (tokens, units) = self.units_of(&folded);
        let number = match self.by_units.get(units.as_slice()) {
            Some(number) => *number,
            None => self.add_name(tokens, units),
        };
        self.standing.push((number, place));
    }

    /// How many tokens a name has, and the units of it.
    fn units_of(&mut self, folded: &Folded) -> (u8, Vec<u32>) {
        let tokens = span::compared(folded);
        let mut units = Vec::with_capacity(2 * tokens.len());
        for token in tokens {
            units.push(self.unit(&span::single(folded, token, 0).form()));
        }
        for pair in tokens.windows(2) {
            let joined = span::joined(folded, pair, 0);
            units.push(joined.map_or(NONE, |joined| self.unit(&joined.form())));
        }
        (tokens.len() as u8, units)
    }

    fn add_name(&mut self, tokens: u8, units: Vec<u32>) -> u32 {
        let number = self.index.name_tokens.len() as u32;
        self.index.name_starts.push(self.index.name_units.len() as u32);
        self.index.name_tokens.push(tokens);
        self.index.name_units.extend_from_slice(&units);
        self.by_units.insert(units.into(), number);
        number
    }

    /// The unit of a form: one for all that comparisons cannot tell apart.
    fn unit(&mut self, form: &Form) -> u32 {
        let Traits { class, spelling, is_joined, .. } = *form.traits;
        let known = (form.key.to_owned(), form.roman.to_owned(), class, spelling, is_joined);
        if let Some(unit) = self.by_form.get(&known) {
            return *unit;
        }
        let number = self.index.units.len() as u32;
        let key = self.text(form.key);
        let roman = if form.key == form.roman { key } else { self.text(form.roman) };
        self.index.units.push(Unit { key, roman, traits: *form.traits });
        self.by_form.insert(known, number);
        number
    }

    fn text(&mut self, text: &str) -> (u32, u16) {
        let from = self.index.texts.len() as u32;
        self.index.texts.push_str(text);
        (from, u16::try_from(text.len()).unwrap_or(u16::MAX))
    }

    fn end(mut self) -> Index {
        self.index.name_starts.push(self.index.name_units.len() as u32);
        self.arrange();
        self.stand();
        self.post();
        self.weigh();
        self.phrase();
        let mut collected = Collected::default();
        for unit in 0..self.index.units.len() as u32 {
            collected.add(&self.index.form(unit));
        }
        self.index.table = collected.table();
        self.index
    }

    /// Numbers the units by sound, so that what one row meets lies together in memory.
    fn arrange(&mut self) {
        let index = &mut self.index;
        let mut order: Vec<u32> = (0..index.units.len() as u32).collect();
        order.sort_by_cached_key(|unit| {
            let unit = index.form(*unit);
            (unit.traits.skeletons.keys().first().copied(), unit.roman.to_owned())
        });
        let mut numbers = vec![NONE; order.len()];
        for (unit, number) in order.iter().zip(0..) {
            numbers[*unit as usize] = number;
        }
        index.units = order.iter().map(|unit| index.units[*unit as usize]).collect();
        for unit in index.name_units.iter_mut().filter(|unit| **unit != NONE) {
            *unit = numbers[*unit as usize];
        }
    }

    fn stand(&mut self) {
        self.standing.sort_unstable();
        let index = &mut self.index;
        index.place_starts = vec![0; index.name_tokens.len() + 1];
        for (name, place) in &self.standing {
            index.place_starts[*name as usize + 1] += 1;
            index.places.push(*place);
        }
        for at in 0..index.name_tokens.len() {
            index.place_starts[at + 1] += index.place_starts[at];
        }
    }

    fn post(&mut self) {
        let mut entries: Vec<(u32, u32)> = Vec::with_capacity(self.index.name_units.len());
        for name in 0..self.index.name_tokens.len() as u32 {
            let Name { tokens, joined } = self.index.name(name);
            let units = tokens.iter().chain(joined).filter(|unit| **unit != NONE);
            entries.extend(units.map(|unit| (*unit, name)));
        }
        entries.sort_unstable();
        entries.dedup();
        let index = &mut self.index;
        index.posting_starts = vec![0; index.units.len() + 1];
        for (unit, name) in entries {
            index.posting_starts[unit as usize + 1] += 1;
            index.postings.push(name);
        }
        for at in 0..index.units.len() {
            index.posting_starts[at + 1] += index.posting_starts[at];
        }
    }

    /// Names whose words are all too common for a text to be searched by one of them.
    fn phrase(&mut self) {
        let index = &mut self.index;
        let mut listed = Vec::new();
        for name in 0..index.name_tokens.len() as u32 {
            let tokens = index.name(name);
            index.weigh(&tokens, &mut listed);
            let first = listed.iter().position(|token| token.class != Class::Particle);
            if let Some(first) = first.filter(|_| text::is_phrase(&listed)) {
                let unit = tokens.tokens[first];
                index.phrases.entry(unit).or_default().push(name);
            }
        }
    }

    /// Weights by rarity: how many names carry the token or one that sounds like it.
    fn weigh(&mut self) {
        let mut carried: HashMap<u64, u32> = HashMap::new();
        let index = &mut self.index;
        let carriers = |index: &Index, unit: usize| {
            index.posting_starts[unit + 1] - index.posting_starts[unit]
        };
        for (unit, at) in index.units.iter().zip(0..) {
            if let Some(key) = weight::family(&unit.traits.skeletons) {
                *carried.entry(key).or_default() += carriers(index, at);
            }
        }
        let names = index.name_tokens.len() as u32;
        let weigh = |unit: u32| {
            let form = index.form(unit);
            let (traits, letters) = (form.traits, form.roman.len());
            let own = carriers(index, unit as usize);
            let alike = weight::family(&traits.skeletons)
                .and_then(|key| carried.get(&key))
                .map_or(own, |alike| own.max(*alike / 2));
            form.weighed(weight::weight(traits.class, letters, alike, names))
        };
        let weighed = (0..index.units.len() as u32).map(weigh).collect();
        index.weighed = weighed;
    }
}
