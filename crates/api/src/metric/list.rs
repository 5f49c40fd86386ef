//! The list: every metric with its meaning, its panel and its alerts.
//!
//! A new metric is a row here and a function in `read`; then `suftaja metrics` writes the kept
//! files anew. Names and labels are a contract with boards and alerts of operators.

use super::{Alert, Group, Kind, Metric, Severity, Unit, read};

/// All metrics, group by group.
pub(super) const METRICS: &[Metric] = &[
    Metric {
        name: "suftaja_writer_stopped",
        kind: Kind::Gauge,
        unit: Unit::Flag,
        labels: &[],
        help: "Whether the writer has stopped, so that nothing is accepted.",
        group: Group::Writer,
        drawn: Some(("suftaja_writer_stopped", "{{instance}}")),
        alerts: &[Alert {
            name: "SuftajaWriterStopped",
            expression: "suftaja_writer_stopped == 1",
            lasting: "0s",
            severity: Severity::Critical,
            summary: "The writer has stopped: the node accepts no message and no order.",
            runbook: "Read the reason in the log of serve. Mend the cause: disk, memory or clock. \
                Run suftaja fsck --data DIR, then start the node again. What was not acknowledged \
                is sent again unchanged by its senders and never pays twice.",
        }],
        read: read::stopped,
    },
    Metric {
        name: "suftaja_entries_total",
        kind: Kind::Counter,
        unit: Unit::Number,
        labels: &[],
        help: "Entries of the journal that are durable and applied, since its first.",
        group: Group::Writer,
        drawn: Some(("rate(suftaja_entries_total[5m])", "{{instance}} per second")),
        alerts: &[],
        read: read::entries,
    },
    Metric {
        name: "suftaja_blocks_total",
        kind: Kind::Counter,
        unit: Unit::Number,
        labels: &[],
        help: "Blocks written to the journal since the start.",
        group: Group::Writer,
        drawn: Some(("rate(suftaja_blocks_total[5m])", "{{instance}} per second")),
        alerts: &[],
        read: read::blocks,
    },
    Metric {
        name: "suftaja_flush_seconds",
        kind: Kind::Histogram,
        unit: Unit::Seconds,
        labels: &[],
        help: "From handing blocks to the journal until they are durable.",
        group: Group::Writer,
        drawn: Some((
            "histogram_quantile(0.99, sum by (instance, le) (rate(suftaja_flush_seconds_bucket[5m])))",
            "{{instance}} p99",
        )),
        alerts: &[Alert {
            name: "SuftajaFlushSlow",
            expression: "histogram_quantile(0.99, sum by (instance, le) \
                (rate(suftaja_flush_seconds_bucket[5m]))) > 0.5",
            lasting: "10m",
            severity: Severity::Warning,
            summary: "One flush in a hundred takes more than half a second; every answer waits for \
                its flush.",
            runbook: "Look at the disk's latency and at what else uses it: backups, other \
                programs. Compare with suftaja bench engine on a quiet machine. Give the journal a \
                disk of its own.",
        }],
        read: read::flushes,
    },
    Metric {
        name: "suftaja_journal_bytes",
        kind: Kind::Gauge,
        unit: Unit::Bytes,
        labels: &[],
        help: "Bytes of the journal's files on the disk, spare segments included.",
        group: Group::Writer,
        drawn: Some(("suftaja_journal_bytes", "{{instance}}")),
        alerts: &[],
        read: read::journal,
    },
    Metric {
        name: "suftaja_disk_free_bytes",
        kind: Kind::Gauge,
        unit: Unit::Bytes,
        labels: &[],
        help: "Bytes that the disk of the data directory still takes.",
        group: Group::Writer,
        drawn: Some(("suftaja_disk_free_bytes", "{{instance}}")),
        alerts: &[
            Alert {
                name: "SuftajaDiskLow",
                expression: "suftaja_disk_free_bytes < 5368709120",
                lasting: "5m",
                severity: Severity::Critical,
                summary: "Less than 5 GiB are free; a full disk stops the writer.",
                runbook: "Free space on the disk or grow it. Never remove files of the data \
                    directory: the journal is the record.",
            },
            Alert {
                name: "SuftajaDiskFills",
                expression: "predict_linear(suftaja_disk_free_bytes[6h], 259200) < 0",
                lasting: "1h",
                severity: Severity::Warning,
                summary: "At the pace of the last six hours the disk is full within three days.",
                runbook: "See what grows: suftaja_journal_bytes, or something beside it. Plan a \
                    larger disk; the journal is never thinned out.",
            },
        ],
        read: read::free,
    },
    Metric {
        name: "suftaja_replay_seconds",
        kind: Kind::Gauge,
        unit: Unit::Seconds,
        labels: &[],
        help: "How long the replay took at the start.",
        group: Group::Writer,
        drawn: Some(("suftaja_replay_seconds", "{{instance}}")),
        alerts: &[],
        read: read::replay,
    },
    Metric {
        name: "suftaja_payments_total",
        kind: Kind::Counter,
        unit: Unit::Number,
        labels: &["currency", "outcome"],
        help: "Payments since the start that settled, had to wait, or were refused. One that waits \
            and settles later counts in both.",
        group: Group::Payments,
        drawn: Some((
            "sum by (currency, outcome) (rate(suftaja_payments_total[5m]))",
            "{{currency}} {{outcome}} per second",
        )),
        alerts: &[],
        read: read::payments,
    },
    Metric {
        name: "suftaja_payment_minor_units_total",
        kind: Kind::Counter,
        unit: Unit::MinorUnits,
        labels: &["currency", "outcome"],
        help: "The sum of these payments in minor units of the currency.",
        group: Group::Payments,
        drawn: Some((
            "sum by (currency) (rate(suftaja_payment_minor_units_total{outcome=\"settled\"}[5m]))",
            "{{currency}} settled per second",
        )),
        alerts: &[],
        read: read::values,
    },
    Metric {
        name: "suftaja_queue_length",
        kind: Kind::Gauge,
        unit: Unit::Number,
        labels: &["currency"],
        help: "Payments that wait for cover, time or a decision.",
        group: Group::Payments,
        drawn: Some(("suftaja_queue_length", "{{instance}} {{currency}}")),
        alerts: &[Alert {
            name: "SuftajaQueueStands",
            expression: "min_over_time(suftaja_queue_length[1h]) > 0",
            lasting: "0s",
            severity: Severity::Warning,
            summary: "Payments of a currency have been waiting for an hour without a break.",
            runbook: "suftaja get queue shows what waits for what. Where cover is missing, tell \
                the bank and its central bank before the cut-off; where a stop or a suspension \
                holds payments, the central bank decides.",
        }],
        read: read::queue,
    },
    Metric {
        name: "suftaja_kept_payments",
        kind: Kind::Gauge,
        unit: Unit::Number,
        labels: &["currency"],
        help: "Payments that are kept for a later business date.",
        group: Group::Payments,
        drawn: Some(("suftaja_kept_payments", "{{instance}} {{currency}}")),
        alerts: &[],
        read: read::kept,
    },
    Metric {
        name: "suftaja_day_state",
        kind: Kind::Gauge,
        unit: Unit::Flag,
        labels: &["currency", "state"],
        help: "Where the business day of a currency stands; 1 at the present state.",
        group: Group::Days,
        drawn: Some(("suftaja_day_state == 1", "{{currency}} {{state}}")),
        alerts: &[],
        read: read::day_state,
    },
    Metric {
        name: "suftaja_day_shut",
        kind: Kind::Gauge,
        unit: Unit::Flag,
        labels: &["currency"],
        help: "Whether the opening of a day waits for the mirror at the national RTGS.",
        group: Group::Days,
        drawn: Some(("suftaja_day_shut", "{{currency}}")),
        alerts: &[Alert {
            name: "SuftajaDayShut",
            expression: "suftaja_day_shut == 1",
            lasting: "5m",
            severity: Severity::Critical,
            summary: "A business day does not open: its mirror is not confirmed, or differs.",
            runbook: "Call the central bank of the currency. It confirms the mirror of the last \
                closed date (mirror-confirm), or two of its people accept the difference with a \
                reason (mirror-accept).",
        }],
        read: read::day_shut,
    },
    Metric {
        name: "suftaja_currency_stopped",
        kind: Kind::Gauge,
        unit: Unit::Flag,
        labels: &["currency"],
        help: "Whether the central bank has stopped its currency.",
        group: Group::Days,
        drawn: Some(("suftaja_currency_stopped", "{{currency}}")),
        alerts: &[Alert {
            name: "SuftajaCurrencyStopped",
            expression: "suftaja_currency_stopped == 1",
            lasting: "0s",
            severity: Severity::Warning,
            summary: "Two people of a central bank have stopped a currency; its payments wait.",
            runbook: "It is the central bank's decision and no fault. Ask it for the reason and \
                the time of the release, and tell the participants.",
        }],
        read: read::currency_stopped,
    },
    Metric {
        name: "suftaja_messages_total",
        kind: Kind::Counter,
        unit: Unit::Number,
        labels: &["definition", "outcome"],
        help: "Messages received one at a time and answered, since the start.",
        group: Group::Messages,
        drawn: Some((
            "sum by (definition, outcome) (rate(suftaja_messages_total[5m]))",
            "{{definition}} {{outcome}} per second",
        )),
        alerts: &[Alert {
            name: "SuftajaManyRefusals",
            expression: "sum by (instance) \
                (rate(suftaja_messages_total{outcome=~\"refused|unreadable\"}[15m])) > 0.2 * sum by \
                (instance) (rate(suftaja_messages_total[15m])) and sum by (instance) \
                (increase(suftaja_messages_total[15m])) > 50",
            lasting: "15m",
            severity: Severity::Warning,
            summary: "More than a fifth of all messages are refused.",
            runbook: "See which codes lead suftaja_findings_total and explain them with suftaja \
                explain. One code: a sender has changed something, or a day is closed. Tell the \
                sender; the request log names it.",
        }],
        read: read::messages,
    },
    Metric {
        name: "suftaja_files_total",
        kind: Kind::Counter,
        unit: Unit::Number,
        labels: &["outcome"],
        help: "Files of many payments received and answered, since the start.",
        group: Group::Messages,
        drawn: Some((
            "sum by (outcome) (increase(suftaja_files_total[1h]))",
            "{{outcome}} per hour",
        )),
        alerts: &[],
        read: read::files,
    },
    Metric {
        name: "suftaja_findings_total",
        kind: Kind::Counter,
        unit: Unit::Number,
        labels: &["code"],
        help: "Findings told in answers to messages and files, by code, since the start.",
        group: Group::Messages,
        drawn: Some((
            "topk(10, sum by (code) (rate(suftaja_findings_total[15m])))",
            "{{code}} per second",
        )),
        alerts: &[],
        read: read::findings,
    },
    Metric {
        name: "suftaja_outbox_unread",
        kind: Kind::Gauge,
        unit: Unit::Number,
        labels: &["participant"],
        help: "How far a participant's reading lies behind its outbox, in cursors. After a start \
            everything counts as unread until it asks.",
        group: Group::Delivery,
        drawn: Some(("suftaja_outbox_unread", "{{participant}}")),
        alerts: &[],
        read: read::unread,
    },
    Metric {
        name: "suftaja_outbox_silent",
        kind: Kind::Gauge,
        unit: Unit::Flag,
        labels: &["participant"],
        help: "Whether a participant has left a message unread for longer than silent_minutes.",
        group: Group::Delivery,
        drawn: Some(("suftaja_outbox_silent", "{{participant}}")),
        alerts: &[Alert {
            name: "SuftajaParticipantSilent",
            expression: "suftaja_outbox_silent == 1",
            lasting: "5m",
            severity: Severity::Warning,
            summary: "A participant does not read its outbox; settlement goes on.",
            runbook: "Call the participant. suftaja get delivery shows since when. Nothing is \
                lost: it reads on from its own cursor.",
        }],
        read: read::silent,
    },
    Metric {
        name: "suftaja_requests_total",
        kind: Kind::Counter,
        unit: Unit::Number,
        labels: &["route", "method", "status"],
        help: "Requests answered since the start; route none for paths that do not exist.",
        group: Group::Door,
        drawn: Some((
            "sum by (status) (rate(suftaja_requests_total[5m]))",
            "{{status}} per second",
        )),
        alerts: &[Alert {
            name: "SuftajaDoorFails",
            expression: "sum by (instance) \
                (rate(suftaja_requests_total{status=~\"5..\", route!=\"/health\"}[5m])) > 0.1",
            lasting: "5m",
            severity: Severity::Warning,
            summary: "The door answers requests with 5xx.",
            runbook: "503 with SUF-5006: more requests at once than the door takes; find who sends \
                them in the request log and bound them in limits.toml. 503 with SUF-4005: the \
                writer has stopped, see SuftajaWriterStopped. 500: a fault of the program; keep \
                the log and report it.",
        }],
        read: read::requests,
    },
    Metric {
        name: "suftaja_request_seconds",
        kind: Kind::Histogram,
        unit: Unit::Seconds,
        labels: &["route", "method"],
        help: "From the end of a request's head to its answer, the time of the body included. \
            Readers of the outbox may ask to wait.",
        group: Group::Door,
        drawn: Some((
            "histogram_quantile(0.99, sum by (route, method, le) \
                (rate(suftaja_request_seconds_bucket{route!=\"/v1/outbox\"}[5m])))",
            "{{method}} {{route}} p99",
        )),
        alerts: &[Alert {
            name: "SuftajaMessagesSlow",
            expression: "histogram_quantile(0.99, sum by (instance, le) \
                (rate(suftaja_request_seconds_bucket{route=\"/v1/messages\"}[5m]))) > 2.5",
            lasting: "10m",
            severity: Severity::Warning,
            summary: "One message in a hundred waits longer than 2.5 seconds for its answer.",
            runbook: "See suftaja_flush_seconds first: a slow disk slows every answer. Else look \
                at the processor and at who sends how much in the request log.",
        }],
        read: read::request_times,
    },
    Metric {
        name: "suftaja_connections_open",
        kind: Kind::Gauge,
        unit: Unit::Number,
        labels: &[],
        help: "Connections that are open.",
        group: Group::Door,
        drawn: Some(("suftaja_connections_open", "{{instance}}")),
        alerts: &[Alert {
            name: "SuftajaConnectionsNearBound",
            expression: "suftaja_connections_open > 0.9 * suftaja_connections_max",
            lasting: "5m",
            severity: Severity::Warning,
            summary: "Nearly all connections that the door takes are open; new ones will wait.",
            runbook: "See who holds them: ss -tn on the machine, or the proxy's list. Clients \
                should use connections again; limits.toml bounds them per participant.",
        }],
        read: read::connections,
    },
    Metric {
        name: "suftaja_connections_max",
        kind: Kind::Gauge,
        unit: Unit::Number,
        labels: &[],
        help: "Connections that the door takes at once.",
        group: Group::Door,
        drawn: None,
        alerts: &[],
        read: read::connections_max,
    },
    Metric {
        name: "suftaja_limited_total",
        kind: Kind::Counter,
        unit: Unit::Number,
        labels: &["participant", "limit"],
        help: "Requests and connections refused by a limit since the start; participant none for \
            those without a known token.",
        group: Group::Door,
        drawn: Some((
            "sum by (participant, limit) (rate(suftaja_limited_total[5m]))",
            "{{participant}} {{limit}} per second",
        )),
        alerts: &[Alert {
            name: "SuftajaLimited",
            expression: "sum by (instance, participant, limit) (rate(suftaja_limited_total[5m])) > 1",
            lasting: "10m",
            severity: Severity::Warning,
            summary: "Somebody has been refused by a limit for ten minutes on end.",
            runbook: "A participant: ask it what it sends; if it needs more, raise its limit in \
                limits.toml, which the node reads by itself. Participant none: somebody without a \
                token; find the address in the log of the proxy and keep it out there.",
        }],
        read: read::limited,
    },
    Metric {
        name: "suftaja_limits_stale",
        kind: Kind::Gauge,
        unit: Unit::Flag,
        labels: &[],
        help: "Whether limits.toml has changed into a file that cannot be used, so that the limits \
            before it stay in force.",
        group: Group::Door,
        drawn: Some(("suftaja_limits_stale", "{{instance}}")),
        alerts: &[Alert {
            name: "SuftajaLimitsStale",
            expression: "suftaja_limits_stale == 1",
            lasting: "1m",
            severity: Severity::Warning,
            summary: "limits.toml cannot be used; the limits that were read before are in force.",
            runbook: "The log of serve names every finding. Mend the file; the node reads it \
                within a second. Until then a restart would refuse to start.",
        }],
        read: read::limits_stale,
    },
    Metric {
        name: "suftaja_log_dropped_total",
        kind: Kind::Counter,
        unit: Unit::Number,
        labels: &[],
        help: "Lines of the log that were dropped because it was not written fast enough.",
        group: Group::Process,
        drawn: Some(("increase(suftaja_log_dropped_total[5m])", "{{instance}} in 5 minutes")),
        alerts: &[Alert {
            name: "SuftajaLogDrops",
            expression: "increase(suftaja_log_dropped_total[10m]) > 0",
            lasting: "0s",
            severity: Severity::Warning,
            summary: "Lines of the log are lost; answers go on.",
            runbook: "Whatever reads standard error is too slow: a full disk, a terminal, a \
                collector. Mend it, or serve without --request-log.",
        }],
        read: read::log_dropped,
    },
    Metric {
        name: "suftaja_build_info",
        kind: Kind::Gauge,
        unit: Unit::Flag,
        labels: &["version", "rules"],
        help: "Version of the program and of its rules; always 1.",
        group: Group::Process,
        drawn: Some(("suftaja_build_info", "{{instance}} {{version}} rules {{rules}}")),
        alerts: &[Alert {
            name: "SuftajaDown",
            expression: "up{job=\"suftaja\"} == 0 or absent(suftaja_build_info)",
            lasting: "1m",
            severity: Severity::Critical,
            summary: "No node answers the scraper.",
            runbook: "See whether serve runs and what its log says last. If the process is gone, \
                start it: what was acknowledged is durable. If it runs, see whether the scraper \
                reaches the address of --metrics.",
        }],
        read: read::build,
    },
    Metric {
        name: "process_start_time_seconds",
        kind: Kind::Gauge,
        unit: Unit::Seconds,
        labels: &[],
        help: "When the door opened, in seconds since 1970.",
        group: Group::Process,
        drawn: Some(("time() - process_start_time_seconds", "{{instance}} up for")),
        alerts: &[Alert {
            name: "SuftajaRestarts",
            expression: "changes(process_start_time_seconds{job=\"suftaja\"}[30m]) > 2",
            lasting: "0s",
            severity: Severity::Warning,
            summary: "The node was started more than twice within half an hour.",
            runbook: "Read the end of each run in the log. A start that ends at once names its \
                reason; a process that is killed has met a limit of memory.",
        }],
        read: read::started,
    },
    Metric {
        name: "process_resident_memory_bytes",
        kind: Kind::Gauge,
        unit: Unit::Bytes,
        labels: &[],
        help: "Memory of the process that lies in the machine's memory.",
        group: Group::Process,
        drawn: Some(("process_resident_memory_bytes{job=\"suftaja\"}", "{{instance}}")),
        alerts: &[],
        read: read::memory,
    },
];
