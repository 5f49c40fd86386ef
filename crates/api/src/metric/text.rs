//! The page that a scraper reads: Prometheus text format 0.0.4.
//!
//! Every metric of the list has its HELP and TYPE, also where it has no sample yet. Figures are
//! whole numbers; seconds are written from whole nanoseconds.

use super::list::METRICS;
use super::{Kind, Metric, Scene};
use std::fmt::{Display, Write};
use std::time::Duration;
use suftaja_node::meter::{BOUNDS_MICROS, Histogram};

/// The media type of the page.
pub(crate) const KIND: &str = "text/plain; version=0.0.4; charset=utf-8";

/// The samples of one metric, being written.
pub(super) struct Samples<'t> {
    metric: &'static Metric,
    page: &'t mut String,
}

/// All metrics as they stand now.
pub(crate) fn scraped(scene: &Scene<'_>) -> String {
    let mut page = String::new();
    for metric in METRICS {
        let Metric { name, kind, help, .. } = metric;
        line(&mut page, format_args!("# HELP {name} {help}"));
        line(&mut page, format_args!("# TYPE {name} {}", kind.word()));
        (metric.read)(scene, &mut Samples { metric, page: &mut page });
    }
    page
}

impl Samples<'_> {
    /// A sample; its labels' values in the order of the list.
    pub fn add(&mut self, values: &[&str], figure: impl Display) {
        let labels = self.labels(values, None);
        line(self.page, format_args!("{}{labels} {figure}", self.metric.name));
    }

    /// A sample that is 0 or 1.
    pub fn flag(&mut self, values: &[&str], is: bool) {
        self.add(values, u8::from(is));
    }

    /// A time.
    pub fn seconds(&mut self, values: &[&str], time: Duration) {
        self.add(values, seconds(time));
    }

    /// The buckets, sum and number of a histogram.
    pub fn histogram(&mut self, values: &[&str], held: &Histogram) {
        let (counts, nanos) = held.cumulative();
        let name = self.metric.name;
        let bounds = BOUNDS_MICROS.map(|bound| seconds(Duration::from_micros(bound)).to_string());
        let bounds = bounds.iter().map(String::as_str).chain(["+Inf"]);
        for (bound, count) in bounds.zip(counts) {
            let labels = self.labels(values, Some(bound));
            line(self.page, format_args!("{name}_bucket{labels} {count}"));
        }
        let labels = self.labels(values, None);
        let sum = seconds(Duration::from_nanos(nanos));
        line(self.page, format_args!("{name}_sum{labels} {sum}"));
        let count = counts.last().copied().unwrap_or(0);
        line(self.page, format_args!("{name}_count{labels} {count}"));
    }

    fn labels(&self, values: &[&str], bound: Option<&str>) -> String {
        debug_assert_eq!(self.metric.labels.len(), values.len(), "{}", self.metric.name);
        debug_assert!(bound.is_none() || self.metric.kind == Kind::Histogram);
        let names = self.metric.labels.iter().copied().zip(values.iter().copied());
        let all = names.chain(bound.map(|bound| ("le", bound)));
        let written: Vec<String> =
            all.map(|(name, value)| format!("{name}=\"{}\"", escaped(value))).collect();
        if written.is_empty() { String::new() } else { format!("{{{}}}", written.join(",")) }
    }
}

fn line(page: &mut String, text: std::fmt::Arguments<'_>) {
    // Writing to a text cannot fail.
    let _ = writeln!(page, "{text}");
}

fn escaped(value: &str) -> String {
    value.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n")
}

/// Seconds with as many decimals as there are.
fn seconds(time: Duration) -> impl Display {
    let text = format!("{}.{:09}", time.as_secs(), time.subsec_nanos());
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seconds_are_written_exactly() {
        for (nanos, text) in [
            (0, "0"),
            (250_000, "0.00025"),
            (1_000_000_000, "1"),
            (10_000_000_000, "10"),
            (2_500_000_001, "2.500000001"),
        ] {
            assert_eq!(seconds(Duration::from_nanos(nanos)).to_string(), text);
        }
    }

    #[test]
    fn a_value_of_a_label_ends_where_it_ends() {
        assert_eq!(escaped("a\"b\\c\nd"), "a\\\"b\\\\c\\nd");
    }
}
