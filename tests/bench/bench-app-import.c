/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * Takes a list of 100,000 patients over while the desk is open at the patients' page: the rate
 * against the bare loop that inserts the same rows into all the same tables (decision 30), and how
 * long each iteration of the main loop took meanwhile.
 */
#include "app/uke-application.h"
#include "app/uke-window.h"
#include "bench-bare.h"
#include "bench-people.h"
#include "db/uke-db-file.h"
#include "exchange/uke-import-run.h"
#include "support/uke-test-clinic.h"
#include "tests/app/uke-test-display.h"

#include <stdlib.h>
#include <string.h>

#define BENCH "app-import"
#define MAX_FDS 64

/* How long the dispatches of one run took: by the clock, and as computed by this thread alone. */
typedef struct {
  GArray *wall_ms; /* double */
  GArray *cpu_ms;  /* double */
} Watch;

/* One iteration of the main loop; waiting for something to happen is not counted. */
static void
iterate (Watch *watch)
{
  GMainContext *context = g_main_context_default ();
  GPollFD fds[MAX_FDS];
  int priority, timeout, n;
  double wall, cpu;

  g_main_context_prepare (context, &priority);
  n = g_main_context_query (context, priority, &timeout, fds, MAX_FDS);
  g_poll (fds, (unsigned)MIN (n, MAX_FDS), timeout);
  wall = bench_now_ms ();
  cpu = bench_cpu_ms ();
  if (g_main_context_check (context, priority, fds, MIN (n, MAX_FDS)))
    g_main_context_dispatch (context);
  wall = bench_now_ms () - wall;
  cpu = bench_cpu_ms () - cpu;
  g_array_append_val (watch->wall_ms, wall);
  g_array_append_val (watch->cpu_ms, cpu);
}

static unsigned
count_over (GArray *times, double limit)
{
  unsigned n = 0;

  for (unsigned i = 0; i < times->len; i++)
    n += g_array_index (times, double, i) > limit ? 1 : 0;
  return n;
}

static double
find_longest (GArray *times)
{
  double longest = 0;

  for (unsigned i = 0; i < times->len; i++)
    longest = MAX (longest, g_array_index (times, double, i));
  return longest;
}

static GString *
make_list (unsigned n)
{
  GString *list = g_string_new ("患者番号,氏名,カナ氏名,生年月日,性別,電話番号,住所\n");

  for (unsigned i = 0; i < n; i++) {
    BenchPerson person;
    g_autofree char *birth = NULL;

    bench_person_make (i, &person);
    birth = uke_date_to_iso (person.birth);
    g_string_append_printf (list, "%s,%s %s,%s %s,%s,%s,%s,%s\n", person.number, person.family,
                            person.given, person.family_kana, person.given_kana, birth,
                            i % 2 == 0 ? "女" : "男", person.phone, person.address);
  }
  return list;
}

/* Takes the list over. Returns: how long it took */
static double
run_import (UkeTestClinic *test, const GString *list, Watch *watch)
{
  double start = bench_now_ms ();
  UkeCsvFile *file = uke_csv_file_parse (list->str, list->len, NULL);
  UkeImportMapping *mapping = uke_import_mapping_guess (file, "patients");
  unsigned n_rows = file->rows->len;
  g_autoptr (UkeImport) import = uke_import_new (test->clinic, file, mapping, "list.csv");
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  uke_import_run_async (import, FALSE, NULL, uke_test_await_cb, &result);
  while (result == NULL)
    iterate (watch);
  if (!uke_import_run_finish (import, result, &error))
    g_error ("import: %s", error->message);
  g_assert_cmpuint (uke_import_get_n (import, UKE_IMPORT_CREATED), ==, n_rows);
  return bench_now_ms () - start;
}

static double
run_bare (UkeTestClinic *test)
{
  g_autofree char *path = g_build_filename (test->dir, "uketsuke.db", NULL);
  const UkeDbConfig config = { .path = path, .key = uke_secret_peek (test->key) };
  g_autoptr (GError) error = NULL;
  g_autoptr (UkeDb) db = uke_db_open (&config, &error);

  if (db == NULL)
    g_error ("%s", error->message);
  return bench_bare_insert (db);
}

int
main (int argc, char **argv)
{
  unsigned n = argc > 1 ? (unsigned)g_ascii_strtoull (argv[1], NULL, 10) : 100000;
  g_autoptr (GString) list = make_list (n);
  Watch watch = { g_array_new (FALSE, FALSE, sizeof (double)),
                  g_array_new (FALSE, FALSE, sizeof (double)) };
  double import_ms, bare_ms;
  GtkApplication *application;
  UkeTestClinic *test;
  UkeWindow *window;

  uke_test_display_init (&argc, &argv);
  application = uke_test_register (GTK_APPLICATION (uke_application_new ()));
  test = uke_test_clinic_new ();
  window = uke_window_new (application);
  uke_window_open_clinic (window, test->clinic);
  uke_window_show_page (window, "patients");
  gtk_window_present (GTK_WINDOW (window));
  uke_test_wait_for (uke_test_is_mapped (GTK_WIDGET (window)));
  uke_test_settle ();
  g_assert_true (g_main_context_acquire (g_main_context_default ()));
  import_ms = run_import (test, list, &watch);
  g_main_context_release (g_main_context_default ());
  gtk_window_destroy (GTK_WINDOW (window));
  uke_test_settle ();
  bare_ms = run_bare (test);
  bench_print (BENCH, "import", n / import_ms * 1000, "patients/s");
  bench_print (BENCH, "bare inserts", n / bare_ms * 1000, "patients/s");
  bench_print (BENCH, "import rate to bare inserts", bare_ms / import_ms, "ratio");
  bench_print (BENCH, "longest iteration", find_longest (watch.wall_ms), "ms");
  bench_print (BENCH, "longest iteration, computed", find_longest (watch.cpu_ms), "ms");
  bench_print (BENCH, "iterations over 50 ms", count_over (watch.wall_ms, 50), "of all");
  bench_print (BENCH, "iterations over 50 ms, computed", count_over (watch.cpu_ms, 50), "of all");
  bench_print (BENCH, "iterations", watch.wall_ms->len, "of all");
  uke_test_clinic_free (test);
  return 0;
}
