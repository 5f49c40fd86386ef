//! Codes 6150 to 6179: backups, restoring, the archive of old segments, retention.
//!
//! Rows are added in ascending order as the crate that needs them grows; no row is ever removed or
//! given another meaning.

use crate::suf::explained;

explained! {
    NO_BACKUP = 6150, None, "No backup here" {
        what: "The directory holds files, and they are no backup that this program made.",
        why: "A backup goes into a directory of its own, where nothing else is overwritten.",
        advice: "Name an empty directory, or the one that earlier backups went to.",
    }
    BACKUP_DAMAGED = 6151, None, "Files of the backup are damaged" {
        what: "Files that the manifest names are missing or do not hash to what was written.",
        why: "The disk of the backup, or somebody's hand.",
        advice: "Restore from another copy; into this one, take a new backup after removing the files.",
    }
    BACKUP_DIVERGED = 6152, None, "Backup and journal have parted" {
        what: "The backup ends with an entry that this journal does not have, or has differently.",
        why: "It is the backup of another union, or this journal was cut or restored since.",
        advice: "Keep that backup as it is, and take a new one into an empty directory.",
    }
    BACKUP_ENTRY = 6153, None, "Entry is not in the backup" {
        what: "The entry to restore to lies before the first or after the last of the backup.",
        why: "A backup holds the entries that were durable when it was taken.",
        advice: "Choose an entry that the text names, or another backup.",
    }
    BACKUP_BUSY = 6154, None, "Backup is being taken" {
        what: "Another process takes a backup into the same directory.",
        why: "Two at once would remove each other's files.",
        advice: "Wait until it has ended, or name another directory.",
    }
    BACKUP_MANIFEST = 6155, None, "Manifest cannot be used" {
        what: "The manifest of a backup or an archive cannot be read, or is of another version.",
        why: "It was damaged or edited, or a newer program wrote it.",
        advice: "Use the program that wrote it, or another copy.",
    }
    BACKUP_INSIDE = 6156, None, "Backup within the data directory" {
        what: "The directory for the backup lies within the one that is to be copied.",
        why: "It would copy itself, and be lost with what it is to save.",
        advice: "Name a directory on another disk or another machine.",
    }
    BACKUP_SOURCE = 6157, None, "Journal to be copied is damaged" {
        what: "Blocks that are not in the backup yet are not what was written.",
        why: "Rot, a stray write or tampering; a copy of it would take the place of nothing sound.",
        advice: "Run suftaja journal verify; restore from the backup, which stands as it was.",
    }
    RESTORE_NOT_EMPTY = 6158, None, "Directory to restore into is not empty" {
        what: "The directory for the restored data holds files already.",
        why: "Nothing is overwritten; a restore that was broken off leaves files too.",
        advice: "Name an empty directory; remove what a broken restore left and run it again.",
    }
    RESTORE_END = 6159, None, "Restored journal ends elsewhere" {
        what: "The restored journal does not end with the entry or the hash on record.",
        why: "The manifest was edited, or files of two backups were mixed.",
        advice: "Do not serve from it; restore from another copy.",
    }
    NOT_ARCHIVED = 6160, None, "Segment is not archived" {
        what: "A segment was to be dropped, and no archive is on record for it.",
        why: "What is on record leaves the data directory only when a copy of it stands elsewhere.",
        advice: "Run suftaja journal archive first.",
    }
    TOO_YOUNG = 6161, None, "Still to be kept" {
        what: "The segment or the month is younger than the policy lets go.",
        why: "Records of payments are kept for years; retention.toml says how many.",
        advice: "Wait until the day that the text names.",
    }
    NOT_COVERED = 6162, None, "No snapshot covers the segment" {
        what: "A start of the node would need the segment that was to be dropped.",
        why: "A start reads a snapshot and the journal from its entry on; without one, all of it.",
        advice: "Keep the segment until snapshots of later entries are kept.",
    }
    RETENTION_FILE = 6163, None, "Retention policy cannot be used" {
        what: "The file retention.toml is missing, cannot be read, or keeps too little.",
        why: "Nothing is dropped or erased without a policy, and none keeps less than five years.",
        advice: "Write the lines journal = 10 and evidence = 5, with your years, into the file.",
    }
    ARCHIVE_RECORD = 6164, None, "Record of the archive cannot be used" {
        what: "The file archive.json or erased.json cannot be read, or its rows are no chain.",
        why: "It was damaged or edited, or a newer program wrote it.",
        advice: "Put it back from a backup; the archive holds the same archive.json.",
    }
    ARCHIVE_GAP = 6165, None, "Missing entries are not explained" {
        what: "The journal does not begin with entry 1, and the record does not lead to its beginning.",
        why: "Segments were removed by hand, or archive.json is from another time.",
        advice: "Put the missing segments back from the archive or a backup.",
    }
    ARCHIVE_NEEDED = 6166, None, "Replay needs the archive" {
        what: "The oldest segments are archived, so the state cannot be made from this directory alone.",
        why: "A replay begins with entry 1. The chain was verified, over the hole by the record.",
        advice: "Name the archive: suftaja fsck --data DIR --archive DIR.",
    }
    ARCHIVE_DAMAGED = 6167, None, "Archived segment is damaged" {
        what: "A segment in the archive, or one to be copied there, is not what was written.",
        why: "A disk, somebody's hand, or an archive that is not mounted.",
        advice: "Archive the segment again while the data directory has it, or use another copy.",
    }
    NO_KEY = 6168, None, "Nothing to erase" {
        what: "There is no key of this member for this month.",
        why: "Nothing was received, it is erased already, or the code or the month is mistyped.",
        advice: "Give the code of a member as union.toml has it, and the month as 2026-11.",
    }
    BACKUP_NESTED = 6169, None, "Backup within a backup" {
        what: "The directory for the backup lies within the directory of another backup.",
        why: "Each keeps and removes files below its directory; two in one place mix.",
        advice: "Name a directory beside the other backup.",
    }
}
