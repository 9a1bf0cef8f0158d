/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/uke-draft.h"
#include "model/uke-merge-side.h"

G_BEGIN_DECLS

/** UkeMergeTopic: what a row of the comparison is about, in the order in which rows are shown. */
typedef enum {
  UKE_MERGE_TOPIC_NAME,
  UKE_MERGE_TOPIC_KANA,
  UKE_MERGE_TOPIC_BIRTH,
  UKE_MERGE_TOPIC_SEX,
  UKE_MERGE_TOPIC_PHONE,
  UKE_MERGE_TOPIC_EMAIL,
  UKE_MERGE_TOPIC_ADDRESS,
  UKE_MERGE_TOPIC_VISITS,
  UKE_MERGE_TOPIC_HOUSEHOLD,
  UKE_MERGE_TOPIC_STAFF,
  UKE_MERGE_TOPIC_STAGE,
  UKE_MERGE_TOPIC_SOURCE,
  UKE_MERGE_TOPIC_INTERESTS,
  UKE_MERGE_TOPIC_TREATMENTS,
  UKE_MERGE_TOPIC_LANGUAGE,
  UKE_MERGE_TOPIC_ENDED,
  UKE_MERGE_TOPIC_TAGS,
  UKE_MERGE_TOPIC_PROPERTY,
  UKE_MERGE_TOPIC_CONSENT,
  UKE_MERGE_TOPIC_ALERT,
  UKE_MERGE_TOPIC_NOTE,
} UkeMergeTopic;

/** UkeMergeVerdict: how the two sides of a row stand to each other. */
typedef enum {
  UKE_MERGE_SAME,    /* 同じ */
  UKE_MERGE_KEPT,    /* only the left side knows it */
  UKE_MERGE_ADDED,   /* only the right side knows it */
  UKE_MERGE_DIFFERS, /* one of two is chosen */
  UKE_MERGE_BOTH,    /* both may stay */
} UkeMergeVerdict;

/** UkeMergeChoice: the sides of a row that stay: a bit set. */
typedef enum {
  UKE_MERGE_LEFT = 1 << 0,
  UKE_MERGE_RIGHT = 1 << 1,
} UkeMergeChoice;

/** UkeMergeWhy: the rule that chose what is chosen at first. */
typedef enum {
  UKE_MERGE_WHY_INCUMBENT,        /* what is registered stays */
  UKE_MERGE_WHY_STRICTER_CONSENT, /* the stricter answer, and of two alike the one with a date */
  UKE_MERGE_WHY_NEWER_VISIT,      /* what the record with the newer visit says */
  UKE_MERGE_WHY_ENDED,            /* contact that was ended stays ended */
} UkeMergeWhy;

/**
 * UkeMergeRow:
 * @topic: what it is about
 * @left, @right: (owned) (nullable): the record that holds it on either side: the patient, or a row
 *   of theirs; NULL where a side says nothing
 * @verdict: how they stand to each other
 * @chosen: which sides stay
 * @why: which rule chose that at first
 */
typedef struct {
  UkeMergeTopic topic;
  UkeRecord *left;
  UkeRecord *right;
  UkeMergeVerdict verdict;
  unsigned chosen;
  UkeMergeWhy why;
} UkeMergeRow;

/** UkeMergeKind: what the right side is. */
typedef enum {
  UKE_MERGE_OF_PATIENTS, /* another patient of the clinic, whose visits were counted apart */
  UKE_MERGE_OF_IMPORT,   /* a row of a file, whose visits are counted already */
} UkeMergeKind;

/**
 * UkeMergePlan:
 *
 * What becomes of two records that are one person, row by row: what agrees, what is added, what
 * must be chosen, and what is chosen until somebody says otherwise. The left record stays.
 */
typedef struct _UkeMergePlan UkeMergePlan;

UkeMergePlan *
uke_merge_plan_new (const UkeMergeSide *left, const UkeMergeSide *right, UkeMergeKind kind);
UkeMergePlan *uke_merge_plan_ref (UkeMergePlan *self);
void uke_merge_plan_unref (UkeMergePlan *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UkeMergePlan, uke_merge_plan_unref)

UkeRecord *uke_merge_plan_get_left (UkeMergePlan *self);
UkeRecord *uke_merge_plan_get_right (UkeMergePlan *self);
GPtrArray *uke_merge_plan_get_rows (UkeMergePlan *self);
gboolean uke_merge_plan_choose (UkeMergePlan *self, unsigned row, unsigned sides);
gboolean uke_merge_plan_adopt (UkeMergePlan *self, UkeMergePlan *seen);
const unsigned *uke_merge_topic_get_fields (UkeMergeTopic topic, unsigned *out_n);
gboolean uke_merge_row_may_be_both (const UkeMergeRow *row);

UkeDraft *uke_merge_plan_make_patient (UkeMergePlan *self);
gboolean uke_merge_plan_keeps (UkeMergePlan *self, UkeRecord *row);
gboolean uke_merge_is_stricter_consent (UkeRecord *current, UkeRecord *other);

G_END_DECLS
