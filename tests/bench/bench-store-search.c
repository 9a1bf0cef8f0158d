/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bench-people.h"
#include "support/uke-test-store.h"

#include "base/uke-fold.h"
#include "store/uke-search-index.h"
#include "store/uke-text-scan.h"

#include <stdlib.h>
#include <string.h>

/*
 * Goals S1 to S4 of performance.md: each key of seven typed queries against the scan of one buffer
 * that finds and counts every hit, as a physical limit measured in the same run.
 */
#define REPEATS 15

static const char *const KEYS[] = {
  "山",           "山田",       "山田太",  "山田太郎", "佐",     "佐々",     "佐々木",
  "佐々木優",     "佐々木優子", "や",      "やま",     "やまだ", "やまだた", "やまだたろ",
  "やまだたろう", "ヤ",         "ヤマ",    "ヤマダ",   "0",      "09",       "090",
  "0901",         "09012",      "090123",  "0901234",  "00",     "004",      "0041",
  "00412",        "004123",     "0041234", "該",       "該当",
};

/* The limit's buffer: one line a patient, in kana order. */
typedef struct {
  GString *text;
  GArray *lines; /* uint32_t: where each begins, and the end */
} Limit;

static void
limit_add (Limit *limit, const UkeSearchRow *row)
{
  uint32_t at = (uint32_t)limit->text->len;
  const char *parts[] = { row->sort_key, row->names, row->digits };

  g_array_append_val (limit->lines, at);
  for (size_t i = 0; i < G_N_ELEMENTS (parts); i++) {
    for (const char *byte = parts[i]; *byte != '\0'; byte++)
      if (*byte != ' ')
        g_string_append_c (limit->text, *byte);
    g_string_append_c (limit->text, '\t');
  }
}

static unsigned
limit_line_of (const Limit *limit, uint32_t at)
{
  unsigned low = 0, high = limit->lines->len - 2;

  while (low < high) {
    unsigned middle = (low + high + 1) / 2;

    if (g_array_index (limit->lines, uint32_t, middle) <= at)
      low = middle;
    else
      high = middle - 1;
  }
  return low;
}

static unsigned
limit_scan (const Limit *limit, UkeTextScanFunc scan, const char *key)
{
  unsigned len = (unsigned)strlen (key);
  const UkeTextNeedle needle = { (const uint8_t *)key, len, len >= 3 ? len - 2 : 0, len - 1, 0 };
  const uint8_t *text = (const uint8_t *)limit->text->str;
  size_t at = 0, end = limit->text->len - UKE_TEXT_SCAN_PADDING;
  unsigned n = 0;

  while ((at = scan (text, at, end, &needle)) < end) {
    n++;
    at = g_array_index (limit->lines, uint32_t, limit_line_of (limit, (uint32_t)at) + 1);
  }
  return n;
}

static double
time_limit (const Limit *limit, const char *key)
{
  UkeTextScanFunc scan = uke_text_scan_get (uke_text_scan_best ());
  double times[REPEATS];
  volatile unsigned n;

  for (unsigned i = 0; i < REPEATS; i++) {
    times[i] = bench_cpu_ms ();
    n = limit_scan (limit, scan, key);
    times[i] = bench_cpu_ms () - times[i];
  }
  (void)n;
  return bench_median (times, REPEATS);
}

/* A key as the first of a word: nothing is remembered of the key before. */
static double
time_first (UkeSearchIndex *index, const char *key)
{
  double times[REPEATS];

  for (unsigned i = 0; i < REPEATS; i++) {
    uke_found_patients_free (uke_search_index_search (index, "", 50));
    times[i] = bench_cpu_ms ();
    uke_found_patients_free (uke_search_index_search (index, key, 50));
    times[i] = bench_cpu_ms () - times[i];
  }
  return bench_median (times, REPEATS);
}

/* A key behind the one before it. */
static double
time_next (UkeSearchIndex *index, const char *before, const char *key)
{
  double times[REPEATS];

  for (unsigned i = 0; i < REPEATS; i++) {
    uke_found_patients_free (uke_search_index_search (index, "", 50));
    uke_found_patients_free (uke_search_index_search (index, before, 50));
    times[i] = bench_cpu_ms ();
    uke_found_patients_free (uke_search_index_search (index, key, 50));
    times[i] = bench_cpu_ms () - times[i];
  }
  return bench_median (times, REPEATS);
}

static gint
compare_rows (gconstpointer a, gconstpointer b)
{
  return strcmp ((*(UkeSearchRow *const *)a)->sort_key, (*(UkeSearchRow *const *)b)->sort_key);
}

static UkeSearchRow *
make_row (unsigned i)
{
  BenchPerson person;
  UkeValue *values = g_new0 (UkeValue, UKE_PATIENT_N_FIELDS);
  UkeValue *phone = g_new0 (UkeValue, UKE_PATIENT_PHONE_N_FIELDS);
  UkeId id = uke_id_new (UKE_TEST_NOW_US);
  g_autoptr (GPtrArray) phones = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (UkeRecord) record = NULL;

  bench_person_make (i, &person);
  uke_value_set_text (&values[UKE_PATIENT_PATIENT_NUMBER], person.number);
  uke_value_set_text (&values[UKE_PATIENT_FAMILY_NAME], person.family);
  uke_value_set_text (&values[UKE_PATIENT_GIVEN_NAME], person.given);
  uke_value_set_text (&values[UKE_PATIENT_FAMILY_KANA], person.family_kana);
  uke_value_set_text (&values[UKE_PATIENT_GIVEN_KANA], person.given_kana);
  uke_value_set_int (&values[UKE_PATIENT_BIRTH_DATE], person.birth);
  uke_value_set_text (&phone[UKE_PATIENT_PHONE_NUMBER], person.phone);
  record = uke_record_new_take (&UKE_ENTITY_PATIENT, &id, values, NULL, 1, 0);
  g_ptr_array_add (phones, uke_record_new_take (&UKE_ENTITY_PATIENT_PHONE, &id, phone, NULL, 1, 0));
  return uke_search_row_new (record, phones);
}

static void
measure_keys (UkeSearchIndex *index, const Limit *limit, const char *bench)
{
  double keys[G_N_ELEMENTS (KEYS)], limits[G_N_ELEMENTS (KEYS)];
  double worst = 0, limit_median, key_median;

  for (size_t i = 0; i < G_N_ELEMENTS (KEYS); i++) {
    g_autofree char *name = g_strdup_printf ("key %s", KEYS[i]);

    limits[i] = time_limit (limit, KEYS[i]);
    keys[i] = time_first (index, KEYS[i]);
    worst = MAX (worst, keys[i]);
    bench_print (bench, name, keys[i], "ms");
  }
  limit_median = bench_median (limits, G_N_ELEMENTS (KEYS));
  key_median = bench_median (keys, G_N_ELEMENTS (KEYS));
  bench_print (bench, "limit: median of the scan of all hits", limit_median, "ms");
  bench_print (bench, "median key to limit", key_median / limit_median, "ratio");
  bench_print (bench, "worst key to limit", worst / limit_median, "ratio");
  bench_print (bench, "worst key", worst, "ms");
}

static void
measure_next (UkeSearchIndex *index, const char *bench)
{
  double firsts[G_N_ELEMENTS (KEYS)], nexts[G_N_ELEMENTS (KEYS)];
  unsigned n_firsts = 0, n_nexts = 0;

  for (size_t i = 0; i < G_N_ELEMENTS (KEYS); i++) {
    if (i > 0 && g_str_has_prefix (KEYS[i], KEYS[i - 1]))
      nexts[n_nexts++] = time_next (index, KEYS[i - 1], KEYS[i]);
    else
      firsts[n_firsts++] = time_first (index, KEYS[i]);
  }
  bench_print (bench, "later keys to first keys",
               bench_median (nexts, n_nexts) / bench_median (firsts, n_firsts), "ratio");
}

static void
measure_memory (UkeDb *db, const char *bench)
{
  g_autoptr (UkeSearchIndex) index = uke_search_index_load (db, NULL);
  size_t text, all;

  uke_search_index_get_memory (index, &text, &all);
  bench_print (bench, "normalised text", (double)text, "bytes");
  bench_print (bench, "memory to text", (double)all / (double)text, "ratio");
}

/* The peer's row of one person (performance.md, method): forms as shown, and one normalised text.
 */
static void
bind_peer (UkeStmt *stmt, unsigned index)
{
  BenchPerson person;
  g_autofree char *birth = NULL, *kanji = NULL, *kana = NULL, *katakana = NULL, *norm = NULL;

  bench_person_make (index, &person);
  birth = uke_date_to_iso (person.birth);
  kanji = g_strdup_printf ("%s %s", person.family, person.given);
  kana = g_strdup_printf ("%s %s", person.family_kana, person.given_kana);
  katakana = uke_fold_katakana (kana);
  norm = g_strdup_printf ("%s%s\t%s%s\t%s\t%s", person.family, person.given, person.family_kana,
                          person.given_kana, person.phone, person.number);
  uke_stmt_bind_text_at (stmt, 1, person.number);
  uke_stmt_bind_text_at (stmt, 2, kanji);
  uke_stmt_bind_text_at (stmt, 3, katakana);
  uke_stmt_bind_text_at (stmt, 4, birth);
  uke_stmt_bind_text_at (stmt, 5, person.phone);
  uke_stmt_bind_text_at (stmt, 6, person.address);
  uke_stmt_bind_text_at (stmt, 7, norm);
}

/* The peer's table and its scan; then the projection, and the filling from it. */
static void
measure_fill (GPtrArray *rows, const char *bench)
{
  g_autoptr (UkeTestStore) store = uke_test_store_new ();
  g_autoptr (UkeStmt) peer = NULL, own = NULL, like = NULL;
  double likes[REPEATS], fills[REPEATS];

  uke_test_exec (
      store->db,
      "CREATE TABLE peer (id INTEGER PRIMARY KEY, no TEXT, kanji TEXT, kana TEXT, birth TEXT, "
      "phone TEXT, addr TEXT, last_day INT, interval_days INT, optout INT, norm TEXT)");
  uke_test_exec (store->db, "PRAGMA foreign_keys = OFF");
  peer = uke_db_prepare (
      store->db, "INSERT INTO peer VALUES (NULL, ?, ?, ?, ?, ?, ?, 20000, 180, 0, ?)", NULL);
  own = uke_db_prepare (
      store->db,
      "INSERT INTO patient_search (sort_key, patient_id, facts, body, number_key) "
      "VALUES (?, ?, ?, ?, ?)",
      NULL);
  g_assert_true (uke_db_begin (store->db, NULL));
  for (unsigned i = 0; i < rows->len; i++) {
    const UkeSearchRow *row = rows->pdata[i];
    g_autofree char *body = uke_search_row_make_body (row);

    bind_peer (peer, i);
    g_assert_true (uke_stmt_run (peer, NULL));
    uke_stmt_bind_text_at (own, 1, row->sort_key);
    uke_stmt_bind_id_at (own, 2, &row->patient_id);
    uke_stmt_bind_int64_at (own, 3, uke_search_row_get_facts (row));
    uke_stmt_bind_text_at (own, 4, body);
    uke_stmt_bind_text_at (own, 5, row->number_key);
    g_assert_true (uke_stmt_run (own, NULL));
  }
  g_assert_true (uke_db_commit (store->db, NULL));
  like = uke_db_prepare (
      store->db,
      "SELECT id, no, kanji, kana, birth, phone FROM peer WHERE norm LIKE '%山田%' "
      "ORDER BY kana, id LIMIT 50",
      NULL);
  for (unsigned i = 0; i < REPEATS; i++) {
    gboolean has_row = TRUE;

    likes[i] = bench_cpu_ms ();
    while (has_row)
      g_assert_true (uke_stmt_step (like, &has_row, NULL));
    likes[i] = bench_cpu_ms () - likes[i];
    uke_stmt_reset (like);
    fills[i] = bench_cpu_ms ();
    uke_search_index_free (uke_search_index_load (store->db, NULL));
    fills[i] = bench_cpu_ms () - fills[i];
  }
  bench_print (bench, "LIKE scan", bench_median (likes, REPEATS), "ms");
  bench_print (bench, "fill", bench_median (fills, REPEATS), "ms");
  bench_print (bench, "fill to LIKE scan",
               bench_median (fills, REPEATS) / bench_median (likes, REPEATS), "ratio");
  measure_memory (store->db, bench);
}

int
main (int argc, char **argv)
{
  unsigned n = argc > 1 ? (unsigned)g_ascii_strtoull (argv[1], NULL, 10) : 100000;
  const char *bench = n > 500000 ? "store-search-1m" : "store-search";
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify)uke_search_row_free);
  g_autoptr (UkeSearchIndex) index = uke_search_index_new ();
  Limit limit = { g_string_new (NULL), g_array_new (FALSE, FALSE, sizeof (uint32_t)) };
  uint32_t end;

  for (unsigned i = 0; i < n; i++)
    g_ptr_array_add (rows, make_row (i));
  g_ptr_array_sort (rows, compare_rows);
  for (unsigned i = 0; i < n; i++) {
    limit_add (&limit, rows->pdata[i]);
    uke_search_index_insert (index, rows->pdata[i]);
  }
  end = (uint32_t)limit.text->len;
  g_array_append_val (limit.lines, end);
  for (unsigned i = 0; i < UKE_TEXT_SCAN_PADDING; i++)
    g_string_append_c (limit.text, '\n');
  if (argc > 2) {
    for (unsigned i = 0; i < 200; i++)
      bench_print (bench, argv[2], time_first (index, argv[2]), "ms");
    return 0;
  }
  measure_keys (index, &limit, bench);
  measure_next (index, bench);
  if (n <= 200000)
    measure_fill (rows, bench);
  g_string_free (limit.text, TRUE);
  g_array_unref (limit.lines);
  return 0;
}
