/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <stdint.h>

G_BEGIN_DECLS

/**
 * UkesMetrics:
 *
 * Numbers about the server in Prometheus' text form: counters and gauges by name and one or two
 * labels, whose values come from tables in the code, never from outside. Main thread.
 */
typedef struct _UkesMetrics UkesMetrics;

UkesMetrics *ukes_metrics_new (void);
void ukes_metrics_free (UkesMetrics *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UkesMetrics, ukes_metrics_free)

void ukes_metrics_count (UkesMetrics *self, const char *series);
void ukes_metrics_add (UkesMetrics *self, const char *series, int64_t by);
void ukes_metrics_set (UkesMetrics *self, const char *series, int64_t value);
int64_t ukes_metrics_get (UkesMetrics *self, const char *series);
void ukes_metrics_count_answer (UkesMetrics *self, const char *route, unsigned status, int64_t us);
void ukes_metrics_count_refused (UkesMetrics *self, const char *listener, const char *reason);
char *ukes_metrics_write (UkesMetrics *self);

G_END_DECLS
