//! How many streams of events are open on this node: of one person, of one tenant, and in all. A slot is free
//! again when it is dropped, however its stream ends.

use domain::id::TenantId;
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::hash::Hash;
use std::sync::{Arc, Mutex, PoisonError};

/// How many there may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StreamLimits {
    /// Of one person.
    pub per_person: u32,
    /// Of one tenant.
    pub per_tenant: u32,
    /// In all.
    pub in_all: u32,
}

/// Which limit was reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Full {
    /// The person's or the tenant's own.
    Theirs,
    /// The node's.
    Node,
}

#[derive(Debug, Default)]
struct Open {
    persons: HashMap<String, u32>,
    tenants: HashMap<TenantId, u32>,
    all: u32,
}

/// The streams that are open.
#[derive(Debug, Clone)]
pub struct Streams {
    most: StreamLimits,
    open: Arc<Mutex<Open>>,
}

/// One stream's.
#[derive(Debug)]
pub struct Slot {
    open: Arc<Mutex<Open>>,
    person: String,
    tenant: Option<TenantId>,
}

impl Streams {
    /// None is open.
    pub fn new(most: StreamLimits) -> Self {
        Self { most, open: Arc::default() }
    }

    /// A slot for one more stream.
    ///
    /// # Errors
    /// [`Full`] when there are as many as there may be.
    pub fn open(&self, person: String, tenant: Option<TenantId>) -> Result<Slot, Full> {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        let of_tenant = tenant.as_ref().and_then(|tenant| open.tenants.get(tenant)).copied().unwrap_or(0);
        if open.persons.get(&person).is_some_and(|count| *count >= self.most.per_person)
            || of_tenant >= self.most.per_tenant
        {
            return Err(Full::Theirs);
        }
        if open.all >= self.most.in_all {
            return Err(Full::Node);
        }
        open.all += 1;
        *open.persons.entry(person.clone()).or_default() += 1;
        if let Some(tenant) = &tenant {
            *open.tenants.entry(tenant.clone()).or_default() += 1;
        }
        Ok(Slot { open: Arc::clone(&self.open), person, tenant })
    }

    /// How many are open.
    pub fn count(&self) -> u32 {
        self.open.lock().unwrap_or_else(PoisonError::into_inner).all
    }
}

impl Drop for Slot {
    fn drop(&mut self) {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        open.all -= 1;
        take_one(&mut open.persons, std::mem::take(&mut self.person));
        if let Some(tenant) = self.tenant.take() {
            take_one(&mut open.tenants, tenant);
        }
    }
}

fn take_one<K: Hash + Eq>(counts: &mut HashMap<K, u32>, key: K) {
    if let Entry::Occupied(mut count) = counts.entry(key) {
        *count.get_mut() -= 1;
        if *count.get() == 0 {
            count.remove();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slot_counts_for_person_tenant_and_node_until_it_is_dropped() {
        let streams = Streams::new(StreamLimits { per_person: 2, per_tenant: 3, in_all: 4 });
        let open = |person: &str, tenant: &str| streams.open(person.to_owned(), TenantId::parse(tenant).ok());
        let first = open("a", "hinode").unwrap();
        let second = open("a", "hinode").unwrap();
        assert_eq!(open("a", "hinode").unwrap_err(), Full::Theirs, "the person");
        let third = open("b", "hinode").unwrap();
        assert_eq!(open("c", "hinode").unwrap_err(), Full::Theirs, "the tenant");
        let fourth = open("d", "aozora").unwrap();
        assert_eq!(open("e", "midori").unwrap_err(), Full::Node);
        drop(first);
        let again = open("a", "hinode").unwrap();
        drop((again, second, third, fourth));
        let left = streams.open.lock().unwrap();
        assert_eq!((left.all, left.persons.len(), left.tenants.len()), (0, 0, 0), "nobody is remembered");
    }
}
