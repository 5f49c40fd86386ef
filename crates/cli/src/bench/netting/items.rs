//! The instances of several currencies: lines of text, a bank's money in a currency an account.
//!
//! The first line says `# currencies=C banks=N items=M`; account = currency × banks + bank. Lines
//! `B,account,balance` follow, one for each account, and `I,time,s1,d1,a1,s2,d2,a2,weight`, one for
//! each item; `s2` is -1 where there is no second leg. Other lines with `#` are remarks.

use suftaja_netting::linked::{Leg, Linked};

/// Reads items of several currencies.
pub(super) fn linked(bytes: &[u8]) -> Result<Linked, String> {
    let text = std::str::from_utf8(bytes)
        .map_err(|error| format!("byte {}: this is no text", error.valid_up_to()))?;
    let mut lines = (1..).zip(text.lines());
    let head = lines.next().map_or("", |(_, line)| line);
    let (mut linked, items) = begin(head, bytes.len()).map_err(|text| format!("line 1: {text}"))?;
    let mut has_balance = vec![false; linked.balance.len()];
    let mut last = 1;
    for (number, line) in lines {
        last = number;
        let at = |text: String| format!("line {number}: {text}");
        match line.split_once(',') {
            _ if line.is_empty() || line.starts_with('#') => {}
            Some(("B", fields)) => balance(&mut linked, &mut has_balance, fields).map_err(at)?,
            Some(("I", fields)) => item(&mut linked, fields).map_err(at)?,
            _ => return Err(at("a line begins with B, I or #".to_owned())),
        }
    }
    if let Some(account) = has_balance.iter().position(|has| !has) {
        return Err(format!("line {last}: the file ends without a balance of account {account}"));
    }
    if linked.weight.len() != items {
        let found = linked.weight.len();
        return Err(format!("line {last}: the file ends with {found} of {items} items"));
    }
    Ok(linked)
}

/// No more accounts than the file has bytes, since each has a line: what the head claims must not
/// reserve memory by itself.
fn begin(head: &str, length: usize) -> Result<(Linked, usize), String> {
    let counts = head.strip_prefix('#').and_then(|line| line.split(';').next()).unwrap_or("");
    let count = |name: &str| {
        let mut words = counts.split_ascii_whitespace();
        let found = words.find_map(|word| word.strip_prefix(name)?.strip_prefix('='));
        let count = found.and_then(|text| text.parse::<u64>().ok());
        count.ok_or_else(|| format!("{name}=COUNT belongs here"))
    };
    let (currencies, banks, items) = (count("currencies")?, count("banks")?, count("items")?);
    let currencies = u16::try_from(currencies).map_err(|_| "too many currencies")?;
    let accounts = u64::from(currencies).checked_mul(banks);
    let accounts = accounts.and_then(|all| usize::try_from(all).ok()).filter(|all| *all <= length);
    let accounts = accounts.ok_or_else(|| {
        format!(
            "{currencies} currencies of {banks} banks are too many for a file of {length} bytes"
        )
    })?;
    let banks = usize::try_from(banks).map_err(|_| "too many banks")?;
    let currency = (0..currencies).flat_map(|currency| std::iter::repeat_n(currency, banks));
    let linked =
        Linked { balance: vec![0; accounts], currency: currency.collect(), ..Linked::default() };
    Ok((linked, usize::try_from(items).map_err(|_| "too many items")?))
}

fn balance(linked: &mut Linked, has_balance: &mut [bool], fields: &str) -> Result<(), String> {
    let [account, money] = numbers(fields)?;
    let at = usize::try_from(account).ok();
    let places = at.and_then(|at| linked.balance.get_mut(at).zip(has_balance.get_mut(at)));
    let (place, has) = places.ok_or_else(|| format!("there is no account {account}"))?;
    if std::mem::replace(has, true) {
        return Err(format!("account {account} has a balance already"));
    }
    *place = money;
    Ok(())
}

fn item(linked: &mut Linked, fields: &str) -> Result<(), String> {
    let [_, source, target, amount, other_source, other_target, other_amount, weight] =
        numbers(fields)?;
    let account =
        |number: i64| u32::try_from(number).map_err(|_| format!("{number} is no account"));
    linked.first.push(Some(Leg { source: account(source)?, target: account(target)?, amount }));
    let other = if other_source == -1 {
        None
    } else {
        let (source, target) = (account(other_source)?, account(other_target)?);
        Some(Leg { source, target, amount: other_amount })
    };
    linked.second.push(other);
    linked.weight.push(weight);
    Ok(())
}

/// Exactly N numbers between commas.
fn numbers<const N: usize>(fields: &str) -> Result<[i64; N], String> {
    let mut numbers = [0; N];
    let mut fields = fields.split(',');
    for place in &mut numbers {
        let field = fields.next().ok_or_else(|| format!("{N} numbers belong here"))?;
        *place = field.parse().map_err(|_| format!("{field} is no whole number of 64 bits"))?;
    }
    match fields.next() {
        None => Ok(numbers),
        Some(more) => Err(format!("{more} stands behind the {N} numbers of this line")),
    }
}
