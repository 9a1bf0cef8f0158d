/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/uke-merge-plan.h"

#include "model/uke-codes.h"

static UkeId
new_id (void)
{
  static int64_t now_us = INT64_C (1795482000000000);

  return uke_id_new (now_us++);
}

/* A record as it would be read: of text fields, and one number. */
static UkeRecord *
record (const UkeEntity *entity,
        unsigned field,
        const char *text,
        unsigned number_field,
        int64_t number)
{
  UkeId id = new_id ();
  UkeValue *values = g_new0 (UkeValue, entity->n_fields);

  uke_value_set_text (&values[field], text);
  if (number_field < entity->n_fields)
    uke_value_set_int (&values[number_field], number);
  return uke_record_new_take (entity, &id, values, NULL, 1, 0);
}

static UkeRecord *
patient (const char *family, const char *note, UkeDate last_visit, int visits)
{
  UkeId id = new_id ();
  UkeValue *values = g_new0 (UkeValue, UKE_PATIENT_N_FIELDS);

  uke_value_set_text (&values[UKE_PATIENT_FAMILY_NAME], family);
  uke_value_set_text (&values[UKE_PATIENT_GIVEN_NAME], "千尋");
  if (note != NULL)
    uke_value_set_text (&values[UKE_PATIENT_NOTE], note);
  if (last_visit != UKE_DATE_NONE)
    uke_value_set_int (&values[UKE_PATIENT_LAST_VISIT_DATE], last_visit);
  if (visits > 0)
    uke_value_set_int (&values[UKE_PATIENT_VISIT_COUNT], visits);
  return uke_record_new_take (&UKE_ENTITY_PATIENT, &id, values, NULL, 1, 0);
}

static UkeRecord *
consent (const char *state, const char *channel, int64_t decided_at_us)
{
  UkeId id = new_id ();
  UkeValue *values = g_new0 (UkeValue, UKE_CONSENT_N_FIELDS);

  uke_value_set_text (&values[UKE_CONSENT_PURPOSE], "news");
  uke_value_set_text (&values[UKE_CONSENT_CHANNEL], channel);
  uke_value_set_text (&values[UKE_CONSENT_STATE], state);
  if (decided_at_us != 0)
    uke_value_set_int (&values[UKE_CONSENT_DECIDED_AT_US], decided_at_us);
  return uke_record_new_take (&UKE_ENTITY_CONSENT, &id, values, NULL, 1, 0);
}

typedef struct {
  UkeMergeSide left;
  UkeMergeSide right;
} Pair;

static void
add (UkeMergeSide *side, UkeRecord *taken)
{
  g_autoptr (UkeRecord) row = taken;

  uke_merge_side_add (side, row);
}

static void
pair_init (Pair *pair, UkeRecord *left, UkeRecord *right)
{
  uke_merge_side_init (&pair->left, left);
  uke_merge_side_init (&pair->right, right);
  g_object_unref (left);
  g_object_unref (right);
}

static UkeMergePlan *
pair_plan (Pair *pair, UkeMergeKind kind)
{
  UkeMergePlan *plan = uke_merge_plan_new (&pair->left, &pair->right, kind);

  uke_merge_side_clear (&pair->left);
  uke_merge_side_clear (&pair->right);
  return plan;
}

static UkeMergeRow *
find (UkeMergePlan *plan, UkeMergeTopic topic, unsigned *out_position)
{
  GPtrArray *rows = uke_merge_plan_get_rows (plan);

  for (unsigned i = 0; i < rows->len; i++) {
    UkeMergeRow *row = rows->pdata[i];

    if (row->topic == topic) {
      if (out_position != NULL)
        *out_position = i;
      return row;
    }
  }
  return NULL;
}

/* Without a newer visit what is registered stays; with one, the name of the newer visit does. */
static void
test_newer_visit (void)
{
  Pair pair = { 0 };
  UkeMergeRow *row = NULL;

  pair_init (&pair, patient ("白石", NULL, 0, 0), patient ("大友", NULL, 0, 0));
  g_autoptr (UkeMergePlan) same_day = pair_plan (&pair, UKE_MERGE_OF_PATIENTS);
  row = find (same_day, UKE_MERGE_TOPIC_NAME, NULL);
  g_assert_cmpint (row->verdict, ==, UKE_MERGE_DIFFERS);
  g_assert_cmpint (row->chosen, ==, UKE_MERGE_LEFT);
  g_assert_cmpint (row->why, ==, UKE_MERGE_WHY_INCUMBENT);

  pair_init (&pair, patient ("白石", NULL, 100, 0), patient ("大友", NULL, 200, 0));
  g_autoptr (UkeMergePlan) newer = pair_plan (&pair, UKE_MERGE_OF_PATIENTS);
  row = find (newer, UKE_MERGE_TOPIC_NAME, NULL);
  g_assert_cmpint (row->chosen, ==, UKE_MERGE_RIGHT);
  g_assert_cmpint (row->why, ==, UKE_MERGE_WHY_NEWER_VISIT);
  g_autoptr (UkeDraft) draft = uke_merge_plan_make_patient (newer);
  g_assert_cmpstr (uke_draft_get_text (draft, UKE_PATIENT_FAMILY_NAME), ==, "大友");
}

/* A refusal wins whatever its date; of two answers alike the dated one; the choice can be turned.
 */
static void
test_consent (void)
{
  static const struct {
    const char *left, *right;
    int64_t left_us, right_us;
    UkeMergeVerdict verdict;
    unsigned chosen;
  } CASES[] = {
    { "refused", "granted", 10, 0, UKE_MERGE_DIFFERS, UKE_MERGE_LEFT },
    { "refused", "granted", 0, 10, UKE_MERGE_DIFFERS, UKE_MERGE_LEFT },
    { "granted", "refused", 10, 0, UKE_MERGE_DIFFERS, UKE_MERGE_RIGHT },
    { "refused", "refused", 0, 10, UKE_MERGE_DIFFERS, UKE_MERGE_RIGHT },
    { "granted", "granted", 10, 0, UKE_MERGE_SAME, UKE_MERGE_LEFT },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (CASES); i++) {
    Pair pair = { 0 };
    UkeMergeRow *row = NULL;

    pair_init (&pair, patient ("白石", NULL, 0, 0), patient ("白石", NULL, 0, 0));
    add (&pair.left, consent (CASES[i].left, "post", CASES[i].left_us));
    add (&pair.right, consent (CASES[i].right, "post", CASES[i].right_us));
    g_autoptr (UkeMergePlan) plan = pair_plan (&pair, UKE_MERGE_OF_PATIENTS);
    row = find (plan, UKE_MERGE_TOPIC_CONSENT, NULL);
    g_test_message ("case %u", (unsigned)i);
    g_assert_cmpint (row->verdict, ==, CASES[i].verdict);
    g_assert_cmpint (row->chosen, ==, CASES[i].chosen);
  }
}

/* One number in common is one row; another of the same label stands beside it and both stay; what
 * only the right side has is added. */
static void
test_phones (void)
{
  const UkeEntity *phone = &UKE_ENTITY_PATIENT_PHONE;
  Pair pair = { 0 };
  GPtrArray *rows = NULL;

  pair_init (&pair, patient ("白石", NULL, 0, 0), patient ("白石", NULL, 0, 0));
  add (&pair.left, record (phone, UKE_PATIENT_PHONE_NUMBER, "0312345678", 99, 0));
  add (&pair.left, record (phone, UKE_PATIENT_PHONE_NUMBER, "0900000001", 99, 0));
  add (&pair.right, record (phone, UKE_PATIENT_PHONE_NUMBER, "0900000001", 99, 0));
  add (&pair.right, record (phone, UKE_PATIENT_PHONE_NUMBER, "0900000002", 99, 0));
  add (&pair.right, record (phone, UKE_PATIENT_PHONE_NUMBER, "0900000003", 99, 0));
  g_autoptr (UkeMergePlan) plan = pair_plan (&pair, UKE_MERGE_OF_PATIENTS);
  rows = uke_merge_plan_get_rows (plan);
  g_assert_cmpuint (rows->len, ==, 4);
  g_assert_cmpint (((UkeMergeRow *)rows->pdata[0])->topic, ==, UKE_MERGE_TOPIC_NAME);
  g_assert_cmpint (((UkeMergeRow *)rows->pdata[1])->verdict, ==, UKE_MERGE_SAME);
  g_assert_cmpint (((UkeMergeRow *)rows->pdata[2])->verdict, ==, UKE_MERGE_BOTH);
  g_assert_cmpint (((UkeMergeRow *)rows->pdata[3])->verdict, ==, UKE_MERGE_ADDED);
  g_assert_true (uke_merge_plan_keeps (plan, ((UkeMergeRow *)rows->pdata[2])->right));
  g_assert_false (uke_merge_plan_keeps (plan, ((UkeMergeRow *)rows->pdata[1])->right));
  g_assert_true (uke_merge_plan_choose (plan, 2, UKE_MERGE_RIGHT));
  g_assert_cmpint (((UkeMergeRow *)rows->pdata[2])->verdict, ==, UKE_MERGE_DIFFERS);
  g_assert_false (uke_merge_plan_keeps (plan, ((UkeMergeRow *)rows->pdata[2])->left));
  g_assert_true (uke_merge_plan_choose (plan, 3, UKE_MERGE_LEFT));
  g_assert_false (uke_merge_plan_keeps (plan, ((UkeMergeRow *)rows->pdata[3])->right));
}

/* Nothing of two cannot be chosen, nor both where only one can be, nor anything where they agree.
 */
static void
test_choices (void)
{
  Pair pair = { 0 };
  unsigned position = 0;

  pair_init (&pair, patient ("白石", "左から", 0, 0), patient ("大友", "担当希望", 0, 0));
  g_autoptr (UkeMergePlan) plan = pair_plan (&pair, UKE_MERGE_OF_PATIENTS);
  g_assert_nonnull (find (plan, UKE_MERGE_TOPIC_NAME, &position));
  g_assert_false (uke_merge_plan_choose (plan, position, 0));
  g_assert_false (uke_merge_plan_choose (plan, position, UKE_MERGE_LEFT | UKE_MERGE_RIGHT));
  g_assert_true (uke_merge_plan_choose (plan, position, UKE_MERGE_RIGHT));
  g_assert_nonnull (find (plan, UKE_MERGE_TOPIC_NOTE, &position));
  g_assert_true (uke_merge_plan_choose (plan, position, UKE_MERGE_RIGHT));
  g_assert_true (uke_merge_plan_choose (plan, position, UKE_MERGE_LEFT | UKE_MERGE_RIGHT));
  g_assert_false (uke_merge_plan_choose (plan, 99, UKE_MERGE_LEFT));
  g_autoptr (UkeDraft) draft = uke_merge_plan_make_patient (plan);
  g_assert_cmpstr (uke_draft_get_text (draft, UKE_PATIENT_NOTE), ==, "左から\n担当希望");
  g_assert_cmpstr (uke_draft_get_text (draft, UKE_PATIENT_FAMILY_NAME), ==, "大友");
}

/* Visits of two patients add up, a count that nobody began is set and not added to; a file's visits
 * are those of the newer record. */
static void
test_visits (void)
{
  Pair pair = { 0 };

  pair_init (&pair, patient ("白石", NULL, 100, 17), patient ("白石", NULL, 90, 15));
  g_autoptr (UkeMergePlan) patients = pair_plan (&pair, UKE_MERGE_OF_PATIENTS);
  g_autoptr (UkeDraft) both = uke_merge_plan_make_patient (patients);
  g_assert_cmpint (uke_draft_get_int (both, UKE_PATIENT_VISIT_COUNT), ==, 32);
  g_assert_cmpint (uke_draft_get_added (both, UKE_PATIENT_VISIT_COUNT), ==, 15);
  g_assert_cmpint (uke_draft_get_date (both, UKE_PATIENT_LAST_VISIT_DATE), ==, 100);

  pair_init (&pair, patient ("白石", NULL, 100, 0), patient ("白石", NULL, 110, 15));
  g_autoptr (UkeMergePlan) begun = pair_plan (&pair, UKE_MERGE_OF_PATIENTS);
  g_autoptr (UkeDraft) set = uke_merge_plan_make_patient (begun);
  g_assert_cmpint (uke_draft_get_int (set, UKE_PATIENT_VISIT_COUNT), ==, 15);
  g_assert_cmpint (uke_draft_get_added (set, UKE_PATIENT_VISIT_COUNT), ==, 0);

  pair_init (&pair, patient ("白石", NULL, 100, 17), patient ("白石", NULL, 110, 15));
  g_autoptr (UkeMergePlan) file = pair_plan (&pair, UKE_MERGE_OF_IMPORT);
  g_autoptr (UkeDraft) newer = uke_merge_plan_make_patient (file);
  g_assert_cmpint (uke_draft_get_int (newer, UKE_PATIENT_VISIT_COUNT), ==, 15);
}

/* Choices that were made over one reading of two records hold for the next reading, whose rows have
 * other ids; where one of them says something else by then, they hold for nothing. */
static void
test_adopt (void)
{
  static const char *const NOTES[] = { "窓側", "窓側", "通路側" };
  g_autoptr (UkeMergePlan) seen = NULL;

  for (unsigned i = 0; i < G_N_ELEMENTS (NOTES); i++) {
    Pair pair = { 0 };
    g_autoptr (UkeMergePlan) plan = NULL;
    g_autoptr (UkeDraft) made = NULL;

    pair_init (&pair, patient ("白石", NOTES[i], 20000, 3), patient ("大友", "担当指名", 19000, 2));
    add (&pair.right, record (&UKE_ENTITY_PATIENT_EMAIL, UKE_PATIENT_EMAIL_ADDRESS,
                              "c@mail.example", G_MAXUINT, 0));
    plan = pair_plan (&pair, UKE_MERGE_OF_IMPORT);
    if (i == 0) {
      g_assert_true (uke_merge_plan_choose (plan, 0, UKE_MERGE_RIGHT));
      seen = uke_merge_plan_ref (plan);
      continue;
    }
    g_assert_cmpint (uke_merge_plan_adopt (plan, seen), ==, i == 1);
    made = uke_merge_plan_make_patient (plan);
    if (i == 1)
      g_assert_cmpstr (uke_draft_get_text (made, UKE_PATIENT_FAMILY_NAME), ==, "大友");
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/model/merge-plan/newer-visit", test_newer_visit);
  g_test_add_func ("/model/merge-plan/consent", test_consent);
  g_test_add_func ("/model/merge-plan/adopt", test_adopt);
  g_test_add_func ("/model/merge-plan/phones", test_phones);
  g_test_add_func ("/model/merge-plan/choices", test_choices);
  g_test_add_func ("/model/merge-plan/visits", test_visits);
  return g_test_run ();
}
