//! The keys that seal evidence: one for each member and month, outside the journal.
//!
//! Keys come from the home's entropy and stand in `keys/<member>-<yyyymm>.key`. Destroying a file
//! erases that member's evidence of the month for ever, and the chain still verifies, because it
//! covers only digests of sealed bytes. A key must be durable before anything sealed with it is
//! acknowledged, and must never be logged or leave this module in the clear.

use std::{
    collections::HashMap,
    io::{self, ErrorKind},
    sync::{
        Arc, PoisonError, RwLock,
        atomic::{AtomicU64, Ordering},
    },
};

use aes_gcm::{Aes256Gcm, KeyInit};

use crate::{
    error::StoreError,
    home::{Home, Medium},
    layout::Take,
};

const DIRECTORY: &str = "keys";
const MAGIC: [u8; 8] = *b"SUFEVKEY";
const FILE_BYTES: usize = 64;
const SUBKEY_CONTEXT: &str = "suftaja 2026-11-21 evidence key of one run v1";
const KEY_ID_CONTEXT: &str = "suftaja 2026-11-21 evidence key id v1";

/// A member's number and a month as yyyymm.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Owner {
    /// Number of the member.
    pub member: u16,
    /// Year and month, as yyyymm.
    pub month: u32,
}

/// The keys of one data directory. Clones share them.
#[derive(Clone)]
pub struct KeyRing {
    inner: Arc<Inner>,
}

struct Inner {
    home: Arc<dyn Home>,
    sealing: RwLock<HashMap<Owner, Arc<SealingKey>>>,
}

/// A key ready to seal, for one run of the process.
///
/// AES-GCM falls when a nonce repeats under one key. Each run draws a salt of 128 random bits and
/// derives its own key from the month's key and the salt; within the run a counter is the nonce.
/// So no nonce repeats, neither after a crash that forgot what was sealed nor in a copied data
/// directory, and nothing random is needed on the hot path.
pub(crate) struct SealingKey {
    pub cipher: Aes256Gcm,
    pub key_id: [u8; 8],
    pub salt: [u8; 16],
    counter: AtomicU64,
}

impl SealingKey {
    /// The next nonce counter of this run. At a million a second it lasts half a million years.
    pub fn next_counter(&self) -> u64 {
        self.counter.fetch_add(1, Ordering::Relaxed)
    }
}

impl KeyRing {
    /// Uses the keys of a home, which may be another than the journal's.
    pub fn new(home: Arc<dyn Home>) -> Self {
        Self { inner: Arc::new(Inner { home, sealing: RwLock::default() }) }
    }

    /// Erases a member's evidence of a month: overwrites the key, then removes it. Returns whether
    /// there was one. Must not run for a month that still receives evidence under this ring's
    /// writer: what it has sealed since is erased too.
    ///
    /// # Errors
    /// When the medium fails; then the key may still be there.
    pub fn destroy(&self, owner: Owner) -> Result<bool, StoreError> {
        let name = file_name(owner);
        let mut sealing = self.inner.sealing.write().unwrap_or_else(PoisonError::into_inner);
        sealing.remove(&owner);
        let medium = match self.inner.home.open(&name) {
            Ok(medium) => medium,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(false),
            Err(error) => return Err(StoreError::medium("open", &name, error)),
        };
        medium
            .write_at(&[0; FILE_BYTES], 0)
            .and_then(|()| medium.flush())
            .and_then(|()| self.inner.home.remove(&name))
            .map_err(|error| StoreError::medium("remove", &name, error))?;
        Ok(true)
    }

    /// The months for which a key is held.
    ///
    /// # Errors
    /// When the directory cannot be read.
    pub fn owners(&self) -> Result<Vec<Owner>, StoreError> {
        let names = self.inner.home.list(DIRECTORY);
        let names = names.map_err(|error| StoreError::medium("list", DIRECTORY, error))?;
        Ok(names.iter().filter_map(|name| owner_of(name)).collect())
    }

    /// The key that seals for an owner now; made on first use.
    pub(crate) fn sealing(&self, owner: Owner) -> Result<Arc<SealingKey>, StoreError> {
        let held = self.inner.sealing.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(key) = held.get(&owner) {
            return Ok(Arc::clone(key));
        }
        drop(held);
        let mut held = self.inner.sealing.write().unwrap_or_else(PoisonError::into_inner);
        if let Some(key) = held.get(&owner) {
            return Ok(Arc::clone(key));
        }
        let secret = match self.load(owner) {
            Err(StoreError::KeyDestroyed { .. }) => self.make(owner)?,
            other => other?,
        };
        let mut salt = [0; 16];
        self.random(owner, &mut salt)?;
        let key = Arc::new(SealingKey {
            cipher: cipher(&secret, &salt),
            key_id: key_id(&secret),
            salt,
            counter: AtomicU64::new(0),
        });
        held.insert(owner, Arc::clone(&key));
        Ok(key)
    }

    /// The cipher that opens what was sealed under this key and salt. Reads the key file each
    /// time, so that a key removed by hand is gone at once.
    pub(crate) fn opening(
        &self,
        owner: Owner,
        expected_id: [u8; 8],
        salt: &[u8; 16],
    ) -> Result<Aes256Gcm, StoreError> {
        let secret = self.load(owner)?;
        if key_id(&secret) != expected_id {
            // A later key of the same month: the one that sealed this is gone.
            return Err(StoreError::KeyDestroyed { member: owner.member, month: owner.month });
        }
        Ok(cipher(&secret, salt))
    }

    fn load(&self, owner: Owner) -> Result<[u8; 32], StoreError> {
        let name = file_name(owner);
        let medium = match self.inner.home.open(&name) {
            Ok(medium) => medium,
            Err(error) if error.kind() == ErrorKind::NotFound => {
                return Err(StoreError::KeyDestroyed { member: owner.member, month: owner.month });
            }
            Err(error) => return Err(StoreError::medium("open", &name, error)),
        };
        let mut bytes = [0; FILE_BYTES];
        match medium.read_at(&mut bytes, 0) {
            Ok(()) => {}
            Err(error) if error.kind() == ErrorKind::UnexpectedEof => {
                return Err(StoreError::KeyDamaged { file: name });
            }
            Err(error) => return Err(StoreError::medium("read", &name, error)),
        }
        decode(&bytes, owner).ok_or(StoreError::KeyDamaged { file: name })
    }

    fn make(&self, owner: Owner) -> Result<[u8; 32], StoreError> {
        let mut secret = [0; 32];
        self.random(owner, &mut secret)?;
        let name = file_name(owner);
        let draft = format!("{name}.new");
        // Under a draft's name first: a crash half way must not leave a key file that is damaged.
        self.write_key(&draft, &name, &encode(&secret, owner))
            .map_err(|error| StoreError::medium("write", &name, error))?;
        Ok(secret)
    }

    fn write_key(&self, draft: &str, name: &str, bytes: &[u8; FILE_BYTES]) -> io::Result<()> {
        let home = &self.inner.home;
        match home.remove(draft) {
            Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        let medium: Arc<dyn Medium> = home.create(draft, 64)?;
        medium.write_at(bytes, 0)?;
        medium.flush()?;
        home.rename(draft, name)
    }

    fn random(&self, owner: Owner, bytes: &mut [u8]) -> Result<(), StoreError> {
        let drawn = self.inner.home.entropy(bytes);
        drawn.map_err(|error| StoreError::medium("draw", &file_name(owner), error))
    }
}

fn cipher(secret: &[u8; 32], salt: &[u8; 16]) -> Aes256Gcm {
    let mut hasher = blake3::Hasher::new_derive_key(SUBKEY_CONTEXT);
    hasher.update(secret);
    hasher.update(salt);
    Aes256Gcm::new(&(*hasher.finalize().as_bytes()).into())
}

fn key_id(secret: &[u8; 32]) -> [u8; 8] {
    let id = blake3::derive_key(KEY_ID_CONTEXT, secret);
    id.first_chunk().copied().unwrap_or_default()
}

fn file_name(owner: Owner) -> String {
    format!("{DIRECTORY}/{:05}-{:06}.key", owner.member, owner.month)
}

fn owner_of(name: &str) -> Option<Owner> {
    let (member, month) = name.strip_suffix(".key")?.split_once('-')?;
    Some(Owner { member: member.parse().ok()?, month: month.parse().ok()? })
}

fn encode(secret: &[u8; 32], owner: Owner) -> [u8; FILE_BYTES] {
    let mut bytes = Vec::with_capacity(FILE_BYTES);
    bytes.extend_from_slice(&MAGIC);
    bytes.extend_from_slice(&owner.member.to_le_bytes());
    bytes.extend_from_slice(&[0; 2]);
    bytes.extend_from_slice(&owner.month.to_le_bytes());
    bytes.extend_from_slice(secret);
    bytes.resize(FILE_BYTES - 4, 0);
    bytes.extend_from_slice(&crc32c::crc32c(&bytes).to_le_bytes());
    let mut file = [0; FILE_BYTES];
    file.copy_from_slice(&bytes);
    file
}

fn decode(bytes: &[u8; FILE_BYTES], owner: Owner) -> Option<[u8; 32]> {
    let (covered, crc) = bytes.split_at(FILE_BYTES - 4);
    let mut take = Take(covered);
    let sound = crc32c::crc32c(covered).to_le_bytes() == crc
        && take.array()? == MAGIC
        && take.u16()? == owner.member
        && take.array()? == [0; 2]
        && take.u32()? == owner.month;
    if sound { take.array() } else { None }
}
