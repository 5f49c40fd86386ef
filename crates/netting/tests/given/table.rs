//! A queue out of a table of payments, for worlds that a test follows by hand. Rows come from the
//! test, which says what of them settles; nothing here is random.

use suftaja_netting::Queue;

/// The queue of these balances and payments, each (source, target, amount, class).
pub fn queue(balance: &[i64], payments: &[(u32, u32, i64, u8)]) -> Queue {
    let mut queue = Queue { balance: balance.to_vec(), ..Queue::default() };
    for (source, target, amount, class) in payments {
        queue.source.push(*source);
        queue.target.push(*target);
        queue.amount.push(*amount);
        queue.class.push(*class);
    }
    queue
}
