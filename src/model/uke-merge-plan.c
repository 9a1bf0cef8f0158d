/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-model"

#include "model/uke-merge-plan.h"

#include "model/uke-codes.h"

#include <string.h>

struct _UkeMergePlan {
  gatomicrefcount n_refs;
  UkeMergeKind kind;
  UkeRecord *left;  /* (owned) */
  UkeRecord *right; /* (owned) */
  GPtrArray *rows;  /* (owned) (element-type UkeMergeRow) */
  UkeMergeChoice newer;
  gboolean has_newer; /* the two were not last here on the same day */
};

/* How two values of a topic become one when both are to stay. */
typedef enum {
  JOIN_NONE,
  JOIN_LINES, /* the lines of both, each once */
  JOIN_VISITS,
} Join;

#define MAX_TOPIC_FIELDS 5

/* The topics that are fields of the patient; `differs_why` is the rule where both sides differ. */
static const struct {
  UkeMergeTopic topic;
  Join join;
  UkeMergeWhy differs_why;
  unsigned n_fields;
  unsigned fields[MAX_TOPIC_FIELDS];
} TOPICS[] = {
  { UKE_MERGE_TOPIC_NAME,
    JOIN_NONE,
    UKE_MERGE_WHY_NEWER_VISIT,
    2,
    { UKE_PATIENT_FAMILY_NAME, UKE_PATIENT_GIVEN_NAME } },
  { UKE_MERGE_TOPIC_KANA,
    JOIN_NONE,
    UKE_MERGE_WHY_NEWER_VISIT,
    2,
    { UKE_PATIENT_FAMILY_KANA, UKE_PATIENT_GIVEN_KANA } },
  { UKE_MERGE_TOPIC_BIRTH, JOIN_NONE, UKE_MERGE_WHY_INCUMBENT, 1, { UKE_PATIENT_BIRTH_DATE } },
  { UKE_MERGE_TOPIC_SEX, JOIN_NONE, UKE_MERGE_WHY_INCUMBENT, 1, { UKE_PATIENT_SEX } },
  { UKE_MERGE_TOPIC_VISITS,
    JOIN_VISITS,
    UKE_MERGE_WHY_NEWER_VISIT,
    5,
    { UKE_PATIENT_VISIT_COUNT, UKE_PATIENT_FIRST_VISIT_DATE, UKE_PATIENT_LAST_VISIT_DATE,
      UKE_PATIENT_NEXT_VISIT_DATE, UKE_PATIENT_TOTAL_AMOUNT_YEN } },
  { UKE_MERGE_TOPIC_HOUSEHOLD,
    JOIN_NONE,
    UKE_MERGE_WHY_INCUMBENT,
    2,
    { UKE_PATIENT_HOUSEHOLD_ID, UKE_PATIENT_RELATION } },
  { UKE_MERGE_TOPIC_STAFF, JOIN_NONE, UKE_MERGE_WHY_INCUMBENT, 1, { UKE_PATIENT_STAFF_ID } },
  { UKE_MERGE_TOPIC_STAGE, JOIN_NONE, UKE_MERGE_WHY_NEWER_VISIT, 1, { UKE_PATIENT_STAGE } },
  { UKE_MERGE_TOPIC_SOURCE, JOIN_NONE, UKE_MERGE_WHY_INCUMBENT, 1, { UKE_PATIENT_SOURCE } },
  { UKE_MERGE_TOPIC_INTERESTS, JOIN_LINES, UKE_MERGE_WHY_INCUMBENT, 1, { UKE_PATIENT_INTERESTS } },
  { UKE_MERGE_TOPIC_TREATMENTS,
    JOIN_LINES,
    UKE_MERGE_WHY_INCUMBENT,
    1,
    { UKE_PATIENT_TREATMENTS } },
  { UKE_MERGE_TOPIC_LANGUAGE, JOIN_NONE, UKE_MERGE_WHY_INCUMBENT, 1, { UKE_PATIENT_LANGUAGE } },
  { UKE_MERGE_TOPIC_ENDED,
    JOIN_NONE,
    UKE_MERGE_WHY_ENDED,
    2,
    { UKE_PATIENT_ENDED_REASON, UKE_PATIENT_ENDED_DATE } },
  { UKE_MERGE_TOPIC_ALERT, JOIN_LINES, UKE_MERGE_WHY_INCUMBENT, 1, { UKE_PATIENT_ALERT } },
  { UKE_MERGE_TOPIC_NOTE, JOIN_LINES, UKE_MERGE_WHY_INCUMBENT, 1, { UKE_PATIENT_NOTE } },
};

/* The rows of a patient by kind, and by what one is known again. */
static const struct {
  UkeMergeTopic topic;
  const UkeEntity *entity;
  unsigned key;   /* the same value is the same row */
  unsigned label; /* what tells rows of one kind apart */
} LISTS[] = {
  { UKE_MERGE_TOPIC_PHONE, &UKE_ENTITY_PATIENT_PHONE, UKE_PATIENT_PHONE_NUMBER,
    UKE_PATIENT_PHONE_LABEL },
  { UKE_MERGE_TOPIC_EMAIL, &UKE_ENTITY_PATIENT_EMAIL, UKE_PATIENT_EMAIL_ADDRESS,
    UKE_PATIENT_EMAIL_ADDRESS },
  { UKE_MERGE_TOPIC_ADDRESS, &UKE_ENTITY_PATIENT_ADDRESS, UKE_PATIENT_ADDRESS_ADDRESS,
    UKE_PATIENT_ADDRESS_LABEL },
  { UKE_MERGE_TOPIC_TAGS, &UKE_ENTITY_PATIENT_TAG, UKE_PATIENT_TAG_TAG, UKE_PATIENT_TAG_TAG },
  { UKE_MERGE_TOPIC_PROPERTY, &UKE_ENTITY_PATIENT_PROPERTY, UKE_PATIENT_PROPERTY_VALUE,
    UKE_PATIENT_PROPERTY_PROPERTY_ID },
  { UKE_MERGE_TOPIC_CONSENT, &UKE_ENTITY_CONSENT, UKE_CONSENT_STATE, UKE_CONSENT_CHANNEL },
};

static void
row_free (gpointer data)
{
  UkeMergeRow *row = data;

  g_clear_object (&row->left);
  g_clear_object (&row->right);
  g_free (row);
}

static UkeMergeRow *
add_row (UkeMergePlan *self, UkeMergeTopic topic, UkeRecord *left, UkeRecord *right)
{
  UkeMergeRow *row = g_new0 (UkeMergeRow, 1);

  row->topic = topic;
  row->left = left != NULL ? g_object_ref (left) : NULL;
  row->right = right != NULL ? g_object_ref (right) : NULL;
  if (right == NULL) {
    row->verdict = UKE_MERGE_KEPT;
    row->chosen = UKE_MERGE_LEFT;
  } else if (left == NULL) {
    row->verdict = UKE_MERGE_ADDED;
    row->chosen = UKE_MERGE_RIGHT;
  } else {
    row->verdict = UKE_MERGE_DIFFERS;
    row->chosen = UKE_MERGE_LEFT;
  }
  g_ptr_array_add (self->rows, row);
  return row;
}

static size_t
find_topic (UkeMergeTopic topic)
{
  for (size_t i = 0; i < G_N_ELEMENTS (TOPICS); i++) {
    if (TOPICS[i].topic == topic)
      return i;
  }
  return G_N_ELEMENTS (TOPICS);
}

/**
 * uke_merge_topic_get_fields:
 * @topic: a topic
 * @out_n: (out): how many
 *
 * Returns: (transfer none) (nullable): the fields of a patient that are chosen together; NULL where
 *   a topic is a row of its own
 * Errors: none
 * Thread: any
 */
const unsigned *
uke_merge_topic_get_fields (UkeMergeTopic topic, unsigned *out_n)
{
  size_t i = find_topic (topic);

  *out_n = i < G_N_ELEMENTS (TOPICS) ? TOPICS[i].n_fields : 0;
  return *out_n > 0 ? TOPICS[i].fields : NULL;
}

/**
 * uke_merge_row_may_be_both:
 * @row: a row
 *
 * Returns: whether both sides can stay: several numbers, notes of both, visits counted apart
 * Errors: none
 * Thread: any
 */
gboolean
uke_merge_row_may_be_both (const UkeMergeRow *row)
{
  size_t i = find_topic (row->topic);

  if (row->verdict != UKE_MERGE_DIFFERS && row->verdict != UKE_MERGE_BOTH)
    return FALSE;
  if (i < G_N_ELEMENTS (TOPICS))
    return TOPICS[i].join != JOIN_NONE;
  return row->topic == UKE_MERGE_TOPIC_PHONE || row->topic == UKE_MERGE_TOPIC_EMAIL;
}

/* A record that stands in no register says nothing: 0 visits is not a number of visits. */
static gboolean
has_any (UkeRecord *patient, size_t topic)
{
  for (unsigned i = 0; i < TOPICS[topic].n_fields; i++) {
    const UkeValue *value = uke_record_get_value (patient, TOPICS[topic].fields[i]);

    if (value->kind != UKE_VALUE_NULL
        && !(TOPICS[topic].join == JOIN_VISITS && value->kind == UKE_VALUE_INT
             && value->integer == 0))
      return TRUE;
  }
  return FALSE;
}

static gboolean
is_same (UkeRecord *left, UkeRecord *right, size_t topic)
{
  for (unsigned i = 0; i < TOPICS[topic].n_fields; i++) {
    unsigned field = TOPICS[topic].fields[i];

    if (!uke_value_equal (uke_record_get_value (left, field), uke_record_get_value (right, field)))
      return FALSE;
  }
  return TRUE;
}

static void
choose_newer (UkeMergePlan *self, UkeMergeRow *row)
{
  row->chosen = self->newer;
  row->why = self->has_newer ? UKE_MERGE_WHY_NEWER_VISIT : UKE_MERGE_WHY_INCUMBENT;
}

static void
add_topic (UkeMergePlan *self, size_t topic)
{
  gboolean has_left = has_any (self->left, topic), has_right = has_any (self->right, topic);
  UkeMergeRow *row = NULL;

  if (!has_left && !has_right)
    return;
  row = add_row (self, TOPICS[topic].topic, has_left ? self->left : NULL,
                 has_right ? self->right : NULL);
  if (row->verdict != UKE_MERGE_DIFFERS) {
    if (TOPICS[topic].differs_why == UKE_MERGE_WHY_ENDED)
      row->why = UKE_MERGE_WHY_ENDED;
    return;
  }
  if (is_same (self->left, self->right, topic)
      && !(TOPICS[topic].join == JOIN_VISITS && self->kind == UKE_MERGE_OF_PATIENTS)) {
    row->verdict = UKE_MERGE_SAME;
  } else if (TOPICS[topic].join == JOIN_LINES
             || (TOPICS[topic].join == JOIN_VISITS && self->kind == UKE_MERGE_OF_PATIENTS)) {
    row->verdict = UKE_MERGE_BOTH;
    row->chosen = UKE_MERGE_LEFT | UKE_MERGE_RIGHT;
  } else if (TOPICS[topic].differs_why == UKE_MERGE_WHY_NEWER_VISIT) {
    choose_newer (self, row);
  }
}

/**
 * uke_merge_is_stricter_consent:
 * @current: what holds now
 * @other: another answer to the same question
 *
 * Returns: whether @other takes its place: a refusal before a grant, and of two that agree the one
 *   with the later date
 * Errors: none
 * Thread: any
 * Source: design.md 12
 */
gboolean
uke_merge_is_stricter_consent (UkeRecord *current, UkeRecord *other)
{
  gboolean current_refuses
      = g_str_equal (uke_record_get_code (current, UKE_CONSENT_STATE), UKE_CONSENT_REFUSED);
  gboolean other_refuses
      = g_str_equal (uke_record_get_code (other, UKE_CONSENT_STATE), UKE_CONSENT_REFUSED);

  if (current_refuses != other_refuses)
    return other_refuses;
  return uke_record_get_time_us (other, UKE_CONSENT_DECIDED_AT_US)
         > uke_record_get_time_us (current, UKE_CONSENT_DECIDED_AT_US);
}

static gboolean
is_taken (UkeMergePlan *self, UkeRecord *record)
{
  for (unsigned i = 0; i < self->rows->len; i++) {
    UkeMergeRow *row = self->rows->pdata[i];

    if (row->left == record || row->right == record)
      return TRUE;
  }
  return FALSE;
}

static gboolean
have_same (UkeRecord *a, UkeRecord *b, unsigned field)
{
  return uke_value_equal (uke_record_get_value (a, field), uke_record_get_value (b, field));
}

/* Whether two rows stand side by side: those that ask the same question always, a number or an
 * address when it is the same one, and in the second pass when it has the same label. */
static gboolean
are_partners (UkeRecord *left, UkeRecord *right, size_t list, gboolean is_exact)
{
  if (LISTS[list].topic == UKE_MERGE_TOPIC_CONSENT)
    return have_same (left, right, UKE_CONSENT_PURPOSE)
           && have_same (left, right, UKE_CONSENT_CHANNEL);
  if (LISTS[list].topic == UKE_MERGE_TOPIC_PROPERTY)
    return have_same (left, right, UKE_PATIENT_PROPERTY_PROPERTY_ID);
  if (is_exact)
    return have_same (left, right, LISTS[list].key);
  return LISTS[list].topic == UKE_MERGE_TOPIC_EMAIL || have_same (left, right, LISTS[list].label);
}

static UkeRecord *
find_partner (UkeMergePlan *self, GPtrArray *rows, UkeRecord *left, size_t list, gboolean is_exact)
{
  for (unsigned i = 0; i < rows->len; i++) {
    if (!is_taken (self, rows->pdata[i]) && are_partners (left, rows->pdata[i], list, is_exact))
      return rows->pdata[i];
  }
  return NULL;
}

static void
judge_pair (UkeMergePlan *self, UkeMergeRow *row, size_t list)
{
  if (have_same (row->left, row->right, LISTS[list].key)
      && (row->topic != UKE_MERGE_TOPIC_CONSENT
          || !uke_merge_is_stricter_consent (row->left, row->right))) {
    row->verdict = UKE_MERGE_SAME;
    return;
  }
  switch (row->topic) {
  case UKE_MERGE_TOPIC_PHONE:
    row->verdict = UKE_MERGE_BOTH;
    row->chosen = UKE_MERGE_LEFT | UKE_MERGE_RIGHT;
    break;
  case UKE_MERGE_TOPIC_EMAIL:
  case UKE_MERGE_TOPIC_ADDRESS:
    choose_newer (self, row);
    break;
  case UKE_MERGE_TOPIC_CONSENT:
    row->chosen
        = uke_merge_is_stricter_consent (row->left, row->right) ? UKE_MERGE_RIGHT : UKE_MERGE_LEFT;
    row->why = UKE_MERGE_WHY_STRICTER_CONSENT;
    break;
  case UKE_MERGE_TOPIC_NAME:
  case UKE_MERGE_TOPIC_KANA:
  case UKE_MERGE_TOPIC_BIRTH:
  case UKE_MERGE_TOPIC_SEX:
  case UKE_MERGE_TOPIC_VISITS:
  case UKE_MERGE_TOPIC_HOUSEHOLD:
  case UKE_MERGE_TOPIC_STAFF:
  case UKE_MERGE_TOPIC_STAGE:
  case UKE_MERGE_TOPIC_SOURCE:
  case UKE_MERGE_TOPIC_INTERESTS:
  case UKE_MERGE_TOPIC_TREATMENTS:
  case UKE_MERGE_TOPIC_LANGUAGE:
  case UKE_MERGE_TOPIC_ENDED:
  case UKE_MERGE_TOPIC_TAGS:
  case UKE_MERGE_TOPIC_PROPERTY:
  case UKE_MERGE_TOPIC_ALERT:
  case UKE_MERGE_TOPIC_NOTE:
    break;
  }
}

/* Rows that agree stand side by side first, then those that answer the same question; what is left
 * over stands alone. */
static void
add_list (UkeMergePlan *self, const UkeMergeSide *left, const UkeMergeSide *right, size_t list)
{
  GPtrArray *lefts = uke_merge_side_get_list (left, LISTS[list].entity),
            *rights = uke_merge_side_get_list (right, LISTS[list].entity);

  for (int pass = 0; pass < 2; pass++) {
    for (unsigned i = 0; i < lefts->len; i++) {
      UkeRecord *partner = NULL;

      if (is_taken (self, lefts->pdata[i]))
        continue;
      partner = find_partner (self, rights, lefts->pdata[i], list, pass == 0);
      if (partner != NULL)
        judge_pair (self, add_row (self, LISTS[list].topic, lefts->pdata[i], partner), list);
    }
  }
  for (unsigned i = 0; i < lefts->len; i++) {
    if (!is_taken (self, lefts->pdata[i]))
      add_row (self, LISTS[list].topic, lefts->pdata[i], NULL);
  }
  for (unsigned i = 0; i < rights->len; i++) {
    if (!is_taken (self, rights->pdata[i]))
      add_row (self, LISTS[list].topic, NULL, rights->pdata[i]);
  }
}

static int
compare_rows (gconstpointer a, gconstpointer b)
{
  const UkeMergeRow *left = *(UkeMergeRow *const *)a, *right = *(UkeMergeRow *const *)b;

  return (int)left->topic - (int)right->topic;
}

/**
 * uke_merge_plan_new:
 * @left: the record that stays
 * @right: the one that goes
 * @kind: what @right is
 *
 * Returns: (transfer full): what becomes of them until somebody says otherwise
 * Errors: none
 * Thread: any
 * Source: design.md 12
 */
UkeMergePlan *
uke_merge_plan_new (const UkeMergeSide *left, const UkeMergeSide *right, UkeMergeKind kind)
{
  UkeMergePlan *self = g_new0 (UkeMergePlan, 1);
  UkeDate last_left, last_right;

  g_atomic_ref_count_init (&self->n_refs);
  self->kind = kind;
  self->left = g_object_ref (left->patient);
  self->right = g_object_ref (right->patient);
  self->rows = g_ptr_array_new_with_free_func (row_free);
  last_left = uke_record_get_date (self->left, UKE_PATIENT_LAST_VISIT_DATE);
  last_right = uke_record_get_date (self->right, UKE_PATIENT_LAST_VISIT_DATE);
  self->newer = last_right > last_left ? UKE_MERGE_RIGHT : UKE_MERGE_LEFT;
  self->has_newer = last_right != last_left;
  for (size_t i = 0; i < G_N_ELEMENTS (TOPICS); i++)
    add_topic (self, i);
  for (size_t i = 0; i < G_N_ELEMENTS (LISTS); i++)
    add_list (self, left, right, i);
  /* Rows of one topic are in the order of their lists: a stable sort keeps them so. */
  g_ptr_array_sort (self->rows, compare_rows);
  return self;
}

/**
 * uke_merge_plan_ref:
 * @self: a plan
 *
 * Returns: (transfer full): the same plan
 * Errors: none
 * Thread: any
 */
UkeMergePlan *
uke_merge_plan_ref (UkeMergePlan *self)
{
  g_atomic_ref_count_inc (&self->n_refs);
  return self;
}

/**
 * uke_merge_plan_unref:
 * @self: (transfer full): a plan
 *
 * Errors: none
 * Thread: any
 */
void
uke_merge_plan_unref (UkeMergePlan *self)
{
  if (!g_atomic_ref_count_dec (&self->n_refs))
    return;
  g_object_unref (self->left);
  g_object_unref (self->right);
  g_ptr_array_unref (self->rows);
  g_free (self);
}

/**
 * uke_merge_plan_get_left:
 * @self: a plan
 *
 * Returns: (transfer none): the patient who stays
 * Errors: none
 * Thread: any
 */
UkeRecord *
uke_merge_plan_get_left (UkeMergePlan *self)
{
  return self->left;
}

/**
 * uke_merge_plan_get_right:
 * @self: a plan
 *
 * Returns: (transfer none): the patient who goes
 * Errors: none
 * Thread: any
 */
UkeRecord *
uke_merge_plan_get_right (UkeMergePlan *self)
{
  return self->right;
}

/**
 * uke_merge_plan_get_rows:
 * @self: a plan
 *
 * Returns: (transfer none) (element-type UkeMergeRow): its rows, in the order of their topics
 * Errors: none
 * Thread: any
 */
GPtrArray *
uke_merge_plan_get_rows (UkeMergePlan *self)
{
  return self->rows;
}

/**
 * uke_merge_plan_choose:
 * @self: a plan
 * @position: which row
 * @sides: the sides that shall stay
 *
 * Returns: whether they can: both only where a row allows it, a side that says nothing only alone
 * Errors: none
 * Thread: any
 */
gboolean
uke_merge_plan_choose (UkeMergePlan *self, unsigned position, unsigned sides)
{
  UkeMergeRow *row = NULL;
  gboolean is_both = sides == (UKE_MERGE_LEFT | UKE_MERGE_RIGHT);

  if (position >= self->rows->len)
    return FALSE;
  row = self->rows->pdata[position];
  if (sides == 0 || row->verdict == UKE_MERGE_SAME || row->verdict == UKE_MERGE_KEPT
      || (is_both && !uke_merge_row_may_be_both (row)))
    return FALSE;
  row->chosen = sides;
  if (uke_merge_row_may_be_both (row))
    row->verdict = is_both ? UKE_MERGE_BOTH : UKE_MERGE_DIFFERS;
  return TRUE;
}

static char *
join_lines (const char *left, const char *right)
{
  g_auto (GStrv) lines = g_strsplit (right, "\n", -1);
  g_auto (GStrv) known = g_strsplit (left, "\n", -1);
  GString *both = g_string_new (left);

  for (unsigned i = 0; lines[i] != NULL; i++) {
    if (!g_strv_contains ((const char *const *)known, lines[i]) && *lines[i] != '\0')
      g_string_append_printf (both, "%s%s", both->len > 0 ? "\n" : "", lines[i]);
  }
  return g_string_free (both, FALSE);
}

/* Nothing is added to a count that nobody began: undo would leave a 0 behind. */
static void
count_up (UkeDraft *draft, unsigned field, int64_t by)
{
  if (by == 0)
    return;
  if (uke_draft_get_value (draft, field)->kind == UKE_VALUE_NULL)
    uke_draft_set_int (draft, field, by);
  else
    uke_draft_add_int (draft, field, by);
}

static void
join_visits (UkeDraft *draft, UkeRecord *right)
{
  static const struct {
    unsigned field;
    gboolean is_latest;
  } DATES[] = {
    { UKE_PATIENT_FIRST_VISIT_DATE, FALSE },
    { UKE_PATIENT_LAST_VISIT_DATE, TRUE },
    { UKE_PATIENT_NEXT_VISIT_DATE, FALSE },
  };

  count_up (draft, UKE_PATIENT_VISIT_COUNT, uke_record_get_int (right, UKE_PATIENT_VISIT_COUNT));
  count_up (draft, UKE_PATIENT_TOTAL_AMOUNT_YEN,
            uke_record_get_int (right, UKE_PATIENT_TOTAL_AMOUNT_YEN));
  for (size_t i = 0; i < G_N_ELEMENTS (DATES); i++) {
    UkeDate ours = uke_draft_get_date (draft, DATES[i].field),
            theirs = uke_record_get_date (right, DATES[i].field);

    if (theirs != UKE_DATE_NONE
        && (ours == UKE_DATE_NONE || (DATES[i].is_latest ? theirs > ours : theirs < ours)))
      uke_draft_set_date (draft, DATES[i].field, theirs);
  }
}

/* A counter is counted up or down to what was chosen; everything else is set. */
static void
take_value (UkeDraft *draft, unsigned field, UkeRecord *right)
{
  if (UKE_ENTITY_PATIENT.fields[field].merge == UKE_MERGE_COUNTER)
    count_up (draft, field, uke_record_get_int (right, field) - uke_draft_get_int (draft, field));
  else
    uke_draft_set_value (draft, field, uke_record_get_value (right, field));
}

static void
apply_row (UkeDraft *draft, const UkeMergeRow *row, UkeRecord *right, size_t topic)
{
  if (row->chosen == UKE_MERGE_LEFT || row->verdict == UKE_MERGE_SAME)
    return;
  if (row->chosen == UKE_MERGE_RIGHT) {
    for (unsigned i = 0; i < TOPICS[topic].n_fields; i++)
      take_value (draft, TOPICS[topic].fields[i], right);
    if (row->topic == UKE_MERGE_TOPIC_KANA)
      take_value (draft, UKE_PATIENT_KANA_AS_TYPED, right);
  } else if (TOPICS[topic].join == JOIN_VISITS) {
    join_visits (draft, right);
  } else {
    unsigned field = TOPICS[topic].fields[0];
    const char *ours = uke_draft_get_text (draft, field);
    g_autofree char *both
        = join_lines (ours != NULL ? ours : "", uke_record_get_text (right, field));

    uke_draft_set_text (draft, field, both);
  }
}

/**
 * uke_merge_plan_make_patient:
 * @self: a plan
 *
 * Returns: (transfer full): the patient who stays as they were chosen to be
 * Errors: none
 * Thread: any
 */
UkeDraft *
uke_merge_plan_make_patient (UkeMergePlan *self)
{
  UkeDraft *draft = uke_draft_new_from (self->left);

  for (unsigned i = 0; i < self->rows->len; i++) {
    const UkeMergeRow *row = self->rows->pdata[i];
    size_t topic = find_topic (row->topic);

    if (topic < G_N_ELEMENTS (TOPICS))
      apply_row (draft, row, self->right, topic);
  }
  return draft;
}

/**
 * uke_merge_plan_keeps:
 * @self: a plan
 * @record: a telephone number, an e-mail address, ... of either side
 *
 * Returns: whether the patient who stays has it afterwards; TRUE for a row that the plan has not
 *   seen. A right row that says the same as a left one is not needed and is not kept.
 * Errors: none
 * Thread: any
 */
gboolean
uke_merge_plan_keeps (UkeMergePlan *self, UkeRecord *record)
{
  for (unsigned i = 0; i < self->rows->len; i++) {
    const UkeMergeRow *row = self->rows->pdata[i];

    if (row->left != NULL
        && uke_id_equal (uke_record_get_id (row->left), uke_record_get_id (record)))
      return (row->chosen & UKE_MERGE_LEFT) != 0;
    if (row->right != NULL
        && uke_id_equal (uke_record_get_id (row->right), uke_record_get_id (record)))
      return row->verdict != UKE_MERGE_SAME && (row->chosen & UKE_MERGE_RIGHT) != 0;
  }
  return TRUE;
}
