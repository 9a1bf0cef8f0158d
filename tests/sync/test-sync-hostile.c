/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sync/uke-sync-engine.h"

#include "clinic/uke-patient-query.h"

#include "uke-test-server.h"

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

/** Bed: one desk that meets the hostile server, and one that meets the real one. */
typedef struct {
  UkeTestServer *server;
  UkeTestPlace *one, *two;
  unsigned n_cases;
  UkeId mine, theirs;
} Bed;

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

static gboolean
was_spoilt (gpointer data)
{
  Bed *bed = data;
  g_autofree char *n = uke_test_server_ask (bed->server, "spoilt");

  if (uke_test_place_facts (bed->one)->state == UKE_SYNC_STAGE_HELD)
    return TRUE;
  uke_sync_engine_sync_now (bed->one->engine);
  return g_ascii_strtoll (n, NULL, 10) >= (has (bed->one, &bed->theirs) ? 1 : N_SPOILT);
}

static gboolean
is_whole (gpointer data)
{
  Bed *bed = data;
  const UkeSyncFacts *facts = uke_test_place_facts (bed->one);

  if (facts->state == UKE_SYNC_STAGE_HELD)
    uke_sync_engine_allow_deletions (bed->one->engine);
  if (facts->state != UKE_SYNC_STAGE_LIVE || facts->n_waiting > 0 || !has (bed->one, &bed->theirs))
    uke_sync_engine_sync_now (bed->one->engine);
  return facts->state == UKE_SYNC_STAGE_LIVE && facts->n_waiting == 0
         && has (bed->one, &bed->theirs) && has (bed->two, &bed->mine);
}

static UkeId
add_patient (Bed *bed, UkeTestPlace *place, unsigned first)
{
  g_autofree char *number = g_strdup_printf ("%u", first + bed->n_cases);

  return uke_test_clinic_add_patient (place->clinic, number, "堀口", "花子", "ほりぐち", "はなこ",
                                      NULL);
}

static void
try_case (Bed *bed, const char *name)
{
  g_autofree char *order = g_strconcat ("case ", name, NULL);
  int64_t before;

  uke_test_server_tell (bed->server, order);
  before = get_number ("/proc/self/status", "VmRSS:");
  take_peak ();
  bed->n_cases++;
  bed->theirs = add_patient (bed, bed->two, 20000);
  bed->mine = add_patient (bed, bed->one, 10000);
  uke_test_until (was_spoilt, bed, name);
  g_test_message ("%s: %s, %u wait", name,
                  uke_sync_stage_get_code (uke_test_place_facts (bed->one)->state),
                  uke_test_place_facts (bed->one)->n_waiting);
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
  uke_test_place_until_live (bed.one);
  for (unsigned i = 0; cases[i] != NULL; i++)
    if (only == NULL || strstr (cases[i], only) != NULL)
      try_case (&bed, cases[i]);
  g_assert_cmpuint (bed.n_cases, >=, only == NULL ? 60 : 1);
  uke_test_place_free (bed.one);
  uke_test_place_free (bed.two);
  uke_test_server_free (bed.server);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sync/hostile/cases", test_cases);
  return g_test_run ();
}
