//! [`Book`]: who holds a permit, who waits for one, who lends. Nothing but the state, behind one lock.
//!
//! ```text
//!            one of the total             the permit of the closure that the borrower's
//!                  |                      closure was offloaded from
//!   waiting ------ or -------> granted ------> held ------> released
//! ```
//!
//! A permit that is held while a closure runs is *listed*, so that it can be lent. A loan is listed
//! too: its holder can lend in turn, so loans form chains. Who ends while it lends leaves its place in
//! the chain to its borrower, so that no more permits are in use than before.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::task::Waker;

use super::wakes::Wakes;

/// Tells arrivals and listed permits apart; a later one is greater.
pub(super) type Id = u64;

/// A permit as the book knows it: by its number where it is listed. It is released exactly once.
#[derive(Debug)]
#[must_use = "a permit that is not released is lost"]
pub(super) struct Grant(Option<Id>);

impl Grant {
    fn into_id(self) -> Option<Id> {
        self.0
    }
}

/// Somebody waits for a permit.
struct Waiting {
    waker: Waker,
    /// The listed permit that may be lent to it.
    lender: Option<Id>,
}

/// A permit that may be lent, or is a loan.
#[derive(Default)]
struct Listed {
    /// Whose loan it is; none where it is one of the total.
    from: Option<Id>,
    /// Who borrowed it.
    to: Option<Id>,
    /// Who waits to borrow it, the first one first.
    wanted: BTreeSet<Id>,
}

/// See the [module](self).
///
/// Between two calls nobody waits who could be served: a permit of the total is free only where
/// the queue is empty, and a listed one is not lent only where nobody waits for its loan.
pub(super) struct Book {
    total: usize,
    in_use: usize,
    lent: usize,
    /// How often a permit came back.
    returned: u64,
    last: Id,
    /// By arrival.
    queue: BTreeMap<Id, Waiting>,
    /// Reserved for who has been woken and not come yet.
    granted: HashMap<Id, Grant>,
    listed: HashMap<Id, Listed>,
}

/// How things stand with a limiter; see [`Limiter::stats`](crate::Limiter::stats).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct LimiterStats {
    /// How many permits there are. More may be in use for a while after it was lowered.
    pub total: usize,
    /// Permits that are held, or reserved for a waiter that has been woken.
    pub in_use: usize,
    /// Who waits.
    pub waiting: usize,
    /// Permits that a closure which waits has lent to another one; they are in use once.
    pub lent: usize,
}

impl Book {
    pub(super) fn new(total: usize) -> Self {
        Self {
            total,
            in_use: 0,
            lent: 0,
            returned: 0,
            last: 0,
            queue: BTreeMap::new(),
            granted: HashMap::new(),
            listed: HashMap::new(),
        }
    }

    pub(super) fn stats(&self) -> LimiterStats {
        LimiterStats {
            total: self.total,
            in_use: self.in_use,
            waiting: self.queue.len(),
            lent: self.lent,
        }
    }

    /// How many permits there are, and how often one came back.
    pub(super) fn progress(&self) -> (usize, u64) {
        (self.total, self.returned)
    }

    /// A permit of the total, where one is free.
    pub(super) fn try_take(&mut self) -> Option<Grant> {
        let is_free = self.in_use < self.total;
        is_free.then(|| {
            self.in_use += 1;
            Grant(None)
        })
    }

    /// A permit without waiting: reserved for `ticket`, free, or lent by `lender`. The waker is that
    /// of the wait which has ended with it.
    pub(super) fn try_grant(
        &mut self,
        ticket: Option<Id>,
        lender: Option<Id>,
    ) -> Option<(Grant, Option<Waker>)> {
        let Some(ticket) = ticket else {
            let free = self.try_take();
            let grant = free.or_else(|| self.try_borrow(lender?))?;
            return Some((grant, None));
        };
        if let Some(grant) = self.granted.remove(&ticket) {
            return Some((grant, None));
        }
        // It is waited for in another place than before, where somebody may lend.
        if self.queue.get(&ticket)?.lender == lender {
            return None;
        }
        let grant = self.try_borrow(lender?)?;
        let waiting = self.unqueue(ticket)?;
        Some((grant, Some(waiting.waker)))
    }

    /// Whether `ticket` waits just so already.
    pub(super) fn waits(&self, ticket: Option<Id>, lender: Option<Id>, waker: &Waker) -> bool {
        let waiting = ticket.and_then(|ticket| self.queue.get(&ticket));
        waiting.is_some_and(|waiting| waiting.lender == lender && waiting.waker.will_wake(waker))
    }

    /// Waits on, or begins to, where [`try_grant`](Self::try_grant) gave nothing.
    pub(super) fn wait(
        &mut self,
        ticket: Option<Id>,
        lender: Option<Id>,
        waker: Waker,
    ) -> (Id, Option<Waker>) {
        let ticket = ticket.unwrap_or_else(|| self.next());
        let before = self.unqueue(ticket);
        if let Some(lender) = lender.and_then(|lender| self.listed.get_mut(&lender)) {
            lender.wanted.insert(ticket);
        }
        self.queue.insert(ticket, Waiting { waker, lender });
        (ticket, before.map(|waiting| waiting.waker))
    }

    /// Waits no more; gives what was reserved meanwhile, which is to be released.
    pub(super) fn leave(&mut self, ticket: Id) -> (Option<Grant>, Option<Waker>) {
        let grant = self.granted.remove(&ticket);
        let waiting = self.unqueue(ticket);
        (grant, waiting.map(|waiting| waiting.waker))
    }

    /// Lists a permit, which can be lent from now on.
    pub(super) fn list(&mut self, grant: &mut Grant) -> Id {
        *grant.0.get_or_insert_with(|| {
            let id = self.last + 1;
            self.last = id;
            self.listed.insert(id, Listed::default());
            id
        })
    }

    pub(super) fn is_listed(&self, id: Id) -> bool {
        self.listed.contains_key(&id)
    }

    /// Takes a permit back and gives it to who waits first. `heir` finds who lends in its place to
    /// those who waited for its loan.
    pub(super) fn release(
        &mut self,
        grant: Grant,
        heir: impl FnOnce(&Self) -> Option<Id>,
    ) -> Wakes {
        let mut wakes = Wakes::default();
        self.returned += 1;
        let id = grant.into_id();
        match id.and_then(|id| self.listed.remove(&id)) {
            None => self.in_use -= 1,
            Some(listed) => self.close(listed, heir, &mut wakes),
        }
        self.serve(&mut wakes);
        wakes
    }

    pub(super) fn set_total(&mut self, total: usize) -> Wakes {
        let mut wakes = Wakes::default();
        self.total = total;
        self.serve(&mut wakes);
        wakes
    }

    /// Takes a listed permit out of its chain.
    fn close(&mut self, it: Listed, heir: impl FnOnce(&Self) -> Option<Id>, wakes: &mut Wakes) {
        self.lent -= usize::from(it.from.is_some() || it.to.is_some());
        self.in_use -= usize::from(it.from.is_none() && it.to.is_none());
        if let Some(borrower) = it.to.and_then(|to| self.listed.get_mut(&to)) {
            borrower.from = it.from;
        }
        if let Some(lender) = it.from.and_then(|from| self.listed.get_mut(&from)) {
            lender.to = it.to;
        }
        if !it.wanted.is_empty() {
            let heir = heir(self);
            for ticket in &it.wanted {
                if let Some(waiting) = self.queue.get_mut(ticket) {
                    waiting.lender = heir;
                }
            }
            if let Some(heir) = heir {
                if let Some(lender) = self.listed.get_mut(&heir) {
                    lender.wanted.extend(it.wanted);
                }
                self.serve_loan(heir, wakes);
            }
        }
        if let Some(lender) = it.from {
            self.serve_loan(lender, wakes);
        }
    }

    /// Gives the free permits to those who came first.
    fn serve(&mut self, wakes: &mut Wakes) {
        while self.in_use < self.total {
            let Some((&ticket, _)) = self.queue.first_key_value() else {
                return;
            };
            self.in_use += 1;
            self.grant(ticket, Grant(None), wakes);
        }
    }

    /// Lends `lender`'s permit, where it is not lent, to the first who waits for that.
    fn serve_loan(&mut self, lender: Id, wakes: &mut Wakes) {
        let first = self.listed.get(&lender).and_then(|it| it.wanted.first());
        if let Some(ticket) = first.copied() {
            if let Some(loan) = self.try_borrow(lender) {
                self.grant(ticket, loan, wakes);
            }
        }
    }

    fn try_borrow(&mut self, lender: Id) -> Option<Grant> {
        let id = self.last + 1;
        let listed = self.listed.get_mut(&lender)?;
        if listed.to.is_some() {
            return None;
        }
        listed.to = Some(id);
        self.last = id;
        self.lent += 1;
        let loan = Listed {
            from: Some(lender),
            ..Listed::default()
        };
        self.listed.insert(id, loan);
        Some(Grant(Some(id)))
    }

    /// Reserves `grant` for who waits with `ticket`.
    fn grant(&mut self, ticket: Id, grant: Grant, wakes: &mut Wakes) {
        if let Some(waiting) = self.unqueue(ticket) {
            wakes.push(waiting.waker);
        }
        self.granted.insert(ticket, grant);
    }

    fn unqueue(&mut self, ticket: Id) -> Option<Waiting> {
        let waiting = self.queue.remove(&ticket)?;
        let lender = waiting.lender.and_then(|id| self.listed.get_mut(&id));
        if let Some(lender) = lender {
            lender.wanted.remove(&ticket);
        }
        Some(waiting)
    }

    fn next(&mut self) -> Id {
        self.last += 1;
        self.last
    }
}
