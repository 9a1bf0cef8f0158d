/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "ukes"

#include "server/ukes-log.h"

#include <string.h>
#include <unistd.h>

#define MAX_CODE 40

/* A command that only opens the data has nothing to tell the journal. */
static gboolean is_open = FALSE;

/* Each event's name, and its weight as syslog counts. */
static const struct {
  const char *name;
  int level;
} events[] = {
  [UKES_EVENT_STARTED] = { "started", 5 },
  [UKES_EVENT_STOPPING] = { "stopping", 5 },
  [UKES_EVENT_STOPPED] = { "stopped", 5 },
  [UKES_EVENT_REQUEST] = { "request", 6 },
  [UKES_EVENT_REFUSED] = { "refused", 5 },
  [UKES_EVENT_STORE_FAILED] = { "store_failed", 3 },
  [UKES_EVENT_PROXY_STARTED] = { "proxy_started", 5 },
  [UKES_EVENT_PROXY_ENDED] = { "proxy_ended", 4 },
  [UKES_EVENT_CERTIFICATE_RENEWED] = { "certificate_renewed", 5 },
  [UKES_EVENT_CODE_MADE] = { "code_made", 5 },
  [UKES_EVENT_CODE_WRONG] = { "code_wrong", 4 },
  [UKES_EVENT_ENROLMENT_BEGUN] = { "enrolment_begun", 5 },
  [UKES_EVENT_ENROLMENT_DECIDED] = { "enrolment_decided", 5 },
  [UKES_EVENT_DEVICE_RENEWED] = { "device_renewed", 5 },
  [UKES_EVENT_DEVICE_REVOKED] = { "device_revoked", 4 },
  [UKES_EVENT_FROZEN] = { "frozen", 4 },
  [UKES_EVENT_THAWED] = { "thawed", 5 },
  [UKES_EVENT_EXPORTED] = { "exported", 4 },
  [UKES_EVENT_DEVICE_RENAMED] = { "device_renamed", 6 },
  [UKES_EVENT_BACKUP_VERIFIED] = { "backup_verified", 5 },
  [UKES_EVENT_BACKUP_FAILED] = { "backup_failed", 3 },
  [UKES_EVENT_AUDIT_BROKEN] = { "audit_broken", 3 },
  [UKES_EVENT_DEVICE_CLONED] = { "device_cloned", 4 },
  [UKES_EVENT_QUARANTINE] = { "quarantine", 4 },
  [UKES_EVENT_RECOVERED] = { "recovered", 4 },
};

static const char *const keys[] = {
  [UKES_KEY_NONE] = "",
  [UKES_KEY_ROUTE] = "route",
  [UKES_KEY_LISTENER] = "listener",
  [UKES_KEY_STATUS] = "status",
  [UKES_KEY_CODE] = "code",
  [UKES_KEY_DEV] = "dev",
  [UKES_KEY_ID] = "id",
  [UKES_KEY_US] = "us",
  [UKES_KEY_COUNT] = "n",
  [UKES_KEY_PID] = "pid",
  [UKES_KEY_SEQ] = "seq",
  [UKES_KEY_GIVEN] = "given",
  [UKES_KEY_EXPECTED] = "expected",
  [UKES_KEY_RESCUED] = "rescued",
  [UKES_KEY_CONFLICTING] = "conflicting",
  [UKES_KEY_REFUSED] = "refused",
  [UKES_KEY_REPORTED] = "reported",
  [UKES_KEY_COMPLETE] = "complete",
};

/* What anybody could have put together from outside is never a code; nor is anything with a digit,
 * which numbers and dates of people have. */
static const char *
checked_code (const char *code)
{
  size_t len = strnlen (code, MAX_CODE + 1);

  if (len == 0 || len > MAX_CODE || strspn (code, "abcdefghijklmnopqrstuvwxyz_") != len)
    return "other";
  return code;
}

/**
 * ukes_log_format:
 * @event: what happened
 * @fields: its fields, up to one without key
 *
 * Returns: (transfer full): the line, without its end
 * Thread: any
 */
char *
ukes_log_format (UkesEvent event, const UkesField *fields)
{
  GString *line = g_string_new (events[event].name);

  for (const UkesField *field = fields; field->key != UKES_KEY_NONE; field++) {
    g_string_append_printf (line, " %s=", keys[field->key]);
    if (field->id != NULL) {
      char hex[UKE_ID_HEX_SIZE];

      uke_id_to_hex (field->id, hex);
      g_string_append (line, hex);
    } else if (field->code != NULL) {
      g_string_append (line, checked_code (field->code));
    } else {
      g_string_append_printf (line, "%" G_GINT64_FORMAT, field->number);
    }
  }
  return g_string_free (line, FALSE);
}

/**
 * ukes_log_open:
 *
 * From now on this process is a server whose events are logged.
 *
 * Thread: main
 */
void
ukes_log_open (void)
{
  is_open = TRUE;
}

/**
 * ukes_log_fields:
 * @event: what happened
 * @fields: its fields, up to one without key
 *
 * Writes one line to standard error, in one piece. Under the journal it begins with its weight.
 *
 * Thread: any
 * Source: security.md 16.2
 */
void
ukes_log_fields (UkesEvent event, const UkesField *fields)
{
  g_autofree char *text = NULL;
  gboolean has_journal = g_getenv ("JOURNAL_STREAM") != NULL;
  g_autofree char *line = NULL;

  if (!is_open)
    return;
  text = ukes_log_format (event, fields);
  line = has_journal ? g_strdup_printf ("<%d>uketsuke-server: %s\n", events[event].level, text)
                     : g_strdup_printf ("uketsuke-server: %s\n", text);

  /* A log that cannot be written is no reason to stop. */
  if (write (STDERR_FILENO, line, strlen (line)) < 0)
    return;
}
