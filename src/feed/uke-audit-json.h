/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "feed/uke-audit-entry.h"

G_BEGIN_DECLS

/**
 * UkeAuditRecord:
 * @entry: what happened, all but its device and number; its texts are borrowed from the record
 * @reason: (nullable): the reason that was typed, where it was not cleared
 * @values: (nullable): old and new values, where they were not cleared
 * @texts: (owned): where the texts are
 *
 * An entry on its way from the device that wrote it to the server (doc/formats.md).
 */
typedef struct {
  UkeAuditEntry entry;
  const char *reason;
  const char *values;
  GStringChunk *texts;
} UkeAuditRecord;

void uke_audit_record_free (UkeAuditRecord *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UkeAuditRecord, uke_audit_record_free)
UkeAuditRecord *
uke_audit_record_read (const char *json, size_t size, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void uke_audit_record_write (const UkeAuditEntry *entry,
                             const char *reason,
                             const char *values,
                             GString *json);

G_END_DECLS
