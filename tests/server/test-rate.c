/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/ukes-rate.h"

#include "server/ukes-metrics.h"

#include <string.h>

#define SECOND_US ((int64_t)1000000)

static unsigned
take_many (UkesRate *rate, uint32_t dev, int64_t now_us, unsigned n)
{
  unsigned n_good = 0;

  for (unsigned i = 0; i < n; i++)
    n_good += ukes_rate_take (rate, dev, 1, now_us) == 0;
  return n_good;
}

/* A minute's worth at once, then as much as time brings, never more than a minute's worth. */
static void
test_bucket (void)
{
  g_autoptr (UkesRate) rate = ukes_rate_new (300, 300);
  int64_t now_us = 1000 * SECOND_US;

  g_assert_cmpuint (take_many (rate, 2, now_us, 1000), ==, 300);
  g_assert_cmpuint (take_many (rate, 2, now_us + SECOND_US, 1000), ==, 5);
  g_assert_cmpuint (take_many (rate, 2, now_us + 3600 * SECOND_US, 1000), ==, 300);
}

/* One device's haste is not another's; who is refused hears how long. */
static void
test_apart (void)
{
  g_autoptr (UkesRate) rate = ukes_rate_new (6, 6);
  int64_t now_us = SECOND_US;

  g_assert_cmpuint (take_many (rate, 2, now_us, 10), ==, 6);
  g_assert_cmpuint (take_many (rate, 3, now_us, 10), ==, 6);
  g_assert_cmpuint (ukes_rate_take (rate, 2, 1, now_us), ==, 11);
  g_assert_cmpuint (ukes_rate_take (rate, 2, 1, now_us + 11 * SECOND_US), ==, 0);
}

/* What comes in portions is taken whole or not at all, after as long as all of it needs; more than
 * a bucket holds goes with a full one. */
static void
test_portions (void)
{
  g_autoptr (UkesRate) rate = ukes_rate_new (300, 6000);
  int64_t now_us = SECOND_US;

  for (unsigned i = 0; i < 30; i++)
    g_assert_cmpuint (ukes_rate_take (rate, 2, 200, now_us), ==, 0);
  g_assert_cmpuint (ukes_rate_take (rate, 2, 200, now_us), ==, 41);
  g_assert_cmpuint (ukes_rate_take (rate, 2, 1, now_us), ==, 1);
  g_assert_cmpuint (ukes_rate_take (rate, 3, 200, now_us), ==, 0);
  now_us += 39 * SECOND_US;
  g_assert_cmpuint (ukes_rate_take (rate, 2, 200, now_us), ==, 2);
  now_us += SECOND_US;
  g_assert_cmpuint (ukes_rate_take (rate, 2, 200, now_us), ==, 0);
  now_us += 72 * 3600 * SECOND_US;
  g_assert_cmpuint (ukes_rate_take (rate, 2, 100000, now_us), ==, 0);
  g_assert_cmpuint (ukes_rate_take (rate, 2, 1, now_us), ==, 1);
}

/* A clock that goes back gives nothing and takes nothing. */
static void
test_clock_back (void)
{
  g_autoptr (UkesRate) rate = ukes_rate_new (2, 2);

  g_assert_cmpuint (take_many (rate, 2, 100 * SECOND_US, 5), ==, 2);
  g_assert_cmpuint (take_many (rate, 2, 50 * SECOND_US, 5), ==, 0);
}

/* Prometheus' text form: help, type and value of each series, families in order. */
static void
test_metrics (void)
{
  g_autoptr (UkesMetrics) metrics = ukes_metrics_new ();
  g_autofree char *text = NULL;

  ukes_metrics_count_answer (metrics, "health", 200, 1500);
  ukes_metrics_count_answer (metrics, "health", 200, 500);
  ukes_metrics_count_answer (metrics, "push", 429, 500);
  ukes_metrics_count_refused (metrics, "desks", "host");
  ukes_metrics_set (metrics, "uketsuke_waiting", 7);
  text = ukes_metrics_write (metrics);
  g_assert_nonnull (strstr (text, "# TYPE uketsuke_answers_total counter\n"
                                  "uketsuke_answers_total{route=\"health\",status=\"200\"} 2\n"));
  g_assert_nonnull (strstr (text, "uketsuke_answer_seconds_total{route=\"health\"} 0.002000\n"));
  g_assert_nonnull (
      strstr (text, "uketsuke_refused_total{listener=\"desks\",reason=\"host\"} 1\n"));
  g_assert_nonnull (strstr (text, "uketsuke_paced_total 1\n"));
  g_assert_nonnull (strstr (text, "# TYPE uketsuke_waiting gauge\nuketsuke_waiting 7\n"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/server/rate/bucket", test_bucket);
  g_test_add_func ("/server/rate/apart", test_apart);
  g_test_add_func ("/server/rate/portions", test_portions);
  g_test_add_func ("/server/rate/clock-back", test_clock_back);
  g_test_add_func ("/server/rate/metrics", test_metrics);
  return g_test_run ();
}
