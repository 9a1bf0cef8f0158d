/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "feed/uke-change-set.h"
#include "model/uke-draft.h"
#include "store/uke-commit.h"
#include "support/uke-test-db.h"

G_BEGIN_DECLS

/** UKE_TEST_NOW_US: 2026-11-24 09:00 in Tokyo, when every test store is made. */
#define UKE_TEST_NOW_US INT64_C (1795478400000000)

/**
 * UkeTestStore:
 *
 * A clinic's database on a real encrypted file: schema, feed, one clinic, one member of staff, a
 * provider, a chair and a menu.
 */
typedef struct {
  UkeTestFolder *folder; /* (owned) */
  UkeDb *db;             /* (owned) */
  int64_t now_us;        /* a second later with every change */
  UkeId clinic_id;
  UkeId staff_id;
  UkeId provider_id;
  UkeId chair_id;
  UkeId menu_id;
} UkeTestStore;

UkeTestStore *uke_test_store_new (void);
UkeTestStore *uke_test_store_new_in (UkeTestFolder *folder, UkeDb *db);
void uke_test_store_free (UkeTestStore *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UkeTestStore, uke_test_store_free)

UkeCommitContext uke_test_store_context (UkeTestStore *self);
UkeDraft *uke_test_store_draft (UkeTestStore *self, const UkeEntity *entity);
UkeCommitted *
uke_test_store_commit (UkeTestStore *self, UkeDraft *first, ...) G_GNUC_NULL_TERMINATED;
UkeCommitted *uke_test_store_try (UkeTestStore *self,
                                  UkeChangeSet *set,
                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;

UkeDraft *uke_test_store_patient (UkeTestStore *self,
                                  const char *number,
                                  const char *family,
                                  const char *given,
                                  const char *family_kana,
                                  const char *given_kana);
UkeDraft *uke_test_store_phone (UkeTestStore *self, const UkeId *patient_id, const char *number);
UkeDraft *uke_test_store_appointment (UkeTestStore *self,
                                      const UkeId *patient_id,
                                      int64_t starts_at_us,
                                      int length_min);

G_END_DECLS
