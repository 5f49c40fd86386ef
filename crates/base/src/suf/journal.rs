//! Codes 3000 to 3999: the journal, its evidence, snapshots and checks.
//!
//! Rows are added in ascending order as the crate that needs them grows; no row is ever removed or
//! given another meaning.

use crate::suf::explained;

explained! {
    MEDIUM_FAILED = 3000, None, "Disk operation failed" {
        what: "The disk or the file system refused to read, write, flush or rename a file.",
        why: "Nothing is acknowledged that is not durable, so the writer stops for good.",
        advice: "Look into the system's log, mend the disk or the rights, then start again.",
    }
    MEDIUM_FULL = 3001, None, "Disk is full" {
        what: "There was no room to write the journal, a key or the next segment.",
        why: "Segments are allocated beforehand; without room the journal cannot go on.",
        advice: "Free space or enlarge the disk, then start again; nothing acknowledged is lost.",
    }
    NO_JOURNAL = 3002, None, "No journal here" {
        what: "The data directory holds no journal, or one whose creation never finished.",
        why: "A journal is made once, by init, and never by accident.",
        advice: "Check the path, or create a journal with `suftaja init`.",
    }
    JOURNAL_EXISTS = 3003, None, "A journal exists already" {
        what: "A new journal was to be made where one stands.",
        why: "A journal is never overwritten.",
        advice: "Choose an empty directory, or open the journal that is there.",
    }
    JOURNAL_LOCKED = 3004, None, "Journal is in use" {
        what: "Another process holds the journal open for writing.",
        why: "There is one writer, or numbers would be given twice.",
        advice: "Stop the other process, or choose another data directory.",
    }
    JOURNAL_FORMAT_UNKNOWN = 3005, None, "Journal has an unknown format" {
        what: "A file of the journal carries a format number that this version does not read.",
        why: "A newer version wrote it, and reading it as another format would corrupt it.",
        advice: "Use the version that wrote it, or a later one.",
    }
    JOURNAL_ROT = 3006, None, "Acknowledged data is damaged" {
        what: "A block that was durable is not what was written: rot, a stray write or tampering.",
        why: "It is no torn append: no sector is missing, or a later block knew it as durable.",
        advice: "Restore the named file from a copy. Only when there is none may a person give up \
                 the entries with --accept-loss-after; the bytes are kept under lost/.",
    }
    SEGMENT_MISSING = 3007, None, "A segment is missing" {
        what: "Between two segments of the journal the entries do not follow each other.",
        why: "A file was moved, deleted or never restored.",
        advice: "Put the segment back from a copy or from the archive.",
    }
    SEGMENT_FOREIGN = 3008, None, "A file does not belong to the journal" {
        what: "A file in the journal's directory carries another journal's mark or another name.",
        why: "Files of two journals were mixed, or a file was renamed.",
        advice: "Move the file out of the directory, or give it its own name back.",
    }
    WRITER_STOPPED = 3009, None, "The writer has stopped" {
        what: "An earlier write or flush failed, and the writer takes nothing more.",
        why: "After a failed flush nobody knows what the disk holds until recovery has looked.",
        advice: "Mend the cause, then start again: recovery finds what is durable.",
    }
    BLOCK_MALFORMED = 3010, None, "A block does not hold what it says" {
        what: "Entries or evidence given to the writer have lengths or counts that do not fit.",
        why: "The journal checks what it can before it writes; this is a defect in the program.",
        advice: "Report it with the text of the error; nothing was written.",
    }
    BLOCK_OUT_OF_ORDER = 3011, None, "A block does not follow the last" {
        what: "The first entry given to the writer is not the next number.",
        why: "Entries are numbered without gaps; this is a defect in the program.",
        advice: "Report it with the text of the error; nothing was written.",
    }
    BLOCK_TOO_LARGE = 3012, None, "A block does not fit a segment" {
        what: "A block with its evidence is longer than a segment has room for.",
        why: "A block never spans two segments.",
        advice: "Set larger segments, or accept less evidence in one block.",
    }
    SEGMENT_BYTES_REFUSED = 3013, None, "Segment length refused" {
        what: "The configured length of a segment is out of bounds or no multiple of 4096.",
        why: "Blocks stand on pages of 4096 bytes, and lengths within a flush have 32 bits.",
        advice: "Use a multiple of 4096 from 32768 to 2147483648; 64 MiB is the default.",
    }
    ENTRY_NOT_HELD = 3014, None, "Entry is not in the journal" {
        what: "The entry asked for is before the first or after the last that is held.",
        why: "It was archived, or it does not exist yet.",
        advice: "Ask within the range that the error names, or fetch the archive.",
    }
    NO_EVIDENCE = 3015, None, "Entry has no evidence" {
        what: "The entry was journalled without received bytes.",
        why: "Entries of the system itself, such as timers, have no message behind them.",
        advice: "Read the entry; there is nothing else to see.",
    }
    EVIDENCE_KEY_DESTROYED = 3016, None, "Evidence was erased" {
        what: "The key that sealed this member's evidence of the month no longer exists.",
        why: "Destroying the key is how personal data is erased; the chain still verifies.",
        advice: "Restore the key from a copy, if the law of the member allows one.",
    }
    EVIDENCE_KEY_DAMAGED = 3017, None, "Evidence key is damaged" {
        what: "A key file is cut short, altered or another member's.",
        why: "Its check sum, member or month does not fit.",
        advice: "Restore the file from a copy; without it the evidence cannot be read.",
    }
    EVIDENCE_DAMAGED = 3018, None, "Evidence is damaged" {
        what: "The sealed evidence does not match the digest that the chain covers.",
        why: "Rot or tampering; the entries themselves are sound.",
        advice: "Restore the segment from a copy.",
    }
    CUT_INSIDE_BLOCK = 3019, None, "The journal cannot be cut there" {
        what: "A cut was asked for after an entry that is not the last of its block.",
        why: "Blocks are hashed whole, so the journal ends where a block ends.",
        advice: "Choose one of the two entries that the error names.",
    }
    SNAPSHOT_DAMAGED = 3020, None, "Snapshot is damaged" {
        what: "A file of a snapshot is cut short or altered.",
        why: "Its hash does not fit what the manifest says.",
        advice: "Nothing is lost: the node starts from an older snapshot or replays the journal.",
    }
    SNAPSHOT_MISSING = 3021, None, "No snapshot to start from" {
        what: "The journal's first entries were archived, and no snapshot can be used in their place.",
        why: "Every snapshot is damaged, of another format, or of a journal that was cut.",
        advice: "Put the archived segments back, then start again; a new snapshot is made of itself.",
    }
}
