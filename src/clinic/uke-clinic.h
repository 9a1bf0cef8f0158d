/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/uke-clock.h"
#include "base/uke-zone.h"
#include "clinic/uke-clinic-setup.h"
#include "clinic/uke-command.h"
#include "clinic/uke-holds.h"
#include "clinic/uke-sitting.h"
#include "model/uke-changes.h"
#include "model/uke-record.h"
#include "vault/uke-secret.h"

#include <gio/gio.h>

G_BEGIN_DECLS

#define UKE_TYPE_CLINIC (uke_clinic_get_type ())
G_DECLARE_FINAL_TYPE (UkeClinic, uke_clinic, UKE, CLINIC, GObject)

/**
 * UkeClinic:
 *
 * The one gate to a clinic's data (architecture.md 2): commands change it, queries read it. Lives
 * on the main context; the work happens on the store's threads.
 *
 * Signals:
 * `changed (UkeChanges *changes)`: after a commit, once per command, with every record it touched.
 * `sitting-changed`: another member of staff sits at the desk.
 */
UkeClinic *uke_clinic_new (const char *data_dir, UkeClock *clock);

void uke_clinic_set_device (UkeClinic *self, const char *device);
void uke_clinic_set_database (UkeClinic *self, const char *uri, const char *schema);

/* First start: makes schema, feed, device, the clinic's row and the first member of staff (院長).
 */
void uke_clinic_create_async (UkeClinic *self,
                              UkeSecret *key,
                              const UkeId *database_id,
                              const UkeClinicSetup *setup,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
gboolean uke_clinic_create_finish (UkeClinic *self,
                                   GAsyncResult *result,
                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Opens, migrates (with a backup first), fills the search memory; afterwards queries and commands
 * work. */
void uke_clinic_open_async (UkeClinic *self,
                            UkeSecret *key,
                            const UkeId *database_id,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data);
gboolean uke_clinic_open_finish (UkeClinic *self,
                                 GAsyncResult *result,
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;

void uke_clinic_close_async (UkeClinic *self, GAsyncReadyCallback callback, gpointer user_data);
gboolean uke_clinic_close_finish (UkeClinic *self,
                                  GAsyncResult *result,
                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;

gboolean uke_clinic_is_open (UkeClinic *self);
const char *uke_clinic_get_data_dir (UkeClinic *self);
UkeClock *uke_clinic_get_clock (UkeClinic *self);
UkeZone *uke_clinic_get_zone (UkeClinic *self);
const UkeId *uke_clinic_get_clinic_id (UkeClinic *self); /* the place this desk works for */

/* Small tables that every view needs, always in memory, kept up to date (GListModel of UkeRecord).
 */
GListModel *uke_clinic_get_staff (UkeClinic *self);
GListModel *uke_clinic_get_resources (UkeClinic *self);
GListModel *uke_clinic_get_menus (UkeClinic *self);
GListModel *uke_clinic_get_properties (UkeClinic *self);
GListModel *uke_clinic_get_working_hours (UkeClinic *self);
GListModel *uke_clinic_get_closures (UkeClinic *self);
UkeRecord *uke_clinic_lookup (UkeClinic *self,
                              const UkeEntity *entity,
                              const UkeId *id);    /* of those tables; (transfer none) (nullable) */
UkeRecord *uke_clinic_get_place (UkeClinic *self); /* the clinic's own row */
UkeHolds *uke_clinic_get_holds (UkeClinic *self);  /* times that the server keeps for desks */

/* Who sits at the desk. */
void uke_clinic_sit_down (UkeClinic *self, const UkeId *staff_id);
UkeRecord *uke_clinic_get_sitting_staff (UkeClinic *self); /* (transfer none) (nullable) */
gboolean uke_clinic_may (UkeClinic *self,
                         UkeAction action); /* for hiding and explaining; commands check again */

/* Changing things. */
void uke_clinic_execute_async (UkeClinic *self,
                               UkeCommand *command /* (transfer full) */,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
UkeReceipt *uke_clinic_execute_finish (UkeClinic *self,
                                       GAsyncResult *result,
                                       GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The Ctrl+Z stack of this sitting (decision 14): newest first. Undo of undo is not stacked. */
gboolean uke_clinic_can_undo (UkeClinic *self);
void uke_clinic_undo_async (UkeClinic *self,
                            const UkeId *change_set_id /* (nullable): the newest of the sitting */,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data);
UkeReceipt *uke_clinic_undo_finish (UkeClinic *self,
                                    GAsyncResult *result,
                                    GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
