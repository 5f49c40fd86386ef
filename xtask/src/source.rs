//! One Rust file as the checks see it: its text, and two masks of the same shape (code without
//! literals and comments; comments alone). Text comes from the walk in `tidy`; nothing is written.
//! Must never judge: it only tells code, comment, literal and test apart.

/// A Rust source file with its masks. Line numbers count from 1 everywhere.
pub struct Source {
    /// Path from the root of the repository, with `/` between parts.
    pub path: String,
    /// The text as it stands in the file.
    pub text: String,
    /// The text with comments and literals blanked out.
    pub code: String,
    /// The text with everything but comments blanked out.
    pub comments: String,
    /// True when the whole file is a test.
    pub is_test: bool,
    test_lines: Vec<(usize, usize)>,
}

/// A function: its name, first and last line.
pub struct Function {
    /// The name as written.
    pub name: String,
    /// Line of the word `fn`.
    pub first: usize,
    /// Line of the closing brace, or of the semicolon of a declaration.
    pub last: usize,
}

impl Source {
    /// Reads `text` of the file at `path`.
    pub fn new(path: &str, text: &str) -> Source {
        let (code, comments) = mask(text);
        let test_lines = test_lines(&code);
        Source {
            path: path.to_owned(),
            text: text.to_owned(),
            is_test: is_test_path(path) || code.contains("#![cfg(test)]"),
            code,
            comments,
            test_lines,
        }
    }

    /// True when `line` belongs to a test: of the whole file or of a `#[cfg(test)]` item.
    pub fn is_test_line(&self, line: usize) -> bool {
        self.is_test || self.test_lines.iter().any(|(first, last)| (*first..=*last).contains(&line))
    }

    /// True for code that ships: below `src/`, neither test nor example nor bench.
    pub fn is_product_line(&self, line: usize) -> bool {
        self.path.contains("/src/") && !self.is_test_line(line)
    }

    /// The crate's directory name: `engine` for `crates/engine/src/lib.rs`.
    pub fn package(&self) -> &str {
        let inside = self.path.strip_prefix("crates/").unwrap_or(&self.path);
        inside.split('/').next().unwrap_or(inside)
    }

    /// Paths of the modules that this file declares under `#[cfg(test)]` in files of their own.
    pub fn test_modules(&self) -> Vec<String> {
        let stem = self.path.strip_suffix(".rs").unwrap_or(&self.path);
        let (parent, name) = stem.rsplit_once('/').unwrap_or(("", stem));
        let folder = if matches!(name, "lib" | "main") { parent } else { stem };
        let mut modules = Vec::new();
        for (start, marker) in self.code.match_indices("#[cfg(test)]") {
            let after = self.code.get(start + marker.len()..).unwrap_or("");
            let declaration = after.split(['{', ';']).next().unwrap_or("");
            let ends_at_once =
                after.get(declaration.len()..).is_some_and(|rest| rest.starts_with(';'));
            let mut words = declaration.split_whitespace().skip_while(|word| *word != "mod");
            if let (true, Some(_), Some(module)) = (ends_at_once, words.next(), words.next()) {
                modules.push(format!("{folder}/{module}.rs"));
            }
        }
        modules
    }

    /// Every function of the file with a name, in order.
    pub fn functions(&self) -> Vec<Function> {
        let mut functions = Vec::new();
        for (start, name) in words(&self.code) {
            if name != "fn" {
                continue;
            }
            let after = self.code.get(start + 2..).unwrap_or("");
            let Some(name) = leading_name(after) else { continue };
            let end = start + 2 + item_length(after);
            functions.push(Function {
                name: name.to_owned(),
                first: line_of(&self.code, start),
                last: line_of(&self.code, end),
            });
        }
        functions
    }
}

/// The words of `code` (letters, digits and underscores) with their byte offsets.
pub fn words(code: &str) -> impl Iterator<Item = (usize, &str)> {
    let is_break = |letter: char| !(letter.is_alphanumeric() || letter == '_');
    code.split(is_break).filter(|word| !word.is_empty()).map(move |word| {
        let offset = word.as_ptr().addr() - code.as_ptr().addr();
        (offset, word)
    })
}

/// The line, counted from 1, on which byte `offset` of `text` lies.
pub fn line_of(text: &str, offset: usize) -> usize {
    1 + text.bytes().take(offset).filter(|byte| *byte == b'\n').count()
}

fn is_test_path(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    let stem = name.strip_suffix(".rs").unwrap_or(name);
    let is_named_so = matches!(stem, "test" | "tests");
    is_named_so
        || path.contains("/tests/")
        || stem.ends_with("_tests")
        || stem.ends_with("_test")
        || stem.starts_with("test_")
}

/// The name after `fn`, unless this is a function pointer type.
fn leading_name(after: &str) -> Option<&str> {
    let trimmed = after.strip_prefix([' ', '\n'])?.trim_start();
    let (offset, name) = words(trimmed).next()?;
    (offset == 0).then_some(name)
}

/// Bytes up to and including the brace or semicolon that ends the item starting here.
fn item_length(code: &str) -> usize {
    let (mut braces, mut brackets) = (0_i32, 0_i32);
    for (offset, byte) in code.bytes().enumerate() {
        match byte {
            b'(' | b'[' => brackets += 1,
            b')' | b']' => brackets -= 1,
            b'{' => braces += 1,
            b'}' => braces -= 1,
            _ => {}
        }
        let is_end = (byte == b'}' && braces <= 0) || (byte == b';' && braces == 0);
        if is_end && brackets <= 0 {
            return offset;
        }
    }
    code.len()
}

/// First and last line of every item under `#[cfg(test)]`.
fn test_lines(code: &str) -> Vec<(usize, usize)> {
    let mut regions = Vec::new();
    for (start, marker) in code.match_indices("#[cfg(test)]") {
        let after = code.get(start + marker.len()..).unwrap_or("");
        let end = start + marker.len() + item_length(after);
        regions.push((line_of(code, start), line_of(code, end)));
    }
    regions
}

#[derive(Clone, Copy, PartialEq)]
enum Place {
    Code,
    LineComment,
    BlockComment(u32),
    Text,
    RawText(usize),
}

/// Splits `text` into two masks of the same lines and columns: code, and comments.
fn mask(text: &str) -> (String, String) {
    let letters: Vec<char> = text.chars().collect();
    let at = |index: usize| letters.get(index).copied().unwrap_or('\0');
    let (mut code, mut comments) = (String::new(), String::new());
    let mut place = Place::Code;
    let mut index = 0;
    while index < letters.len() {
        let (length, next) = match place {
            Place::Code => step_in_code(&at, index),
            Place::LineComment if at(index) == '\n' => (1, Place::Code),
            Place::LineComment => (1, place),
            Place::BlockComment(depth) => match (at(index), at(index + 1)) {
                ('*', '/') if depth == 1 => (2, Place::Code),
                ('*', '/') => (2, Place::BlockComment(depth - 1)),
                ('/', '*') => (2, Place::BlockComment(depth + 1)),
                _ => (1, place),
            },
            Place::Text if at(index) == '\\' => (2, place),
            Place::Text if at(index) == '"' => (1, Place::Code),
            Place::Text => (1, place),
            Place::RawText(hashes) => {
                let is_end = at(index) == '"' && (1..=hashes).all(|step| at(index + step) == '#');
                if is_end { (1 + hashes, Place::Code) } else { (1, place) }
            }
        };
        let shows_code = place == Place::Code && next == Place::Code && length == 1;
        let is_comment = |place| matches!(place, Place::LineComment | Place::BlockComment(_));
        let shows_comment = is_comment(place) || is_comment(next);
        for letter in letters.iter().skip(index).take(length).copied() {
            code.push(if shows_code || letter == '\n' { letter } else { ' ' });
            comments.push(if shows_comment || letter == '\n' { letter } else { ' ' });
        }
        place = next;
        index += length;
    }
    (code, comments)
}

/// How many letters to take at `index` in code, and where that leads.
fn step_in_code(at: &impl Fn(usize) -> char, index: usize) -> (usize, Place) {
    let is_word = |letter: char| letter.is_alphanumeric() || letter == '_';
    let follows_word = index.checked_sub(1).is_some_and(|before| is_word(at(before)));
    match (at(index), at(index + 1)) {
        ('/', '/') => (2, Place::LineComment),
        ('/', '*') => (2, Place::BlockComment(1)),
        ('"', _) => (1, Place::Text),
        ('r', '"' | '#') if !follows_word => raw_text(at, index, 1),
        ('b' | 'c', 'r') if !follows_word => raw_text(at, index, 2),
        ('\'', '\\') => {
            let end = (index + 3..index + 14).find(|place| at(*place) == '\'');
            (end.map_or(1, |end| end + 1 - index), Place::Code)
        }
        ('\'', _) if at(index + 2) == '\'' => (3, Place::Code),
        _ => (1, Place::Code),
    }
}

/// A raw text opens at `index` when hashes and a quote follow its prefix; else this is a name.
fn raw_text(at: &impl Fn(usize) -> char, index: usize, prefix: usize) -> (usize, Place) {
    let hashes = (index + prefix..).take_while(|place| at(*place) == '#').count();
    if at(index + prefix + hashes) == '"' {
        (prefix + hashes + 1, Place::RawText(hashes))
    } else {
        (1, Place::Code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn masks_keep_shape_and_tell_code_from_text() {
        let text = "let a = \"fn x\\\" // no\"; // fn y\nlet b = '\\''; /* fn /* z */ q */ let c: &'a T = r#\"fn\n\"#;";
        let source = Source::new("crates/x/src/a.rs", text);
        for mask in [&source.code, &source.comments] {
            let shape = |all: &str| all.lines().map(|l| l.chars().count()).collect::<Vec<_>>();
            assert_eq!(shape(mask), shape(text));
        }
        assert!(!source.code.contains("fn"));
        assert!(source.code.contains("let c: &'a T ="));
        assert!(source.comments.contains("// fn y") && source.comments.contains("z */ q"));
        assert!(!source.comments.contains("no"));
    }

    #[test]
    fn functions_are_measured_to_their_closing_brace() {
        let text = "fn one(a: [u8; 3]) -> u8 {\n    {\n    }\n    0\n}\ntype P = fn(u8);\ntrait T {\n    fn two();\n}\n";
        let found = Source::new("crates/x/src/a.rs", text).functions();
        let seen: Vec<_> = found.iter().map(|f| (f.name.as_str(), f.first, f.last)).collect();
        assert_eq!(seen, [("one", 1, 5), ("two", 8, 8)]);
    }

    #[test]
    fn test_items_and_test_modules_are_known() {
        let text = "fn a() {}\n#[cfg(test)]\nmod tests {\n    fn b() {}\n}\nfn c() {}\n#[cfg(test)]\nmod faults;\n";
        let source = Source::new("crates/x/src/deep/a.rs", text);
        let product: Vec<usize> = (1..=8).filter(|line| source.is_product_line(*line)).collect();
        assert_eq!(product, [1, 6]);
        assert_eq!(source.test_modules(), ["crates/x/src/deep/a/faults.rs"]);
        assert!(Source::new("crates/x/tests/all.rs", "").is_test_line(1));
        assert_eq!(source.package(), "x");
    }
}
