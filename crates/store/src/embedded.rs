//! The embedded home: files in one directory of the local file system.
//!
//! Files are made readable and writable for their owner only, because keys and sealed evidence are
//! among them. Segments are written in full before use: growing a file drags the file system's own
//! journal into every flush (measured 2 to 10 times slower). Aligned writes go past the system's
//! cache and are durable when they return: measured here 0.35 ms for 1 MiB against 1.1 ms for a
//! write and a flush, at a sixth of the processor time. Where the file system does not offer that,
//! they are written and flushed. Must never follow a name out of its directory.

use std::{
    fs::{self, DirBuilder, File, OpenOptions, TryLockError},
    io::{self, ErrorKind},
    os::unix::fs::{DirBuilderExt, FileExt, OpenOptionsExt},
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use suftaja_base::width::to_u64;

use crate::{
    home::{Guard, Home, Medium},
    layout::PAGE_BYTES,
    page_buffer::PageBuffer,
};

/// What the disk is given at once when a file is filled or put: what is read meanwhile, and the
/// flushes of the journal, wait behind one part.
const PART_BYTES: usize = 1024 * 1024;

/// Linux's flag for writes past the system's cache, where this machine's is known.
const O_DIRECT: Option<i32> = if !cfg!(target_os = "linux") {
    None
} else if cfg!(any(target_arch = "x86_64", target_arch = "riscv64")) {
    Some(0o40_000)
} else if cfg!(target_arch = "aarch64") {
    Some(0o200_000)
} else {
    None
};
/// Linux's flag for writes that are durable when they return.
const O_DSYNC: i32 = 0o10_000;

/// A directory of the local file system.
pub struct Embedded {
    root: PathBuf,
    direct: Option<i32>,
}

impl Embedded {
    /// Uses a directory, and makes it when it is not there.
    ///
    /// # Errors
    /// When the directory cannot be made.
    pub fn new(root: impl Into<PathBuf>) -> io::Result<Self> {
        let root = root.into();
        make_directory(&root)?;
        Ok(Self { root, direct: O_DIRECT })
    }

    /// The same, with every write through the system's cache and a flush after it. For file
    /// systems on which direct writes are slow or not to be trusted.
    ///
    /// # Errors
    /// When the directory cannot be made.
    pub fn through_cache(root: impl Into<PathBuf>) -> io::Result<Self> {
        Ok(Self { direct: None, ..Self::new(root)? })
    }

    /// The directory.
    pub fn root(&self) -> &Path {
        &self.root
    }

    fn path(&self, name: &str) -> io::Result<PathBuf> {
        let sound = |part: &str| !part.is_empty() && !part.starts_with('.') && !part.contains('/');
        match name.split_once('/') {
            Some((directory, file)) if sound(directory) && sound(file) => {
                Ok(self.root.join(directory).join(file))
            }
            _ => Err(io::Error::new(ErrorKind::InvalidInput, "names have the form directory/file")),
        }
    }

    fn segment(&self, path: &Path, file: File, bytes: u64, is_dirty: bool) -> Segment {
        let open = |flag| open_direct(path, flag | O_DSYNC);
        let direct = self.direct.filter(|_| bytes >= to_u64(PAGE_BYTES)).and_then(open);
        let is_direct = AtomicBool::new(direct.is_some());
        Segment { file, direct, is_direct, is_dirty: AtomicBool::new(is_dirty), bytes }
    }

    fn make_directory_of(&self, path: &Path) -> io::Result<()> {
        match path.parent() {
            Some(directory) if !directory.exists() => {
                make_directory(directory)?;
                self.flush_directory_of(directory)
            }
            _ => Ok(()),
        }
    }

    fn flush_directory_of(&self, path: &Path) -> io::Result<()> {
        match path.parent() {
            Some(directory) => File::open(directory)?.sync_all(),
            None => Ok(()),
        }
    }
}

impl Home for Embedded {
    fn list(&self, directory: &str) -> io::Result<Vec<String>> {
        let entries = match fs::read_dir(self.root.join(directory)) {
            Ok(entries) => entries,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(error),
        };
        let mut names = Vec::new();
        for entry in entries {
            let entry = entry?;
            if let Ok(name) = entry.file_name().into_string()
                && entry.file_type()?.is_file()
            {
                names.push(name);
            }
        }
        names.sort();
        Ok(names)
    }

    fn create(&self, name: &str, bytes: u64) -> io::Result<Arc<dyn Medium>> {
        let path = self.path(name)?;
        self.make_directory_of(&path)?;
        // Filling the disk to find out that the file does not fit would, for that while, leave no
        // room for keys and heads.
        if !has_room(path.parent().unwrap_or(&self.root), bytes) {
            return Err(ErrorKind::StorageFull.into());
        }
        let file =
            OpenOptions::new().read(true).write(true).create_new(true).mode(0o600).open(&path)?;
        if let Err(error) = fill_with_zeros(&path, &file, bytes, self.direct) {
            // A half-made file would stand in the way of the next attempt, and of everything
            // else on a full disk.
            drop(file);
            return Err(fs::remove_file(&path).err().unwrap_or(error));
        }
        self.flush_directory_of(&path)?;
        Ok(Arc::new(self.segment(&path, file, bytes, false)))
    }

    fn put(&self, name: &str, bytes: &[u8]) -> io::Result<()> {
        let path = self.path(name)?;
        self.make_directory_of(&path)?;
        let file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&path)?;
        let direct = self.direct.and_then(|flag| open_direct(&path, flag));
        let is_written = match direct {
            Some(direct) => write_direct(&direct, bytes)?,
            None => false,
        };
        if is_written {
            file.set_len(to_u64(bytes.len()))?;
        } else {
            write_in_parts(&file, bytes)?;
        }
        file.sync_all()?;
        self.flush_directory_of(&path)
    }

    fn open(&self, name: &str) -> io::Result<Arc<dyn Medium>> {
        let path = self.path(name)?;
        let file = OpenOptions::new().read(true).write(true).open(&path)?;
        let bytes = file.metadata()?.len();
        // What an earlier process wrote may stand in the cache only.
        Ok(Arc::new(self.segment(&path, file, bytes, true)))
    }

    fn rename(&self, from: &str, to: &str) -> io::Result<()> {
        let (from, to) = (self.path(from)?, self.path(to)?);
        if to.exists() {
            return Err(ErrorKind::AlreadyExists.into());
        }
        self.make_directory_of(&to)?;
        fs::rename(&from, &to)?;
        self.flush_directory_of(&to)?;
        if from.parent() == to.parent() { Ok(()) } else { self.flush_directory_of(&from) }
    }

    fn remove(&self, name: &str) -> io::Result<()> {
        let path = self.path(name)?;
        fs::remove_file(&path)?;
        self.flush_directory_of(&path)
    }

    fn lock(&self) -> io::Result<Box<dyn Guard>> {
        let path = self.root.join("lock");
        let file =
            OpenOptions::new().write(true).create(true).truncate(false).mode(0o600).open(path)?;
        match file.try_lock() {
            Ok(()) => Ok(Box::new(LockedFile { _file: file })),
            Err(TryLockError::WouldBlock) => Err(ErrorKind::WouldBlock.into()),
            Err(TryLockError::Error(error)) => Err(error),
        }
    }

    fn entropy(&self, bytes: &mut [u8]) -> io::Result<()> {
        getrandom::fill(bytes).map_err(|_| io::Error::other("the system gives no random bytes"))
    }
}

struct Segment {
    file: File,
    /// The same file, opened for direct writes.
    direct: Option<File>,
    /// Whether direct writes are tried: the first refusal ends that.
    is_direct: AtomicBool,
    /// Whether something may stand in the cache only.
    is_dirty: AtomicBool,
    bytes: u64,
}

impl Segment {
    /// Whether a write can go past the cache: memory, length and place on whole pages.
    fn direct_for(&self, data: &[u8], offset: u64) -> Option<&File> {
        let is_aligned = data.as_ptr().align_offset(PAGE_BYTES) == 0
            && data.len().is_multiple_of(PAGE_BYTES)
            && offset.is_multiple_of(to_u64(PAGE_BYTES));
        self.direct.as_ref().filter(|_| is_aligned && self.is_direct.load(Ordering::Relaxed))
    }
}

impl Medium for Segment {
    fn bytes(&self) -> u64 {
        self.bytes
    }

    fn write_at(&self, data: &[u8], offset: u64) -> io::Result<()> {
        let end = offset.checked_add(to_u64(data.len()));
        if end.is_none_or(|end| end > self.bytes) {
            return Err(ErrorKind::InvalidInput.into());
        }
        if let Some(direct) = self.direct_for(data, offset) {
            match direct.write_all_at(data, offset) {
                // The device wants another alignment: then through the cache from now on.
                Err(error) if error.kind() == ErrorKind::InvalidInput => {
                    self.is_direct.store(false, Ordering::Relaxed);
                }
                done => return done,
            }
        }
        self.is_dirty.store(true, Ordering::Release);
        self.file.write_all_at(data, offset)
    }

    fn flush(&self) -> io::Result<()> {
        // After a failed flush the writer stops, so a lowered mark is never relied upon.
        if self.is_dirty.swap(false, Ordering::AcqRel) { self.file.sync_data() } else { Ok(()) }
    }

    fn read_at(&self, data: &mut [u8], offset: u64) -> io::Result<()> {
        self.file.read_exact_at(data, offset)
    }
}

/// The system frees the lock when the file closes, also when the process is killed.
struct LockedFile {
    _file: File,
}

impl Guard for LockedFile {}

fn make_directory(path: &Path) -> io::Result<()> {
    DirBuilder::new().recursive(true).mode(0o700).create(path)
}

/// Whether the disk of a directory has room for a file, as far as it can be told.
fn has_room(directory: &Path, bytes: u64) -> bool {
    free_bytes(directory).is_none_or(|free| free >= bytes)
}

/// Bytes that the disk of a directory still takes; none where the system does not say.
#[must_use]
pub fn free_bytes(directory: &Path) -> Option<u64> {
    let disk = rustix::fs::statvfs(directory).ok()?;
    Some(disk.f_bavail.saturating_mul(disk.f_frsize))
}

fn open_direct(path: &Path, flags: i32) -> Option<File> {
    // A file system that knows no direct writes refuses to open for them.
    OpenOptions::new().write(true).custom_flags(flags).open(path).ok()
}

/// Writes a file past the cache, filled up with zeros to whole pages; false where the device wants
/// another alignment. A file of many megabytes in the cache costs the processor more than all that
/// made it, and makes flushes of the journal wait.
fn write_direct(file: &File, bytes: &[u8]) -> io::Result<bool> {
    let mut pages = PageBuffer::default();
    let mut offset = 0;
    for part in bytes.chunks(PART_BYTES) {
        pages.clear(PART_BYTES);
        pages.extend(part);
        pages.pad(part.len().next_multiple_of(PAGE_BYTES));
        match file.write_all_at(pages.as_slice(), offset) {
            Err(error) if error.kind() == ErrorKind::InvalidInput => return Ok(false),
            done => done?,
        }
        offset += to_u64(part.len());
    }
    Ok(true)
}

/// Writes a file through the cache, in parts, so that a flush of the journal never waits behind a
/// long one of this file.
fn write_in_parts(file: &File, bytes: &[u8]) -> io::Result<()> {
    let mut offset = 0;
    for part in bytes.chunks(PART_BYTES) {
        file.write_all_at(part, offset)?;
        file.sync_data()?;
        offset += to_u64(part.len());
    }
    Ok(())
}

/// Allocates a file by writing zeros. Past the cache where that works: 64 MiB of dirty cache at
/// once would make every flush beside it wait.
fn fill_with_zeros(path: &Path, file: &File, bytes: u64, direct: Option<i32>) -> io::Result<()> {
    let open = |flag| open_direct(path, flag);
    let direct = direct.filter(|_| bytes.is_multiple_of(to_u64(PAGE_BYTES))).and_then(open);
    let mut zeros = PageBuffer::default();
    zeros.clear(PART_BYTES);
    zeros.pad(PART_BYTES);
    let mut offset = 0;
    while offset < bytes {
        let length = usize::try_from(bytes - offset).unwrap_or(PART_BYTES).min(PART_BYTES);
        let (part, _) = zeros.as_slice().split_at(length);
        match direct.as_ref().map(|direct| direct.write_all_at(part, offset)) {
            Some(Ok(())) => {}
            Some(Err(error)) if error.kind() == ErrorKind::StorageFull => return Err(error),
            _ => file.write_all_at(part, offset)?,
        }
        offset += to_u64(length);
    }
    file.sync_all()
}
