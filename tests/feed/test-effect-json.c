/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "feed/uke-effect-json.h"

#include "feed/uke-feed-error.h"
#include "model/uke-codes.h"
#include "uke-test-authority.h"

#include <string.h>

#define NOW_US 1763942400000000
#define MINUTE_US (60 * (int64_t)G_USEC_PER_SEC)

#define N_PATIENTS 3
#define FIRST_PATIENT 10
#define FIRST_BOOKING 20
#define N_BOOKINGS 8
#define FIRST_CONSENT 40
#define FIRST_TASK 50
#define CHAIR 1

static void
set_random_field (UkeDraft *draft)
{
  static const char *const notes[] = { "一\n二\n三", "一\n二", "二\n三\n四", "五" };

  switch (g_test_rand_int_range (0, 6)) {
  case 0:
    uke_draft_set_text (draft, UKE_PATIENT_NOTE, notes[g_test_rand_int_range (0, 4)]);
    break;
  case 1:
    uke_draft_set_text (draft, UKE_PATIENT_FAMILY_NAME, g_test_rand_bit () ? "森" : "林");
    break;
  case 2:
    uke_draft_add_int (draft, UKE_PATIENT_VISIT_COUNT, 1);
    break;
  case 3:
    uke_draft_set_text (draft, UKE_PATIENT_RELATION, g_test_rand_bit () ? "長女" : NULL);
    break;
  case 4:
    uke_draft_set_date (draft, UKE_PATIENT_BIRTH_DATE, g_test_rand_int_range (5000, 5003));
    break;
  default:
    uke_draft_set_text (draft, UKE_PATIENT_SEX, g_test_rand_bit () ? UKE_SEX_FEMALE : UKE_SEX_MALE);
  }
}

static UkeDraft *
open_draft (TestAuthority *clinic, const UkeEntity *entity, unsigned number, int64_t base)
{
  const UkeId id = test_id (number);
  UkeRecord *seen = test_authority_get (clinic, &id, base);

  return seen != NULL ? uke_draft_new_from (seen) : uke_draft_new_with_id (entity, &id);
}

static void
add_patient (TestAuthority *clinic, UkeChangeSet *set)
{
  unsigned number = FIRST_PATIENT + (unsigned)g_test_rand_int_range (0, N_PATIENTS);
  g_autoptr (UkeDraft) draft = open_draft (clinic, &UKE_ENTITY_PATIENT, number, set->base);
  UkeRecord *seen = uke_draft_get_base (draft);

  if (seen != NULL && g_test_rand_int_range (0, 8) == 0) {
    if (uke_record_is_deleted (seen))
      uke_change_set_add_revival (set, seen);
    else
      uke_change_set_add_delete (set, seen);
    return;
  }
  for (int i = g_test_rand_int_range (1, 4); i > 0; i--)
    set_random_field (draft);
  uke_change_set_add_draft (set, draft);
}

static void
add_consent (TestAuthority *clinic, UkeChangeSet *set)
{
  unsigned number = FIRST_CONSENT + (unsigned)g_test_rand_int_range (0, 2);
  g_autoptr (UkeDraft) draft = open_draft (clinic, &UKE_ENTITY_CONSENT, number, set->base);

  uke_change_set_add_op (set, uke_draft_is_new (draft) ? UKE_OP_INSERT : UKE_OP_SET,
                         &UKE_ENTITY_CONSENT, uke_draft_get_id (draft), 0);
  uke_value_set_text (
      &uke_change_set_add_field (
           set, UKE_CONSENT_STATE,
           uke_draft_is_new (draft)
               ? 0
               : uke_record_get_version (uke_draft_get_base (draft), UKE_CONSENT_STATE))
           ->value,
      g_test_rand_bit () ? UKE_CONSENT_GRANTED : UKE_CONSENT_REFUSED);
  if (g_test_rand_bit ())
    uke_value_set_text (&uke_change_set_add_field (set, UKE_CONSENT_EVIDENCE, set->base)->value,
                        g_test_rand_bit () ? "紙" : "電話");
}

static void
add_booking (TestAuthority *clinic, UkeChangeSet *set)
{
  unsigned number = FIRST_BOOKING + (unsigned)g_test_rand_int_range (0, N_BOOKINGS);
  const UkeId chair = test_id (CHAIR);
  g_autoptr (UkeDraft) draft = open_draft (clinic, &UKE_ENTITY_APPOINTMENT, number, set->base);

  if (uke_draft_is_new (draft)) {
    uke_draft_set_id (draft, UKE_APPOINTMENT_CHAIR_ID, &chair);
    uke_draft_set_text (draft, UKE_APPOINTMENT_STATUS, "booked");
    uke_draft_set_int (draft, UKE_APPOINTMENT_LENGTH_MIN, 30);
  }
  if (uke_draft_is_new (draft) || g_test_rand_bit ()) {
    uke_draft_set_int (draft, UKE_APPOINTMENT_STARTS_AT_US,
                       NOW_US + 15 * g_test_rand_int_range (-1, 8) * MINUTE_US);
    uke_draft_set_int (draft, UKE_APPOINTMENT_OVERLAP_ACCEPTED, g_test_rand_bit ());
  } else {
    static const char *const statuses[] = { "cancelled", "booked", "arrived", "done" };

    uke_draft_set_text (draft, UKE_APPOINTMENT_STATUS, statuses[g_test_rand_int_range (0, 4)]);
  }
  uke_change_set_add_draft (set, draft);
}

static void
add_claim (TestAuthority *clinic, UkeChangeSet *set)
{
  const UkeId staff = test_id (60 + set->dev);
  g_autoptr (UkeDraft) draft = open_draft (clinic, &UKE_ENTITY_FOLLOW_UP, FIRST_TASK, set->base);

  if (uke_draft_is_new (draft)) {
    uke_draft_set_text (draft, UKE_FOLLOW_UP_REASON_NOTE, "x");
    uke_change_set_add_draft (set, draft);
    return;
  }
  uke_draft_set_lease (draft, UKE_FOLLOW_UP_ASSIGNED_STAFF_ID);
  uke_draft_set_lease (draft, UKE_FOLLOW_UP_CLAIMED_UNTIL_US);
  uke_draft_set_id (draft, UKE_FOLLOW_UP_ASSIGNED_STAFF_ID, &staff);
  uke_draft_set_int (draft, UKE_FOLLOW_UP_CLAIMED_UNTIL_US,
                     NOW_US + (g_test_rand_bit () ? 15 : -15) * MINUTE_US);
  uke_change_set_add_draft (set, draft);
}

/* What one of three desks does, which may be some entries behind. */
static UkeChangeSet *
make_set (TestAuthority *clinic, int64_t step)
{
  int64_t seq = test_authority_get_seq (clinic), base = MAX (1, seq - g_test_rand_int_range (0, 6));
  UkeChangeSet *set = test_set_new ((unsigned)g_test_rand_int_range (1, 4), step, base,
                                    NOW_US + g_test_rand_int_range (-90, 90) * G_USEC_PER_SEC);

  set->clkq = g_test_rand_int_range (0, 4) == 0 ? UKE_CLOCK_DRIFTING : UKE_CLOCK_SYNCED;
  for (int i = g_test_rand_int_range (1, 3); i > 0; i--)
    switch (g_test_rand_int_range (0, 5)) {
    case 0:
      add_consent (clinic, set);
      break;
    case 1:
      add_claim (clinic, set);
      break;
    case 2:
      add_patient (clinic, set);
      break;
    default:
      add_booking (clinic, set);
    }
  return set;
}

static void
open_clinic (TestAuthority *clinic)
{
  const UkeId id = test_id (CHAIR);
  g_autoptr (UkeDraft) draft = uke_draft_new_with_id (&UKE_ENTITY_RESOURCE, &id);
  g_autoptr (UkeChangeSet) set = test_set_new (1, 1, 0, NOW_US);

  uke_draft_set_int (draft, UKE_RESOURCE_CAPACITY, 2);
  uke_change_set_add_draft (set, draft);
  test_authority_apply (clinic, set);
}

static void
assert_same_rows (UkeEffect *a, UkeEffect *b)
{
  g_assert_cmpuint (a->rows->len, ==, b->rows->len);
  for (unsigned i = 0; i < a->rows->len; i++) {
    const UkeEffectRow *one = uke_effect_get_row (a, i), *two = uke_effect_get_row (b, i);

    g_assert_true (one->entity == two->entity && uke_id_equal (&one->id, &two->id));
    g_assert_true (one->before == two->before);
    g_assert_cmpuint (one->touched, ==, two->touched);
    g_assert_cmpuint (one->changed, ==, two->changed);
    g_assert_cmpint (one->is_deleted, ==, two->is_deleted);
    for (unsigned field = 0; field < one->entity->n_fields; field++)
      g_assert_true (uke_value_equal (&one->values[field], &two->values[field]));
  }
}

static void
assert_same (UkeEffect *a, UkeEffect *b)
{
  g_autoptr (GString) one = g_string_new (NULL), two = g_string_new (NULL);

  uke_effect_write_json (a, one);
  uke_effect_write_json (b, two);
  g_assert_cmpstr (one->str, ==, two->str);
  assert_same_rows (a, b);
}

/* A desk takes an entry that was applied as it was meant from the change-set alone, and any other
 * from its effect's JSON: either way to exactly what the authority decided. */
static void
test_desk_decides_alike (void)
{
  unsigned n_outcomes[UKE_OUTCOME_PARKED + 1] = { 0 };

  for (int round = 0; round < 300; round++) {
    g_autoptr (TestAuthority) clinic = test_authority_new (NOW_US);
    const UkeDecideView view = test_authority_get_view (clinic);

    open_clinic (clinic);
    for (int64_t step = 2; step < 60; step++) {
      g_autoptr (UkeChangeSet) set = make_set (clinic, step);
      g_autoptr (UkeEffect) decided = uke_effect_new (), taken = uke_effect_new ();
      g_autoptr (GString) json = g_string_new (NULL);
      int64_t cap = g_test_rand_int_range (0, 4) == 0 ? set->base / 2 : UKE_NO_CAP;
      g_autoptr (GError) error = NULL;

      g_assert_true (uke_decide (&view, set, clinic->now_us, cap, decided, NULL));
      uke_effect_write_json (decided, json);
      n_outcomes[decided->outcome]++;
      if (decided->outcome == UKE_OUTCOME_APPLIED) {
        g_assert_true (uke_decide_judged (&view, set, clinic->now_us, taken, NULL));
        g_assert_cmpuint (taken->hlc, ==, decided->hlc);
        g_assert_cmpint (taken->clkq, ==, decided->clkq);
        assert_same (decided, taken);
      }
      g_assert_true (uke_effect_read_json (json->str, json->len, &view, NULL, taken, &error));
      assert_same (decided, taken);
      test_authority_apply (clinic, set);
    }
  }
  for (int outcome = UKE_OUTCOME_APPLIED; outcome <= UKE_OUTCOME_PARKED; outcome++)
    g_assert_cmpuint (n_outcomes[outcome], >, 100);
}

/* Rows that are not those the authority judged by show it by an outcome that is not APPLIED. */
static void
test_wrong_rows (void)
{
  g_autoptr (TestAuthority) clinic = test_authority_new (NOW_US);
  const UkeDecideView view = test_authority_get_view (clinic);
  g_autoptr (UkeChangeSet) set = test_set_new (1, 1, 0, NOW_US);
  g_autoptr (UkeEffect) effect = uke_effect_new ();
  const UkeId id = test_id (FIRST_PATIENT);

  uke_change_set_add_op (set, UKE_OP_SET, &UKE_ENTITY_PATIENT, &id, 0);
  uke_value_set_text (&uke_change_set_add_field (set, UKE_PATIENT_NOTE, 3)->value, "x");
  g_assert_true (uke_decide_judged (&view, set, NOW_US, effect, NULL));
  g_assert_cmpint (effect->outcome, ==, UKE_OUTCOME_PARKED);
}

#define ROW_ID "\"01000000000000000000000000000000\""
#define ROW "{\"t\":\"setting\",\"id\":" ROW_ID ",\"d\":0,\"f\":{\"value\":\"1\"}}"
#define TAIL "\"released\":[],\"claims\":[],\"notes\":[]}"

/* Each way of not being an effect is refused, and nothing is kept of it. */
static void
test_refuses (void)
{
  static const char *const bad[] = {
    "",
    "[]",
    "{\"outcome\":0,\"rows\":[]," TAIL,
    "{\"outcome\":4,\"rows\":[]," TAIL,
    "{\"outcome\":2," TAIL,
    "{\"outcome\":2,\"rows\":[],\"more\":1," TAIL,
    "{\"outcome\":2,\"rows\":[" ROW "," ROW "]," TAIL,
    "{\"outcome\":2,\"rows\":[{\"t\":\"karte\",\"id\":" ROW_ID ",\"d\":0,\"f\":{}}]," TAIL,
    "{\"outcome\":2,\"rows\":[{\"t\":\"setting\",\"id\":\"01\",\"d\":0,\"f\":{}}]," TAIL,
    "{\"outcome\":2,\"rows\":[{\"t\":\"setting\",\"id\":" ROW_ID ",\"d\":2,\"f\":{}}]," TAIL,
    "{\"outcome\":2,\"rows\":[{\"t\":\"setting\",\"id\":" ROW_ID ",\"d\":0,\"f\":{\"x\":1}}]," TAIL,
    "{\"outcome\":2,\"rows\":[{\"t\":\"setting\",\"id\":" ROW_ID
    ",\"d\":0,\"f\":{\"value\":1}}]," TAIL,
    "{\"outcome\":2,\"rows\":[" ROW "],\"released\":[1],\"claims\":[],\"notes\":[]}",
    "{\"outcome\":2,\"rows\":[],\"released\":[],\"claims\":[[" ROW_ID ",1,64," ROW_ID
    "]],\"notes\":[]}",
    "{\"outcome\":2,\"rows\":[],\"released\":[],\"claims\":[[" ROW_ID ",1,0]],\"notes\":[]}",
    "{\"outcome\":2,\"rows\":[],\"released\":[],\"claims\":[],\"notes\":[{\"n\":\"lost\","
    "\"t\":\"setting\",\"id\":" ROW_ID ",\"at\":1,\"card\":0}]}",
    "{\"outcome\":2,\"rows\":[],\"released\":[],\"claims\":[],\"notes\":[{\"n\":\"field_lost\","
    "\"t\":\"setting\",\"id\":" ROW_ID
    ",\"f\":\"value\",\"kept\":\"\",\"lost\":null,\"at\":1,\"card\":0}]}",
  };
  g_autoptr (TestAuthority) clinic = test_authority_new (NOW_US);
  const UkeDecideView view = test_authority_get_view (clinic);

  for (unsigned i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autoptr (UkeEffect) effect = uke_effect_new ();
    g_autoptr (GError) error = NULL;

    g_assert_false (uke_effect_read_json (bad[i], strlen (bad[i]), &view, NULL, effect, &error));
    g_assert_error (error, UKE_FEED_ERROR, UKE_FEED_ERROR_MALFORMED);
    g_assert_cmpuint (effect->rows->len + effect->notes->len + effect->claims->len, ==, 0);
  }
}

/* Only the view can fail, and its error is handed on. */
static gboolean
fail_to_find (gpointer data,
              const UkeEntity *entity,
              const UkeId *id,
              UkeRecord **out_row,
              GError **error)
{
  g_set_error_literal (error, G_FILE_ERROR, G_FILE_ERROR_IO, "disk");
  return FALSE;
}

/* An effect whose rows cannot be looked up is no effect yet. */
static void
test_view_fails (void)
{
  static const char json[] = "{\"outcome\":2,\"rows\":[" ROW "]," TAIL;
  const UkeDecideView view = { fail_to_find, NULL, NULL, NULL };
  g_autoptr (UkeEffect) effect = uke_effect_new ();
  g_autoptr (GError) error = NULL;

  g_assert_false (uke_effect_read_json (json, strlen (json), &view, NULL, effect, &error));
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_IO);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/feed/effect-json/desk-decides-alike", test_desk_decides_alike);
  g_test_add_func ("/feed/effect-json/wrong-rows", test_wrong_rows);
  g_test_add_func ("/feed/effect-json/refuses", test_refuses);
  g_test_add_func ("/feed/effect-json/view-fails", test_view_fails);
  return g_test_run ();
}
