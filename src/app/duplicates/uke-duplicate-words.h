/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clinic/uke-duplicate-query.h"

G_BEGIN_DECLS

/**
 * UkeMergeNames:
 * @left, @right: (nullable): the households of either side, which rows name
 * @clinic: knows staff and properties by their ids
 * @today: the clinic's day, for ages
 *
 * What a row of the comparison needs to be read besides itself.
 */
typedef struct {
  UkeRecord *left;
  UkeRecord *right;
  UkeClinic *clinic;
  UkeDate today;
} UkeMergeNames;

char *uke_duplicate_words_name (const UkeDuplicatePair *pair);
char *uke_duplicate_words_done (const UkeDuplicatePair *pair, const char *decision);
char *uke_duplicate_words_reasons (UkeDuplicateReasons reasons);
char *uke_merge_words_topic (const UkeMergeRow *row, const UkeMergeNames *names);
char *uke_merge_words_value (const UkeMergeRow *row, UkeRecord *side, const UkeMergeNames *names);
unsigned uke_merge_words_mark_from (UkeMergeTopic topic, const char *left, const char *right);
const char *
uke_merge_words_verdict (UkeMergeVerdict verdict, const char **out_icon, const char **out_class);
char *uke_merge_words_why (UkeMergePlan *plan);

G_END_DECLS
