/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-model"

#include "model/uke-merge-plan.h"

/* Choices that were made over one plan, made over another of the same two records. */

/* Whether a side of a row still says what was seen. Ids do not count: a row of a file is read anew
 * and has others. */
static gboolean
says_same (UkeMergeTopic topic, UkeRecord *ours, UkeRecord *seen)
{
  unsigned n = 0;
  const unsigned *fields = uke_merge_topic_get_fields (topic, &n);
  const UkeEntity *entity = NULL;
  int owner = -1;

  if (ours == NULL || seen == NULL)
    return ours == seen;
  entity = uke_record_get_entity (ours);
  if (entity != uke_record_get_entity (seen))
    return FALSE;
  owner = fields == NULL ? uke_entity_field_index (entity, "patient_id") : -1;
  for (unsigned i = 0; i < (fields != NULL ? n : entity->n_fields); i++) {
    unsigned field = fields != NULL ? fields[i] : i;

    if ((int)field != owner
        && !uke_value_equal (uke_record_get_value (ours, field),
                             uke_record_get_value (seen, field)))
      return FALSE;
  }
  return TRUE;
}

static const UkeMergeRow *
find_seen (UkeMergePlan *seen, const UkeMergeRow *row)
{
  GPtrArray *rows = uke_merge_plan_get_rows (seen);

  for (unsigned i = 0; i < rows->len; i++) {
    const UkeMergeRow *other = rows->pdata[i];

    if (other->topic == row->topic && says_same (row->topic, row->left, other->left)
        && says_same (row->topic, row->right, other->right))
      return other;
  }
  return NULL;
}

/**
 * uke_merge_plan_adopt:
 * @self: a plan of the two as they are now
 * @seen: a plan of the same two as somebody saw them
 *
 * Chooses in @self what was chosen in @seen.
 *
 * Returns: whether both plans are about the same; if not, something has changed since and the
 *   choices are worth nothing
 * Errors: none
 * Thread: any
 */
gboolean
uke_merge_plan_adopt (UkeMergePlan *self, UkeMergePlan *seen)
{
  GPtrArray *rows = uke_merge_plan_get_rows (self);

  if (rows->len != uke_merge_plan_get_rows (seen)->len)
    return FALSE;
  for (unsigned i = 0; i < rows->len; i++) {
    const UkeMergeRow *row = rows->pdata[i];
    const UkeMergeRow *other = find_seen (seen, row);

    if (other == NULL)
      return FALSE;
    if (other->chosen != row->chosen)
      uke_merge_plan_choose (self, i, other->chosen);
  }
  return TRUE;
}
