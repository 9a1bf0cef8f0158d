/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "feed/uke-decide.h"
#include "model/uke-entities.h"

/* An authority in memory: rows with their whole past, stamps and claims, judged by the real
 * uke_decide(). Ids are made from small numbers and unique over all entities. */
typedef struct {
  GPtrArray *past;   /* (owned): TestRow, in the order of commits */
  GArray *stamps;    /* (owned): UkeStamp; entry n at n - 1 */
  GArray *claims;    /* (owned): UkeSlotClaim */
  UkeEffect *effect; /* (owned): of the last change-set */
  int64_t now_us;
  gboolean guards_numbers;    /* a patient number is one patient's */
  gboolean compares_people;   /* new patients of one reading are asked about */
  gboolean checks_references; /* what hangs on a row that was never made is parked */
} TestAuthority;

TestAuthority *test_authority_new (int64_t now_us);
void test_authority_free (TestAuthority *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TestAuthority, test_authority_free)

UkeId test_id (unsigned number);
UkeRecord *test_authority_get (TestAuthority *self, const UkeId *id, int64_t at_seq);
int64_t test_authority_get_seq (TestAuthority *self);
UkeChangeSet *test_set_new (unsigned dev, int64_t dseq, int64_t base, int64_t time_us);
UkeDecideView test_authority_get_view (TestAuthority *self);
UkeOutcome test_authority_apply (TestAuthority *self, const UkeChangeSet *set);
void test_authority_check_slots (TestAuthority *self);
const UkeConflictNote *test_authority_find_note (TestAuthority *self, UkeNoteKind kind);
