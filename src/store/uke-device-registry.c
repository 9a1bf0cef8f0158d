/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-store"

#include "store/uke-device-registry.h"

#include "db/uke-db-queries.h"
#include "store/uke-audit-log.h"
#include "store/uke-hold.h"
#include "store/uke-schema.h"
#include "store/uke-store-error.h"

/* The columns of registry-find and registry-list. */
enum {
  DEVICE_DEV,
  DEVICE_NAME,
  DEVICE_STATE,
  DEVICE_ENROLLED_AT_US,
  DEVICE_EXPIRES_AT_US,
  DEVICE_LAST_SEEN_US,
  DEVICE_SHOWS_NEXT,
  DEVICE_VERSION,
  DEVICE_AUDIT_SEQ,
};

/**
 * uke_registry_device_free:
 * @device: (nullable) (transfer full): a row
 *
 * Thread: any
 */
void
uke_registry_device_free (UkeRegistryDevice *device)
{
  if (device == NULL)
    return;
  g_free (device->name);
  g_free (device->version);
  g_free (device);
}

static UkeRegistryDevice *
read_device (UkeStmt *stmt)
{
  UkeRegistryDevice *device = g_new0 (UkeRegistryDevice, 1);

  device->dev = (uint32_t)uke_stmt_int64 (stmt, DEVICE_DEV);
  device->name = uke_stmt_dup_text (stmt, DEVICE_NAME);
  device->state = (UkeRegistryState)uke_stmt_int64 (stmt, DEVICE_STATE);
  device->enrolled_at_us = uke_stmt_int64 (stmt, DEVICE_ENROLLED_AT_US);
  device->expires_at_us = uke_stmt_int64 (stmt, DEVICE_EXPIRES_AT_US);
  device->last_seen_us = uke_stmt_int64 (stmt, DEVICE_LAST_SEEN_US);
  device->shows_next = uke_stmt_boolean (stmt, DEVICE_SHOWS_NEXT);
  device->version = uke_stmt_dup_text (stmt, DEVICE_VERSION);
  device->audit_seq = uke_stmt_int64 (stmt, DEVICE_AUDIT_SEQ);
  return device;
}

/**
 * uke_device_registry_find:
 * @db: any connection
 * @fingerprint: SHA-256 of the certificate that somebody shows
 * @error: return location
 *
 * Returns: (transfer full): the device, revoked ones too
 * Errors: %UKE_STORE_ERROR_NOT_FOUND when no device has that certificate, UKE_DB_ERROR
 * Thread: the owner of @db
 * Source: sync.md Settled 6
 */
UkeRegistryDevice *
uke_device_registry_find (UkeDb *db,
                          const uint8_t fingerprint[UKE_DEVICE_FINGERPRINT_SIZE],
                          GError **error)
{
  g_autoptr (UkeStmt) stmt = uke_db_prepare_query (db, UKE_QUERY ("registry-find"), error);
  gboolean has_row;

  if (stmt == NULL)
    return NULL;
  uke_stmt_bind_blob (stmt, ":fingerprint", fingerprint, UKE_DEVICE_FINGERPRINT_SIZE);
  if (!uke_stmt_step (stmt, &has_row, error))
    return NULL;
  if (has_row)
    return read_device (stmt);
  g_set_error_literal (error, UKE_STORE_ERROR, UKE_STORE_ERROR_NOT_FOUND, "no such certificate");
  return NULL;
}

/**
 * uke_device_registry_list:
 * @db: any connection
 * @error: return location
 *
 * Returns: (transfer full) (element-type UkeRegistryDevice): every device, by number
 * Errors: UKE_DB_ERROR
 * Thread: the owner of @db
 */
GPtrArray *
uke_device_registry_list (UkeDb *db, GError **error)
{
  g_autoptr (UkeStmt) stmt = uke_db_prepare_query (db, UKE_QUERY ("registry-list"), error);
  g_autoptr (GPtrArray) devices
      = g_ptr_array_new_with_free_func ((GDestroyNotify)uke_registry_device_free);
  gboolean has_row = stmt != NULL;

  while (has_row) {
    if (!uke_stmt_step (stmt, &has_row, error))
      return NULL;
    if (has_row)
      g_ptr_array_add (devices, read_device (stmt));
  }
  return stmt != NULL ? g_steal_pointer (&devices) : NULL;
}

/* Runs one statement; NOT_FOUND when it changes no row. */
static gboolean
run_on_row (UkeDb *db, UkeStmt *stmt, GError **error)
{
  if (!uke_stmt_run (stmt, error))
    return FALSE;
  if (uke_db_changes (db) > 0)
    return TRUE;
  g_set_error_literal (error, UKE_STORE_ERROR, UKE_STORE_ERROR_NOT_FOUND, "no such row");
  return FALSE;
}

/**
 * uke_device_note_write:
 * @db: the writing connection, inside the transaction of the change
 * @note: (nullable): who had it done; NULL: nothing is written
 * @kind: what was done
 * @dev: with which device; 0 with none
 * @error: return location
 *
 * Puts a change in the register into the server's own chain of the audit.
 *
 * Returns: whether it was written
 * Errors: UKE_DB_ERROR; UKE_STORE_ERROR: NOT_SET_UP
 * Thread: the owner of @db
 */
gboolean
uke_device_note_write (UkeDb *db,
                       const UkeDeviceNote *note,
                       UkeAuditKind kind,
                       uint32_t dev,
                       GError **error)
{
  g_autofree char *values = NULL;
  UkeAuditEntry entry = { .kind = kind, .action = UKE_ACTION_DEVICE_MANAGE };
  UkeAuditText text = { NULL, NULL };

  if (note == NULL)
    return TRUE;
  values = g_strdup_printf ("{\"device\":[null,%u],\"at_desk\":[null,%u]}", dev, note->at_dev);
  text.values = values;
  entry.at_us = note->now_us;
  entry.staff_id = note->staff_id;
  entry.count = dev;
  entry.fields = "device,at_desk";
  entry.version = note->version;
  return uke_audit_log_append (db, &entry, &text, error);
}

/* The same in a transaction of its own, with what the audit says of it. */
static gboolean
run_alone (UkeDb *db,
           UkeStmt *stmt,
           UkeAuditKind kind,
           uint32_t dev,
           const UkeDeviceNote *note,
           GError **error)
{
  g_autoptr (UkeDbTransaction) transaction = uke_db_transaction_new (db, error);

  return transaction != NULL && run_on_row (db, stmt, error)
         && uke_device_note_write (db, note, kind, dev, error)
         && uke_db_transaction_commit (g_steal_pointer (&transaction), error);
}

/**
 * uke_device_registry_touch:
 * @db: the writing connection
 * @dev: a device that just came in
 * @fingerprint: the certificate it showed
 * @now_us: the time
 * @error: return location
 *
 * Notes that the device was seen. When it showed the certificate that it was renewed to, that one
 * takes the old one's place, which is good for nothing from now on.
 *
 * Returns: whether it was noted
 * Errors: %UKE_STORE_ERROR_NOT_FOUND, UKE_DB_ERROR
 * Thread: the owner of @db
 */
gboolean
uke_device_registry_touch (UkeDb *db,
                           uint32_t dev,
                           const uint8_t fingerprint[UKE_DEVICE_FINGERPRINT_SIZE],
                           int64_t now_us,
                           GError **error)
{
  g_autoptr (UkeDbTransaction) transaction = uke_db_transaction_new (db, error);
  g_autoptr (UkeStmt) seen = uke_db_prepare (
      db, "UPDATE server_device SET last_seen_us = :now_us WHERE dev = :dev", error);
  g_autoptr (UkeStmt) next = NULL;

  if (transaction == NULL || seen == NULL)
    return FALSE;
  next = uke_db_prepare (db,
                         "UPDATE server_device SET fingerprint = next_fingerprint, "
                         "expires_at_us = next_expires_at_us, next_fingerprint = NULL, "
                         "next_expires_at_us = NULL "
                         "WHERE dev = :dev AND next_fingerprint = :fingerprint",
                         error);
  if (next == NULL)
    return FALSE;
  uke_stmt_bind_int64 (seen, ":now_us", now_us);
  uke_stmt_bind_int64 (seen, ":dev", dev);
  uke_stmt_bind_int64 (next, ":dev", dev);
  uke_stmt_bind_blob (next, ":fingerprint", fingerprint, UKE_DEVICE_FINGERPRINT_SIZE);
  return run_on_row (db, seen, error) && uke_stmt_run (next, error)
         && uke_db_transaction_commit (g_steal_pointer (&transaction), error);
}

/**
 * uke_device_registry_renew:
 * @db: the writing connection
 * @dev: a device
 * @fingerprint: the certificate that was issued to it
 * @expires_at_us: until when that one is good
 * @note: (nullable): what the audit says of it
 * @error: return location
 *
 * Lets the device in with the new certificate too, until it shows it for the first time.
 *
 * Returns: whether it was noted
 * Errors: %UKE_STORE_ERROR_NOT_FOUND when there is no such device or it is revoked, UKE_DB_ERROR
 * Thread: the owner of @db
 */
gboolean
uke_device_registry_renew (UkeDb *db,
                           uint32_t dev,
                           const uint8_t fingerprint[UKE_DEVICE_FINGERPRINT_SIZE],
                           int64_t expires_at_us,
                           const UkeDeviceNote *note,
                           GError **error)
{
  g_autoptr (UkeStmt) stmt
      = uke_db_prepare (db,
                        "UPDATE server_device SET next_fingerprint = :fingerprint, "
                        "next_expires_at_us = :expires_at_us WHERE dev = :dev AND state = 0",
                        error);

  if (stmt == NULL)
    return FALSE;
  uke_stmt_bind_blob (stmt, ":fingerprint", fingerprint, UKE_DEVICE_FINGERPRINT_SIZE);
  uke_stmt_bind_int64 (stmt, ":expires_at_us", expires_at_us);
  uke_stmt_bind_int64 (stmt, ":dev", dev);
  return run_alone (db, stmt, UKE_AUDIT_DEVICE_RENEW, dev, note, error);
}

/**
 * uke_device_registry_revoke:
 * @db: the writing connection
 * @dev: a device
 * @note: (nullable): what the audit says of it
 * @error: return location
 *
 * From now on the device is refused, whichever certificate it shows, and no time is kept for it any
 * more. Doing it twice is as good as once.
 *
 * Returns: whether it is revoked
 * Errors: %UKE_STORE_ERROR_NOT_FOUND when there is no such device, UKE_DB_ERROR
 * Thread: the owner of @db
 */
gboolean
uke_device_registry_revoke (UkeDb *db, uint32_t dev, const UkeDeviceNote *note, GError **error)
{
  g_autoptr (UkeDbTransaction) transaction = uke_db_transaction_new (db, error);
  g_autoptr (UkeStmt) stmt
      = uke_db_prepare (db, "UPDATE server_device SET state = 1 WHERE dev = :dev", error);

  if (transaction == NULL || stmt == NULL)
    return FALSE;
  uke_stmt_bind_int64 (stmt, ":dev", dev);
  return run_on_row (db, stmt, error) && uke_hold_drop_device (db, dev, error)
         && uke_device_note_write (db, note, UKE_AUDIT_DEVICE_REVOKE, dev, error)
         && uke_db_transaction_commit (g_steal_pointer (&transaction), error);
}

/**
 * uke_device_registry_rename:
 * @db: the writing connection
 * @dev: a device
 * @name: what people call it from now on
 * @note: (nullable): what the audit says of it
 * @error: return location
 *
 * Returns: whether it was noted
 * Errors: %UKE_STORE_ERROR_NOT_FOUND when there is no such device, UKE_DB_ERROR
 * Thread: the owner of @db
 */
gboolean
uke_device_registry_rename (UkeDb *db,
                            uint32_t dev,
                            const char *name,
                            const UkeDeviceNote *note,
                            GError **error)
{
  g_autoptr (UkeStmt) stmt
      = uke_db_prepare (db, "UPDATE server_device SET name = :name WHERE dev = :dev", error);

  if (stmt == NULL)
    return FALSE;
  uke_stmt_bind_text (stmt, ":name", name);
  uke_stmt_bind_int64 (stmt, ":dev", dev);
  return run_alone (db, stmt, UKE_AUDIT_DEVICE_RENAME, dev, note, error);
}
