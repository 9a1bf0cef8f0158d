/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bench-people.h"
#include "support/uke-test-store.h"

#include "store/uke-card.h"

#include <dlfcn.h>

/*
 * Goal C1: a week of 2,000 bookings out of the encrypted file with its ordinary cache, against the
 * peer: plain SQLite's join of booking and patient with its default cache of 2 MiB, in the same
 * run.
 */
#define N_PATIENTS 100000
#define N_WEEKS 50
#define A_WEEK 2000
#define WEEK_US INT64_C (604800000000)
#define REPEATS 40
#define BENCH "store-cards"

typedef struct sqlite3 Plain;
typedef struct sqlite3_stmt PlainStmt;

/* The system's own SQLite: this program links another under the same names, so it is asked for by
 * its file. */
static struct {
  int (*open) (const char *path, Plain **db);
  int (*exec) (Plain *db, const char *sql, void *callback, void *data, char **error);
  int (*prepare_v2) (Plain *db, const char *sql, int len, PlainStmt **stmt, const char **tail);
  int (*bind_int64) (PlainStmt *stmt, int pos, int64_t value);
  int (*bind_text) (PlainStmt *stmt, int pos, const char *text, int len, void *destroy);
  int (*step) (PlainStmt *stmt);
  int (*reset) (PlainStmt *stmt);
  const unsigned char *(*column_text) (PlainStmt *stmt, int column);
  int (*finalize) (PlainStmt *stmt);
  int (*close) (Plain *db);
} plain;

#define TRANSIENT ((void *)-1)

static void
load_plain (void)
{
  void *library = dlopen ("libsqlite3.so.0", RTLD_NOW | RTLD_LOCAL | RTLD_DEEPBIND);
  const struct {
    const char *name;
    void **function;
  } functions[] = {
    { "sqlite3_open", (void **)&plain.open },
    { "sqlite3_exec", (void **)&plain.exec },
    { "sqlite3_prepare_v2", (void **)&plain.prepare_v2 },
    { "sqlite3_bind_int64", (void **)&plain.bind_int64 },
    { "sqlite3_bind_text", (void **)&plain.bind_text },
    { "sqlite3_step", (void **)&plain.step },
    { "sqlite3_reset", (void **)&plain.reset },
    { "sqlite3_column_text", (void **)&plain.column_text },
    { "sqlite3_finalize", (void **)&plain.finalize },
    { "sqlite3_close", (void **)&plain.close },
  };

  if (library == NULL)
    g_error ("%s", dlerror ());
  for (size_t i = 0; i < G_N_ELEMENTS (functions); i++)
    *functions[i].function = dlsym (library, functions[i].name);
}

static PlainStmt *
prepare_plain (Plain *db, const char *sql)
{
  PlainStmt *stmt = NULL;

  g_assert_cmpint (plain.prepare_v2 (db, sql, -1, &stmt, NULL), ==, 0);
  return stmt;
}

static void
run_plain (PlainStmt *stmt)
{
  g_assert_cmpint (plain.step (stmt), ==, 101);
  plain.reset (stmt);
}

static void
fill (UkeTestStore *store, Plain *db)
{
  PlainStmt *patient, *booking;
  g_autoptr (UkeStmt) card = NULL;
  g_autoptr (GRand) random = g_rand_new_with_seed (1);

  plain.exec (
      db,
      "CREATE TABLE patient (id INTEGER PRIMARY KEY, no TEXT, kanji TEXT, kana TEXT, birth "
      "TEXT, phone TEXT, addr TEXT, last_day INT, interval_days INT, optout INT, norm TEXT);"
      "CREATE TABLE appt (id INTEGER PRIMARY KEY, patient INT, provider INT, start INT, "
      "minutes INT, status TEXT, note TEXT); BEGIN",
      NULL, NULL, NULL);
  patient = prepare_plain (
      db, "INSERT INTO patient VALUES (?, ?, ?, ?, '1980-01-01', ?, ?, 1, 1, 0, ? || ?)");
  booking = prepare_plain (db, "INSERT INTO appt VALUES (NULL, ?, ?, ?, 30, 'booked', ?)");
  card = uke_db_prepare (store->db,
                         "INSERT INTO appointment_card (clinic_id, starts_at_us, id, patient_id, "
                         "provider_id, chair_id, "
                         "menu_id, length_min, status, flags, texts, visit_count) "
                         "VALUES (?, ?, ?, ?, ?, ?, ?, 30, 'booked', 0, ?, 3)",
                         NULL);
  g_assert_true (uke_db_begin (store->db, NULL));
  for (unsigned i = 0; i < N_PATIENTS; i++) {
    BenchPerson person;
    g_autofree char *kanji = NULL, *kana = NULL;

    bench_person_make (i, &person);
    kanji = g_strdup_printf ("%s %s", person.family, person.given);
    kana = g_strdup_printf ("%s %s", person.family_kana, person.given_kana);
    plain.bind_int64 (patient, 1, i);
    plain.bind_text (patient, 2, person.number, -1, TRANSIENT);
    plain.bind_text (patient, 3, kanji, -1, TRANSIENT);
    plain.bind_text (patient, 4, kana, -1, TRANSIENT);
    plain.bind_text (patient, 5, person.phone, -1, TRANSIENT);
    plain.bind_text (patient, 6, person.address, -1, TRANSIENT);
    plain.bind_text (patient, 7, kanji, -1, TRANSIENT);
    plain.bind_text (patient, 8, kana, -1, TRANSIENT);
    run_plain (patient);
  }
  for (unsigned i = 0; i < N_WEEKS * A_WEEK; i++) {
    unsigned who = (unsigned)g_rand_int_range (random, 0, N_PATIENTS);
    int64_t starts_at_us = UKE_TEST_NOW_US + (int64_t)i * (WEEK_US / A_WEEK);
    const char *note = i % 10 == 0 ? "駐車場の案内をする" : NULL;
    UkeId id = uke_id_new (UKE_TEST_NOW_US), patient_id = uke_id_new (UKE_TEST_NOW_US);
    g_autofree char *texts = NULL;
    BenchPerson person;

    bench_person_make (who, &person);
    plain.bind_int64 (booking, 1, who);
    plain.bind_int64 (booking, 2, i % 10);
    plain.bind_int64 (booking, 3, starts_at_us / G_USEC_PER_SEC);
    plain.bind_text (booking, 4, note, -1, TRANSIENT);
    run_plain (booking);
    uke_stmt_bind_id_at (card, 1, &store->clinic_id);
    uke_stmt_bind_int64_at (card, 2, starts_at_us);
    uke_stmt_bind_id_at (card, 3, &id);
    uke_stmt_bind_id_at (card, 4, &patient_id);
    uke_stmt_bind_id_at (card, 5, &store->provider_id);
    uke_stmt_bind_id_at (card, 6, &store->chair_id);
    uke_stmt_bind_id_at (card, 7, &store->menu_id);
    texts = g_strdup_printf ("%s\x1f%s\x1f%s\x1f%s\x1f%s\x1fphone\x1f%s", person.family,
                             person.given, person.family_kana, person.given_kana, person.number,
                             note == NULL ? "" : note);
    uke_stmt_bind_text_at (card, 8, texts);
    g_assert_true (uke_stmt_run (card, NULL));
  }
  plain.finalize (patient);
  plain.finalize (booking);
  plain.exec (db, "CREATE INDEX appt_start ON appt (start); COMMIT", NULL, NULL, NULL);
  g_assert_true (uke_db_commit (store->db, NULL));
}

static double
time_peer (Plain *db, PlainStmt *stmt, int64_t from_us, int64_t span_us)
{
  double start = bench_cpu_ms ();
  unsigned n = 0;

  plain.bind_int64 (stmt, 1, from_us / G_USEC_PER_SEC);
  plain.bind_int64 (stmt, 2, (from_us + span_us) / G_USEC_PER_SEC);
  while (plain.step (stmt) == 100)
    for (int column = 0; column < 9; column++)
      n += plain.column_text (stmt, column) != NULL;
  plain.reset (stmt);
  g_assert_cmpuint (n, >, A_WEEK / 8);
  return bench_cpu_ms () - start;
}

static double
time_own (UkeTestStore *store, int64_t from_us, int64_t span_us)
{
  double start = bench_cpu_ms ();
  g_autoptr (UkeCards) cards
      = uke_cards_list (store->db, &store->clinic_id, from_us, from_us + span_us, NULL);

  g_assert_cmpuint (cards->items->len, >=, A_WEEK / 8);
  return bench_cpu_ms () - start;
}

/* Each span at another place than the one before, ours and the peer's in turn. */
static void
measure (UkeTestStore *store, Plain *db, PlainStmt *join, const char *what, int64_t span_us)
{
  g_autofree char *peer_name = g_strdup_printf ("%s, plain join", what);
  g_autofree char *ratio_name = g_strdup_printf ("%s to plain join", what);
  double own[REPEATS], peer[REPEATS];

  for (unsigned i = 0; i < REPEATS; i++) {
    int64_t from_us = UKE_TEST_NOW_US + (i * 7 % N_WEEKS) * WEEK_US;

    own[i] = time_own (store, from_us, span_us);
    peer[i] = time_peer (db, join, from_us, span_us);
  }
  bench_print (BENCH, what, bench_median (own, REPEATS), "ms");
  bench_print (BENCH, peer_name, bench_median (peer, REPEATS), "ms");
  bench_print (BENCH, ratio_name, bench_median (own, REPEATS) / bench_median (peer, REPEATS),
               "ratio");
}

int
main (void)
{
  g_autoptr (UkeTestStore) store = uke_test_store_new ();
  g_autofree char *path = uke_test_folder_child (store->folder, "plain.db");
  PlainStmt *join;
  Plain *db;

  load_plain ();
  g_assert_cmpint (plain.open (path, &db), ==, 0);
  fill (store, db);
  join = prepare_plain (
      db, "SELECT a.id, a.provider, a.start, a.minutes, a.status, a.note, p.no, p.kanji, p.kana "
          "FROM appt AS a JOIN patient AS p ON p.id = a.patient "
          "WHERE a.start >= ?1 AND a.start < ?2 ORDER BY a.provider, a.start");
  measure (store, db, join, "week", WEEK_US);
  measure (store, db, join, "day", WEEK_US / 7);
  plain.finalize (join);
  plain.close (db);
  return 0;
}
