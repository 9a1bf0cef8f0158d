/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bench-people.h"
#include "bench-sync-limit.h"
#include "clinic/uke-clinic-private.h"
#include "store/uke-snapshot.h"
#include "sync/uke-test-server.h"

#include <stdlib.h>
#include <time.h>

/*
 * How a desk comes to have the clinic, and how soon it has what another desk does: desks, server
 * and proxy as they are.
 *
 *   bench-sync DATA-DIR RECOVERY-CODE-FILE PATIENTS
 */

/* Which of the two clinics it was. */
static const char *bench = "sync";

#define N_ROUNDS 3
#define N_EDITS 100
/* Fewer than a server takes of one desk at once. */
#define N_NIGHT 5000

/* --- first sync ------------------------------------------------------------------------------- */

typedef struct {
  double open_ms, live_ms, computed_ms; /* computed: by all threads of the desk */
} FirstSync;

static double
get_process_ms (void)
{
  struct timespec now;

  clock_gettime (CLOCK_PROCESS_CPUTIME_ID, &now);
  return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

/** Content: how much a first sync brings. */
typedef struct {
  int64_t n_rows, n_raw, n_packed;
} Content;

static gboolean
count_part (const UkeSnapshotPart *part, GBytes *bytes, gpointer data, GError **error)
{
  Content *content = data;

  content->n_rows += part->rows;
  content->n_raw += part->raw;
  content->n_packed += part->bytes;
  return TRUE;
}

static gpointer
count_content (UkeDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  static const uint8_t secret[UKE_CURSOR_SECRET_SIZE] = { 1 };
  g_autoptr (UkeSnapshotManifest) manifest
      = uke_snapshot_write (db, secret, g_get_real_time (), count_part, data, error);

  g_assert_nonnull (manifest);
  return data;
}

static FirstSync
sync_first (UkeTestServer *server, const char *name, Content *out_content)
{
  g_autoptr (UkeTestPlace) place = uke_test_place_join (server, name);
  double start = bench_now_ms (), computed = get_process_ms ();
  FirstSync took;

  uke_test_place_start (place);
  uke_test_place_until_open (place);
  took.open_ms = bench_now_ms () - start;
  uke_test_place_until_live (place);
  took.live_ms = bench_now_ms () - start;
  took.computed_ms = get_process_ms () - computed;
  *out_content = (Content){ 0 };
  g_assert_nonnull (
      uke_db_pool_read_sync (place->clinic->clinic->pool, count_content, out_content, NULL, NULL));
  return took;
}

/** Rounds: one figure of each, and how often. */
typedef double Rounds[N_ROUNDS];

/* One run of everything a round: whatever else the machine does meets all alike. The limit is what
 * so many bytes cost as flat records: the clinic's rows have more of them than its patients. */
static void
measure_first (UkeTestServer *server, unsigned n_patients)
{
  Rounds limit, live, open, live_ratio, open_ratio, computed_ratio;
  Content content;

  for (unsigned i = 0; i < N_ROUNDS; i++) {
    g_autofree char *name = g_strdup_printf ("受付%u", i + 1);
    FirstSync took = sync_first (server, name, &content);
    BenchLimit flat;
    double scale;

    bench_sync_limit_first (n_patients, &flat);
    scale = (double)content.n_raw / (double)flat.n_bytes;
    limit[i] = flat.ms * scale;
    live[i] = took.live_ms;
    open[i] = took.open_ms;
    live_ratio[i] = took.live_ms / limit[i];
    computed_ratio[i] = took.computed_ms / (flat.computed_ms * scale);
    open_ratio[i] = open[i] / live[i];
  }
  bench_print (bench, "rows of a first sync", (double)content.n_rows, "");
  bench_print (bench, "its bytes, unpacked", (double)content.n_raw / 1e6, "MB");
  bench_print (bench, "its bytes, on their way", (double)content.n_packed / 1e6, "MB");
  bench_print (bench, "limit of a first sync, its bytes", bench_median (limit, N_ROUNDS), "ms");
  bench_print (bench, "first sync", bench_median (live, N_ROUNDS), "ms");
  bench_print (bench, "first sync until it can be worked with", bench_median (open, N_ROUNDS),
               "ms");
  bench_print (bench, "first sync to limit", bench_median (live_ratio, N_ROUNDS), "");
  bench_print (bench, "first sync to limit, computed", bench_median (computed_ratio, N_ROUNDS), "");
  bench_print (bench, "worked with to first sync", bench_median (open_ratio, N_ROUNDS), "");
}

/* --- from desk to desk ------------------------------------------------------------------------ */

typedef struct {
  unsigned n_changed;
  double at_ms;
} Heard;

static void
changed_cb (UkeClinic *clinic, UkeChanges *changes, gpointer data)
{
  Heard *heard = data;

  heard->n_changed++;
  heard->at_ms = bench_now_ms ();
}

static gboolean
has_heard (gpointer data)
{
  return ((Heard *)data)->n_changed > 0;
}

static int
compare (const void *a, const void *b)
{
  double x = *(const double *)a, y = *(const double *)b;

  return (x > y) - (x < y);
}

static void
measure_edits (UkeTestPlace *one, UkeTestPlace *two)
{
  double took[N_EDITS], relay;
  Heard heard;

  g_signal_connect (two->clinic->clinic, "changed", G_CALLBACK (changed_cb), &heard);
  for (unsigned i = 0; i < N_EDITS; i++) {
    g_autofree char *number = g_strdup_printf ("B%u", i);
    double start;

    heard.n_changed = 0;
    start = bench_now_ms ();
    uke_test_clinic_add_patient (one->clinic, number, "早坂", "花子", "はやさか", "はなこ", NULL);
    uke_test_until (has_heard, &heard, "the other desk to hear of it");
    took[i] = heard.at_ms - start;
    uke_test_place_until_live (one);
  }
  g_signal_handlers_disconnect_by_data (two->clinic->clinic, &heard);
  relay = bench_sync_limit_relay (N_EDITS);
  qsort (took, N_EDITS, sizeof took[0], compare);
  bench_print (bench, "edit by the shortest way", relay, "ms");
  bench_print (bench, "edit to the other desk", took[N_EDITS / 2], "ms");
  bench_print (bench, "edit to the other desk, p99", took[N_EDITS - 2], "ms");
  bench_print (bench, "edit to the shortest way", took[N_EDITS / 2] / relay, "");
  bench_print (bench, "p99 above the shortest way", took[N_EDITS - 2] - relay, "ms");
}

/* --- the next morning ------------------------------------------------------------------------- */

/* A desk that was off while another one worked: from its start until it has everything. */
static void
measure_catch_up (UkeTestPlace *one, UkeTestPlace *two)
{
  g_autofree char *name = g_strdup_printf ("catching up with %u entries", N_NIGHT);
  double start;

  uke_test_place_stop (two);
  for (unsigned i = 0; i < N_NIGHT; i++) {
    g_autofree char *number = g_strdup_printf ("C%u", i);
    BenchPerson person;

    bench_person_make (1000000 + i, &person);
    uke_test_clinic_add_patient (one->clinic, number, person.family, person.given,
                                 person.family_kana, person.given_kana, NULL);
  }
  uke_test_place_until_live (one);
  start = bench_now_ms ();
  uke_test_place_start (two);
  uke_test_place_until_live (two);
  bench_print (bench, name, bench_now_ms () - start, "ms");
}

static void
measure_desks (UkeTestServer *server)
{
  g_autoptr (UkeTestPlace) one = uke_test_place_new (server, "受付1");
  g_autoptr (UkeTestPlace) two = uke_test_place_new (server, "受付2");

  measure_edits (one, two);
  measure_catch_up (one, two);
}

int
main (int argc, char **argv)
{
  g_autoptr (UkeTestServer) server = NULL;
  uint64_t n_patients;

  g_test_init (&argc, &argv, NULL);
  if (argc != 4 || !g_ascii_string_to_unsigned (argv[3], 10, 1, 10000000, &n_patients, NULL))
    g_error ("bench-sync DATA-DIR RECOVERY-CODE-FILE PATIENTS");
  if (n_patients > 100000)
    bench = "sync-1m";
  server = uke_test_server_new_from (argv[1], argv[2]);
  measure_first (server, (unsigned)n_patients);
  measure_desks (server);
  return 0;
}
