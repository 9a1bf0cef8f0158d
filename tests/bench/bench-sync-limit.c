/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bench-sync-limit.h"

#include "bench-people.h"
#include "support/uke-test-db.h"

#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include <zstd.h>

/*
 * What sync is compared with: the least that could be done in its place. Both leave TLS out, so
 * that they are a little faster than anything real.
 */

#define N_FIELDS 9
#define EDIT_BYTES 256

typedef struct {
  GString *carry;
  UkeStmt *insert;
  unsigned n_records;
} Reader;

/* One flat JSON object a line, nine members. */
static GByteArray *
make_records (unsigned n_records, size_t *out_n_bytes)
{
  g_autoptr (GString) lines = g_string_new (NULL);
  GByteArray *packed = g_byte_array_new ();
  size_t size;

  for (unsigned i = 0; i < n_records; i++) {
    BenchPerson person;

    bench_person_make (i, &person);
    g_string_append_printf (lines,
                            "{\"id\":\"%032x\",\"no\":%u,\"name\":\"%s %s\",\"kana\":\"%s %s\","
                            "\"birth\":\"%d\",\"phone\":\"%s\",\"addr\":\"%s\",\"last\":%u,"
                            "\"interval\":%u}\n",
                            i * 2654435761u, i, person.family, person.given, person.family_kana,
                            person.given_kana, person.birth, person.phone, person.address, i % 900,
                            90 + i % 200);
  }
  g_byte_array_set_size (packed, (unsigned)ZSTD_compressBound (lines->len));
  size = ZSTD_compress (packed->data, packed->len, lines->str, lines->len, 3);
  g_assert_false (ZSTD_isError (size));
  g_byte_array_set_size (packed, (unsigned)size);
  *out_n_bytes = lines->len;
  return packed;
}

/* Reads only what make_records() writes: a lower bound for any real parser. */
static void
take_line (Reader *reader, char *at, char *end)
{
  for (int i = 1; i <= N_FIELDS; i++) {
    char *value = memchr (at, ':', (size_t)(end - at));
    char *stop;

    g_assert_nonnull (value);
    value++;
    if (*value == '"') {
      value++;
      stop = memchr (value, '"', (size_t)(end - value));
      g_assert_nonnull (stop);
      uke_stmt_bind_text_static_at (reader->insert, i, value, (size_t)(stop - value));
      at = stop + 1;
    } else {
      uke_stmt_bind_int64_at (reader->insert, i, strtoll (value, &stop, 10));
      at = stop;
    }
  }
  g_assert_true (uke_stmt_run (reader->insert, NULL));
  reader->n_records++;
}

static void
take_bytes (Reader *reader, const char *bytes, size_t len)
{
  char *at, *end, *newline;

  g_string_append_len (reader->carry, bytes, (gssize)len);
  at = reader->carry->str;
  end = at + reader->carry->len;
  while ((newline = memchr (at, '\n', (size_t)(end - at))) != NULL) {
    take_line (reader, at, newline);
    at = newline + 1;
  }
  g_string_erase (reader->carry, 0, at - reader->carry->str);
}

static void
unpack (Reader *reader, const GByteArray *packed)
{
  ZSTD_DStream *stream = ZSTD_createDStream ();
  ZSTD_inBuffer in = { packed->data, packed->len, 0 };
  g_autofree char *buffer = g_malloc (1 << 18);

  while (in.pos < in.size) {
    ZSTD_outBuffer out = { buffer, 1 << 18, 0 };

    g_assert_false (ZSTD_isError (ZSTD_decompressStream (stream, &out, &in)));
    take_bytes (reader, buffer, out.pos);
  }
  ZSTD_freeDStream (stream);
}

/**
 * bench_sync_limit_first:
 * @n_records: how many records a new desk gets
 * @out_limit: (out): how long it took
 *
 * Unpacks, reads and inserts flat records into an encrypted file with two indexes, in one
 * transaction.
 */
void
bench_sync_limit_first (unsigned n_records, BenchLimit *out_limit)
{
  g_autoptr (GByteArray) packed = make_records (n_records, &out_limit->n_bytes);
  g_autoptr (UkeTestFolder) folder = uke_test_folder_new ();
  g_autoptr (UkeDb) db = uke_test_folder_open (folder);
  Reader reader = { g_string_new (NULL), NULL, 0 };
  double start = bench_now_ms (), computed = bench_cpu_ms ();

  uke_test_exec (db, "CREATE TABLE p (id TEXT, no INTEGER PRIMARY KEY, name TEXT, kana TEXT, "
                     "birth TEXT, phone TEXT, addr TEXT, last INT, interval INT);"
                     "CREATE INDEX pk ON p (kana); CREATE UNIQUE INDEX pid ON p (id)");
  g_assert_true (uke_db_begin (db, NULL));
  reader.insert = uke_db_prepare (db, "INSERT INTO p VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", NULL);
  unpack (&reader, packed);
  uke_stmt_free (reader.insert);
  g_assert_true (uke_db_commit (db, NULL));
  out_limit->ms = bench_now_ms () - start;
  out_limit->computed_ms = bench_cpu_ms () - computed;
  g_assert_cmpuint (reader.n_records, ==, n_records);
  g_string_free (reader.carry, TRUE);
}

/* --- an edit from hand to hand ------------------------------------------------------------------
 */

typedef struct {
  int from, to; /* sockets */
  unsigned n_edits;
  double *came_ms; /* when it was committed here */
} Hand;

static UkeDb *
make_hand (UkeTestFolder *folder)
{
  UkeDb *db = uke_test_folder_open (folder);

  uke_test_exec (db, "CREATE TABLE r (id INTEGER PRIMARY KEY, v INT, body TEXT)");
  uke_test_exec (db, "WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < "
                     "9999) INSERT INTO r SELECT i, 0, '山田 太郎 090-1234-5678' FROM n");
  return db;
}

static void
commit_edit (UkeDb *db, unsigned i)
{
  g_autoptr (UkeStmt) update = NULL;

  g_assert_true (uke_db_begin (db, NULL));
  update = uke_db_prepare (db, "UPDATE r SET v = ? WHERE id = ?", NULL);
  uke_stmt_bind_int64_at (update, 1, i);
  uke_stmt_bind_int64_at (update, 2, i * 37 % 10000);
  g_assert_true (uke_stmt_run (update, NULL));
  g_assert_true (uke_db_commit (db, NULL));
}

static gpointer
hand_thread (gpointer data)
{
  Hand *hand = data;
  g_autoptr (UkeTestFolder) folder = uke_test_folder_new ();
  g_autoptr (UkeDb) db = make_hand (folder);
  char edit[EDIT_BYTES];

  for (unsigned i = 0; i < hand->n_edits; i++) {
    g_assert_cmpint (recv (hand->from, edit, sizeof edit, MSG_WAITALL), ==, sizeof edit);
    commit_edit (db, i);
    hand->came_ms[i] = bench_now_ms ();
    g_assert_cmpint (send (hand->to, edit, sizeof edit, 0), ==, sizeof edit);
  }
  return NULL;
}

/**
 * bench_sync_limit_relay:
 * @n_edits: how many edits
 *
 * One at a time: committed in one encrypted file, handed to a thread that commits it in a second
 * one, and by that to a third.
 *
 * Returns: the median from the beginning of the first commit to the end of the third, in
 *   milliseconds
 */
double
bench_sync_limit_relay (unsigned n_edits)
{
  g_autofree double *took = g_new0 (double, n_edits);
  g_autofree double *came = g_new0 (double, n_edits);
  g_autoptr (UkeTestFolder) folder = uke_test_folder_new ();
  g_autoptr (UkeDb) db = make_hand (folder);
  int lines[3][2];
  Hand hands[2];
  GThread *threads[2];
  char edit[EDIT_BYTES] = { 0 };

  for (int i = 0; i < 3; i++)
    g_assert_cmpint (socketpair (AF_UNIX, SOCK_STREAM, 0, lines[i]), ==, 0);
  for (int i = 0; i < 2; i++) {
    /* The second overwrites what the first noted: what counts is the end of the line. */
    hands[i] = (Hand){ lines[i][1], lines[i + 1][0], n_edits, came };
    threads[i] = g_thread_new ("hand", hand_thread, &hands[i]);
  }
  for (unsigned i = 0; i < n_edits; i++) {
    took[i] = bench_now_ms ();
    commit_edit (db, i);
    g_assert_cmpint (send (lines[0][0], edit, sizeof edit, 0), ==, sizeof edit);
    g_assert_cmpint (recv (lines[2][1], edit, sizeof edit, MSG_WAITALL), ==, sizeof edit);
  }
  for (int i = 0; i < 2; i++)
    g_thread_join (threads[i]);
  for (unsigned i = 0; i < n_edits; i++)
    took[i] = came[i] - took[i];
  for (int i = 0; i < 6; i++)
    close (lines[i / 2][i % 2]);
  return bench_median (took, n_edits);
}
