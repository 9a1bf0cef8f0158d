/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "ukes"

#include "server/ukes-metrics.h"

#include <string.h>

/* Every name there is, with what Prometheus is told about it. */
static const struct {
  const char *name, *type, *help;
} families[] = {
  { "uketsuke_answer_seconds_total", "counter", "Time from a whole request to its answer." },
  { "uketsuke_answers_total", "counter", "Answers given by a handler, by route and status." },
  { "uketsuke_backup_failures_total", "counter", "Backups that were not made or not verified." },
  { "uketsuke_backup_verified_seconds", "gauge",
    "When the last backup was verified, Unix time; 0 for never." },
  { "uketsuke_in_flight", "gauge", "Requests that have no answer yet." },
  { "uketsuke_log_entries", "gauge", "Last entry of the log, with PostgreSQL." },
  { "uketsuke_paced_total", "counter", "Pushes put off, since their device has sent so much." },
  { "uketsuke_peers_heard_total", "counter", "Words of other processes that something changed." },
  { "uketsuke_peers_looked_total", "counter", "Changes found by looking at the database." },
  { "uketsuke_proxy_starts_total", "counter", "How often the proxy was started." },
  { "uketsuke_refused_total", "counter", "Requests refused before any handler, by reason." },
  { "uketsuke_started_seconds", "gauge", "When the server started, Unix time." },
  { "uketsuke_waiting", "gauge", "Requests that wait for something new." },
};

struct _UkesMetrics {
  GHashTable *values; /* (owned) (element-type utf8 int64): by series */
};

/**
 * ukes_metrics_new:
 *
 * Returns: (transfer full): no numbers yet
 * Thread: main
 */
UkesMetrics *
ukes_metrics_new (void)
{
  UkesMetrics *self = g_new0 (UkesMetrics, 1);

  self->values = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  return self;
}

/**
 * ukes_metrics_free:
 * @self: (nullable) (transfer full): numbers
 *
 * Thread: main
 */
void
ukes_metrics_free (UkesMetrics *self)
{
  if (self == NULL)
    return;
  g_hash_table_unref (self->values);
  g_free (self);
}

static int64_t *
find (UkesMetrics *self, const char *series)
{
  int64_t *value = g_hash_table_lookup (self->values, series);

  if (value == NULL) {
    value = g_new0 (int64_t, 1);
    g_hash_table_insert (self->values, g_strdup (series), value);
  }
  return value;
}

/**
 * ukes_metrics_add:
 * @self: numbers
 * @series: name, with labels in braces when it has any
 * @by: how much more
 *
 * Thread: main
 */
void
ukes_metrics_add (UkesMetrics *self, const char *series, int64_t by)
{
  *find (self, series) += by;
}

/**
 * ukes_metrics_count:
 * @self: numbers
 * @series: name, with labels in braces when it has any
 *
 * Thread: main
 */
void
ukes_metrics_count (UkesMetrics *self, const char *series)
{
  ukes_metrics_add (self, series, 1);
}

/**
 * ukes_metrics_set:
 * @self: numbers
 * @series: name, with labels in braces when it has any
 * @value: what it is now
 *
 * Thread: main
 */
void
ukes_metrics_set (UkesMetrics *self, const char *series, int64_t value)
{
  *find (self, series) = value;
}

/**
 * ukes_metrics_get:
 * @self: numbers
 * @series: name, with labels in braces when it has any
 *
 * Returns: what it is now, 0 when nothing was counted
 * Thread: main
 */
int64_t
ukes_metrics_get (UkesMetrics *self, const char *series)
{
  const int64_t *value = g_hash_table_lookup (self->values, series);

  return value != NULL ? *value : 0;
}

/**
 * ukes_metrics_count_answer:
 * @self: numbers
 * @route: the route's name
 * @status: the answer's status
 * @us: how long it took
 *
 * Thread: main
 */
void
ukes_metrics_count_answer (UkesMetrics *self, const char *route, unsigned status, int64_t us)
{
  g_autofree char *answers
      = g_strdup_printf ("uketsuke_answers_total{route=\"%s\",status=\"%u\"}", route, status);
  g_autofree char *seconds = g_strdup_printf ("uketsuke_answer_seconds_total{route=\"%s\"}", route);

  ukes_metrics_count (self, answers);
  ukes_metrics_add (self, seconds, us);
  if (status == 429)
    ukes_metrics_count (self, "uketsuke_paced_total");
}

/**
 * ukes_metrics_count_refused:
 * @self: numbers
 * @listener: the listener's name
 * @reason: why, from a table in the code
 *
 * Thread: main
 */
void
ukes_metrics_count_refused (UkesMetrics *self, const char *listener, const char *reason)
{
  g_autofree char *series
      = g_strdup_printf ("uketsuke_refused_total{listener=\"%s\",reason=\"%s\"}", listener, reason);

  ukes_metrics_count (self, series);
}

static gboolean
is_of_family (const char *series, const char *name)
{
  size_t len = strlen (name);

  return strncmp (series, name, len) == 0 && (series[len] == '\0' || series[len] == '{');
}

/**
 * ukes_metrics_write:
 * @self: numbers
 *
 * Returns: (transfer full): all of them in Prometheus' text form, version 0.0.4
 * Thread: main
 */
char *
ukes_metrics_write (UkesMetrics *self)
{
  GString *text = g_string_new (NULL);
  g_autoptr (GList) all = g_list_sort (g_hash_table_get_keys (self->values), (GCompareFunc)strcmp);

  for (unsigned i = 0; i < G_N_ELEMENTS (families); i++) {
    gboolean is_time = g_str_has_suffix (families[i].name, "_seconds_total");

    g_string_append_printf (text, "# HELP %s %s\n# TYPE %s %s\n", families[i].name,
                            families[i].help, families[i].name, families[i].type);
    for (GList *at = all; at != NULL; at = at->next) {
      int64_t value = ukes_metrics_get (self, at->data);

      if (!is_of_family (at->data, families[i].name))
        continue;
      if (is_time)
        g_string_append_printf (text, "%s %" G_GINT64_FORMAT ".%06d\n", (char *)at->data,
                                value / G_USEC_PER_SEC, (int)(value % G_USEC_PER_SEC));
      else
        g_string_append_printf (text, "%s %" G_GINT64_FORMAT "\n", (char *)at->data, value);
    }
  }
  return g_string_free (text, FALSE);
}
