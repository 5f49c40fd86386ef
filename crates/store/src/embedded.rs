//! The embedded home: files in one directory of the local file system.
//!
//! Files are made readable and writable for their owner only, because keys and sealed evidence are
//! among them. Segments are written in full before use: growing a file drags the file system's own
//! journal into every flush (measured 2 to 10 times slower). Must never follow a name out of its
//! directory.

use std::{
    fs::{self, DirBuilder, File, OpenOptions, TryLockError},
    io::{self, ErrorKind},
    os::unix::fs::{DirBuilderExt, FileExt, OpenOptionsExt},
    path::{Path, PathBuf},
    sync::Arc,
};

use suftaja_base::width::to_u64;

use crate::home::{Guard, Home, Medium};

const ZEROS_BYTES: usize = 1024 * 1024;

/// A directory of the local file system.
pub struct Embedded {
    root: PathBuf,
}

impl Embedded {
    /// Uses a directory, and makes it when it is not there.
    ///
    /// # Errors
    /// When the directory cannot be made.
    pub fn new(root: impl Into<PathBuf>) -> io::Result<Self> {
        let root = root.into();
        make_directory(&root)?;
        Ok(Self { root })
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
        if let Some(directory) = path.parent()
            && !directory.exists()
        {
            make_directory(directory)?;
            self.flush_directory_of(directory)?;
        }
        let file =
            OpenOptions::new().read(true).write(true).create_new(true).mode(0o600).open(&path)?;
        if let Err(error) = fill_with_zeros(&file, bytes) {
            // A half-made file would stand in the way of the next attempt, and of everything
            // else on a full disk.
            drop(file);
            return Err(fs::remove_file(&path).err().unwrap_or(error));
        }
        self.flush_directory_of(&path)?;
        Ok(Arc::new(Segment { file, bytes }))
    }

    fn open(&self, name: &str) -> io::Result<Arc<dyn Medium>> {
        let file = OpenOptions::new().read(true).write(true).open(self.path(name)?)?;
        let bytes = file.metadata()?.len();
        Ok(Arc::new(Segment { file, bytes }))
    }

    fn rename(&self, from: &str, to: &str) -> io::Result<()> {
        let (from, to) = (self.path(from)?, self.path(to)?);
        if to.exists() {
            return Err(ErrorKind::AlreadyExists.into());
        }
        if let Some(directory) = to.parent()
            && !directory.exists()
        {
            make_directory(directory)?;
            self.flush_directory_of(directory)?;
        }
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
    bytes: u64,
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
        self.file.write_all_at(data, offset)
    }

    fn flush(&self) -> io::Result<()> {
        self.file.sync_data()
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

fn fill_with_zeros(file: &File, bytes: u64) -> io::Result<()> {
    let zeros = vec![0; ZEROS_BYTES];
    let mut offset = 0;
    while offset < bytes {
        let length = usize::try_from(bytes - offset).unwrap_or(ZEROS_BYTES).min(ZEROS_BYTES);
        let (part, _) = zeros.split_at(length);
        file.write_all_at(part, offset)?;
        offset += to_u64(length);
    }
    file.sync_all()
}
