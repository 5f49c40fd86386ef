//! Codes 6000 to 6149: commands, configuration and files on the operator's side.
//!
//! Rows are added in ascending order as the crate that needs them grows; no row is ever removed or
//! given another meaning.

use crate::suf::explained;

explained! {
    FILE_UNREADABLE = 6001, None, "File cannot be read" {
        what: "A file or directory that the command was given cannot be read.",
        why: "It is not there, or this user may not read it.",
        advice: "Check the path and its rights.",
    }
    UNREACHABLE = 6002, None, "Node cannot be reached" {
        what: "There is no answer from the address of the node.",
        why: "The node does not run, listens elsewhere, or the network is down.",
        advice: "Start it with suftaja serve, or give its address with --to.",
    }
    ANSWER_UNREADABLE = 6003, None, "Answer is not understood" {
        what: "What answered does not answer like a node of this version.",
        why: "Another program listens at the address, or the versions differ.",
        advice: "Check the address; compare suftaja version with the node's /v1/version.",
    }
    NO_TOKEN = 6004, None, "No token for the node" {
        what: "The command needs a token and none was given, or its file holds none.",
        why: "Tokens stand in files, never on the command line, where others could read them.",
        advice: "Give the token's file with --token, or name it in SUFTAJA_TOKEN_FILE.",
    }
    CODE_UNKNOWN = 6005, None, "No such code" {
        what: "The catalogue has no code of this number.",
        why: "Codes are SUF- and four digits; a newer version may know more.",
        advice: "Copy the code as it was shown, or list all of them with suftaja explain.",
    }
    NOT_EMPTY = 6006, None, "Directory is not empty" {
        what: "The directory for a new union holds files already.",
        why: "A union is set up once, in a directory of its own, and nothing is overwritten.",
        advice: "Choose an empty directory or one that does not exist yet.",
    }
    REFUSED = 6007, None, "Something was refused" {
        what: "The node refused at least one of the messages or orders.",
        why: "The table or the JSON on standard output says which and why.",
        advice: "Mend what the findings name and send it again.",
    }
    PROOF_FAILED = 6008, None, "Proof failed" {
        what: "Sums, answers or books that must agree do not.",
        why: "This is a defect of the program, or the data was changed behind its back.",
        advice: "Report it with the text and the seed; keep the data directory.",
    }
    JOURNAL_UNSOUND = 6009, None, "Journal has defects" {
        what: "A full pass over the journal found blocks that are not what was written.",
        why: "Rot, a stray write or tampering.",
        advice: "Restore the named files from a copy; do not serve from this directory.",
    }
    TWO_TOKENS = 6010, None, "Two people's tokens are needed" {
        what: "The files given with --by are not tokens of two different people of the operator.",
        why: "Nobody decides alone about what is on record.",
        advice: "Give --by twice, with token files of two people who may approve.",
    }
    ENTRY_SOUND = 6011, None, "Entry is sound" {
        what: "The entry to be quarantined can be read and applied.",
        why: "Only an entry that stops the replay is turned into a refusal; final stays final.",
        advice: "Run suftaja fsck, which names the entry that stops the replay, if there is one.",
    }
    OUTPUT = 6012, None, "Output cannot be written" {
        what: "Standard output or a file to be written refused the bytes.",
        why: "The disk is full, or the reader went away in a way that is no broken pipe.",
        advice: "Check where the output goes and run the command again.",
    }
    SYSTEM = 6013, None, "Operating system refused" {
        what: "The system refused a thread, a signal or a temporary directory.",
        why: "Limits of this machine or this user are reached.",
        advice: "Look at the text beside the code and raise the limit.",
    }
    JOURNAL_SOUND = 6014, None, "Journal is sound" {
        what: "Entries were to be given up, and the journal has no damage.",
        why: "Only what damage has made unreadable may be given up; nothing final is unwound.",
        advice: "Leave it as it is; suftaja fsck says what else may be wrong.",
    }
    SCHEMAS_UNUSABLE = 6015, None, "No schema can be used" {
        what: "None of the files in the directory is a schema that messages can be read by.",
        why: "They are no schemas of the ISO 20022 dialect, or what they import is not beside them.",
        advice: "Mend what the reasons beside the files name; put imported files into the directory.",
    }
    SCHEMAS_CHANGED = 6016, None, "Added schemas were changed" {
        what: "A file of an added set of schemas, or its manifest, is not what was kept.",
        why: "Somebody edited it, or the disk did.",
        advice: "Remove the set with suftaja schema remove and add it again from its source.",
    }
    SCHEMA_SET_UNKNOWN = 6017, None, "No such set of schemas" {
        what: "No set of schemas of this name was added.",
        why: "Sets have the name of the directory they came from, unless they were given another.",
        advice: "Copy the name from suftaja schema list.",
    }
    SCHEMAS_HOMELESS = 6018, None, "No place for schemas" {
        what: "Added schemas belong into the user's data directory, and none is known.",
        why: "Neither XDG_DATA_HOME nor HOME is set, as under some service managers.",
        advice: "Name a directory in the environment variable SUFTAJA_SCHEMAS.",
    }
    BENCH_FAILED = 6019, None, "Benchmark gave no figures" {
        what: "What was to be measured is not there, or did not do what it must.",
        why: "A figure is only told of work that was done right.",
        advice: "Look at the text beside the code; check the paths and the options.",
    }
    CODE_SETS_UNUSABLE = 6020, None, "Code sets cannot be used" {
        what: "The file is not what ISO publishes as its external code sets, or says no edition.",
        why: "Codes are judged by a whole edition of known age, or a sound message could be refused.",
        advice: "Take the JSON of a quarter as ISO publishes it, and leave the file its name.",
    }
    CODE_SET_UNKNOWN = 6021, None, "No such code set" {
        what: "The edition in use has no external code set of this name.",
        why: "Sets are named like the types of elements, such as ExternalPurpose1Code.",
        advice: "Copy the name from suftaja code-sets show.",
    }
    KEY_MISSING = 6022, None, "Subject needs a number or a currency" {
        what: "The subject is one of many and the command does not say which.",
        why: "An account is named by its number, a payment by its entry, a day by its currency.",
        advice: "Give it behind the subject: suftaja get account 12, suftaja get days KES.",
    }
    FIELD_UNREADABLE = 6023, None, "Field of the order cannot be read" {
        what: "A field is neither NAME=TEXT nor NAME:=VALUE with a number, true, false or null.",
        why: "Amounts are text and numbers of accounts are numbers, so the command is told which.",
        advice: "Write amount=100.00 for text and account:=12 for a number.",
    }
    UNTRUSTED = 6024, None, "No trust between client and node" {
        what: "One side does not trust the certificate of the other, so nothing was sent.",
        why: "An authority that is not known here, a certificate that is missing, out of date or of another name.",
        advice: "Check --ca, --cert and the name in --to; suftaja keys list shows what serves.",
    }
    CONFIG_UNUSABLE = 6100, None, "Options cannot be used" {
        what: "Options of serve, in variables or in suftaja.toml, have findings.",
        why: "A node that started with a part of what was meant would surprise its operator.",
        advice: "Mend what the findings name; suftaja config check tells whether all is well.",
    }
    CONFIG_SYNTAX = 6101, None, "suftaja.toml cannot be read as TOML" {
        what: "A line of the file of options is no TOML.",
        why: "Nothing is guessed: a line that cannot be read could be the one that matters.",
        advice: "Write KEY = \"TEXT\" or KEY = true; suftaja config example shows every key.",
    }
    CONFIG_KEY_UNKNOWN = 6102, None, "No such option" {
        what: "The file suftaja.toml has a key that is no option of serve.",
        why: "A key that is passed over in silence leaves a default in force that nobody meant.",
        advice: "Remove the line, or write the key as suftaja config example does.",
    }
    CONFIG_VALUE = 6103, None, "Value of an option cannot be used" {
        what: "A variable or a key of suftaja.toml has a value of another kind than asked for.",
        why: "An address needs its port, a switch is true or false, a word is one of a list.",
        advice: "Give a value as suftaja config example shows it.",
    }
    SETTING_MISSING = 6104, None, "Option is missing" {
        what: "An option that has no default is stated nowhere.",
        why: "Where the data lies is never guessed.",
        advice: "Give it as a flag, as a variable, or in a file named by --config.",
    }
    SECRET_EXPOSED = 6105, None, "Secret is open to others" {
        what: "Others than its owner may read a key, a token or the journal.",
        why: "Whoever reads a token acts in its owner's name; a key opens customers' messages.",
        advice: "Take the rights of group and others away, and change what they may have read.",
    }
    FILE_CHANGEABLE = 6106, None, "Others may change what the node reads" {
        what: "Others than its owner may write to a file or directory that the node reads.",
        why: "The file access.toml says who may give orders; who changes it gives itself that right.",
        advice: "Take the right to write away: chmod go-w PATH.",
    }
    DATA_FILE_UNUSABLE = 6107, None, "File of the data directory cannot be used" {
        what: "A file or directory that the node reads is missing, closed to it, or wrong inside.",
        why: "The node would refuse to start, or refuse a command later, for the same reason.",
        advice: "Mend it as the finding says, or give the user of the node the right to read it.",
    }
    FORWARD_ADDRESS = 6120, None, "Messages are not forwarded there" {
        what: "The address for forwarded messages is none of this machine.",
        why: "Messages name customers; unencrypted they leave this machine for nobody.",
        advice: "Give an address such as http://127.0.0.1:9000/in, or save messages with --save.",
    }
    SECRET_UNREADABLE = 6121, None, "No secret in the file" {
        what: "The file for signatures holds no secret of webhooks.",
        why: "A secret is whsec_ and Base64, as PUT /v1/webhooks shows it once.",
        advice: "Write the secret into the file as it was shown, and nothing else.",
    }
    SCENARIO = 6122, None, "Scenario went otherwise" {
        what: "A bank of the sandbox was answered or told otherwise than the scenario says.",
        why: "Somebody else acts for its banks, as a counterparty does, or the sandbox was changed.",
        advice: "Look at what came; end what acts for MAWIKEN0 and TSAVKEN0, or take a new sandbox.",
    }
}
