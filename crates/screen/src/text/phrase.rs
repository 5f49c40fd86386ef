//! Listed names of common words, such as `ISLAMIC STATE`, sought in a text word for word.
//!
//! No word of theirs is rare enough to open a window by, so each is known by its first word, and
//! its words must stand in the listed order with nothing between but particles that the listed
//! name has there too. Must not hold names that say nothing, such as `LTD` alone.

use super::{Found, OPENING_LIKENESS};
use crate::fold::{Class, Folded, Token};
use crate::likeness;
use crate::score::Weighed;
use crate::search::Search;
use crate::settings::Settings;
use crate::span;

/// Words that a phrase has at least.
const WORDS_MIN: usize = 2;

/// Least likeness of a word that names: the same, or the same in Latin.
const NAMING_MIN: u16 = 9_900;

/// True when a listed name is sought as a phrase: it describes, in two words or more of which none
/// is rare; initials together are a word.
pub fn is_phrase(listed: &[Weighed]) -> bool {
    let count = |is: &dyn Fn(Class) -> bool| listed.iter().filter(|it| is(it.class)).count();
    let describes = count(&|class| class == Class::Generic);
    let initials = count(&|class| class == Class::Initial);
    let particles = count(&|class| class == Class::Particle);
    let words = listed.len() - initials - particles + usize::from(initials > 1);
    let names = |class| matches!(class, Class::Word | Class::Number | Class::Han);
    let has_rare = count(&names) > 0 && super::says_enough(listed, || 0);
    describes > 0 && words >= WORDS_MIN && !has_rare
}

/// A place in the text and the listed name that may begin there.
struct Start<'a> {
    folded: &'a Folded,
    at: usize,
    name: u32,
}

impl Search<'_> {
    /// The phrases that begin at a token of a text.
    pub(super) fn phrases_at(
        &mut self,
        folded: &Folded,
        at: usize,
        settings: &Settings,
        found: &mut Vec<Found>,
    ) {
        let Some(token) = folded.tokens().get(at).filter(|it| it.class != Class::Particle) else {
            return;
        };
        let row = self.rows.of_token(folded, token);
        for (unit, _) in row.units.iter().take_while(|(_, like)| *like >= OPENING_LIKENESS) {
            let index = self.index;
            for name in index.phrases(*unit) {
                if let Some((score, words)) = self.phrase(&Start { folded, at, name: *name })
                    && score >= settings.threshold
                {
                    self.push_found(*name, score, &words, settings, found);
                }
            }
        }
    }

    /// The score of a phrase and the words of the text, where it stands there whole.
    fn phrase(&self, start: &Start<'_>) -> Option<(u16, String)> {
        let (mut covered, mut total, mut words) = (0_u32, 0_u32, Vec::new());
        let mut described = 0_usize;
        let mut rest = start.folded.tokens().get(start.at..)?.iter().peekable();
        let mut may_part = false;
        for unit in self.index.name(start.name).tokens {
            let listed = self.index.weighed(*unit);
            if listed.class == Class::Particle {
                may_part = true;
                continue;
            }
            while may_part && rest.peek().is_some_and(|token| token.class == Class::Particle) {
                words.extend(rest.next().map(|token| start.folded.key(token)));
            }
            let token: &Token = rest.next()?;
            let span = span::single(start.folded, token, 0);
            let like = likeness::likeness(&span.form(), &self.index.form(*unit));
            // Behind enough words that describe, one form of organisation is as good as another.
            let is_form = token.class == Class::Form && listed.class == Class::Form;
            let is_free = is_form && described >= WORDS_MIN;
            let like = if is_free { like.max(OPENING_LIKENESS) } else { like };
            // What names in such a name is short, and prose has many words like it.
            let least = if listed.class == Class::Word { NAMING_MIN } else { OPENING_LIKENESS };
            if like < least {
                return None;
            }
            described += usize::from(listed.class == Class::Generic);
            words.push(start.folded.key(token));
            covered += u32::from(listed.weight) * u32::from(like);
            total += u32::from(listed.weight);
            may_part = false;
        }
        let score = u16::try_from(covered / total.max(1)).ok()?;
        Some((score, words.join(" ")))
    }
}
