//! A folder held open: files in it are read, written whole and moved by their names alone.
//!
//! Every call goes from the open folder and follows no link, so that whoever may write into a
//! folder cannot lead the node to a file elsewhere, neither by a link under a file's name nor by
//! putting another folder in its place.

use rustix::fs::{AtFlags, CWD, Dir, FileType, Mode, OFlags};
use rustix::io::Errno;
use std::ffi::OsString;
use std::fs::File;
use std::io::{self, Read, Write};
use std::os::fd::OwnedFd;
use std::os::unix::ffi::OsStringExt;
use std::path::Path;
use suftaja_base::width::to_u64;

/// A folder for the owner of the node alone.
pub(crate) const OWN: u32 = 0o700;
/// A folder that a group shares with the owner; its mask decides.
pub(crate) const SHARED: u32 = 0o770;

/// An open folder.
pub(crate) struct Folder {
    held: OwnedFd,
    /// The bits of its new files.
    mode: Mode,
}

/// What stands under a name.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Found {
    /// A file with what is in it.
    Bytes(Vec<u8>),
    /// A file that is too large.
    TooLarge,
    /// Something else: a link, a file with a second name, a folder, a pipe, or a file that may not
    /// be read.
    NoFile,
    /// Nothing.
    Nothing,
}

impl Folder {
    /// Opens a folder, and makes it where it is not there. The path itself may lead over links.
    pub(crate) fn open(path: &Path, mode: u32) -> io::Result<Self> {
        Self::at(CWD, path, mode, OFlags::empty())
    }

    /// Opens a folder in this one, and makes it where it is not there.
    pub(crate) fn child(&self, name: &str) -> io::Result<Self> {
        let mode = if self.mode.contains(Mode::RGRP) { SHARED } else { OWN };
        Self::at(&self.held, Path::new(name), mode, OFlags::NOFOLLOW)
    }

    fn at(
        place: impl std::os::fd::AsFd,
        path: &Path,
        mode: u32,
        flags: OFlags,
    ) -> io::Result<Self> {
        match rustix::fs::mkdirat(&place, path, Mode::from_raw_mode(mode)) {
            Err(error) if error != Errno::EXIST => return Err(error.into()),
            _ => {}
        }
        let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC | flags;
        let held = rustix::fs::openat(&place, path, flags, Mode::empty())?;
        // Files are no programs.
        let mode = Mode::from_raw_mode(mode) - Mode::XUSR - Mode::XGRP;
        Ok(Self { held, mode })
    }

    /// The names in it, in order.
    pub(crate) fn names(&self) -> io::Result<Vec<OsString>> {
        let mut names = Vec::new();
        for entry in Dir::read_from(&self.held)? {
            let name = entry?.file_name().to_bytes().to_vec();
            if name != b"." && name != b".." {
                names.push(OsString::from_vec(name));
            }
        }
        names.sort();
        Ok(names)
    }

    /// What stands under a name, up to a size.
    pub(crate) fn read(&self, name: &str, bytes_max: usize) -> io::Result<Found> {
        // A pipe without a writer must not hold the reader up.
        let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
        let file = match rustix::fs::openat(&self.held, name, flags, Mode::empty()) {
            Ok(file) => file,
            Err(Errno::NOENT) => return Ok(Found::Nothing),
            Err(Errno::LOOP | Errno::NXIO | Errno::ACCESS) => return Ok(Found::NoFile),
            Err(error) => return Err(error.into()),
        };
        let about = rustix::fs::fstat(&file)?;
        // Under a second name somebody may have put a file here that is not theirs to give.
        if FileType::from_raw_mode(about.st_mode) != FileType::RegularFile || about.st_nlink != 1 {
            return Ok(Found::NoFile);
        }
        let mut bytes = Vec::new();
        let bound = to_u64(bytes_max).saturating_add(1);
        File::from(file).take(bound).read_to_end(&mut bytes)?;
        Ok(if bytes.len() > bytes_max { Found::TooLarge } else { Found::Bytes(bytes) })
    }

    /// Writes a file whole or not at all: it is durable under its name when this returns.
    pub(crate) fn write(&self, name: &str, bytes: &[u8]) -> io::Result<()> {
        let draft = format!(".{name}.tmp");
        // What an interruption left, or somebody has put there, is never written through.
        self.remove(&draft)?;
        let flags = OFlags::WRONLY | OFlags::CREATE | OFlags::EXCL | OFlags::CLOEXEC;
        let mut file = File::from(rustix::fs::openat(&self.held, &draft, flags, self.mode)?);
        file.write_all(bytes)?;
        file.sync_all()?;
        rustix::fs::renameat(&self.held, &draft, &self.held, name)?;
        self.flush()
    }

    /// Moves what stands under a name, whatever it is, to a name in another folder, in place of
    /// what is there. Durable when it returns.
    pub(crate) fn rename(&self, from: &std::ffi::OsStr, to: &Self, name: &str) -> io::Result<()> {
        // Where both names are of one file, renaming alone would leave both.
        to.remove(name)?;
        rustix::fs::renameat(&self.held, from, &to.held, name)?;
        to.flush()?;
        self.flush()
    }

    /// Removes a file; one that is not there is removed already.
    pub(crate) fn remove(&self, name: &str) -> io::Result<()> {
        match rustix::fs::unlinkat(&self.held, name, AtFlags::empty()) {
            Err(error) if error != Errno::NOENT => Err(error.into()),
            _ => self.flush(),
        }
    }

    fn flush(&self) -> io::Result<()> {
        Ok(rustix::fs::fsync(&self.held)?)
    }
}
