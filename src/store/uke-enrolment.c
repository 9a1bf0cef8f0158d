/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-store"

#include "db/uke-db-queries.h"
#include "feed/uke-sha256.h"
#include "store/uke-device-registry.h"
#include "store/uke-schema.h"
#include "store/uke-store-error.h"

#include <sodium.h>
#include <string.h>

#define SALT_SIZE 16

/* The columns of enrolment-get and enrolment-list. */
enum {
  ENROLMENT_ID,
  ENROLMENT_DEV,
  ENROLMENT_NAME,
  ENROLMENT_NONCE,
  ENROLMENT_REQUEST,
  ENROLMENT_STATE,
  ENROLMENT_IS_CONFIRMED,
  ENROLMENT_CERTIFICATE,
  ENROLMENT_EXPIRES_AT_US,
};

/**
 * uke_enrolment_free:
 * @enrolment: (nullable) (transfer full): an enrolment
 *
 * Thread: any
 */
void
uke_enrolment_free (UkeEnrolment *enrolment)
{
  if (enrolment == NULL)
    return;
  g_free (enrolment->name);
  g_free (enrolment->request);
  g_free (enrolment->certificate);
  g_free (enrolment);
}

static UkeEnrolment *
read_enrolment (UkeStmt *stmt)
{
  UkeEnrolment *enrolment = g_new0 (UkeEnrolment, 1);
  size_t len;
  const void *nonce = uke_stmt_blob (stmt, ENROLMENT_NONCE, &len);

  enrolment->id = uke_stmt_id (stmt, ENROLMENT_ID);
  enrolment->dev = (uint32_t)uke_stmt_int64 (stmt, ENROLMENT_DEV);
  enrolment->name = uke_stmt_dup_text (stmt, ENROLMENT_NAME);
  memcpy (enrolment->nonce, nonce, MIN (len, UKE_ENROL_NONCE_SIZE));
  enrolment->request = uke_stmt_dup_text (stmt, ENROLMENT_REQUEST);
  enrolment->state = (UkeEnrolmentState)uke_stmt_int64 (stmt, ENROLMENT_STATE);
  enrolment->is_confirmed = uke_stmt_boolean (stmt, ENROLMENT_IS_CONFIRMED);
  enrolment->certificate = uke_stmt_dup_text (stmt, ENROLMENT_CERTIFICATE);
  enrolment->expires_at_us = uke_stmt_int64 (stmt, ENROLMENT_EXPIRES_AT_US);
  return enrolment;
}

/* A code lives ten minutes in an encrypted file, is tried five times, and whoever could read its
 * hash could read everything: a slow hash would only let strangers make the server work. */
static void
hash_code (const uint8_t salt[SALT_SIZE], const char *code, uint8_t out_hash[UKE_SHA256_SIZE])
{
  UkeBytesPart parts[] = { { salt, SALT_SIZE }, { code, strlen (code) } };

  uke_sha256_parts (parts, G_N_ELEMENTS (parts), out_hash);
}

/**
 * uke_enrolment_make_code:
 * @db: the writing connection
 * @now_us: the time
 * @out_code: (out): the code, eight digits
 * @note: (nullable): what the audit says of it
 * @error: return location
 *
 * Makes the code with which one device may join in the next ten minutes. Any code before it is good
 * no more. Only its salted hash is stored.
 *
 * Returns: whether it was made
 * Errors: UKE_DB_ERROR
 * Thread: the owner of @db
 * Source: sync.md 2.12
 */
gboolean
uke_enrolment_make_code (UkeDb *db,
                         int64_t now_us,
                         char out_code[UKE_ENROL_CODE_DIGITS + 1],
                         const UkeDeviceNote *note,
                         GError **error)
{
  g_autoptr (UkeDbTransaction) transaction = NULL;
  g_autoptr (UkeStmt) insert = NULL;
  uint8_t salt[SALT_SIZE], hash[UKE_SHA256_SIZE];
  char code[UKE_ENROL_CODE_DIGITS + 1];

  if (sodium_init () < 0)
    g_error ("libsodium does not start");
  g_snprintf (code, sizeof code, "%08u", randombytes_uniform (100000000));
  randombytes_buf (salt, sizeof salt);
  hash_code (salt, code, hash);
  transaction = uke_db_transaction_new (db, error);
  if (transaction == NULL
      || !uke_db_exec (db, "DELETE FROM enrol_code WHERE used_by IS NULL", error))
    return FALSE;
  insert = uke_db_prepare (db,
                           "INSERT INTO enrol_code (hash, salt, made_at_us, expires_at_us, tries) "
                           "VALUES (:hash, :salt, :now_us, :expires_at_us, 0)",
                           error);
  if (insert == NULL)
    return FALSE;
  uke_stmt_bind_blob (insert, ":hash", hash, sizeof hash);
  uke_stmt_bind_blob (insert, ":salt", salt, sizeof salt);
  uke_stmt_bind_int64 (insert, ":now_us", now_us);
  uke_stmt_bind_int64 (insert, ":expires_at_us", now_us + UKE_ENROL_LIFE_US);
  if (!uke_stmt_run (insert, error)
      || !uke_device_note_write (db, note, UKE_AUDIT_DEVICE_INVITE, 0, error)
      || !uke_db_transaction_commit (g_steal_pointer (&transaction), error))
    return FALSE;
  memcpy (out_code, code, sizeof code);
  return TRUE;
}

/* Looks at the one code that is good, and counts the try whether it fits or not. */
static gboolean
try_code (UkeDb *db,
          const char *code,
          int64_t now_us,
          uint32_t dev,
          UkeEnrolRefusal *out_refusal,
          unsigned *out_tries_left,
          GError **error)
{
  g_autoptr (UkeStmt) find = uke_db_prepare_query (db, UKE_QUERY ("enrolment-code"), error);
  g_autoptr (UkeStmt) count = uke_db_prepare (
      db, "UPDATE enrol_code SET tries = tries + 1, used_by = :used_by WHERE hash = :hash", error);
  uint8_t hash[UKE_SHA256_SIZE];
  const void *stored, *salt;
  size_t stored_len = 0, salt_len = 0;
  gboolean has_row, fits;

  if (find == NULL || count == NULL)
    return FALSE;
  uke_stmt_bind_int64 (find, ":now_us", now_us);
  uke_stmt_bind_int64 (find, ":max_tries", UKE_ENROL_CODE_TRIES);
  if (!uke_stmt_step (find, &has_row, error))
    return FALSE;
  *out_tries_left = 0;
  *out_refusal = UKE_ENROL_NO_CODE;
  if (!has_row)
    return TRUE;
  stored = uke_stmt_blob (find, 0, &stored_len);
  salt = uke_stmt_blob (find, 1, &salt_len);
  if (stored_len != sizeof hash || salt_len != SALT_SIZE) {
    g_set_error_literal (error, UKE_STORE_ERROR, UKE_STORE_ERROR_CORRUPT, "a code is damaged");
    return FALSE;
  }
  hash_code (salt, code, hash);
  fits = sodium_memcmp (hash, stored, sizeof hash) == 0;
  *out_refusal = fits ? UKE_ENROL_OK : UKE_ENROL_WRONG_CODE;
  *out_tries_left = UKE_ENROL_CODE_TRIES - 1 - (unsigned)uke_stmt_int64 (find, 2);
  uke_stmt_bind_blob (count, ":hash", stored, stored_len);
  if (fits)
    uke_stmt_bind_int64 (count, ":used_by", dev);
  return uke_stmt_run (count, error);
}

/* A number that no device ever had: in the register, in the log or on its way in. */
static gboolean
next_dev (UkeDb *db, uint32_t *out_dev, GError **error)
{
  g_autoptr (UkeStmt) stmt = uke_db_prepare_query (db, UKE_QUERY ("enrolment-highest"), error);

  if (stmt == NULL || !uke_stmt_step_row (stmt, error))
    return FALSE;
  *out_dev = (uint32_t)uke_stmt_int64 (stmt, 0) + 1;
  return TRUE;
}

static gboolean
insert_enrolment (UkeDb *db, const UkeEnrolment *enrolment, int64_t now_us, GError **error)
{
  g_autoptr (UkeStmt) stmt = uke_db_prepare (
      db,
      "INSERT INTO server_enrolment (id, dev, name, nonce, request, state, is_confirmed, "
      "made_at_us, expires_at_us) "
      "VALUES (:id, :dev, :name, :nonce, :request, 0, 0, :now_us, :expires_at_us)",
      error);

  if (stmt == NULL)
    return FALSE;
  uke_stmt_bind_id (stmt, ":id", &enrolment->id);
  uke_stmt_bind_int64 (stmt, ":dev", enrolment->dev);
  uke_stmt_bind_text (stmt, ":name", enrolment->name);
  uke_stmt_bind_blob (stmt, ":nonce", enrolment->nonce, UKE_ENROL_NONCE_SIZE);
  uke_stmt_bind_text (stmt, ":request", enrolment->request);
  uke_stmt_bind_int64 (stmt, ":now_us", now_us);
  uke_stmt_bind_int64 (stmt, ":expires_at_us", enrolment->expires_at_us);
  return uke_stmt_run (stmt, error);
}

/**
 * uke_enrolment_begin:
 * @db: the writing connection
 * @code: the code as the device sends it
 * @name: what the device calls itself
 * @request: its certificate request, PEM, checked by the caller
 * @now_us: the time
 * @out_enrolment: (out) (nullable) (transfer full): the enrolment, when the code fits
 * @out_refusal: (out): why there is none
 * @out_tries_left: (out): how often the code may still be tried
 * @error: return location
 *
 * Takes the code and lets the device wait for both sides' agreement. A wrong code costs a try, also
 * when two come at once: trying and counting are one transaction.
 *
 * Returns: whether the store answered
 * Errors: %UKE_STORE_ERROR_CORRUPT, UKE_DB_ERROR
 * Thread: the owner of @db
 * Source: sync.md 2.12
 */
gboolean
uke_enrolment_begin (UkeDb *db,
                     const char *code,
                     const char *name,
                     const char *request,
                     int64_t now_us,
                     UkeEnrolment **out_enrolment,
                     UkeEnrolRefusal *out_refusal,
                     unsigned *out_tries_left,
                     GError **error)
{
  g_autoptr (UkeDbTransaction) transaction = uke_db_transaction_new (db, error);
  g_autoptr (UkeEnrolment) enrolment = g_new0 (UkeEnrolment, 1);

  *out_enrolment = NULL;
  if (sodium_init () < 0)
    g_error ("libsodium does not start");
  if (transaction == NULL || !next_dev (db, &enrolment->dev, error)
      || !try_code (db, code, now_us, enrolment->dev, out_refusal, out_tries_left, error))
    return FALSE;
  /* The id is what the device proves itself with until it has a certificate: all of it is random.
   */
  randombytes_buf (&enrolment->id, sizeof enrolment->id);
  randombytes_buf (enrolment->nonce, sizeof enrolment->nonce);
  enrolment->name = g_strdup (name);
  enrolment->request = g_strdup (request);
  enrolment->expires_at_us = now_us + UKE_ENROL_LIFE_US;
  if (*out_refusal == UKE_ENROL_OK && !insert_enrolment (db, enrolment, now_us, error))
    return FALSE;
  if (!uke_db_transaction_commit (g_steal_pointer (&transaction), error))
    return FALSE;
  if (*out_refusal == UKE_ENROL_OK)
    *out_enrolment = g_steal_pointer (&enrolment);
  return TRUE;
}

/**
 * uke_enrolment_get:
 * @db: any connection
 * @id: an enrolment
 * @now_us: the time
 * @error: return location
 *
 * Returns: (transfer full): it, as long as it is not over
 * Errors: %UKE_STORE_ERROR_NOT_FOUND, UKE_DB_ERROR
 * Thread: the owner of @db
 */
UkeEnrolment *
uke_enrolment_get (UkeDb *db, const UkeId *id, int64_t now_us, GError **error)
{
  g_autoptr (UkeStmt) stmt = uke_db_prepare_query (db, UKE_QUERY ("enrolment-get"), error);
  gboolean has_row;

  if (stmt == NULL)
    return NULL;
  uke_stmt_bind_id (stmt, ":id", id);
  uke_stmt_bind_int64 (stmt, ":now_us", now_us);
  if (!uke_stmt_step (stmt, &has_row, error))
    return NULL;
  if (has_row)
    return read_enrolment (stmt);
  g_set_error_literal (error, UKE_STORE_ERROR, UKE_STORE_ERROR_NOT_FOUND, "no such enrolment");
  return NULL;
}

/**
 * uke_enrolment_list:
 * @db: any connection
 * @now_us: the time
 * @error: return location
 *
 * Returns: (transfer full) (element-type UkeEnrolment): those that wait for the administrator
 * Errors: UKE_DB_ERROR
 * Thread: the owner of @db
 */
GPtrArray *
uke_enrolment_list (UkeDb *db, int64_t now_us, GError **error)
{
  g_autoptr (UkeStmt) stmt = uke_db_prepare_query (db, UKE_QUERY ("enrolment-list"), error);
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify)uke_enrolment_free);
  gboolean has_row = stmt != NULL;

  if (stmt != NULL)
    uke_stmt_bind_int64 (stmt, ":now_us", now_us);
  while (has_row) {
    if (!uke_stmt_step (stmt, &has_row, error))
      return NULL;
    if (has_row)
      g_ptr_array_add (list, read_enrolment (stmt));
  }
  return stmt != NULL ? g_steal_pointer (&list) : NULL;
}

/* Runs a statement on the enrolment @id, as long as it is not over. */
static gboolean
change (UkeDb *db, UkeStmt *stmt, const UkeId *id, int64_t now_us, GError **error)
{
  uke_stmt_bind_id (stmt, ":id", id);
  uke_stmt_bind_int64 (stmt, ":now_us", now_us);
  if (!uke_stmt_run (stmt, error))
    return FALSE;
  if (uke_db_changes (db) > 0)
    return TRUE;
  g_set_error_literal (error, UKE_STORE_ERROR, UKE_STORE_ERROR_NOT_FOUND, "no such enrolment");
  return FALSE;
}

static gboolean
find_dev (UkeDb *db, const UkeId *id, uint32_t *out_dev, GError **error)
{
  g_autoptr (UkeStmt) stmt
      = uke_db_prepare (db, "SELECT dev FROM server_enrolment WHERE id = :id", error);

  if (stmt == NULL)
    return FALSE;
  uke_stmt_bind_id (stmt, ":id", id);
  if (!uke_stmt_step_row (stmt, error))
    return FALSE;
  *out_dev = (uint32_t)uke_stmt_int64 (stmt, 0);
  return TRUE;
}

/* What the administrator decided about an enrolment. */
static gboolean
note_decision (UkeDb *db,
               const UkeId *id,
               UkeAuditKind kind,
               const UkeDeviceNote *note,
               GError **error)
{
  uint32_t dev;

  return find_dev (db, id, &dev, error) && uke_device_note_write (db, note, kind, dev, error);
}

/* Once both sides have agreed the device is known. */
static gboolean
complete (UkeDb *db, const UkeId *id, int64_t now_us, const UkeDeviceNote *note, GError **error)
{
  uint32_t dev;
  g_autoptr (UkeStmt) stmt = uke_db_prepare (
      db,
      "INSERT INTO server_device (dev, name, fingerprint, state, enrolled_at_us, expires_at_us, "
      "last_seen_us, last_inc, last_seq) "
      "SELECT dev, name, fingerprint, 0, :now_us, certificate_to_us, 0, 0, 0 "
      "FROM server_enrolment WHERE id = :id AND state = 1 AND is_confirmed = 1 "
      "AND dev NOT IN (SELECT dev FROM server_device)",
      error);

  if (stmt == NULL)
    return FALSE;
  uke_stmt_bind_id (stmt, ":id", id);
  uke_stmt_bind_int64 (stmt, ":now_us", now_us);
  if (!uke_stmt_run (stmt, error))
    return FALSE;
  if (uke_db_changes (db) == 0)
    return TRUE;
  return find_dev (db, id, &dev, error)
         && uke_device_note_write (db, note, UKE_AUDIT_DEVICE_JOIN, dev, error);
}

/**
 * uke_enrolment_confirm:
 * @db: the writing connection
 * @id: an enrolment
 * @now_us: the time
 * @note: (nullable): what the audit says of it
 * @error: return location
 *
 * The person before the desk has compared the words. Doing it twice is as good as once.
 *
 * Returns: whether it was noted
 * Errors: %UKE_STORE_ERROR_NOT_FOUND, UKE_DB_ERROR
 * Thread: the owner of @db
 */
gboolean
uke_enrolment_confirm (UkeDb *db,
                       const UkeId *id,
                       int64_t now_us,
                       const UkeDeviceNote *note,
                       GError **error)
{
  g_autoptr (UkeDbTransaction) transaction = uke_db_transaction_new (db, error);
  g_autoptr (UkeStmt) stmt = uke_db_prepare (db,
                                             "UPDATE server_enrolment SET is_confirmed = 1 "
                                             "WHERE id = :id AND expires_at_us > :now_us",
                                             error);

  return transaction != NULL && stmt != NULL && change (db, stmt, id, now_us, error)
         && complete (db, id, now_us, note, error)
         && uke_db_transaction_commit (g_steal_pointer (&transaction), error);
}

/**
 * uke_enrolment_accept:
 * @db: the writing connection
 * @id: an enrolment that waits
 * @certificate: what was issued for its request, PEM
 * @fingerprint: of that certificate
 * @expires_at_us: until when it is good
 * @now_us: the time
 * @note: (nullable): what the audit says of it
 * @error: return location
 *
 * The administrator has compared the words.
 *
 * Returns: whether it was noted
 * Errors: %UKE_STORE_ERROR_NOT_FOUND, also when it was decided before, UKE_DB_ERROR
 * Thread: the owner of @db
 */
gboolean
uke_enrolment_accept (UkeDb *db,
                      const UkeId *id,
                      const char *certificate,
                      const uint8_t fingerprint[UKE_DEVICE_FINGERPRINT_SIZE],
                      int64_t expires_at_us,
                      int64_t now_us,
                      const UkeDeviceNote *note,
                      GError **error)
{
  g_autoptr (UkeDbTransaction) transaction = uke_db_transaction_new (db, error);
  g_autoptr (UkeStmt) stmt
      = uke_db_prepare (db,
                        "UPDATE server_enrolment SET state = 1, certificate = :certificate, "
                        "fingerprint = :fingerprint, certificate_to_us = :to_us "
                        "WHERE id = :id AND state = 0 AND expires_at_us > :now_us",
                        error);

  if (transaction == NULL || stmt == NULL)
    return FALSE;
  uke_stmt_bind_text (stmt, ":certificate", certificate);
  uke_stmt_bind_blob (stmt, ":fingerprint", fingerprint, UKE_DEVICE_FINGERPRINT_SIZE);
  uke_stmt_bind_int64 (stmt, ":to_us", expires_at_us);
  return change (db, stmt, id, now_us, error)
         && note_decision (db, id, UKE_AUDIT_DEVICE_ACCEPT, note, error)
         && complete (db, id, now_us, note, error)
         && uke_db_transaction_commit (g_steal_pointer (&transaction), error);
}

/**
 * uke_enrolment_refuse:
 * @db: the writing connection
 * @id: an enrolment that waits
 * @now_us: the time
 * @note: (nullable): what the audit says of it
 * @error: return location
 *
 * The administrator says no.
 *
 * Returns: whether it was noted
 * Errors: %UKE_STORE_ERROR_NOT_FOUND, also when it was decided before, UKE_DB_ERROR
 * Thread: the owner of @db
 */
gboolean
uke_enrolment_refuse (UkeDb *db,
                      const UkeId *id,
                      int64_t now_us,
                      const UkeDeviceNote *note,
                      GError **error)
{
  g_autoptr (UkeDbTransaction) transaction = uke_db_transaction_new (db, error);
  g_autoptr (UkeStmt) stmt
      = uke_db_prepare (db,
                        "UPDATE server_enrolment SET state = 2 "
                        "WHERE id = :id AND state = 0 AND expires_at_us > :now_us",
                        error);

  return transaction != NULL && stmt != NULL && change (db, stmt, id, now_us, error)
         && note_decision (db, id, UKE_AUDIT_DEVICE_REFUSE, note, error)
         && uke_db_transaction_commit (g_steal_pointer (&transaction), error);
}
