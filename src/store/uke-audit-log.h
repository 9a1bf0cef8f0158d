/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "db/uke-db.h"
#include "feed/uke-audit-entry.h"
#include "store/uke-log-store.h"

G_BEGIN_DECLS

/**
 * UkeAuditText:
 * @reason: (nullable): the reason that was typed
 * @values: (nullable): old and new values as JSON
 *
 * What stands beside an entry and enters its hash by its own hash only, so that it can be erased.
 */
typedef struct {
  const char *reason;
  const char *values;
} UkeAuditText;

/**
 * UkeAuditWriter:
 *
 * Appends entries to this device's chain, many in one transaction at the price of one look at its
 * head. The new head stands in the device that was given: write it in the same transaction.
 */
typedef struct _UkeAuditWriter UkeAuditWriter;

UkeAuditWriter *
uke_audit_writer_new (UkeDb *db, UkeLogDevice *device, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void uke_audit_writer_free (UkeAuditWriter *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UkeAuditWriter, uke_audit_writer_free)
gboolean uke_audit_writer_append (UkeAuditWriter *self,
                                  UkeAuditEntry *entry,
                                  const UkeAuditText *text,
                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;

gboolean uke_audit_writer_take (UkeAuditWriter *self,
                                UkeAuditEntry *entry,
                                const UkeAuditText *text,
                                const uint8_t hash[UKE_SHA256_SIZE],
                                uint8_t out_hash[UKE_SHA256_SIZE],
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;

gboolean uke_audit_log_append (UkeDb *db,
                               UkeAuditEntry *entry,
                               const UkeAuditText *text,
                               GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * UkeAuditFunc:
 * @entry: an entry, its strings borrowed
 * @hash: its hash as stored
 * @text: what stands beside it; parts that were cleared are NULL
 * @data: the caller's
 *
 * Returns: whether to go on
 */
typedef gboolean (*UkeAuditFunc) (const UkeAuditEntry *entry,
                                  const uint8_t hash[UKE_SHA256_SIZE],
                                  const UkeAuditText *text,
                                  gpointer data);

gboolean uke_audit_log_list_patient (UkeDb *db,
                                     const UkeId *patient_id,
                                     unsigned limit,
                                     UkeAuditFunc func,
                                     gpointer data,
                                     GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean uke_audit_log_list_object (UkeDb *db,
                                    const UkeId *object_id,
                                    unsigned limit,
                                    UkeAuditFunc func,
                                    gpointer data,
                                    GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean uke_audit_log_list_newest (UkeDb *db,
                                    int64_t before_seq,
                                    unsigned limit,
                                    UkeAuditFunc func,
                                    gpointer data,
                                    GError **error) G_GNUC_WARN_UNUSED_RESULT;

gboolean uke_audit_log_list_newest_of (UkeDb *db,
                                       uint32_t dev,
                                       unsigned limit,
                                       UkeAuditFunc func,
                                       gpointer data,
                                       GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean uke_audit_log_list_after (UkeDb *db,
                                   uint32_t dev,
                                   int64_t after_seq,
                                   unsigned limit,
                                   UkeAuditFunc func,
                                   gpointer data,
                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;

gboolean uke_audit_log_verify (UkeDb *db,
                               GPtrArray *problems,
                               GCancellable *cancellable,
                               GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
