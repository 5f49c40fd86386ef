//! How a token sounds: codes of consonants and vowels, and the consonant skeleton as second key.
//!
//! Codes are made from a token's Latin letters; letters that one script writes alike and another
//! apart (`kh q c k`, `sh sch ch`, `dj zh j`) share a code, and letters of Arabic that are read in
//! several ways have codes of their own that cost nothing against each reading. What two codes
//! cost against each other is one table. Must not allocate: every query token passes here.

use super::Spelling;

/// Most codes of one token; what is longer is compared by its start.
pub const CODES_MAX: usize = 32;

/// Most skeletons of one token: an Arabic letter may be read in two ways.
pub const SKELETONS_MAX: usize = 8;

/// Codes below this are vowels.
const CONSONANT: u8 = 6;

const A: u8 = 1;
const E: u8 = 2;
const I: u8 = 3;
const O: u8 = 4;
const U: u8 = 5;
const B: u8 = 6;
const P: u8 = 7;
const T: u8 = 8;
const D: u8 = 9;
const K: u8 = 10;
const G: u8 = 11;
const J: u8 = 12;
const F: u8 = 13;
const V: u8 = 14;
const S: u8 = 15;
const Z: u8 = 16;
const SH: u8 = 17;
const H: u8 = 18;
const L: u8 = 19;
const M: u8 = 20;
const N: u8 = 21;
const R: u8 = 22;
const DIGIT: u8 = 23;
/// Arabic ذ ض ظ, Latin dh: d or z.
const DH: u8 = 24;
/// Arabic ث: t or s.
const TH: u8 = 25;
/// Arabic ج: j or g.
const JG: u8 = 26;
/// Arabic ق, Latin q: k or g.
const KG: u8 = 27;
/// Arabic و, Latin w within a word: a vowel, w or v.
const W: u8 = 28;
/// Arabic ف in foreign names: f or v.
const FV: u8 = 29;
/// Cyrillic г: g, in the west and south h.
const GH: u8 = 30;
/// Hebrew ב behind another letter: b or v.
const BV: u8 = 31;
/// The s of a Greek ending, which other languages leave out.
const OS: u8 = 32;
const CODES: usize = 33;

/// The codes of one token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sound {
    codes: [u8; CODES_MAX],
    count: u8,
    /// Short vowels are missing.
    pub abjad: bool,
}

/// The skeletons of one token, 5 bits for each of the first twelve consonants.
#[derive(Debug, Clone, Copy, Default)]
pub struct Skeletons {
    keys: [u64; SKELETONS_MAX],
    count: u8,
    /// Consonants in each.
    pub consonants: u8,
}

impl Sound {
    /// The codes of a token's Latin letters.
    #[must_use]
    pub fn of(roman: &str, spelling: Spelling) -> Self {
        let abjad = spelling == Spelling::Abjad;
        let cyrillic = spelling == Spelling::Romanised;
        let mut sound = Self { codes: [0; CODES_MAX], count: 0, abjad };
        let mut rest = roman.as_bytes();
        let mut is_first = true;
        while !rest.is_empty() {
            let (first, second, taken) = head(rest, is_first, abjad);
            sound.push(if cyrillic && first == G { GH } else { first });
            sound.push(second);
            rest = rest.get(taken.max(1)..).unwrap_or_default();
            is_first = false;
        }
        sound.drop_silent();
        if cyrillic && roman.ends_with("os") {
            sound.soften_ending();
        }
        sound
    }

    /// A Greek `-os` is an ending: `Αλέξανδρος` is Alexander.
    fn soften_ending(&mut self) {
        let last = usize::from(self.count).checked_sub(1);
        if let Some(last) = last.and_then(|last| self.codes.get_mut(last)) {
            *last = OS;
        }
    }

    /// A final h is written or not.
    fn drop_silent(&mut self) {
        let count = usize::from(self.count);
        if count > 2 && self.codes.get(count - 1) == Some(&H) {
            self.count -= 1;
        }
    }

    /// The codes in order.
    #[must_use]
    pub fn codes(&self) -> &[u8] {
        self.codes.get(..usize::from(self.count)).unwrap_or_default()
    }

    /// The consonant skeletons.
    #[must_use]
    pub fn skeletons(&self) -> Skeletons {
        let mut skeletons = Skeletons { count: 1, ..Skeletons::default() };
        let mut before = 0;
        for code in self.codes() {
            if *code >= CONSONANT && *code != before {
                skeletons.push(*code);
            }
            before = *code;
        }
        skeletons
    }

    /// A short token's consonants with its vowels as places: what relates `Yuri`, `Yury`, `Iouri`.
    #[must_use]
    pub fn pattern(&self) -> u64 {
        let (mut pattern, mut before_vowel) = (1_u64, false);
        for code in self.codes().iter().take(10) {
            let is_vowel = *code < CONSONANT;
            if !(is_vowel && before_vowel) {
                pattern = pattern << 6 | if is_vowel { 0 } else { u64::from(*code) };
            }
            before_vowel = is_vowel;
        }
        pattern
    }

    fn push(&mut self, code: u8) {
        if code == 0 {
            return;
        }
        // Doubled letters sound once; how often people double them is chance.
        let count = usize::from(self.count);
        if count > 0 && self.codes.get(count - 1) == Some(&code) && code != DIGIT {
            return;
        }
        if let Some(slot) = self.codes.get_mut(count) {
            *slot = code;
            self.count += 1;
        }
    }
}

impl Skeletons {
    /// The keys.
    #[must_use]
    pub fn keys(&self) -> &[u64] {
        self.keys.get(..usize::from(self.count)).unwrap_or_default()
    }

    fn push(&mut self, code: u8) {
        self.consonants = self.consonants.saturating_add(1);
        if self.consonants > 12 {
            return;
        }
        let (one, other) = readings(code);
        // Where a code is read in two ways each key is, as long as there is room.
        let keys = self.keys;
        for (key, slot) in keys.iter().zip(&mut self.keys).take(usize::from(self.count)) {
            *slot = key << 5 | u64::from(one);
        }
        if other != one {
            for key in keys.iter().take(usize::from(self.count)) {
                self.add(if other == 0 { *key } else { key << 5 | u64::from(other) });
            }
        }
    }

    fn add(&mut self, key: u64) {
        if let Some(slot) = self.keys.get_mut(usize::from(self.count)) {
            *slot = key;
            self.count += 1;
        }
    }
}

/// How a code is read in a skeleton: one or two consonants, 0 for none.
fn readings(code: u8) -> (u8, u8) {
    match code {
        DH => (D, Z),
        TH => (T, S),
        JG => (J, G),
        KG => (K, G),
        W => (V, 0),
        FV => (F, V),
        GH => (G, H),
        BV => (B, V),
        OS => (S, 0),
        _ => (code, code),
    }
}

/// The codes at the head of the letters, and how many letters they take.
fn head(rest: &[u8], is_first: bool, abjad: bool) -> (u8, u8, usize) {
    if is_first && rest.starts_with(b"ou") && matches!(rest.get(2), Some(b'a' | b'e' | b'i')) {
        // French letters for a w: `Oualid` is Walid.
        return (V, 0, 2);
    }
    if rest.starts_with(b"lj") {
        return (L, I, 2);
    }
    if let Some(group) = group(rest) {
        let code = match (group.0, abjad) {
            (B, true) => BV,
            (T, true) => TH,
            (code, _) => code,
        };
        return (code, 0, group.1);
    }
    let second = rest.get(1).copied().unwrap_or_default();
    let code = match rest.first().copied().unwrap_or_default() {
        b'a' => A,
        b'e' => E,
        b'i' | b'y' => I,
        b'o' => O,
        b'u' if abjad => W,
        b'u' => U,
        b'w' if is_first => V,
        b'w' => W,
        b'b' => B,
        b'p' => P,
        b't' => T,
        b'd' => D,
        b'c' if matches!(second, b'e' | b'i' | b'y') => S,
        b'q' => KG,
        b'k' | b'c' => K,
        b'g' => G,
        b'j' if abjad => JG,
        b'j' => J,
        b'f' if abjad => FV,
        b'f' => F,
        b'v' => V,
        b's' => S,
        b'z' => Z,
        b'x' if is_first => SH,
        b'x' => return (K, S, 1),
        b'h' => H,
        b'l' => L,
        b'm' => M,
        b'n' => N,
        b'r' => R,
        // Parts letters that would make one sound.
        b'\'' => 0,
        _ => DIGIT,
    };
    (code, 0, 1)
}

/// Letters that make one sound together, and how many they are.
fn group(rest: &[u8]) -> Option<(u8, usize)> {
    let (first, second, third) = (*rest.first()?, *rest.get(1)?, rest.get(2));
    Some(match (first, second) {
        (b's', b'h') if rest.starts_with(b"shch") => (SH, 4),
        (b't', b's') if rest.starts_with(b"tsch") => (SH, 4),
        (b's' | b't', b'c') if third == Some(&b'h') => (SH, 3),
        (b'd', b'z') if third == Some(&b'h') => (J, 3),
        (b's' | b'c', b'h') => (SH, 2),
        (b'z', b'h') | (b'd', b'j' | b'g') => (J, 2),
        (b'k', b'h') => (H, 2),
        (b'g', b'h') => (G, 2),
        (b'd', b'h') => (DH, 2),
        (b't', b'h') => (T, 2),
        (b'p', b'h') => (F, 2),
        (b'b', b'h') => (B, 2),
        (b'c', b'k' | b'q') => (K, 2),
        (b't', b's' | b'z') => (S, 2),
        (b'o', b'u' | b'o') => (U, 2),
        _ => return None,
    })
}

/// What a code is worth in a token: a vowel less than a consonant.
#[must_use]
pub fn worth(code: u8) -> u16 {
    if code < CONSONANT { 60 } else { 100 }
}

/// What leaving out a code costs, where short vowels are `abjad`.
#[must_use]
pub fn absent(code: u8, abjad: bool) -> u16 {
    match code {
        0..CONSONANT if abjad => 5,
        OS => 10,
        0..CONSONANT | W => 36,
        H => 60,
        _ => 100,
    }
}

/// What one code costs in the place of another.
#[must_use]
pub fn instead(one: u8, other: u8) -> u16 {
    COSTS.get(usize::from(one) * CODES + usize::from(other)).map_or(100, |cost| u16::from(*cost))
}

/// What the ends of two tokens add: `-a` against `-o` or nothing is as often another person.
#[must_use]
pub fn ending(ends: (Option<u8>, Option<u8>)) -> u16 {
    match ends {
        (Some(A), Some(O)) | (Some(O), Some(A)) => 40,
        (Some(A), Some(CONSONANT..)) | (Some(CONSONANT..), Some(A)) => 34,
        _ => 0,
    }
}

/// The same where one of them leaves out short vowels: the `-i` that makes `Salimi` of `Salim` is
/// long, and every script writes it.
#[must_use]
pub fn ending_abjad(ends: (Option<u8>, Option<u8>)) -> u16 {
    match ends {
        (Some(I), Some(CONSONANT..)) | (Some(CONSONANT..), Some(I)) => LONG_ENDING,
        _ => 0,
    }
}

/// What a long vowel costs at the end of one token alone.
const LONG_ENDING: u16 = 80;

static COSTS: [u8; CODES * CODES] = costs();

const NEAR: [(u8, u8, u8); 47] = [
    (A, E, 26),
    (A, O, 40),
    (A, I, 36),
    (A, U, 36),
    (E, I, 22),
    (E, O, 36),
    (E, U, 40),
    (I, O, 40),
    (I, U, 36),
    (O, U, 12),
    (B, P, 50),
    (T, D, 50),
    (K, G, 45),
    (K, H, 60),
    (G, H, 60),
    (G, J, 50),
    (F, V, 40),
    (F, P, 60),
    (B, V, 50),
    (V, U, 30),
    (S, Z, 30),
    (S, SH, 45),
    (Z, SH, 60),
    (J, SH, 45),
    (J, Z, 50),
    (J, I, 45),
    (D, Z, 60),
    (T, S, 70),
    (S, K, 60),
    (DH, D, 0),
    (DH, Z, 0),
    (TH, T, 0),
    (TH, S, 0),
    (JG, J, 0),
    (JG, G, 0),
    (KG, K, 0),
    (KG, G, 0),
    (W, V, 0),
    (W, U, 0),
    (W, O, 0),
    (FV, F, 0),
    (GH, G, 0),
    (GH, H, 5),
    (BV, B, 0),
    (BV, V, 0),
    (BV, F, 40),
    (OS, S, 0),
];

#[expect(clippy::indexing_slicing, clippy::as_conversions, reason = "made while compiling")]
const fn costs() -> [u8; CODES * CODES] {
    let mut costs = [100; CODES * CODES];
    let mut at = 0;
    while at < CODES {
        costs[at * CODES + at] = 0;
        at += 1;
    }
    let mut at = 0;
    while at < NEAR.len() {
        let (one, other, cost) = NEAR[at];
        costs[one as usize * CODES + other as usize] = cost;
        costs[other as usize * CODES + one as usize] = cost;
        at += 1;
    }
    costs[FV as usize * CODES + V as usize] = 5;
    costs[V as usize * CODES + FV as usize] = 5;
    costs
}
