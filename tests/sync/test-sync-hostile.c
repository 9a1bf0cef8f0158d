/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sync/uke-sync-engine.h"

#include "clinic/uke-patient-query.h"

#include "support/uke-test-log.h"
#include "uke-test-server.h"
#include "words/uke-words-sync.h"

#include <stdio.h>
#include <string.h>

/*
 * A desk whose own server turns hostile (security.md T-MAL): the right certificate, wrong content.
 * However it answers, the desk stands in some state, has lost nothing that its people entered, has
 * grown by no more than 32 MB, and is whole again as soon as the server is. The cases are
 * hostile_clinic.py's.
 */

#define MAX_GROWTH (INT64_C (32) << 20)
/* How often a case's answer comes before it is over: once, and when it was asked again; a desk that
 * could take it does not ask again. */
#define N_SPOILT 2
#define HURRY_US (G_USEC_PER_SEC / 3)
#define MANY 6

/** Bed: one desk that meets the hostile server, and one that meets the real one. */
typedef struct {
  UkeTestServer *server;
  UkeTestPlace *one, *two;
  unsigned n_cases, n_added, n_hurried;
  UkeId mine, theirs;
  int64_t hurried_us;
  GHashTable *told; /* (owned): sentences that the person saw in the case */
  char **expected;  /* (owned): part of the sentence, and of the line in the log; "" for none */
} Bed;

static void
changed_cb (UkeSyncEngine *engine, gpointer data)
{
  Bed *bed = data;
  const char *note = uke_words_sync_note (uke_sync_engine_get_facts (engine), FALSE, FALSE);

  if (note != NULL)
    g_hash_table_add (bed->told, (char *)note);
}

static gboolean
was_told (const Bed *bed, const char *part)
{
  GHashTableIter iter;
  gpointer note;

  g_hash_table_iter_init (&iter, bed->told);
  while (g_hash_table_iter_next (&iter, &note, NULL))
    if (strstr (note, part) != NULL)
      return TRUE;
  return FALSE;
}

/* Now, but not all the time: a server counts what it is asked. */
static gboolean
hurry (Bed *bed)
{
  int64_t now_us = g_get_monotonic_time ();

  if (now_us - bed->hurried_us < HURRY_US)
    return FALSE;
  bed->hurried_us = now_us;
  uke_sync_engine_sync_now (bed->one->engine);
  return TRUE;
}

static void
tell_log (Bed *bed)
{
  g_autofree char *log = uke_test_log_dup ();
  g_auto (GStrv) lines = g_strsplit (log, "\n", -1);
  GHashTableIter iter;
  gpointer note;

  for (unsigned i = 0; lines[i] != NULL && i < 6; i++)
    g_test_message ("  log: %s", lines[i]);
  g_hash_table_iter_init (&iter, bed->told);
  while (g_hash_table_iter_next (&iter, &note, NULL))
    g_test_message ("  told: %s", (char *)note);
}

static int64_t
get_number (const char *file, const char *name)
{
  g_autofree char *text = NULL;
  const char *at;

  g_assert_true (g_file_get_contents (file, &text, NULL, NULL));
  at = strstr (text, name);
  g_assert_nonnull (at);
  return g_ascii_strtoll (at + strlen (name), NULL, 10) * 1024;
}

/* The most memory that the process has had since the last call. */
static int64_t
take_peak (void)
{
  int64_t peak = get_number ("/proc/self/status", "VmHWM:");
  FILE *file = fopen ("/proc/self/clear_refs", "w");

  g_assert_nonnull (file);
  fputs ("5", file);
  fclose (file);
  return peak;
}

/* A desk that takes another base is closed for a moment. */
static gboolean
has (UkeTestPlace *place, const UkeId *id)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (UkeRecord) row = NULL;

  uke_clinic_load_record_async (place->clinic->clinic, &UKE_ENTITY_PATIENT, id, NULL,
                                uke_test_await_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  row = uke_clinic_load_record_finish (place->clinic->clinic, result, NULL);
  return row != NULL && !uke_record_is_deleted (row);
}

static gboolean
has_mine (gpointer data)
{
  Bed *bed = data;

  return has (bed->one, &bed->mine);
}

static UkeId
add_patient (Bed *bed, UkeTestPlace *place, unsigned first)
{
  g_autofree char *number = g_strdup_printf ("%u", first + bed->n_added);

  return uke_test_clinic_add_patient (place->clinic, number, "堀口", "花子", "ほりぐち", "はなこ",
                                      NULL);
}

/* Something to be sent, and something to come. */
static void
add_both (Bed *bed)
{
  bed->n_added++;
  bed->theirs = add_patient (bed, bed->two, 20000);
  bed->mine = add_patient (bed, bed->one, 10000);
}

/* What was answered wrongly may have been for nothing: then there is more to answer. */
static gboolean
is_explained (gpointer data)
{
  Bed *bed = data;

  if ((*bed->expected[0] == '\0' || was_told (bed, bed->expected[0]))
      && (*bed->expected[1] == '\0' || uke_test_log_has (bed->expected[1])))
    return TRUE;
  if (hurry (bed) && ++bed->n_hurried % MANY == 0)
    add_both (bed);
  return FALSE;
}

static gboolean
was_spoilt (gpointer data)
{
  Bed *bed = data;
  g_autofree char *n = uke_test_server_ask (bed->server, "spoilt");
  int64_t n_spoilt = g_ascii_strtoll (n, NULL, 10);
  gboolean has_theirs = has (bed->one, &bed->theirs);

  if (uke_test_place_facts (bed->one)->state == UKE_SYNC_STAGE_HELD)
    return TRUE;
  /* A question that was on its way when the case began was answered truly. */
  if (n_spoilt == 0 && has_theirs)
    add_both (bed);
  hurry (bed);
  return n_spoilt >= (has_theirs ? 1 : N_SPOILT);
}

static gboolean
is_whole (gpointer data)
{
  Bed *bed = data;
  const UkeSyncFacts *facts = uke_test_place_facts (bed->one);

  if (facts->state == UKE_SYNC_STAGE_HELD)
    uke_sync_engine_allow_deletions (bed->one->engine);
  if (facts->state != UKE_SYNC_STAGE_LIVE || facts->n_waiting > 0 || !has (bed->one, &bed->theirs))
    hurry (bed);
  return facts->state == UKE_SYNC_STAGE_LIVE && facts->n_waiting == 0
         && has (bed->one, &bed->theirs) && has (bed->two, &bed->mine);
}

static void
try_case (Bed *bed, const char *name)
{
  g_autofree char *order = g_strconcat ("case ", name, NULL);
  g_autofree char *expect = g_strconcat ("expect ", name, NULL);
  g_autofree char *answer = NULL;
  int64_t before;

  uke_test_server_tell (bed->server, order);
  answer = uke_test_server_ask (bed->server, expect);
  bed->expected = g_strsplit (answer, "|", 2);
  g_hash_table_remove_all (bed->told);
  uke_test_log_clear ();
  before = get_number ("/proc/self/status", "VmRSS:");
  take_peak ();
  bed->n_cases++;
  add_both (bed);
  uke_test_until (was_spoilt, bed, name);
  g_test_message ("%s: %s, %u wait", name,
                  uke_sync_stage_get_code (uke_test_place_facts (bed->one)->state),
                  uke_test_place_facts (bed->one)->n_waiting);
  uke_test_until (is_explained, bed, bed->expected[1]);
  tell_log (bed);
  g_clear_pointer (&bed->expected, g_strfreev);
  uke_test_until (has_mine, bed, "what its people entered");
  g_assert_cmpint (take_peak () - before, <=, MAX_GROWTH);
  uke_test_server_tell (bed->server, "case none");
  uke_test_until (is_whole, bed, name);
}

/* Every way of answering wrongly, one after the other, at one desk. */
static void
test_cases (void)
{
  Bed bed = { .server = uke_test_server_new () };
  g_autofree char *hostile = uke_test_server_ask (bed.server, "hostile");
  g_autofree char *names = uke_test_server_ask (bed.server, "cases");
  g_auto (GStrv) cases = g_strsplit (names, " ", -1);
  const char *only = g_getenv ("UKE_TEST_CASE");

  bed.one = uke_test_place_new (bed.server, "受付1");
  bed.two = uke_test_place_new (bed.server, "受付2");
  uke_test_place_stop (bed.one);
  g_free (bed.one->home->uri);
  bed.one->home->uri = g_strconcat ("https://", hostile, NULL);
  uke_test_place_start (bed.one);
  bed.told = g_hash_table_new (g_str_hash, g_str_equal);
  g_signal_connect (bed.one->engine, "changed", G_CALLBACK (changed_cb), &bed);
  uke_test_place_until_live (bed.one);
  for (unsigned i = 0; cases[i] != NULL; i++)
    if (only == NULL || strstr (cases[i], only) != NULL)
      try_case (&bed, cases[i]);
  g_assert_cmpuint (bed.n_cases, >=, only == NULL ? 60 : 1);
  uke_test_place_free (bed.one);
  uke_test_place_free (bed.two);
  uke_test_server_free (bed.server);
  g_hash_table_unref (bed.told);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  uke_test_log_begin ();
  g_test_add_func ("/sync/hostile/cases", test_cases);
  return g_test_run ();
}
