/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clinic/uke-booking-commands.h"
#include "clinic/uke-clinic-error.h"
#include "clinic/uke-clinic.h"
#include "clinic/uke-patient-commands.h"
#include "support/uke-test-desks.h"

G_BEGIN_DECLS

/** UKE_TEST_NOW_US: what a test clinic's clock says at first: 2026-11-24 (a Tuesday) 10:00 in
 * Tokyo. */
#define UKE_TEST_NOW_US INT64_C (1795482000000000)

/**
 * UkeTestClinic:
 * @dir: its data directory, removed at the end
 * @clock: a fake clock
 * @clinic: open, with its director at the desk
 * @key: (nullable): the data key it was made with; none on PostgreSQL
 * @schema: (nullable): its schema there
 * @n_changed: how often `changed` was signalled
 * @last: (nullable): the last changes
 * @on_opening: (nullable): called while uke_test_clinic_reopen() opens, as soon as commands work
 *
 * A fresh, real, encrypted clinic in a temporary directory, for tests of any layer above.
 */
typedef struct {
  char *dir;
  UkeClock *clock;
  UkeClinic *clinic;
  UkeSecret *key;
  char *schema;
  UkeId database_id;
  unsigned n_changed;
  UkeChanges *last;
  void (*on_opening) (UkeClinic *clinic, gpointer test);
} UkeTestClinic;

UkeTestClinic *uke_test_clinic_new (void);
UkeTestClinic *uke_test_clinic_new_open (const UkeOpeningHours *hours);
void uke_test_clinic_free (UkeTestClinic *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UkeTestClinic, uke_test_clinic_free)

void uke_test_clinic_join (UkeTestClinic *self);
UkeTestClinic *uke_test_clinic_open (const char *dir, UkeSecret *key, const UkeId *database_id);
void uke_test_clinic_leave (UkeTestClinic *self);
void uke_test_clinic_shut (UkeTestClinic *self);
void uke_test_clinic_reopen (UkeTestClinic *self);
GAsyncResult *uke_test_await (GAsyncResult **result);
void uke_test_await_cb (GObject *source, GAsyncResult *result, gpointer user_data);

UkeReceipt *uke_test_clinic_execute (UkeTestClinic *self, UkeCommand *command, GError **error);
UkeId uke_test_clinic_do (UkeTestClinic *self, UkeCommand *command);
void uke_test_clinic_refuse (UkeTestClinic *self, UkeCommand *command, UkeClinicError code);
gboolean uke_test_clinic_undo (UkeTestClinic *self, GError **error);

int64_t uke_test_clinic_get_head (UkeTestClinic *self);
UkeId uke_test_clinic_write_as (UkeTestClinic *self,
                                const UkeTestDesk *desk,
                                UkeDraft *draft,
                                UkeDraft *second);
void uke_test_clinic_push_as (UkeTestClinic *self, const UkeTestDesk *desk, UkeChangeSet *set);
UkeId uke_test_clinic_remove_as (UkeTestClinic *self, const UkeTestDesk *desk, UkeRecord *seen);

UkeRecord *uke_test_clinic_read (UkeTestClinic *self, const UkeEntity *entity, const UkeId *id);
UkeId uke_test_clinic_add_staff (UkeTestClinic *self, const char *family, const char *role);
UkeId uke_test_clinic_add_provider (UkeTestClinic *self, const char *name);
UkeId uke_test_clinic_add_menu (UkeTestClinic *self, const char *name, int length_min);
UkeId uke_test_clinic_add_patient (UkeTestClinic *self,
                                   const char *number,
                                   const char *family,
                                   const char *given,
                                   const char *family_kana,
                                   const char *given_kana,
                                   const char *phone);
void uke_test_clinic_rename_patient (UkeTestClinic *self, const UkeId *id, const char *family);
UkeDraft *uke_test_clinic_draft_booking (UkeTestClinic *self,
                                         const UkeId *patient_id,
                                         const UkeId *provider_id,
                                         int minute,
                                         int length_min);
int64_t uke_test_clinic_at (UkeTestClinic *self, int minute);

G_END_DECLS
