//! Findings with their place: path, line and column of the element at fault.
//!
//! Made by views and rules beside; reason and advice come from the page of the code, so that they
//! say the same everywhere. A place is only counted out when there is a finding.

use crate::finding::{Finding, Severity};
use crate::reading::Node;
use std::borrow::Cow;
use std::sync::LazyLock;
use suftaja_base::Suf;
use suftaja_base::suf::{self, Explained};

/// A finding at this element.
pub fn at(node: &Node<'_>, code: Suf, text: impl Into<String>) -> Finding {
    placed(node, node.path(), code, text.into())
}

/// A finding at a child that this element lacks.
pub fn missing(node: &Node<'_>, child: &str, code: Suf, text: impl Into<String>) -> Finding {
    placed(node, format!("{}/{child}", node.path()), code, text.into())
}

fn placed(node: &Node<'_>, path: String, code: Suf, text: String) -> Finding {
    let page = page(code);
    let place = node.position();
    Finding {
        code,
        severity: Severity::Error,
        path,
        line: place.line,
        column: place.column,
        offset: node.offset(),
        reason: page.and_then(|page| page.iso_reason),
        text,
        advice: Cow::Borrowed(page.map_or("", |page| page.advice)),
    }
}

/// The page of a code, by its number: messages may have many findings, and the catalogue is a list.
fn page(code: Suf) -> Option<&'static Explained> {
    static PAGES: LazyLock<Vec<Option<&'static Explained>>> = LazyLock::new(|| {
        let mut pages = Vec::new();
        for page in suf::catalogue() {
            pages.resize(usize::from(page.code.0), None);
            pages.push(Some(page));
        }
        pages
    });
    PAGES.get(usize::from(code.0)).copied().flatten()
}
