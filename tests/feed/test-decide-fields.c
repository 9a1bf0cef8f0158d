/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/uke-codes.h"
#include "uke-test-authority.h"

#include <string.h>

#define NOW_US 1763942400000000

static TestAuthority *
make_clinic (const UkeEntity *entity, unsigned field, const char *text)
{
  TestAuthority *clinic = test_authority_new (NOW_US);
  const UkeId id = test_id (1);
  g_autoptr (UkeChangeSet) set = test_set_new (1, 1, 0, NOW_US);
  g_autoptr (UkeDraft) draft = uke_draft_new_with_id (entity, &id);

  uke_draft_set_text (draft, field, text);
  uke_change_set_add_draft (set, draft);
  test_authority_apply (clinic, set);
  return clinic;
}

/* A desk that knew the log up to @base sets a text. */
static UkeOutcome
set_text (TestAuthority *clinic,
          unsigned dev,
          int64_t dseq,
          int64_t base,
          int64_t time_us,
          unsigned field,
          const char *text)
{
  const UkeId id = test_id (1);
  g_autoptr (UkeChangeSet) set = test_set_new (dev, dseq, base, time_us);
  g_autoptr (UkeDraft) draft = uke_draft_new_from (test_authority_get (clinic, &id, base));

  uke_draft_set_text (draft, field, text);
  uke_change_set_add_draft (set, draft);
  return test_authority_apply (clinic, set);
}

static const char *
get_text (TestAuthority *clinic, unsigned field)
{
  const UkeId id = test_id (1);

  return uke_record_get_text (test_authority_get (clinic, &id, INT64_MAX), field);
}

/* Of two plain values the later wins while clocks can be trusted; the other is in a note. */
static void
test_plain (void)
{
  g_autoptr (TestAuthority) clinic = make_clinic (&UKE_ENTITY_PATIENT, UKE_PATIENT_RELATION, "夫");

  set_text (clinic, 2, 1, 1, NOW_US + 10000, UKE_PATIENT_RELATION, "父");
  g_assert_cmpint (set_text (clinic, 3, 1, 1, NOW_US + 5000, UKE_PATIENT_RELATION, "兄"), ==,
                   UKE_OUTCOME_PARKED);
  g_assert_cmpstr (get_text (clinic, UKE_PATIENT_RELATION), ==, "父");
  g_assert_cmpstr (test_authority_find_note (clinic, UKE_NOTE_FIELD_LOST)->lost.text, ==, "兄");
  g_assert_cmpint (set_text (clinic, 4, 1, 1, NOW_US + 20000, UKE_PATIENT_RELATION, "弟"), ==,
                   UKE_OUTCOME_MERGED);
  g_assert_cmpstr (get_text (clinic, UKE_PATIENT_RELATION), ==, "弟");
  g_assert_cmpstr (test_authority_find_note (clinic, UKE_NOTE_FIELD_LOST)->lost.text, ==, "父");
}

/* A PC set to 2099 does not win over a desk with a right clock. */
static void
test_wild_clock (void)
{
  g_autoptr (TestAuthority) clinic = make_clinic (&UKE_ENTITY_PATIENT, UKE_PATIENT_RELATION, "夫");

  set_text (clinic, 2, 1, 1, NOW_US, UKE_PATIENT_RELATION, "父");
  set_text (clinic, 3, 1, 1, 4070908800000000, UKE_PATIENT_RELATION, "兄");
  g_assert_cmpstr (get_text (clinic, UKE_PATIENT_RELATION), ==, "父");
}

/* An identity field stays, and the other value waits for a person. */
static void
test_identity (void)
{
  g_autoptr (TestAuthority) clinic
      = make_clinic (&UKE_ENTITY_PATIENT, UKE_PATIENT_FAMILY_NAME, "斎藤");

  set_text (clinic, 2, 1, 1, NOW_US, UKE_PATIENT_FAMILY_NAME, "齋藤");
  set_text (clinic, 3, 1, 1, NOW_US + 30000, UKE_PATIENT_FAMILY_NAME, "斉藤");
  g_assert_cmpstr (get_text (clinic, UKE_PATIENT_FAMILY_NAME), ==, "齋藤");
  g_assert_true (test_authority_find_note (clinic, UKE_NOTE_PROPOSAL)->needs_person);
}

/* What the same desk did earlier counts as seen. */
static void
test_own_earlier (void)
{
  g_autoptr (TestAuthority) clinic
      = make_clinic (&UKE_ENTITY_PATIENT, UKE_PATIENT_FAMILY_NAME, "斎藤");

  set_text (clinic, 2, 1, 1, NOW_US, UKE_PATIENT_FAMILY_NAME, "齋藤");
  g_assert_cmpint (set_text (clinic, 2, 2, 1, NOW_US, UKE_PATIENT_FAMILY_NAME, "斉藤"), ==,
                   UKE_OUTCOME_APPLIED);
  g_assert_cmpstr (get_text (clinic, UKE_PATIENT_FAMILY_NAME), ==, "斉藤");
}

/* Memos merge by lines. */
static void
test_memo (void)
{
  g_autoptr (TestAuthority) clinic = make_clinic (&UKE_ENTITY_PATIENT, UKE_PATIENT_NOTE, "a\nb\nc");

  set_text (clinic, 2, 1, 1, NOW_US, UKE_PATIENT_NOTE, "A\nb\nc");
  g_assert_cmpint (set_text (clinic, 3, 1, 1, NOW_US, UKE_PATIENT_NOTE, "a\nb\nC"), ==,
                   UKE_OUTCOME_MERGED);
  g_assert_cmpstr (get_text (clinic, UKE_PATIENT_NOTE), ==, "A\nb\nC");
}

/* Two desks' visits both count. */
static void
test_counter (void)
{
  g_autoptr (TestAuthority) clinic = make_clinic (&UKE_ENTITY_PATIENT, UKE_PATIENT_NOTE, "a");
  const UkeId id = test_id (1);

  for (unsigned dev = 2; dev < 4; dev++) {
    g_autoptr (UkeChangeSet) set = test_set_new (dev, 1, 1, NOW_US);
    g_autoptr (UkeDraft) draft = uke_draft_new_from (test_authority_get (clinic, &id, 1));

    uke_draft_add_int (draft, UKE_PATIENT_VISIT_COUNT, 1);
    uke_change_set_add_draft (set, draft);
    g_assert_cmpint (test_authority_apply (clinic, set), ==, UKE_OUTCOME_APPLIED);
  }
  g_assert_cmpint (
      uke_record_get_int (test_authority_get (clinic, &id, INT64_MAX), UKE_PATIENT_VISIT_COUNT), ==,
      2);
}

/* Arrival stands over a cancellation that did not know of it, and a person is told. */
static void
test_status (void)
{
  g_autoptr (TestAuthority) clinic
      = make_clinic (&UKE_ENTITY_APPOINTMENT, UKE_APPOINTMENT_STATUS, "booked");

  set_text (clinic, 2, 1, 1, NOW_US, UKE_APPOINTMENT_STATUS, "arrived");
  set_text (clinic, 3, 1, 1, NOW_US + 9000, UKE_APPOINTMENT_STATUS, "cancelled");
  g_assert_cmpstr (get_text (clinic, UKE_APPOINTMENT_STATUS), ==, "arrived");
  g_assert_true (test_authority_find_note (clinic, UKE_NOTE_STATUS_LOST)->needs_person);
}

/* A row that somebody edited meanwhile is not deleted; one deleted meanwhile comes back when
 * edited. */
static void
test_delete (void)
{
  g_autoptr (TestAuthority) clinic = make_clinic (&UKE_ENTITY_PATIENT, UKE_PATIENT_RELATION, "夫");
  const UkeId id = test_id (1);
  g_autoptr (UkeChangeSet) stale = test_set_new (3, 1, 1, NOW_US),
                           good = test_set_new (3, 2, 2, NOW_US);

  set_text (clinic, 2, 1, 1, NOW_US, UKE_PATIENT_RELATION, "父");
  uke_change_set_add_delete (stale, test_authority_get (clinic, &id, 1));
  g_assert_cmpint (test_authority_apply (clinic, stale), ==, UKE_OUTCOME_PARKED);
  g_assert_nonnull (test_authority_find_note (clinic, UKE_NOTE_DELETE_LOST));
  uke_change_set_add_delete (good, test_authority_get (clinic, &id, 2));
  g_assert_cmpint (test_authority_apply (clinic, good), ==, UKE_OUTCOME_APPLIED);
  g_assert_true (uke_record_is_deleted (test_authority_get (clinic, &id, INT64_MAX)));
  set_text (clinic, 2, 2, 2, NOW_US, UKE_PATIENT_RELATION, "兄");
  g_assert_false (uke_record_is_deleted (test_authority_get (clinic, &id, INT64_MAX)));
  g_assert_nonnull (test_authority_find_note (clinic, UKE_NOTE_REVIVED));
}

/* Random grants and withdrawals of desks that know more or less: after a withdrawal consent is
 * granted only by somebody who saw it. */
static void
test_consent (void)
{
  for (int round = 0; round < 300; round++) {
    g_autoptr (TestAuthority) clinic
        = make_clinic (&UKE_ENTITY_CONSENT, UKE_CONSENT_STATE, UKE_CONSENT_GRANTED);
    int64_t last_withdrawal = 0;
    unsigned last_dev = 0;

    for (int64_t step = 0; step < 30; step++) {
      gboolean withdraws = g_test_rand_int_range (0, 3) == 0;
      unsigned dev = (unsigned)g_test_rand_int_range (1, 4);
      int64_t back = g_test_rand_int_range (0, 5),
              base = MAX (1, test_authority_get_seq (clinic) - back);
      const UkeId id = test_id (1);
      gboolean was_refused = strcmp (get_text (clinic, UKE_CONSENT_STATE), "refused") == 0;
      gboolean is_set
          = strcmp (uke_record_get_code (test_authority_get (clinic, &id, base), UKE_CONSENT_STATE),
                    withdraws ? "refused" : "granted")
            != 0;

      set_text (clinic, dev, 10 + step, base, NOW_US + step, UKE_CONSENT_STATE,
                withdraws ? "refused" : "granted");
      if (withdraws && is_set) {
        g_assert_cmpstr (get_text (clinic, UKE_CONSENT_STATE), ==, "refused");
        last_withdrawal = test_authority_get_seq (clinic);
        last_dev = dev;
      } else if (was_refused && strcmp (get_text (clinic, UKE_CONSENT_STATE), "granted") == 0) {
        g_assert_true (base >= last_withdrawal || last_dev == dev);
      }
    }
  }
}

static gboolean
value_is_somewhere (TestAuthority *clinic, unsigned field, const char *text)
{
  if (g_strcmp0 (get_text (clinic, field), text) == 0)
    return TRUE;
  for (unsigned i = 0; i < clinic->effect->notes->len; i++) {
    const UkeConflictNote *note = uke_effect_get_note (clinic->effect, i);

    if (note->field == (int)field && note->lost.kind == UKE_VALUE_TEXT
        && strcmp (note->lost.text, text) == 0)
      return TRUE;
  }
  return FALSE;
}

/* Whatever concurrent sets say, a value that was written stands or is in a note; so is one that its
 * successor's author had not seen. */
static void
test_nothing_lost (void)
{
  const unsigned fields[] = { UKE_PATIENT_RELATION, UKE_PATIENT_FAMILY_NAME, UKE_PATIENT_LANGUAGE };

  for (int round = 0; round < 200; round++) {
    unsigned field = fields[round % 3];
    g_autoptr (TestAuthority) clinic = make_clinic (&UKE_ENTITY_PATIENT, field, "v0");

    for (int64_t step = 1; step < 30; step++) {
      int64_t seq = test_authority_get_seq (clinic);
      int64_t back = g_test_rand_int_range (0, 5), base = MAX (1, seq - back);
      g_autofree char *text = g_strdup_printf ("v%d", (int)step);
      g_autofree char *before = g_strdup (get_text (clinic, field));
      const UkeId id = test_id (1);
      int64_t version = uke_record_get_version (test_authority_get (clinic, &id, seq), field);

      set_text (clinic, (unsigned)(100 + step), 1, base, NOW_US + g_test_rand_int_range (0, 99999),
                field, text);
      g_assert_true (value_is_somewhere (clinic, field, text));
      if (version > base)
        g_assert_true (value_is_somewhere (clinic, field, before));
    }
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/feed/decide-fields/plain", test_plain);
  g_test_add_func ("/feed/decide-fields/wild-clock", test_wild_clock);
  g_test_add_func ("/feed/decide-fields/identity", test_identity);
  g_test_add_func ("/feed/decide-fields/own-earlier", test_own_earlier);
  g_test_add_func ("/feed/decide-fields/memo", test_memo);
  g_test_add_func ("/feed/decide-fields/counter", test_counter);
  g_test_add_func ("/feed/decide-fields/status", test_status);
  g_test_add_func ("/feed/decide-fields/delete", test_delete);
  g_test_add_func ("/feed/decide-fields/consent", test_consent);
  g_test_add_func ("/feed/decide-fields/nothing-lost", test_nothing_lost);
  return g_test_run ();
}
